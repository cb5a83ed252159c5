"""Reports whose status here is not the one that the data service last said, to be entered there by hand.

What the service last said stands in the table ``service_state`` (migration 0012), which imports keep.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from ..catalogue import warsaw
from ..toolbelt.errors import Cancelled, KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import unit_filter
from .address import Address
from .store import open_connection

_STEPS = 20_000  # SQLite's own, between two looks whether the list is still wanted
# h is the newest change of the status, by whomever. Municipalities and jurisdictions stand in one table.
_LIST = """
SELECT r.fid, r.service_id, r.reference, c.name, r.reported_at, ST_MinX(r.geom), ST_MinY(r.geom), r.teryt,
  (SELECT u.name FROM unit u WHERE u.level = 'municipality' AND u.id = r.teryt), r.unit_id,
  (SELECT u.name FROM unit u WHERE u.level IN ('K05', 'K04', 'K02', 'K03', 'K01') AND u.id = r.unit_id),
  @there, coalesce(s.name, CAST(r.status_id AS TEXT)), r.status_changed_at,
  CASE WHEN h.origin <> 'import' THEN h.changed_by END, coalesce(h.origin, '') = 'officer',
  (SELECT n.name FROM closing_reason n WHERE n.id = r.reason_id), r.reason_text
FROM @table
LEFT JOIN category c ON c.id = r.category_id LEFT JOIN status s ON s.id = r.status_id
LEFT JOIN report_history h ON h.fid = (SELECT o.fid FROM report_history o
  WHERE o.report_id = r.id AND o.status_id IS NOT o.was_status_id ORDER BY o.version DESC, o.fid DESC LIMIT 1)
WHERE @which AND """
# Reports that citizens sent by the public intake (taking.py) came by an import, yet the service does not know them.
_INTAKE = "(SELECT m.id FROM import_run m WHERE m.source_kind = 'intake')"
_DIFFERENT = (
    _LIST.replace("@there", "coalesce(t.name, CAST(k.status_id AS TEXT)), k.said_at")
    .replace("@table", "service_state k CROSS JOIN report r ON r.fid = k.fid LEFT JOIN status t ON t.id = k.status_id")
    .replace("@which", "k.status_id IS NOT r.status_id AND coalesce(k.seen_run, 0) NOT IN @intake")
    .replace("@intake", _INTAKE)
)
_UNSEEN = (
    _LIST.replace("@there", "CAST(NULL AS TEXT), CAST(NULL AS TEXT)")
    .replace("@table", "report r")
    .replace(
        "@which",
        "(r.import_run_id IS NULL OR r.import_run_id IN @intake) AND NOT EXISTS (SELECT 1 FROM service_state k"
        " WHERE k.fid = r.fid AND coalesce(k.seen_run, 0) NOT IN @intake)",
    )
    .replace("@intake", _INTAKE)
)


@dataclass(frozen=True)
class Difference:
    """A report: ``there`` and ``here`` are the names of its status in the service and in the store.

    ``x``, ``y`` are metres of EPSG:2180 or None; ``there_at`` is the service's date of what it said (None: it gave
    none, or never said anything), ``here_at`` that of the status here, ``since`` when the two came to differ, all
    aware and UTC; ``days`` are Warsaw's, from ``since`` to today. ``by`` is empty where nobody is known.
    """

    fid: int
    service_id: int | None
    reference: str
    category: str
    reported_at: datetime | None
    x: float | None
    y: float | None
    teryt: str
    municipality: str
    unit: str
    there: str
    there_at: datetime | None
    here: str
    here_at: datetime | None
    by: str
    public_reason: str
    since: datetime | None
    days: int

    @property
    def number(self) -> str:
        """What people call the report: the OBJECTID, by which the service knows it, else as everywhere."""
        return str(self.service_id or self.reference or self.fid)

    @property
    def unseen(self) -> bool:
        """Whether the service has never said anything of it: it was entered here."""
        return not self.there

    @property
    def later_there(self) -> bool:
        """Whether the service changed the report later than it was changed here."""
        return bool(self.there_at and self.here_at and self.there_at > self.here_at)


@dataclass(frozen=True)
class Differences:
    """``different``: known to the service; ``unseen``: entered here, asked for apart. The longest waiting are first."""

    different: tuple[Difference, ...]
    unseen: tuple[Difference, ...] = ()

    def __len__(self) -> int:
        return len(self.different) + len(self.unseen)


def differences(
    path: Address, unit: str = "", since: datetime | None = None, unseen: bool = False, feedback=None
) -> Differences:
    """List them, only reading. ``unit``: code, TERYT code or name (see ``unit_filter``); ``since``: those that came
    to differ then or later; ``unseen``: also those that no import ever brought.

    Raises KmzbError where the unit is unknown, the store cannot be read or is of an older version; Cancelled.
    """
    progress = Progress(feedback)
    try:
        with closing(open_connection(path, read_only=True)) as connection:
            connection.set_progress_handler(lambda: int(progress.cancelled), _STEPS)
            if not connection.execute("SELECT 1 FROM pragma_table_info('service_state') LIMIT 1").fetchone():
                raise KmzbError(
                    tr("The store {path} is of an older version of the plugin: open it once, then list.", path=path),
                    code="store-old",
                )
            chosen, values = unit_filter.condition(connection, unit)
            today = warsaw.now()
            found = []
            for statement, wanted in ((_DIFFERENT, True), (_UNSEEN, unseen)):
                rows = connection.execute(statement + chosen, values).fetchall() if wanted else []
                made = (_made(row, today) for row in rows)
                found.append(sorted((one for one in made if _later(one, since)), key=_order))
            return Differences(*map(tuple, found))
    except sqlite3.Error as error:
        if progress.cancelled:
            raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled") from error
        raise KmzbError(tr("The store {path} cannot be read: {reason}.", path=path, reason=reason(error))) from error


def _made(row: tuple, now: datetime) -> Difference:
    (fid, service_id, reference, category, reported, x, y, teryt, municipality, unit_id, unit, there, there_at, here,
     here_at, by, ours, public, text) = row  # fmt: skip
    said, changed = _instant(there_at), _instant(here_at)
    since = changed if ours or there is None else said or changed
    return Difference(
        fid,
        service_id,
        reference or "",
        category or "",
        _instant(reported),
        x,
        y,
        teryt or "",
        municipality or "",
        unit or unit_id or "",
        "" if there is None else str(there),
        said,
        str(here),
        changed,
        by or "",
        " – ".join(part.strip() for part in (public, text) if part and part.strip()),
        since,
        (warsaw.day_of(now) - warsaw.day_of(since)).days if since else 0,
    )


def _later(found: Difference, since: datetime | None) -> bool:
    return since is None or (found.since is not None and found.since >= since)


def _order(found: Difference) -> tuple:
    return (found.since is not None, found.since or warsaw.now(), found.service_id or 0, found.fid)


def _instant(text) -> datetime | None:
    try:
        return warsaw.from_text(text)
    except (ValueError, TypeError, AttributeError):
        return None
