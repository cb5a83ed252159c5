"""Which column of a file of boundaries is which, and what its values mean: codes, names, days."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.poland import voivodeship_boxes
from .unit_levels import Level

# PRG's own names first; then those of common extracts. Compared without regard to case.
CODES = ("JPT_KOD_JE", "terc", "teryt", "kod", "kod_teryt", "code")
NAMES = ("JPT_NAZWA_", "name", "nazwa")
POLICE_IDS = ("JPT_KOD_JE", "IIP_IDENTY", "terc", "teryt", "kod", "code")
DAYS = ("WAZNY_OD", "WERSJA_OD", "valid_from")
_DAY = re.compile(r"^(\d{4})[-/.](\d{2})[-/.](\d{2})")


@dataclass(frozen=True)
class Columns:
    """Positions of the columns that hold the code (several: the first that is filled counts), name and day."""

    codes: tuple[int, ...]
    name: int
    days: tuple[int, ...]


def find(names: list[str], level: Level, file: str) -> Columns:
    """The columns of a layer. Raises KmzbError that lists what there is where code or name is missing."""
    folded = {name.lower(): index for index, name in reversed(list(enumerate(names)))}

    def known(wanted: tuple[str, ...]) -> list[int]:
        return [folded[name.lower()] for name in wanted if name.lower() in folded]

    codes, titles = known(CODES if level.digits else POLICE_IDS), known(NAMES)
    missing = [text for text, found in ((tr("code"), codes), (tr("name"), titles)) if not found]
    if missing:
        raise KmzbError(
            tr(
                "The file '{file}' has no column for: {missing}. Known names are {known}; it has: {columns}.",
                file=file,
                missing=", ".join(missing),
                known=", ".join((*(CODES if level.digits else POLICE_IDS), *NAMES)),
                columns=", ".join(names) or "–",
            ),
            code="columns",
        )
    return Columns(tuple(codes if not level.digits else codes[:1]), titles[0], tuple(known(DAYS)))


def day(texts: list[str | None]) -> str | None:
    """The first of some dates as ``YYYY-MM-DD``; None where none is a date."""
    for text in texts:
        if found := _DAY.match((text or "").strip()):
            with suppress(ValueError):  # such as 2012-00-00: no day is better than one that stops the assigning
                return date(*map(int, found.groups())).isoformat()
    return None


def codes(raw: list[str], level: Level, file: str) -> list[str]:
    """TERYT codes of a level, a lost leading zero put back. Raises KmzbError where they are of another level."""
    texts = [text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text for text in map(str.strip, raw)]
    texts = [f"0{text}" if len(text) == level.digits - 1 and text[:1] in "2468" else text for text in texts]
    wrong = [text for text in texts if not (text.isdigit() and len(text) == level.digits)]
    if wrong:
        raise KmzbError(
            tr(
                "The file '{file}' holds no units of the level '{level}': their codes have {digits} digits, and "
                "{count} of {total} have not, e.g. '{example}'. Choose the level that fits.",
                file=file,
                level=level.title,
                digits=level.digits,
                count=len(wrong),
                total=len(texts),
                example=wrong[0][:40],
            ),
            code="level",
        )
    foreign = [text for text in texts if text[:2] not in voivodeship_boxes()]
    if foreign:
        raise KmzbError(
            tr(
                "The file '{file}' has codes that begin with no voivodeship's number, e.g. '{example}'.",
                file=file,
                example=foreign[0],
            ),
            code="level",
        )
    return texts
