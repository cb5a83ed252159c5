"""A mapping: which column of a file is which KMZB column, and how its values are to be read; kept as JSON."""

from __future__ import annotations

import codecs
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from ..catalogue import UnknownName
from ..catalogue import load as load_catalogue
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .columns import COLUMNS, REQUIRED, short_name
from .synonyms import meaning

VERSION = 1
SIZE_LIMIT = 1 << 20  # bytes; a mapping is a page of text
_KEYS = {"kmzb_mapping", "columns", "values", "crs", "swapped", "encoding", "date_form", "layer", "note"}


@dataclass(frozen=True)
class Mapping:
    """Source column -> short name of a KMZB column; source value -> catalogue name for categories and statuses.

    ``columns`` names only what is meant: columns not named are left aside. ``crs``, ``swapped``, ``encoding``,
    ``date_form`` and ``layer`` are as in :class:`sources.options.ReadOptions`.
    """

    columns: dict = field(default_factory=dict)
    categories: dict = field(default_factory=dict)
    statuses: dict = field(default_factory=dict)
    crs: str = ""
    swapped: bool | None = None
    encoding: str = ""
    date_form: str = ""
    layer: str = ""

    def source_of(self, short: str) -> str | None:
        """The source column that is taken as a KMZB column, or None."""
        return next((name for name, meant in self.columns.items() if meant == short), None)

    def missing(self) -> tuple[str, ...]:
        """Required KMZB columns (short names) that no column is taken as."""
        return tuple(short for short in REQUIRED if short not in self.columns.values())

    def to_dict(self) -> dict:
        """What is written to JSON: columns under the service's spelling, so that people can read and edit it."""
        return {
            "kmzb_mapping": VERSION,
            "columns": {name: COLUMNS[short] for name, short in self.columns.items()},
            "values": {"Typ": dict(self.categories), "Status": dict(self.statuses)},
            "crs": self.crs,
            "swapped": self.swapped,
            "encoding": self.encoding,
            "date_form": self.date_form,
            "layer": self.layer,
        }

    @classmethod
    def from_dict(cls, document: object) -> Mapping:
        """A mapping from what :meth:`to_dict` gives. Raises KmzbError in one sentence for anything else."""
        if not isinstance(document, dict) or "kmzb_mapping" not in document:
            raise KmzbError(tr("This is no mapping of columns: 'kmzb_mapping' is missing."))
        if document["kmzb_mapping"] != VERSION:
            raise KmzbError(
                tr("The mapping has version {found}; this plugin reads {version}.", found=document["kmzb_mapping"],
                   version=VERSION)
            )  # fmt: skip
        if unknown := sorted(set(map(str, document)) - _KEYS):
            raise KmzbError(tr("The mapping has an unknown entry '{name}'.", name=unknown[0]))
        values = _texts(document, "values", dict)
        if unknown := sorted(set(map(str, values)) - {"Typ", "Status"}):
            raise KmzbError(tr("The mapping has values for '{name}'; only Typ and Status have any.", name=unknown[0]))
        book = load_catalogue()
        return cls(
            _columns(_texts(document, "columns", str)),
            _names(_texts(values, "Typ", str), book.category),
            _names(_texts(values, "Status", str), book.status),
            _crs(_text(document, "crs")),
            _swapped(document.get("swapped")),
            _encoding(_text(document, "encoding")),
            _date_form(_text(document, "date_form")),
            _text(document, "layer"),
        )

    @classmethod
    def load(cls, path: str | Path) -> Mapping:
        """Read a mapping file. Raises KmzbError where it is none."""
        path = Path(path)
        try:
            if path.stat().st_size > SIZE_LIMIT:
                raise KmzbError(tr("The mapping '{name}' is too large.", name=path.name))
            document = json.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise KmzbError(
                tr("The mapping '{name}' cannot be read: {why}.", name=path.name, why=reason(error))
            ) from error
        except (ValueError, RecursionError) as error:
            raise KmzbError(tr("The mapping '{name}' is not valid JSON.", name=path.name), str(error)) from error
        try:
            return cls.from_dict(document)
        except KmzbError as error:
            raise KmzbError(f"{path.name}: {error.message}", error.details, error.code) from error

    def save(self, path: str | Path) -> None:
        """Write the mapping, whole or not at all."""
        path = Path(path)
        partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            partial.write_text(json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            raise KmzbError(
                tr("The mapping '{name}' cannot be written: {why}.", name=path.name, why=reason(error))
            ) from error
        finally:
            partial.unlink(missing_ok=True)


@dataclass(frozen=True)
class Guess:
    """A guessed mapping: ``synonyms`` were taken by another name than KMZB's; of ``doubtful`` ones there were several.

    ``kinds`` tells of x and y by which kind of name they were found (see ``synonyms.meaning``).
    """

    mapping: Mapping
    synonyms: tuple[str, ...] = ()
    doubtful: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)


