"""How a table is read: which column is what, where the place stands, what is said of its CRS."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import quoted, tr
from .columns import COLUMNS, NAMES, REQUIRED
from .mapping import Guess, Mapping, guess
from .options import DATE_FORMS, ReadOptions
from .places import Claim
from .separators import nameless
from .synonyms import bare
from .systems import HOME, reference
from .table import Table

CRS_COLUMN = "KMZB_CRS"  # a reject file says in it how its places stand (see ``originals``)
SWAPPED = " swapped"  # follows the CRS in that column where the first coordinate is the northing

_VALUE = re.compile(r"[-+]?\d[\d\s.,:/TZ+-]*")  # a number or a date: no name of a column


@dataclass(frozen=True)
class Plan:
    """``columns`` the short names that are loaded and ``indices`` where they stand in the table's rows.

    ``mapping`` names the source columns taken, ``missing`` the required short names that nothing is taken as,
    ``unknown`` the columns left aside, ``notes`` sentences to tell once. ``crs_index`` is where a reject file keeps its
    CRS; ``geometry`` whether the place is the geometry's, ``spare`` where x and y columns stand beside it.
    """

    columns: tuple[str, ...]
    indices: tuple[int, ...]
    mapping: Mapping
    claim: Claim
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    crs_index: int | None = None
    geometry: bool = False
    spare: tuple[int, int] | None = None

    @property
    def width(self) -> int:
        """How many cells a line must at least have."""
        return max(self.indices, default=0) + 1


def make(table: Table, options: ReadOptions) -> Plan:
    """The plan for a table; ``options`` are settled. Raises KmzbError where columns or options cannot be meant so."""
    _check(table, options)
    given = options.mapping if options.mapping and options.mapping.columns else None
    suggested = guess(table.columns, table.cut)
    if table.first_row and len(suggested.mapping.columns) < 2 and any(map(_VALUE.fullmatch, table.columns)):
        raise nameless(table.path)  # a report as the line of names would be lost
    if given:
        mapping, notes = _applied(table, given, suggested)
        kinds = {
            short: suggested.kinds.get(short, "")
            for short in "xy"
            if suggested.mapping.columns.get(mapping.source_of(short)) == short
        }
        doubtful = {}
    else:
        mapping, notes, kinds, doubtful = suggested.mapping, _told(suggested), suggested.kinds, suggested.doubtful
    found = {short: table.columns.index(name) for name, short in mapping.columns.items()}
    spare = None
    geometry = table.geometry and not (given and {"x", "y"} <= set(given.columns.values()))
    if geometry:
        if "x" in found and "y" in found:
            spare = (found["x"], found["y"])
        found["x"], found["y"] = len(table.columns), len(table.columns) + 1
        kinds = {}
    columns = tuple(short for short in NAMES if short in found)
    missing = tuple(short for short in REQUIRED if short not in found)
    taken = set(found.values()) | set(spare or ())
    crs_index = table.columns.index(CRS_COLUMN) if CRS_COLUMN in table.columns else None
    unknown = tuple(
        name for index, name in enumerate(table.columns) if index not in taken and index != crs_index and name
    )
    plan = Plan(
        columns, tuple(found[short] for short in columns), mapping, _claim(table, options, geometry, kinds),
        missing, unknown, notes, crs_index, geometry, spare,
    )  # fmt: skip
    _settle(table, {short: names for short, names in doubtful.items() if short not in found})
    return plan


def _settle(table: Table, doubtful: dict) -> None:
    """Refuse a column that stands twice under one name, and two that may both be a required one."""
    for short, names in doubtful.items():
        if len(set(map(bare, names))) == 1:
            raise KmzbError(
                tr("The file '{name}' has the column '{column}' twice.", name=table.path.name, column=names[-1]),
                code="columns",
            )
        if short in REQUIRED:
            raise KmzbError(
                tr(
                    "The file '{name}' has several columns that may be '{column}' ({names}): set which by a mapping.",
                    name=table.path.name,
                    column=COLUMNS[short],
                    names=", ".join(names),
                ),
                code="question",
            )


def require(table: Table, plan: Plan) -> None:
    """Raise KmzbError where a required column is missing."""
    if plan.missing:
        raise KmzbError(
            tr(
                "The file '{name}' lacks %n column(s): {missing}.",
                n=len(plan.missing),
                name=table.path.name,
                missing=", ".join(COLUMNS[short] for short in plan.missing),
            ),
            code="columns",
        )


def _check(table: Table, options: ReadOptions) -> None:
    if options.crs:
        reference(options.crs)
    if options.date_form not in ("", *DATE_FORMS):
        raise KmzbError(tr("The date form '{form}' is none of ms, iso, dmy.", form=options.date_form))


def _applied(table: Table, given: Mapping, suggested: Guess) -> tuple[Mapping, tuple[str, ...]]:
    """A given mapping under the names that this file uses; found without regard to case and Polish signs."""
    by_bare = {bare(name): name for name in reversed(table.columns)}
    by_cut = {bare(name[: table.cut]): name for name in reversed(table.columns)} if table.cut else {}
    columns, absent = {}, []
    for name, short in given.columns.items():
        here = name if name in table.columns else by_bare.get(bare(name))
        if here is None and table.cut and len(name) > table.cut:
            here = by_cut.get(bare(name[: table.cut]))
        if here is None:
            absent.append(name)
        else:
            columns[here] = short
    if not table.geometry and not {"x", "y"} & set(
        columns.values()
    ):  # a reject file of a layer has its place as x and y
        exact = {
            name: short for name, short in suggested.mapping.columns.items() if suggested.kinds.get(short) == "exact"
        }
        columns.update({name: short for name, short in exact.items() if short in "xy"})
        absent = [name for name in absent if given.columns[name] not in "xy"]
    notes = ()
    if absent:
        notes = (tr("Columns of the mapping that the file does not have: {names}.", names=", ".join(absent)),)
    return Mapping(columns, given.categories, given.statuses), notes


def _told(suggested: Guess) -> tuple[str, ...]:
    notes = []
    if suggested.synonyms:
        taken = suggested.mapping.columns
        pairs = ", ".join(f"{quoted(name)} = {COLUMNS[taken[name]]}" for name in suggested.synonyms)
        notes.append(tr("Columns were taken by their meaning: {pairs}.", pairs=pairs))
    for short, names in suggested.doubtful.items():
        notes.append(
            tr("Several columns may be '{column}', so none was taken: {names}.", column=COLUMNS[short],
               names=", ".join(names))
        )  # fmt: skip
    return tuple(notes)


def _claim(table: Table, options: ReadOptions, geometry: bool, kinds: dict) -> Claim:
    """What is said of the place, by a person, the file or the names of its columns."""
    if options.crs and options.swapped is not None:
        return Claim(options.crs, options.swapped, "person")
    kind = kinds.get("x") if kinds.get("x") == kinds.get("y") else ""
    crs, swapped, by = "", None, ""
    if geometry and table.declared:
        crs, swapped, by = table.declared, False, "file"
    elif table.mended and kind == "exact" and CRS_COLUMN not in table.columns:
        crs, swapped, by = HOME, False, "file"  # loading writes what it refused as it was to be loaded
    elif kind == "degrees":
        crs, swapped, by = "EPSG:4326", False, "names"
    elif kind == "axes":
        swapped, by = False, "names"
    if options.crs:
        return Claim(options.crs, False if geometry else swapped, "stated")
    if options.swapped is not None:
        return Claim(crs, options.swapped, "person" if crs else "")
    return Claim(crs, swapped, by)
