"""What the dialogs of hand-overs are told by the store before they ask. Short questions; a lock is told at once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ..geoportal import services
from ..store import bodies, handed
from ..store.bodies import Proposal
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import at_hand

MANY = 1_000_000  # hand-overs: all of them
_REPORT = "SELECT version, coalesce(nullif(trim(reference), ''), service_id || '', fid || '') FROM report WHERE fid = ?"
_WHO = "SELECT modified_by FROM hand_over WHERE fid = ?"
_MAY = (
    "SELECT 1 FROM report r JOIN transition t ON t.from_status = r.status_id JOIN status s ON s.id = t.to_status"
    " WHERE r.fid = ? AND s.key = ? AND t.from_status <> t.to_status"
)


@dataclass
class Reports:
    """Reports to be handed over: versions by fid, numbers as the map shows them, bodies proposed."""

    fids: list[int]
    versions: dict[int, int]
    numbers: list[str]
    proposed: list[Proposal]

    def reread(self, path: Path) -> None:
        """Somebody changed one of them. Raises KmzbError."""
        with at_hand.reading(path) as connection:
            self.versions, self.numbers = _known(connection, self.fids)


def read(path: Path, fids: list[int]) -> Reports:
    """What there is to know of reports. Raises KmzbError where the store cannot be asked now."""
    with at_hand.reading(path) as connection:
        return Reports(fids, *_known(connection, fids), bodies.propose(connection, fids))


def may(path: Path, fid: int, key: str) -> bool:
    """Whether a report may step to a status, as the store's list of steps says. Raises KmzbError."""
    with at_hand.reading(path) as connection:
        return connection.execute(_MAY, (fid, key)).fetchone() is not None


def now(path: Path, fid: int) -> tuple[handed.HandOver, str]:
    """A hand-over as it is now, and who changed it last. Raises KmzbError."""
    with at_hand.reading(path) as connection:
        row = connection.execute(_WHO, (fid,)).fetchone()
    letter = handed.one(path, fid)
    if row is None or letter is None:
        raise KmzbError(tr("There is no such hand-over in the store."), code="hand-over")
    return letter, row[0] or ""


def awaited(path: Path, fid: int) -> handed.HandOver | None:
    """The hand-over of a report whose answer is overdue, or awaited; the longest first. Raises KmzbError."""
    with at_hand.reading(path) as connection:
        row = connection.execute(_REPORT, (fid,)).fetchone()
    number = str(row[1]) if row is not None else ""
    found = handed.listed(path, (handed.OVERDUE, handed.WAITING), number, limit=MANY).rows
    return next((letter for letter in found if letter.report_fid == fid), None)


def basemaps() -> list[tuple[str, str]]:
    """Ids and titles of the basemaps that a sheet can have."""
    known, _ = services.usable()
    return [
        (service.id, service.title) for service in known.values() if service.is_map and service.role == "background"
    ]


def _known(connection: sqlite3.Connection, fids: list[int]) -> tuple[dict[int, int], list[str]]:
    versions, numbers = {}, []
    for fid in fids:
        row = connection.execute(_REPORT, (fid,)).fetchone()
        if row is not None:
            versions[fid] = row[0]
            numbers.append(str(row[1]))
    return versions, numbers
