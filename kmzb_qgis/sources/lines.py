"""Batches of a CSV file that are read only as far as they are asked for.

Loading compares fingerprints of lines with those that it has kept: of a million lines of which one in a hundred has
changed, only that one is read. A batch can still be taken apart like any other, ``columns, rows, flaws = batch``.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import csvtable
from .csvblocks import SINGLE_BYTES, Block, Names, blocks
from .csvfigures import NONE, number, whole
from .regions import numbers
from .systems import HOME
from .table import Table, empty

WHOLE = ("objectid", "reported", "event", "modified", "part_of_day", "days_of_week")
SPELT = ("typ", "status", "teryt")


@dataclass
class Taken:
    """Lines read. ``index``: which lines of the batch are plain; ``columns`` their numbers by short name (int64 with
    ``NONE``, or float64 with NaN), ``spelt`` their codes and what texts the codes stand for, ``texts`` descriptions.
    ``odd``: the other lines, ``rows`` and ``flaws`` as in any batch, by place in ``odd``."""

    index: np.ndarray
    columns: dict = field(default_factory=dict)
    spelt: dict = field(default_factory=dict)
    texts: list | None = None
    odd: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    flaws: dict = field(default_factory=dict)


def can_cut(table: Table) -> bool:
    """Whether a table is a file of lines that can be read in part."""
    return table.format == "CSV" and not table.mended and table.encoding in SINGLE_BYTES


def batches(table: Table, plan, converter) -> Iterator[tuple]:
    """``(batch, share read)``: batches of lines, and plain ones where the file is cut no further."""
    _settle(table, plan, converter)
    source = _Source(table, plan, converter)
    some, before = False, 0
    for block in blocks(table.path, table.separator):
        if isinstance(block, int):
            if converter.placing is not None:
                converter.placing.done = before
            for rows, flaws, share in csvtable.rows_from(table, plan.width, block):
                some = some or bool(rows)
                yield (plan.columns, converter.batch(rows, flaws), flaws), share
            break
        lines = Lines(source, block, before)
        before += lines.lines
        some = some or bool((block.ends > block.starts).any())
        yield lines, block.share
    if not some:
        raise empty(table.path)


def _settle(table: Table, plan, converter) -> None:
    """Let the rows that the preview sees (``inspect``) show how all are to be read; they are read again as all others.

    A block of lines may be too few for that, as when a file is sorted by region.
    """
    with closing(csvtable.rows_from(table, plan.width, 0)) as found:
        sample = next(found, None)
    if sample is not None:
        rows, flaws, _ = sample
        converter.batch(rows, flaws)
        converter.forget_counts()


class _Source:
    """What the batches of a file have in common."""

    def __init__(self, table: Table, plan, converter) -> None:
        self.table, self.plan, self.converter = table, plan, converter
        self.most = len(table.columns)
        self.at = dict(zip(plan.columns, plan.indices))
        self.names = {name: Names(table.encoding, np.uint64(3)) for name in SPELT if name in self.at}
        mapping = converter.options.mapping
        self.words = {"typ": mapping.categories, "status": mapping.statuses} if mapping else {}
        self._salt: np.uint64 | None = None
        self.stamped = self.stamp()

    def stamp(self) -> tuple:
        """What shows whether the file has been written to."""
        found = self.table.path.stat()
        return found.st_size, found.st_mtime_ns

    def check(self, block: Block, wanted: np.ndarray) -> None:
        """Raise KmzbError where lines are not text in the file's encoding, also in cells that nobody reads."""
        try:
            if wanted.mean() > 0.5:
                block.text[: int(block.ends[-1])].tobytes().decode(self.table.encoding)
            else:
                b"\n".join(map(block.line, np.flatnonzero(wanted).tolist())).decode(self.table.encoding)
        except UnicodeError as error:
            raise csvtable.mixed(self.table.path, self.table.encoding) from error

    @property
    def settled(self) -> bool:
        """Whether the lines before have shown how all others are to be read."""
        placing, dates = self.converter.placing, self.converter.dates
        return (
            placing is not None
            and placing.decision is not None
            and (placing.padded is not None or "teryt" not in self.at)
            and dates.form in ("", "ms")
        )

    @property
    def at_home(self) -> bool:
        """Whether numbers may be taken as they stand."""
        placing = self.converter.placing
        return self.settled and placing.decision.crs == HOME and not placing.decision.swapped and not placing.padded

    @property
    def salt(self) -> np.uint64:
        """Stands for all that a line's meaning depends on beside the line."""
        if self._salt is None:
            placing, options = self.converter.placing, self.converter.options
            table, plan = self.table, self.plan
            words = (2, table.columns, table.separator, table.encoding, plan.columns, plan.indices, options)
            words += (placing.decision.crs, placing.decision.swapped, placing.padded)
            self._salt = np.uint64(
                int.from_bytes(hashlib.blake2b(repr(words).encode("utf-8", "replace"), digest_size=8).digest(), "big")
            )
        return self._salt

    def read(self, block: Block, indices: list) -> tuple[list, dict]:
        """Lines as the csv module reads them, and their flaws."""
        text = b"\n".join(block.line(index) for index in indices).decode(self.table.encoding) + "\n"
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.table.separator, strict=True))
        except csv.Error as error:
            raise csvtable.damaged(self.table.path, self._line_of(block, indices), error) from error
        if len(rows) != len(indices):
            why = ValueError(f"{len(rows)} rows in {len(indices)} lines")
            raise csvtable.damaged(self.table.path, self._line_of(block, indices), why)
        flaws = {} if set(map(len, rows)) <= {self.most} else csvtable.uneven(rows, self.plan.width, self.most)
        return rows, flaws

    def _line_of(self, block: Block, indices: list) -> int:
        """The number in the file, from 1, of the first of some lines that the csv module cannot read by itself."""
        table = self.table
        bad = next((index for index in indices if not csvtable.is_row(block.line(index), table)), indices[0])
        return csvtable.lines_before(table.path, block.place + int(block.starts[bad])) + 1


