"""Writing what was decided into a database: columns packed by NumPy, sent by COPY while the next rows are made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...catalogue import warsaw
from ..loading_columns import NONE
from ..loading_digest import ERASED
from ..loading_match import CHANGE, NEW
from ..loading_sql import statement
from ..loading_texts import DAY, digests, random_ids, random_starts, uuids, wall_times
from ..loading_write import Writer
from .binary import HEAD, TAIL, Rows
from .copying import Stream

_ROWS = 10_000  # that are packed at a time
_SENT = 5  # packs between two of the store's INSERTs: what is sent stays in the server's memory
_BULK = 20_000  # from so many new reports on it is worth while to set the indexes of an empty store aside
_NEW = (
    "fid, geom, id, service_id, source_key, source_digest, category_id, status_id, reported_at, event_at,"
    " reported_local, event_local, part_of_day, days_of_week, changed_at, read_by, verify_by, verified_at, closed_at,"
    " teryt, unit_id, description"
)
_CHANGED = (
    "fid, geom, source_digest, category_id, status_id, reported_at, event_at, part_of_day, days_of_week, changed_at,"
    " teryt, reported_local, event_local, read_by, verify_by, description"
)


class DatabaseWriter(Writer):
    """Writes as :class:`..loading_write.Writer` does, with the same values."""

    def insert(self, step) -> None:
        """The new reports. ``step`` is told the share that is done."""
        found = self.matched
        new = np.flatnonzero(found.what == NEW)
        found.fid[new] = self._numbers(len(new))
        ids = random_starts(len(new))
        size = _ROWS * _SENT
        with ThreadPoolExecutor(1) as aside:
            # the next rows are made while the server writes
            made = self._ahead(aside, new, ids)
            for start in range(0, len(new), size):
                count = -(-min(size, len(new) - start) // _ROWS)
                pieces = (next(made) for _ in range(count))
                self.connection.copy_in(f"COPY pg_temp.loading_new ({_NEW}) FROM STDIN BINARY", _file(pieces))
                self.connection.execute("SELECT loading_insert(?, ?, ?)", (self.run_id, self.who, self.plane))
                step(min(1.0, (start + size) / len(new)))
        found.forget()

    def update(self) -> None:
        """The changed reports."""
        changed = np.flatnonzero(self.matched.what == CHANGE)
        parts = (self._changes(changed[start : start + _ROWS]) for start in range(0, len(changed), _ROWS))
        self.connection.copy_in(f"COPY pg_temp.loading_changes ({_CHANGED}) FROM STDIN BINARY", _file(parts))
        self.connection.execute("SELECT loading_update(?, ?)", (self.run_id, self.who))

    def _numbers(self, count: int) -> np.ndarray:
        """Numbers for new reports, ascending; the store gives each once."""
        if count >= _BULK:
            (first,) = self.connection.execute("SELECT loading_alone(?)", (count,)).fetchone()
            if first is not None:
                return np.arange(first, first + count)
        found = self.connection.execute(
            "SELECT min(n), max(n), count(*) FROM (SELECT loading_numbers(?) AS n) q", (count,)
        ).fetchone()
        if found[1] - found[0] + 1 == found[2]:
            return np.arange(found[0], found[1] + 1)
        numbers = self.connection.execute("SELECT array_agg(n) FROM (SELECT loading_numbers(?) AS n) q", (count,))
        return np.sort(np.array(numbers.fetchone()[0], dtype=np.int64))

    def _ahead(self, aside: ThreadPoolExecutor, new: np.ndarray, ids: np.ndarray):
        parts = [slice(start, start + _ROWS) for start in range(0, len(new), _ROWS)]
        following = aside.submit(self._new, new[parts[0]], ids[parts[0]])
        for part in [*parts[1:], None]:
            ready = following.result()
            if part is not None:
                following = aside.submit(self._new, new[part], ids[part])
            yield ready

    def _new(self, part: np.ndarray, ids: np.ndarray) -> bytes:
        found, values, columns = self.matched, self.matched.checked.values, self.matched.checked.rows.columns
        rows, status = Rows(len(part)), values["status"][part]
        reported, event, changed = (values[name][part] for name in ("reported", "event", "modified"))
        local = self.zone.local(reported)
        words, suffixes = self._words(part)
        rows.whole(found.fid[part])
        rows.points(values["x"][part], values["y"][part])
        rows.cells(uuids(random_ids(ids)))
        rows.whole(columns["objectid"][part])
        if found.keys:
            rows.texts([_bytes(found.keys.get(index)) for index in part.tolist()])
        else:
            rows.absent()
        self._digest(rows, part, suffixes)
        rows.small(values["category"][part])
        rows.small(status)
        rows.instants(reported)
        rows.instants(event)
        rows.cells(wall_times(local))
        rows.cells(wall_times(self.zone.local(event)), event == NONE)
        rows.whole(values["part_of_day"][part])
        rows.whole(values["days_of_week"][part])
        rows.instants(changed)
        for due in self._due(local, reported):
            rows.instants(due)
        rows.instants(changed, ~np.isin(status, self._decided))
        rows.instants(changed, ~np.isin(status, self._closed))
        rows.texts([_bytes(code) for code in found.checked.codes], values["teryt"][part])
        if self.units:
            rows.texts([_bytes(unit) for unit in self.units], values["unit"][part])
        else:
            rows.absent()
        rows.texts([text or b"" for text in words])
        return rows.data()

    def _changes(self, part: np.ndarray) -> bytes:
        found, values = self.matched, self.matched.checked.values
        rows = Rows(len(part))
        reported, event = values["reported"][part], values["event"][part]
        local = self.zone.local(reported)
        words, suffixes = self._words(part)
        for place, index in enumerate(part.tolist()):
            keep = found.kept.get(index)
            if keep == ERASED:
                words[place], suffixes[place] = None, keep.encode()
            elif keep is not None:
                suffixes[place] += keep.encode()
        rows.whole(found.fid[part])
        rows.points(values["x"][part], values["y"][part])
        self._digest(rows, part, suffixes)
        rows.small(values["category"][part])
        rows.small(values["status"][part])
        rows.instants(reported)
        rows.instants(event)
        rows.whole(values["part_of_day"][part])
        rows.whole(values["days_of_week"][part])
        rows.instants(values["modified"][part])
        rows.texts([_bytes(code) for code in found.checked.codes], values["teryt"][part])
        rows.cells(wall_times(local))
        rows.cells(wall_times(self.zone.local(event)), event == NONE)
        for due in self._due(local, reported):
            rows.instants(due)
        rows.texts(words)
        return rows.data()

    def _words(self, part: np.ndarray) -> tuple[list, list]:
        """Descriptions (None for none) and their parts of the digests, as bytes."""
        columns = self.matched.checked.rows.columns
        numbers, some = columns["n"][part].tolist(), {}
        if columns["words"][part].any():
            found = self.stage.execute(statement("WORDS_OF"), (numbers[0], numbers[-1]))
            # PostgreSQL keeps no NUL in a text: a sign that says so stands for it
            some = {n: (text.replace("\0", "\ufffd").encode(), digest.encode()) for n, text, digest in found}
        pairs = [some.get(n, (None, b"")) for n in numbers]
        return [text for text, _ in pairs], [digest for _, digest in pairs]

    def _digest(self, rows: Rows, part: np.ndarray, suffixes: list) -> None:
        first = digests(self.matched.digest[part])
        if not any(suffixes):
            rows.cells(first)
            return
        width = first.shape[1]
        raw = first.tobytes()
        rows.texts([raw[at * width : (at + 1) * width] + suffix for at, suffix in enumerate(suffixes)])

    def _due(self, local: np.ndarray, reported: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Both deadlines in epoch milliseconds."""
        days, at, which = np.unique(local // DAY, return_index=True, return_inverse=True)
        due = [self.due(day, instant) for day, instant in zip(days.tolist(), reported[at].tolist())]
        found = [[int(warsaw.from_text(text).timestamp() * 1000) for text in texts] for texts in zip(*due)]
        return tuple(np.array(instants, dtype=np.int64)[which] for instants in found)


def _bytes(text: str | None) -> bytes | None:
    return text.encode() if text else None


def _file(pieces) -> Stream:
    def whole():
        yield HEAD
        yield from pieces
        yield TAIL

    return Stream(whole())
