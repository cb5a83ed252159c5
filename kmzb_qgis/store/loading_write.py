"""Writing what was decided: new reports by batches of ready values, changed ones from a temporary table."""

from __future__ import annotations

from itertools import repeat

import numpy as np

from ..catalogue import rules, warsaw
from . import cells
from .loading_columns import NONE
from .loading_index import pack
from .loading_match import CHANGE, NEW, Matched
from .loading_sql import statement
from .loading_texts import DAY, Zone, digests, instants, points, random_ids, uuids, wall_times

BULK = 2000  # from so many new reports on, the insert triggers are set aside: the same checks were made set-wise
_CHUNK = 20_000
_DEADLINES = ("read_days", "verify_days")


class Writer:
    """Writes the rows of ``matched`` as the run ``run_id`` of ``who``, within the caller's transaction."""

    def __init__(self, connection, matched: Matched, limits: dict, target: dict) -> None:
        self.connection, self.matched, self.limits = connection, matched, limits
        self.run_id, self.who, self.plane = target["run"], target["who"], target["plane"]
        self.zone = Zone(connection.execute(statement("ZONE")).fetchall())
        self._deadlines: dict[int, tuple] = {}
        flags = connection.execute(statement("STATE_FLAGS")).fetchall()
        self._decided = {number for number, decided, _ in flags if decided}
        self._closed = {number for number, _, closed in flags if closed}

    def insert(self, step) -> None:
        """The new reports; ``step`` is told the share that is done."""
        found = self.matched
        new = np.flatnonzero(found.what == NEW)
        base = self.connection.execute(statement("BASE")).fetchone()[0]
        found.fid[new] = np.arange(base + 1, base + 1 + len(new))
        ids = random_ids(len(new))
        aside = _set_aside(self.connection) if len(new) >= BULK else []
        for start in range(0, len(new), _CHUNK):
            part = slice(start, start + _CHUNK)
            self.connection.executemany(statement("INSERT"), self._reports(new[part], ids[part]))
            step(start / len(new))
        if "rtree_report_geom_insert" in (name for name, _ in aside):
            self._index(new)
        if cells.TRIGGER in (name for name, _ in aside):
            values = self.matched.checked.values
            still = ~np.isin(values["status"][new], list(self._closed))
            cells.add(self.connection, values["x"][new], values["y"][new], still)
        for _, text in aside:
            self.connection.execute(text)

    def _reports(self, part: np.ndarray, ids: np.ndarray):
        values, rows, found = self.matched.checked.values, self.matched.checked.rows.columns, self.matched
        reported = values["reported"][part]
        local = self.zone.local(reported)
        texts, digest = self._described(part)
        read_by, verify_by = zip(*map(self._due, (local // DAY).tolist(), reported.tolist()))
        status = values["status"][part].tolist()
        keys = [found.keys.get(index) for index in part.tolist()] if found.keys else repeat(None)
        return zip(
            found.fid[part].tolist(),
            points(values["x"][part], values["y"][part]),
            uuids(ids),
            _whole(rows["objectid"][part]),
            keys,
            digest,
            repeat(self.plane),
            values["category"][part].tolist(),
            status,
            texts,
            instants(reported),
            instants(values["event"][part]),
            wall_times(local),
            wall_times(self.zone.local(values["event"][part])),
            _whole(values["part_of_day"][part]),
            _whole(values["days_of_week"][part]),
            instants(values["modified"][part]),
            repeat(self.who),
            read_by,
            verify_by,
            map(self._decided.__contains__, status),
            map(self._closed.__contains__, status),
            map(self.matched.checked.codes.__getitem__, values["teryt"][part].tolist()),
            repeat(self.run_id),
        )

    def _due(self, day: int, reported: int) -> tuple:
        """Both deadlines of a report, which depend on its Warsaw day only."""
        if day not in self._deadlines:
            at = warsaw.from_epoch_ms(reported)
            self._deadlines[day] = tuple(warsaw.to_text(rules.deadline(at, self.limits[name])) for name in _DEADLINES)
        return self._deadlines[day]

    def _described(self, part: np.ndarray) -> tuple:
        """Descriptions ('' for none) and whole digests of rows."""
        rows = self.matched.checked.rows.columns
        first = digests(self.matched.digest[part])
        if not rows["words"][part].any():
            return repeat(""), [f"={digest}:" for digest in first]
        numbers = rows["n"][part].tolist()
        some = {
            n: (text, digest)
            for n, text, digest in self.connection.execute(statement("WORDS_OF"), (numbers[0], numbers[-1]))
        }
        pairs = [some.get(n, ("", "")) for n in numbers]
        return [text for text, _ in pairs], [f"={digest}:{words}" for digest, (_, words) in zip(first, pairs)]

    def _index(self, new: np.ndarray) -> None:
        values = self.matched.checked.values
        placed = new[~np.isnan(values["x"][new])]
        fids, places = self.matched.fid[placed], np.stack([values["x"][placed], values["y"][placed]], axis=1)
        if not pack(self.connection, fids, places):
            rows = zip(fids.tolist(), *(places[:, side].tolist() for side in (0, 0, 1, 1)))
            self.connection.executemany(statement("INDEX"), rows)

    def update(self) -> None:
        """The changed reports."""
        found, values = self.matched, self.matched.checked.values
        changed = np.flatnonzero(found.what == CHANGE)
        self.connection.execute(statement("CHANGES"))
        for start in range(0, len(changed), _CHUNK):
            part = changed[start : start + _CHUNK]
            texts, digest = self._described(part)
            kept = [found.kept.get(index) for index in part.tolist()]
            rows = zip(
                found.fid[part].tolist(),
                points(values["x"][part], values["y"][part]),
                [text if keep is None else text + keep for text, keep in zip(digest, kept)],
                values["category"][part].tolist(),
                values["status"][part].tolist(),
                [text or None for _, text in zip(kept, texts)],
                instants(values["reported"][part]),
                instants(values["event"][part]),
                _whole(values["part_of_day"][part]),
                _whole(values["days_of_week"][part]),
                instants(values["modified"][part]),
                map(found.checked.codes.__getitem__, values["teryt"][part].tolist()),
            )
            self.connection.executemany(statement("CHANGES_PUT"), rows)
        self.connection.execute(statement("UPDATE"), {"run": self.run_id, "who": self.who})


def _whole(values: np.ndarray) -> list:
    found = values.tolist()
    for index in np.flatnonzero(values == NONE).tolist():
        found[index] = None
    return found


def _set_aside(connection) -> list[tuple[str, str]]:
    """Drop the insert triggers within the transaction; returns their names and texts, to make them again."""
    found = connection.execute(statement("TRIGGERS")).fetchall()
    for name, _ in found:
        connection.execute(f'DROP TRIGGER "{name}"')
    return found
