"""All that a hand-over sheet says of a report, read from the store in one connection. No network, any thread."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..store import attachments as stored
from ..store import bodies, handed
from ..store.store import open_connection
from ..store.units_at import Unit, units_at
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import history

NOTE = "hand_over_note"  # the setting with the words at the sheet's end
_REPORT = (
    "SELECT r.fid, r.id, coalesce(nullif(trim(r.reference), ''), r.service_id || '', r.fid || '') AS number,"
    " c.name AS category,"
    " s.name AS status, r.plane, r.description, r.reported_at, r.event_at, r.part_of_day, r.days_of_week, r.read_by,"
    " r.verify_by, r.verified_at, r.closed_at, r.status_changed_at, r.teryt, r.unit_id, r.officer, r.note,"
    " r.reason_text, q.name AS reason,"
    " r.version, ST_MinX(r.geom) AS x, ST_MinY(r.geom) AS y,"
    " (SELECT coalesce(nullif(trim(d.reference), ''), d.service_id || '', d.fid || '')"
    " FROM report d WHERE d.id = r.duplicate_of)"
    " AS duplicate_of,"
    " (SELECT u.name FROM unit u WHERE u.id = r.unit_id AND u.level LIKE 'K0%' ORDER BY u.level DESC LIMIT 1) AS unit"
    " FROM report r LEFT JOIN category c ON c.id = r.category_id LEFT JOIN status s ON s.id = r.status_id"
    " LEFT JOIN closing_reason q ON q.id = r.reason_id WHERE r.fid = ?"
)


@dataclass(frozen=True)
class Attachment:
    """``file`` is None where it is missing, was changed since it was added, or its path leads out of its folder."""

    name: str
    file: Path | None
    media_type: str
    added_at: str

    @property
    def picture(self) -> bool:
        """Whether it is a photo."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True)
class Facts:
    """One report. ``report`` holds the columns of _REPORT by name; times are the store's instants."""

    report: dict
    steps: tuple[history.Step, ...]
    units: tuple[Unit, ...]  # around its place, today; none without a place or units
    attachments: tuple[Attachment, ...]
    hand_over: handed.HandOver | None  # the one that the sheet is of
    others: tuple[handed.HandOver, ...]
    body: bodies.Body | None
    note: str

    @property
    def place(self) -> tuple[float, float] | None:
        """Easting and northing in EPSG:2180."""
        x, y = self.report["x"], self.report["y"]
        return None if x is None or y is None else (x, y)


def read(path: Path, fid: int, hand_over: int | None = None) -> Facts:
    """The facts of a report; ``hand_over``: the row of one of its hand-overs, else the last that is not cancelled.

    Raises KmzbError where the report is not there or the store cannot be read.
    """
    try:
        with closing(open_connection(path, read_only=True)) as connection:
            connection.row_factory = sqlite3.Row
            row = connection.execute(_REPORT, (fid,)).fetchone()
            if row is None:
                raise KmzbError(tr("There is no report '{report}'.", report=fid), code="report")
            report = dict(row)
            files = [_attachment(path, each) for each in stored.listed(path, report["id"])]
            asked = "SELECT fid FROM hand_over WHERE report_id = ? ORDER BY fid DESC"
            rows = [each[0] for each in connection.execute(asked, (report["id"],))]
            note = connection.execute("SELECT value FROM setting WHERE name = ?", (NOTE,)).fetchone()
            connection.row_factory = None
            known = {body.id: body for body in bodies.read(connection)}
    except sqlite3.Error as error:
        raise KmzbError(tr("{path} cannot be read: {reason}.", path=path, reason=reason(error))) from error
    letters = [handed.one(path, each) for each in rows]
    if hand_over is None:
        chosen = next((each for each in letters if each.state != handed.CANCELLED), None)
    else:
        chosen = next((each for each in letters if each.fid == hand_over), None)
        if chosen is None:
            raise KmzbError(tr("There is no such hand-over in the store."), code="hand-over")
    place = (report["x"], report["y"])
    return Facts(
        report,
        tuple(history.read(path, fid)),
        () if None in place else tuple(units_at(path, *place)),
        tuple(files),
        chosen,
        tuple(each for each in letters if each is not chosen),
        known.get(chosen.body_id) if chosen is not None else None,
        note[0] if note is not None else "",
    )


def _attachment(store: Path, row: stored.Attachment) -> Attachment:
    """The store gives a file only where it lies in its folder of attachments and is the one that was added."""
    try:
        file = stored.file_of(store, row)
    except KmzbError:
        file = None
    return Attachment(row.name, file, row.media_type or "", row.added_at or "")
