"""Writing what was decided: new reports by batches of ready values, changed ones from a temporary table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..catalogue import rules, warsaw
from . import cells
from .loading_columns import NONE
from .loading_digest import ERASED
from .loading_index import index_is_empty, tree_of, write_tree
from .loading_marks import Memory
from .loading_match import CHANGE, NEW, SAME, Matched
from .loading_pack import ROWS, Pack
from .loading_sql import statement
from .loading_texts import DAY, Zone, digests, instants, listed, points, random_ids, random_starts, uuids, wall_times

BULK = 2000  # from so many new reports on, the insert triggers are set aside: the same checks were made set-wise
_COUNTED = 250_000  # reports that are counted into the cells at a time
_DEADLINES = ("read_days", "verify_days")


def set_aside(connection, which: str) -> dict[str, str]:
    """Drop triggers within the transaction; returns their texts by name, to make them again."""
    found = dict(connection.execute(statement(which)).fetchall())
    for name in found:
        connection.execute(f'DROP TRIGGER "{name}"')
    return found


class Writer:
    """Writes the rows of ``matched`` as the run ``run_id`` of ``who``, within the caller's transaction."""

    def __init__(self, engine, matched: Matched, limits: dict, target: dict) -> None:
        self.connection, self.stage, self.matched, self.limits = engine.store, engine.stage, matched, limits
        self.run_id, self.who, self.plane = target["run"], target["who"], target["plane"]
        connection = engine.store
        self.zone = Zone(connection.execute(statement("ZONE")).fetchall())
        self.units: list = []  # jurisdictions' ids, which values["unit"] counts, where the store has units
        self._deadlines: dict[int, tuple] = {}
        flags = connection.execute(statement("STATE_FLAGS")).fetchall()
        self._decided = [number for number, decided, _ in flags if decided]
        self._closed = [number for number, _, closed in flags if closed]

    def insert(self, step) -> None:
        """The new reports, after all else: the rows are not kept. ``step`` is told the share that is done."""
        found = self.matched
        new = np.flatnonzero(found.what == NEW)
        base = self.connection.execute(statement("BASE")).fetchone()[0]
        found.fid[new] = np.arange(base + 1, base + 1 + len(new))
        ids = random_starts(len(new))
        dropped = set_aside(self.connection, "TRIGGERS") if len(new) >= BULK else {}
        away = np.isnan(self.matched.checked.values["x"][new])
        placed = new[~away] if away.any() else new
        bulk_index = "rtree_report_geom_insert" in dropped and index_is_empty(self.connection)
        self.connection.execute(statement("NUMBERS"))
        self.connection.execute(statement("NUMBERS_PUT"), (ROWS,))
        parts = [slice(start, start + ROWS) for start in range(0, len(new), ROWS)]
        with ThreadPoolExecutor(1) as aside:  # SQLite needs no Python while it writes a batch: the next is made then
            following = aside.submit(self._pack, new[parts[0]], ids[parts[0]])
            for done, part in enumerate([*parts[1:], None]):
                ready = following.result()
                if part is not None:
                    following = aside.submit(self._pack, new[part], ids[part])
                else:
                    ids = None
                    found.forget()  # half of the memory
                    if bulk_index:
                        following = aside.submit(tree_of, *self._places(placed))
                self.connection.execute(statement("INSERT", **ready.sql), ready.values)
                step(done / len(parts))
            if "rtree_report_geom_insert" in dropped and not (
                bulk_index and write_tree(self.connection, following.result())
            ):
                fids, x, y = (values.tolist() for values in self._places(placed))
                rows = zip(fids, x, x, y, y)
                self.connection.executemany(statement("INDEX"), rows)
        if cells.TRIGGER in dropped:
            values = self.matched.checked.values
            for start in range(0, len(new), _COUNTED):
                part = new[start : start + _COUNTED]
                still = ~np.isin(values["status"][part], self._closed)
                cells.add(self.connection, values["x"][part], values["y"][part], still)
        for text in dropped.values():
            self.connection.execute(text)

    def _places(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Numbers and places of rows; of all rows they take no memory of their own."""
        which = slice(None) if len(rows) == self.matched.count else rows
        values = self.matched.checked.values
        return self.matched.fid[which], values["x"][which], values["y"][which]

    def _pack(self, part: np.ndarray, ids: np.ndarray) -> Pack:
        values, rows, found = self.matched.checked.values, self.matched.checked.rows.columns, self.matched
        pack = Pack(len(part))
        local, modified = self.zone.local(values["reported"][part]), instants(values["modified"][part])
        event, status = values["event"][part], values["status"][part]
        pack.whole("fid", found.fid[part])
        pack.blobs("geom", points(values["x"][part], values["y"][part]), np.isnan(values["x"][part]))
        pack.texts("id", uuids(random_ids(ids)))
        pack.whole("service_id", rows["objectid"][part])
        keys = [found.keys.get(index) for index in part.tolist()] if found.keys else [None]
        pack.words("source_key", keys, np.arange(len(part)) if found.keys else np.zeros(len(part), int))
        pack.texts("digest", digests(found.digest[part]))
        pack.whole("category", values["category"][part].astype(np.int64))
        pack.whole("status", status.astype(np.int64))
        pack.texts("reported", instants(values["reported"][part]))
        pack.texts("event", instants(event), event == NONE)
        pack.texts("reported_wall", wall_times(local))
        pack.texts("event_wall", wall_times(self.zone.local(event)), event == NONE)
        pack.whole("part_of_day", values["part_of_day"][part])
        pack.whole("days_of_week", values["days_of_week"][part])
        undecided, open_still = ~np.isin(status, self._decided), ~np.isin(status, self._closed)
        pack.shared("modified", modified, {"verified": undecided, "closed": open_still})
        days, at, which = np.unique(local // DAY, return_index=True, return_inverse=True)
        due = [self.due(day, reported) for day, reported in zip(days.tolist(), values["reported"][part][at].tolist())]
        for name, texts in zip(("read_by", "verify_by"), zip(*due)):
            pack.texts(name, np.array(texts, dtype="S24").view(np.uint8).reshape(-1, 24)[which])
        pack.words("teryt", found.checked.codes, values["teryt"][part])
        pack.sql["unit"] = "NULL"
        if self.units:
            pack.words("unit", self.units, values["unit"][part])
        for name, value in (("plane", self.plane), ("who", self.who), ("run", self.run_id)):
            pack.constant(name, value)
        pack.sql["description"] = "''"
        if rows["words"][part].any():
            pack.whole("n", rows["n"][part])
            pack.sql["description"] = statement("WORDS_DESCRIPTION", n=pack.sql["n"])
            pack.sql["digest"] += " || " + statement("WORDS_DIGEST", n=pack.sql["n"])
        pack.sql["source"] = pack.source()
        return pack

    def due(self, day: int, reported: int) -> tuple:
        """Both deadlines of a report, which depend on its Warsaw day only."""
        if day not in self._deadlines:
            at = warsaw.from_epoch_ms(reported)
            self._deadlines[day] = tuple(warsaw.to_text(rules.deadline(at, self.limits[name])) for name in _DEADLINES)
        return self._deadlines[day]

    def described(self, part: np.ndarray) -> tuple[list, list]:
        """Descriptions (None for none) and whole digests of rows."""
        rows = self.matched.checked.rows.columns
        first = listed(digests(self.matched.digest[part]))
        numbers, some = rows["n"][part].tolist(), {}
        if rows["words"][part].any():
            found = self.stage.execute(statement("WORDS_OF"), (numbers[0], numbers[-1]))
            some = {n: (text, digest) for n, text, digest in found}
        pairs = [some.get(n, (None, "")) for n in numbers]
        return [text for text, _ in pairs], [digest + words for digest, (_, words) in zip(first, pairs)]

    def remember(self, memory: Memory) -> None:
        """Note the lines that the reports came from."""
        found, rows = self.matched, self.matched.checked.rows.columns
        # a row without a number is known by its content: nothing else in a source could be seen to speak of it
        marks = np.where(rows["objectid"] == NONE, np.uint64(0), rows["mark"])
        marks[[row for row, kept in found.kept.items() if kept == ERASED]] = (
            0  # an erased text could be guessed from it
        )
        some = np.isin(found.what, (NEW, CHANGE)) | ((found.what == SAME) & (marks != 0))
        memory.save(self.connection, found.fid[some], marks[some])
