"""Rows of a table into what loading takes: epoch milliseconds, EPSG:2180, the catalogue's names."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

import numpy as np

from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import lines
from . import plan as plans
from .dates import Dates, are_plain
from .options import ReadOptions
from .places import Claim
from .placing import Placing
from .systems import reference
from .table import Table

READ_SHARE = 40  # per cent of an import that reading takes
DATES = ("reported", "event", "modified")


def convert(table: Table, options: ReadOptions, progress: Progress) -> Iterator[tuple]:
    """Batches (short names, rows, flaws) of a table. Raises KmzbError, code question where a person must say more."""
    plan = plans.make(table, options)
    plans.require(table, plan)
    for note in (*table.notes, *plan.notes):
        progress.say(note)
    tell_unknown(set(plan.unknown), progress)
    converter = Converter(plan, options, progress)
    for batch, share in _batches(table, plan, converter):
        progress.check()
        progress.percent(READ_SHARE * share)
        yield batch
    converter.finish()


def _batches(table: Table, plan: plans.Plan, converter: Converter) -> Iterator[tuple]:
    """Batches with the share read; those of a CSV file need not be read whole (see ``lines``)."""
    if lines.can_cut(table):
        yield from lines.batches(table, plan, converter)
        return
    for rows, flaws, share in table.rows(plan.width):
        yield (plan.columns, converter.batch(rows, flaws), flaws), share


def tell_unknown(unknown: set, progress: Progress) -> None:
    """Say once which columns were left aside."""
    if unknown:
        names = ", ".join(sorted(str(name)[:40] for name in unknown)[:20])
        progress.say(tr("Columns that the plugin does not know were left aside: {names}.", names=names))


class Converter:
    """Converts batch after batch; a column that is already as loading takes it is not touched."""

    def __init__(self, plan: plans.Plan, options: ReadOptions, progress: Progress):
        self.plan, self.progress, self.options = plan, progress, options
        self.dates = Dates(options.date_form)
        self.placing: Placing | None = None
        self.strayed = 0
        self.plain = True  # whether no value had to be converted so far
        self._pick = itemgetter(*plan.indices)
        self._whole = plan.indices == tuple(range(len(plan.indices)))
        self._at = {short: position for position, short in enumerate(plan.columns)}
        self._words = {
            self._at["typ"]: options.mapping.categories if options.mapping else {},
            self._at["status"]: options.mapping.statuses if options.mapping else {},
        }

    def batch(self, rows: list, flaws: dict) -> list:
        """The rows of a batch as loading takes them; reasons of rows that cannot be read are added to ``flaws``."""
        picked = rows if self._whole and len(rows[0]) == len(self.plan.indices) else list(map(self._pick, rows))
        columns = _Columns(picked)
        reported = columns[self._at["reported"]]
        if "" in reported or None in reported:
            for index, row in enumerate(rows):
                if not any(row):
                    flaws[index] = ""  # ';;;;' of a spreadsheet
        self._name(columns)
        self._date(columns, flaws)
        self._place(columns, rows, flaws)
        self.plain = self.plain and not columns.changed
        return columns.rows()

    def _name(self, columns: _Columns) -> None:
        for position, words in self._words.items():
            if words:
                named = [words.get(value.strip(), value) if value else value for value in columns[position]]
                columns[position] = named

    def _date(self, columns: _Columns, flaws: dict) -> None:
        for position in (self._at[short] for short in DATES if short in self._at):
            column = columns[position]
            texts = [value or "" for value in column] if flaws else column
            if self.dates.form in ("", "ms") and are_plain(texts):
                continue
            columns[position], reasons = self.dates.column(column)
            for index, reason in reasons.items():
                flaws.setdefault(index, reason)

    def _place(self, columns: _Columns, rows: list, flaws: dict) -> None:
        x, y, teryt = self._at["x"], self._at["y"], self._at.get("teryt")
        if self.placing is None:
            self.placing = Placing(self._claim(rows), self.progress)
        codes = columns[teryt] if teryt is not None else [""] * len(rows)
        if self.plan.spare:
            self._stray(rows, columns[x], columns[y], flaws)
        found = self.placing.batch(columns[x], columns[y], codes, flaws)
        if found is None:
            return
        columns[x], columns[y] = found[0], found[1]
        if teryt is not None:
            columns[teryt] = found[2]

    def _claim(self, rows: list) -> Claim:
        """What is said of the place; a reject file keeps the CRS of its rows in a column of its own."""
        claim, index = self.plan.claim, self.plan.crs_index
        if index is None or claim.crs:
            return claim
        said = {row[index] for row in rows if len(row) > index and row[index]}
        if len(said) != 1:
            return claim
        crs = said.pop()
        swapped = crs.endswith(plans.SWAPPED)
        crs = crs[: -len(plans.SWAPPED)] if swapped else crs
        reference(crs)
        return Claim(crs, swapped, "file") if claim.swapped is None else Claim(crs, claim.swapped, "person")

    def _stray(self, rows: list, first, second, flaws: dict) -> None:
        """Rows of a layer that have x and y but no geometry: neither is left aside without a word."""
        one, two = self.plan.spare
        for index, row in enumerate(rows):
            if not first[index] and not second[index] and row[one] and row[two]:
                flaws.setdefault(
                    index, tr("The row has x and y, but no geometry: set by a mapping of x and y which to take.")
                )
            elif first[index] and row[one] and not _alike(row[one], row[two], first[index], second[index]):
                self.strayed += 1

    def forget_counts(self) -> None:
        """Begin counting anew: what was seen so far comes once more."""
        self.strayed = self.dates.doubled = 0
        if self.placing is not None:
            self.placing.elsewhere = self.placing.done = 0

    def finish(self) -> None:
        """Tell what was counted."""
        if self.dates.doubled:
            self.progress.warn(
                tr(
                    "%n time(s) fall into the hour that comes twice when summer time ends; the first was taken.",
                    n=self.dates.doubled,
                )
            )
        if self.strayed:
            self.progress.warn(
                tr(
                    "%n report(s) have other numbers in the columns x and y than in the geometry, which was taken.",
                    n=self.strayed,
                )
            )
        if self.placing is not None:
            self.placing.finish()


def _alike(one: str, two: str, first: str, second: str) -> bool:
    """Whether two pairs of coordinates are the same numbers, to a thousandth."""
    try:
        pair = np.array([float(text.replace(",", ".")) for text in (one, two, first, second)])
    except ValueError:
        return False
    return bool(np.allclose(pair[:2], pair[2:], rtol=0, atol=1e-3))


class _Columns:
    """The columns of rows, taken out one by one as they are asked for, and put back only where one was changed."""

    def __init__(self, rows: list):
        self._rows = rows
        self._taken: dict[int, list] = {}
        self.changed = False

    def __getitem__(self, position: int) -> list:
        if position not in self._taken:
            self._taken[position] = list(map(itemgetter(position), self._rows))
        return self._taken[position]

    def __setitem__(self, position: int, column) -> None:
        self._taken[position], self.changed = column, True

    def rows(self) -> list:
        """The rows, the very ones where nothing was changed."""
        if not self.changed:
            return self._rows
        return list(zip(*(self[position] for position in range(len(self._rows[0])))))
