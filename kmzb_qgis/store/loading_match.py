"""What happens to each row: it repeats another, is new, or meets the report of the same number or key in the store."""

from __future__ import annotations

import numpy as np

from .loading_checks import Checked
from .loading_columns import NONE
from .loading_digest import CONTENT, ERASED, KEY, fingerprint, text_digest
from .loading_texts import digests, instants, listed

NEW, SAME, CHANGE, OFFICER, STALE, REPEAT, SUPERSEDED, AMBIGUOUS = range(8)
REFUSED = {OFFICER: "officer", STALE: "stale", SUPERSEDED: "superseded", AMBIGUOUS: "ambiguous"}


class Matched:
    """Per row of ``checked``: ``what`` happens to it, ``fid`` of the report it meets, its ``digest`` and ``kept``, the
    description's part of the stored digest by row index where the source has none."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        self.count = len(checked.rows.columns["n"])
        self.what = np.full(self.count, NEW, dtype=np.int8)
        self.fid = np.zeros(self.count, dtype=np.int64)
        names = ["teryt_number" if name == "teryt" else name for name in CONTENT]
        self.digest = fingerprint([checked.values[name] for name in names])
        del checked.values["teryt_number"]
        self.keys: dict[int, str] = {}  # of rows without a number
        self.kept: dict[int, str] = {}
        self.heard: list[int] = []  # rows in conflict that are no older than what the last import wrote

    def told(self, index: int, names: tuple) -> list:
        """A row's values as the store holds them: numbers, texts and None."""
        cells = []
        for name in names:
            value = self.checked.values[name][index].item()
            if name == "teryt":
                value = self.checked.codes[value]
            cells.append(None if value == NONE or value != value else value)
        return cells

    def forget(self) -> None:
        """Leave only what is needed to index, count and remember the rows: number, place, status, what happened."""
        values, columns = self.checked.values, self.checked.rows.columns
        for held, needed in ((values, ("x", "y", "status")), (columns, ("objectid", "mark"))):
            for name in [name for name in held if name not in needed]:
                del held[name]
        del self.digest
        self.keys.clear()

    def tally(self, what: int) -> int:
        """How many rows it happens to."""
        return int(np.count_nonzero(self.what == what))


def match(engine, checked: Checked, step, dry_run: bool = False) -> Matched:
    """Decide for each row. What is to be changed is held, and compared once more as it is then."""
    found = Matched(checked)
    numbers = checked.rows.columns["objectid"]
    # a mark without a number is known by what verification does not change
    for index in np.flatnonzero(numbers == NONE).tolist():
        found.keys[index] = text_digest(found.told(index, KEY))
    _repeats(found)
    step(0.3)
    if engine.store.execute("SELECT 1 FROM report LIMIT 1").fetchone():
        _meet(engine, found)
        if not dry_run:
            _hold(engine, found)
    step(0.5)
    return found


def _repeats(found: Matched) -> None:
    """Repeated in one source: the newest counts; equal repeats are one; two different newest are nobody's to choose."""
    rows = found.checked.rows.columns
    modified, digest, words = rows["modified"], found.digest, rows["words"]
    for group in _groups(found):
        newest = max(modified[group])
        first = {}
        for index in group:
            if modified[index] < newest:
                found.what[index] = SUPERSEDED
            else:
                first.setdefault((digest[index], words[index]), index)
        for index in group:
            if modified[index] == newest and len(first) > 1:
                found.what[index] = AMBIGUOUS
            elif modified[index] == newest and index not in first.values():
                found.what[index] = REPEAT


def _groups(found: Matched):
    """Lists of the indices of rows that have a number or key in common, each ascending."""
    numbers = found.checked.rows.columns["objectid"]
    where = np.flatnonzero(numbers != NONE)
    numbers = numbers[where]
    if (numbers[1:] <= numbers[:-1]).any():
        order = np.argsort(numbers, kind="stable")
        starts = np.flatnonzero(np.diff(numbers[order], prepend=NONE))
        sizes = np.diff(starts, append=len(order))
        for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist()):
            yield where[order[start : start + size]].tolist()
    by_key: dict[str, list] = {}
    for index, key in found.keys.items():
        by_key.setdefault(key, []).append(index)
    yield from (group for group in by_key.values() if len(group) > 1)


def _meet(engine, found: Matched) -> None:
    """Compare with the reports of the store."""
    numbers = found.checked.rows.columns["objectid"]
    asked = np.flatnonzero(found.what == NEW)
    numbered = asked[numbers[asked] != NONE]
    by_number = list(zip(numbered.tolist(), numbers[numbered].tolist()))
    by_key = [(index, found.keys[index]) for index in asked.tolist() if index in found.keys] if found.keys else []
    for name, rows in (("service_id", by_number), ("source_key", by_key)):
        if rows:
            for met in engine.met(name, rows):
                _compare(found, met)


def _hold(engine, found: Matched) -> None:
    """Let nobody else change what is to be changed; who did so since it was compared is not overwritten."""
    rows = np.flatnonzero(found.what == CHANGE)
    if len(rows):
        by_fid = dict(zip(found.fid[rows].tolist(), rows.tolist()))
        engine.held(list(by_fid), lambda met: _compare(found, [(by_fid[row[1]], *row[1:]) for row in met]))


def _compare(found: Matched, met: list) -> None:
    if not met:
        return
    index = np.array([row[0] for row in met])
    found.fid[index] = [row[1] for row in met]
    found.what[index] = SAME
    ours = listed(digests(found.digest[index]))
    words, changed_at = (found.checked.rows.columns[name] for name in ("words", "modified"))
    given = zip(met, ours, (words[index] != 0).tolist(), listed(instants(changed_at[index])))
    for (row, _, stored, officer, modified), digest, some, at in given:
        first, _, kept = (stored or "").partition(":")
        same = first == digest[:-1] or (len(first) == 32 and first == text_digest(found.told(row, CONTENT)))
        some = some and kept != ERASED
        if not some:
            found.kept[row] = kept
        if same and (not some or kept[:16] == f"{words[row]:016x}"):
            continue
        if at >= (modified or "") and (officer or at == modified):
            found.heard.append(row)
        if officer:
            found.what[row] = OFFICER
        elif same and stored and not kept:
            found.what[row] = CHANGE  # the description follows
        elif modified is not None and at <= modified:
            found.what[row] = STALE
        else:
            found.what[row] = CHANGE