class Lines:
    """A batch of ``lines`` lines of ``columns``."""

    def __init__(self, source: _Source, block: Block, before: int = 0) -> None:
        self._source, self._block, self._before = source, block, before
        self.columns, self.lines = source.plan.columns, len(block.starts)
        self._size = block.text.size - 8
        self._marks: np.ndarray | None = None
        self._ready: tuple | None = None
        if not source.settled:
            source.check(block, np.ones(self.lines, dtype=bool))
            rows, flaws = source.read(block, range(self.lines))
            self._ready = (source.converter.batch(rows, flaws), flaws)

    def __iter__(self) -> Iterator:
        """The three parts of an ordinary batch."""
        if self._ready is None:
            self._source.check(self._whole_block(), np.ones(self.lines, dtype=bool))
        rows, flaws = self._ready or self._read_all()
        return iter((self.columns, rows, flaws))

    @property
    def marks(self) -> np.ndarray | None:
        """Fingerprints of the lines (uint64), or None while it is not known how lines are to be read."""
        if self._marks is None and self._source.settled:
            self._marks = self._whole_block().marks(self._source.salt)
        return self._marks

    @property
    def fresh(self) -> bool:
        """Whether this batch has been read already."""
        return self._ready is not None

    def forget(self) -> None:
        """Keep no more than is needed to read lines again."""
        self._block, self._ready, self._marks = self._block.sealed(), None, None

    def take(self, wanted: np.ndarray) -> Taken:
        """Read the lines ``wanted`` (bool). Raises KmzbError where the file has changed since they were cut."""
        source, block = self._source, self._whole_block()
        if self._ready is not None:
            rows, flaws = self._ready
            odd = np.flatnonzero(wanted).tolist()
            return Taken(np.zeros(0, np.int64), odd=odd, rows=[rows[at] for at in odd],
                         flaws={place: flaws[at] for place, at in enumerate(odd) if at in flaws})  # fmt: skip
        source.check(block, wanted)
        with source.converter.placing.part(self._before, self.lines, int(wanted.sum())):
            taken, away = self._taken(block, wanted)
        if away:
            self._set_aside(block, taken, away)
        return taken

    def _taken(self, block: Block, wanted: np.ndarray) -> tuple[Taken, dict]:
        source, taken, away = self._source, Taken(np.zeros(0, np.int64)), {}
        plain = np.zeros(self.lines, dtype=bool)
        if source.at_home and source.plan.spare is None:
            taken, away = self._plain(block, wanted)
            plain[taken.index] = True
        odd = np.flatnonzero(wanted & ~plain).tolist()
        if odd:
            source.converter.placing.rows(odd)
            taken.odd, (taken.rows, taken.flaws) = odd, self._read(odd)
        return taken, away

    def _read_all(self) -> tuple[list, dict]:
        placing, every = self._source.converter.placing, list(range(self.lines))
        with placing.part(self._before, self.lines, self.lines):
            placing.rows(every)
            return self._read(every)

    def _read(self, indices: list) -> tuple[list, dict]:
        rows, flaws = self._source.read(self._whole_block(), indices)
        return self._source.converter.batch(rows, flaws), flaws

    def _whole_block(self) -> Block:
        if self._block.text is None:
            again = self._block.opened(self._source.table.path, self._source.table.separator)
            if again is None or len(again.starts) != self.lines or self._source.stamp() != self._source.stamped:
                name = self._source.table.path.name
                raise KmzbError(tr("The file '{name}' was changed while it was read.", name=name), code="changed")
            self._block = again
        return self._block

    def _plain(self, block: Block, wanted: np.ndarray) -> tuple[Taken, dict]:
        source, text = self._source, block.text
        plain, bounds = block.cells(source.most, wanted)
        index = np.flatnonzero(plain)
        taken, bad = Taken(index), np.zeros(len(index), dtype=bool)
        if not len(index):
            return taken, {}

        def cell(name: str) -> tuple:
            position = source.at[name]
            return text, np.ascontiguousarray(bounds[:, position]), bounds[:, position + 1] - 1

        for name in source.at:
            if name in SPELT:
                taken.spelt[name] = source.names[name].codes(*cell(name))
            elif name == "description":
                _, begins, ends = cell(name)
                pieces = zip(begins.tolist(), ends.tolist())
                taken.texts = [text[a:b].tobytes().decode(source.table.encoding) if b > a else None for a, b in pieces]
            else:
                taken.columns[name], wrong = (whole if name in WHOLE else number)(*cell(name))
                bad |= wrong
        bad |= taken.columns["reported"] == NONE  # perhaps a line of empty cells
        if "teryt" in source.names:
            dotted = np.array(["." in code for code in source.names["teryt"].texts], dtype=bool)
            bad |= dotted[taken.spelt["teryt"]]
        if bad.any():
            _keep(taken, ~bad)
        return taken, self._away(taken)

    def _away(self, taken: Taken) -> dict:
        """Reasons by place in ``taken.index`` of lines whose place lies elsewhere than their TERYT code says."""
        source, placing, flaws = self._source, self._source.converter.placing, {}
        if "teryt" in source.names and len(taken.index):
            codes = numbers(list(source.names["teryt"].texts), False)[taken.spelt["teryt"]]
            x, y = taken.columns["x"], taken.columns["y"]
            placing.rows(taken.index)
            placing.compare(x, y, x, y, codes, flaws)
        for name in taken.spelt:
            texts, named = source.names[name].texts, source.words.get(name, {})
            taken.spelt[name] = (
                taken.spelt[name],
                [named.get(text.strip(), text) for text in texts] if named else texts,
            )
        return flaws

    def _set_aside(self, block: Block, taken: Taken, away: dict) -> None:
        """Lines with a reason are given as rows, as they stand."""
        places = sorted(away)
        lines = taken.index[places].tolist()
        rows, _ = self._source.read(block, lines)
        pick = itemgetter(*self._source.plan.indices)
        for line, row, place in zip(lines, rows, places):
            taken.flaws[len(taken.odd)] = away[place]
            taken.odd.append(line)
            taken.rows.append(pick(row))
        keep = np.ones(len(taken.index), dtype=bool)
        keep[places] = False
        _keep(taken, keep)


def _keep(taken: Taken, mask: np.ndarray) -> None:
    taken.index = taken.index[mask]
    taken.columns = {name: values[mask] for name, values in taken.columns.items()}
    for name, codes in taken.spelt.items():
        taken.spelt[name] = (codes[0][mask], codes[1]) if isinstance(codes, tuple) else codes[mask]
    if taken.texts is not None:
        taken.texts = [text for text, some in zip(taken.texts, mask.tolist()) if some]
