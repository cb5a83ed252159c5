"""Assigning: each report's municipality (``teryt``) and most local jurisdiction (``unit_id``), by its place and day.

One transaction: all of it or nothing. What is written and what is left alone: docs/assigning.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import assigning_list as listing
from . import assigning_units as units_of
from . import assigning_write as writing
from .functions import places
from .refusals import told
from .rows import put
from .store import Store

_ROWS = 20_000
_EPOCH = date(1970, 1, 1)
_POINTS = """
    SELECT r.fid, r.geom,
           substr(coalesce(r.reported_local, strftime('%Y-%m-%d', r.reported_at)), 1, 10)
      FROM @reports WHERE r.geom IS NOT NULL AND r.fid > ? ORDER BY r.fid LIMIT ?
"""
_ALL = _POINTS.replace("@reports", "report r")
_SOME = _POINTS.replace("@reports", "report r JOIN temp.meant s ON s.fid = r.fid")


@dataclass
class Assigned:
    """What came of it. ``counts`` has the listed reports by kind (see ``assigning_list.KINDS``), ``listed`` the file.

    ``waiting``: reports that were left out as another program's save of them was just being refused.
    """

    placed: int = 0
    changed: int = 0
    waiting: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    listed: str = ""


def assign(store: Store, who: str, listed: Path | None = None, replace: bool = False, feedback=None) -> Assigned:
    """Assign all reports that have a place. Raises KmzbError where that fails; nothing has changed then.

    ``replace``: also what officers set by hand. ``listed``: a CSV file for the reports that need a look.
    """
    if store.read_only:
        raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
    progress = Progress(feedback)
    try:
        with store.connect() as connection:
            connection.execute("PRAGMA cache_size = -65536")
            connection.set_progress_handler(lambda: int(progress.cancelled), 200_000)
            writing.register(connection)
            connection.execute("BEGIN IMMEDIATE")
            try:
                done = _assign_all(connection, who, listed, replace, progress)
                progress.check()
                connection.set_progress_handler(None, 0)
                connection.execute("COMMIT")
            except BaseException:
                connection.set_progress_handler(None, 0)
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                listing.discard(listed)
                raise
    except sqlite3.Error as error:
        raise told(error, store, progress) from error
    done.listed = listing.publish(listed, progress)
    progress.percent(100)
    return done


def _assign_all(connection, who: str, listed: Path | None, replace: bool, progress: Progress) -> Assigned:
    if not units_of.there(connection):
        raise KmzbError(
            tr("The store holds no municipalities and no jurisdictions. Load units first; nothing was changed."),
            code="no-units",
        )
    progress.say(tr("Reading the units…"))
    units = units_of.read(connection)
    progress.percent(10)
    fids, points, days = _where(connection, _ALL, progress)
    progress.percent(30)
    progress.say(tr("Looking where the reports lie…"))
    _place(connection, units, fids, points, days, progress)
    progress.percent(50)
    done = Assigned(len(fids), waiting=writing.decide(connection, units, replace=replace))
    done.counts = listing.write(connection, listed, units, replace, progress)
    progress.percent(60)
    done.changed = writing.write(connection, who)
    progress.percent(95)
    return done


def assign_some(connection, fids: Iterable[int], who: str | None, units: units_of.Units | None = None, **how) -> int:
    """Assign a few reports by their numbers, within the caller's transaction; returns how many got something new.

    Reads only the units near them where none are given. ``how``: what ``assigning_write.decide`` takes.
    """
    connection.execute("DROP TABLE IF EXISTS temp.meant")
    connection.execute("CREATE TEMP TABLE meant (fid INTEGER PRIMARY KEY)")
    put(connection, "temp.meant", ("fid",), ((fid,) for fid in sorted({int(fid) for fid in fids})))
    numbers, points, days = _where(connection, _SOME, Progress())
    if not len(numbers):
        return 0
    if units is None:
        units = units_of.read(connection, points)
    _place(connection, units, numbers, points, days, Progress())
    writing.decide(connection, units, few=True, **how)
    return writing.write(connection, who)


def _where(connection, query: str, progress: Progress) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers, (n, 2) places and days since 1970 of reports."""
    parts = [(np.empty(0, np.int64), np.empty((0, 2)), np.empty(0, np.int64))]
    last = -(2**62)
    while found := connection.execute(query, (last, _ROWS)).fetchall():
        progress.check()
        fids, geoms, days = zip(*found)
        last = fids[-1]
        parts.append((np.array(fids), places(list(geoms)), _days(days)))
    return tuple(np.concatenate(column) for column in zip(*parts))


def _days(texts: tuple) -> np.ndarray:
    """Days since 1970 of texts YYYY-MM-DD; 0 for what is none."""
    try:
        return np.array(texts, dtype="M8[D]").astype(np.int64)
    except (ValueError, TypeError):
        return np.array([_day(text) for text in texts], dtype=np.int64)


def _day(text: str | None) -> int:
    try:
        return (date.fromisoformat(text or "") - _EPOCH).days
    except ValueError:
        return 0


def _place(connection, units: units_of.Units, fids, points, days, progress: Progress) -> None:
    writing.tables(connection, units)
    municipality = units.municipalities(points, days, progress)
    unit = units.jurisdictions(points, days, progress)
    writing.place(connection, fids, municipality, unit)