def guess(columns, cut: int = 0) -> Guess:
    """The mapping that the names of columns suggest; ``cut`` is the length at which the format cuts names off.

    KMZB's own name wins over any other; of two other names for one column neither is taken, and both are told.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for name in columns:
        if meant := meaning(name, cut):
            found.setdefault(meant[0], {}).setdefault(meant[1], []).append(name)
    # a pair of coordinates comes from one kind of name, never the x of one pair with the y of another
    for kind in ("exact", "degrees", "axes", "plain"):
        if all(kind in found.get(short, {}) for short in "xy"):
            for short in "xy":
                found[short] = {kind: found[short][kind]}
            break
    taken, synonyms, doubtful, kinds = {}, [], {}, {}
    for short, by_kind in found.items():
        names = by_kind.get("exact") or [name for several in by_kind.values() for name in several]
        if len(names) > 1:
            doubtful[short] = tuple(names)
            continue
        taken[names[0]] = short
        kinds[short] = next(kind for kind, several in by_kind.items() if names[0] in several)
        if kinds[short] != "exact":
            synonyms.append(names[0])
    ordered = {name: taken[name] for name in columns if name in taken}
    return Guess(Mapping(ordered), tuple(synonyms), doubtful, {short: kinds[short] for short in "xy" if short in kinds})


def _texts(document: dict, key: str, kind: type) -> dict:
    """A mapping of texts inside the document; empty where it is missing."""
    value = document.get(key) or {}
    if not isinstance(value, dict) or not all(isinstance(entry, kind) for entry in value.values()):
        raise KmzbError(tr("The mapping's entry '{name}' is not a list of names and their meanings.", name=key))
    return value


def _text(document: dict, key: str) -> str:
    value = document.get(key)
    if value is not None and not isinstance(value, str):
        raise KmzbError(tr("The mapping's entry '{name}' is not a text.", name=key))
    return value or ""


def _columns(entries: dict) -> dict:
    columns: dict[str, str] = {}
    for name, spelling in entries.items():
        short = spelling if spelling in COLUMNS else short_name(spelling)
        if short is None:
            raise KmzbError(tr("The mapping names '{name}', which is no KMZB column.", name=spelling))
        if short in columns.values():
            raise KmzbError(tr("The mapping takes two columns as '{name}'.", name=COLUMNS[short]))
        columns[name] = short
    return columns


def _names(entries: dict, find) -> dict:
    for name in entries.values():
        try:
            find(name)
        except UnknownName as error:
            if error.nearest:
                raise KmzbError(
                    tr(
                        "The mapping names '{name}', which the catalogue does not know. Did you mean '{nearest}'?",
                        name=name,
                        nearest=error.nearest,
                    )
                ) from error
            raise KmzbError(tr("The mapping names '{name}', which the catalogue does not know.", name=name)) from error
    return entries


def _crs(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z]+:[0-9]+", text):
        raise KmzbError(tr("The mapping's CRS '{crs}' is not of the form EPSG:2180.", crs=text))
    return text.upper()


def _swapped(value) -> bool | None:
    if value not in (None, True, False):
        raise KmzbError(tr("The mapping's entry '{name}' must be true, false or null.", name="swapped"))
    return value


def _encoding(text: str) -> str:
    try:
        return codecs.lookup(text).name if text else ""
    except LookupError as error:
        raise KmzbError(tr("The encoding '{name}' is not known.", name=text)) from error


def _date_form(text: str) -> str:
    if text not in ("", "ms", "iso", "dmy"):
        raise KmzbError(tr("The mapping's date form '{form}' is none of ms, iso, dmy.", form=text))
    return text
