"""Writing municipalities and jurisdictions to reports that are in the store, set-wise, with a history of its own kind.

An assignment is no officer's change and no import: ``report_history.origin`` is 'assignment'. It touches teryt, unit_id
and version, no clock, no fingerprint and no place.
"""

from __future__ import annotations

import sqlite3

import numpy as np

from ..toolbelt.bulk import insert
from . import contents
from .assigning_codes import agrees
from .assigning_units import Units
from .loading_write import set_aside
from .rows import put

ORIGIN = "assignment"
BULK = 500  # from so many reports on the update triggers are set aside within the transaction
_NUMBERS = {
    "placed": "CREATE TEMP TABLE placed (fid INTEGER PRIMARY KEY, municipality INTEGER, unit INTEGER)",
    "code": "CREATE TEMP TABLE code (n INTEGER PRIMARY KEY, code TEXT NOT NULL)",
    "jurisdiction": "CREATE TEMP TABLE jurisdiction (n INTEGER PRIMARY KEY, id TEXT NOT NULL)",
    "hand": "CREATE TEMP TABLE hand (fid INTEGER PRIMARY KEY, teryt TEXT, unit_id TEXT)",
    "assigned": "CREATE TEMP TABLE assigned (fid INTEGER PRIMARY KEY, teryt TEXT, unit_id TEXT)",
}
# Each change that gave a column another value, by whom, and the value after it: what the next change replaced, or what
# the report holds now. What the running import has just written does not count: it is about to be looked over.
_STEPS = """
    SELECT r.fid AS fid, h.origin AS origin, h.version AS version, h.fid AS step,
           h.import_run_id IS :run AND :run > 0 AS now,
           h.was_teryt AS teryt_before, lead(h.was_teryt, 1, r.teryt) OVER later AS teryt_after,
           h.was_unit_id AS unit_before, lead(h.was_unit_id, 1, r.unit_id) OVER later AS unit_after
      FROM (SELECT DISTINCT o.report_id AS id FROM report_history o WHERE o.origin = 'officer') told
      CROSS JOIN report r ON r.id = told.id CROSS JOIN temp.placed p ON p.fid = r.fid
      CROSS JOIN report_history h ON h.report_id = r.id
    WINDOW later AS (PARTITION BY h.report_id ORDER BY h.version, h.fid)
"""
# The same for few reports, which are looked up one by one.
_STEPS_OF_FEW = _STEPS.replace(
    """(SELECT DISTINCT o.report_id AS id FROM report_history o WHERE o.origin = 'officer') told
      CROSS JOIN report r ON r.id = told.id CROSS JOIN temp.placed p ON p.fid = r.fid""",
    "temp.placed p CROSS JOIN report r ON r.fid = p.fid",
)
_HAND = """
    WITH step AS (@steps),
    teryt AS (SELECT fid, origin, teryt_after AS value,
                     row_number() OVER (PARTITION BY fid ORDER BY version DESC, step DESC) AS n
                FROM step WHERE teryt_after IS NOT teryt_before AND NOT now),
    unit AS (SELECT fid, origin, unit_after AS value,
                    row_number() OVER (PARTITION BY fid ORDER BY version DESC, step DESC) AS n
               FROM step WHERE unit_after IS NOT unit_before AND NOT now)
    INSERT INTO temp.hand (fid, teryt, unit_id)
    SELECT p.fid, t.value, u.value FROM temp.placed p
      LEFT JOIN teryt t ON t.fid = p.fid AND t.n = 1 AND t.origin = 'officer' AND t.value <> ''
      LEFT JOIN unit u ON u.fid = p.fid AND u.n = 1 AND u.origin = 'officer' AND u.value <> ''
     WHERE t.value IS NOT NULL OR u.value IS NOT NULL
"""
# A place in no municipality proves no code wrong; a jurisdiction is never anybody's but ours or an officer's.
_DECIDE = """
    INSERT INTO temp.assigned (fid, teryt, unit_id)
    SELECT fid, teryt, unit_id FROM
      (SELECT p.fid AS fid, r.teryt AS old_teryt, r.unit_id AS old_unit,
              CASE WHEN :replace = 0 AND h.teryt IS NOT NULL THEN h.teryt
                   WHEN c.code IS NOT NULL THEN c.code
                   WHEN :clear <> 0 AND :municipalities <> 0 THEN NULL ELSE r.teryt END AS teryt,
              CASE WHEN :replace = 0 AND h.unit_id IS NOT NULL THEN h.unit_id
                   WHEN :jurisdictions <> 0 THEN j.id ELSE r.unit_id END AS unit_id
         FROM temp.placed p CROSS JOIN report r ON r.fid = p.fid
         LEFT JOIN temp.hand h ON h.fid = p.fid
         LEFT JOIN temp.code c ON c.n = p.municipality
         LEFT JOIN temp.jurisdiction j ON j.n = p.unit) found
     WHERE teryt IS NOT old_teryt OR unit_id IS NOT old_unit
"""
# Another program's save of a report may just be being refused as a whole: the store takes no change of it then.
_WAITING = """
    DELETE FROM temp.assigned
     WHERE fid IN (SELECT s.report_fid FROM refused_save s WHERE s.until > julianday('now'))
"""
_HISTORY = """
    INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
      status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
      was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
      was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
    SELECT r.id, r.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), :who, 1, 'assignment', 'update', NULL,
      r.status_id, r.category_id, r.geom, r.category_id, r.status_id, r.description, r.reported_at, r.event_at,
      r.part_of_day, r.days_of_week, r.status_changed_at, r.teryt, r.unit_id, r.officer, r.handed_to,
      r.reason_id, r.reason_text, r.note, r.publish_plane2, r.duplicate_of
    FROM temp.assigned a CROSS JOIN report r ON r.fid = a.fid ORDER BY a.fid
"""
_UPDATE = """
    UPDATE report SET (teryt, unit_id, version) =
      (SELECT a.teryt, a.unit_id, report.version + 1 FROM temp.assigned a WHERE a.fid = report.fid)
    WHERE fid IN (SELECT fid FROM temp.assigned)
"""
# Reports that were drawn or moved, also by other programs, wait in this table until somebody has looked their place up.
_DONE = """
    DELETE FROM place_due
     WHERE fid IN (SELECT fid FROM temp.placed)
       AND fid NOT IN (SELECT s.report_fid FROM refused_save s WHERE s.until > julianday('now'))
"""
DUE = "SELECT p.fid FROM place_due AS p JOIN report AS r ON r.fid = p.fid WHERE r.geom IS NOT NULL"


def tables(connection, units: Units) -> None:
    """Lay out the temporary tables, empty but for the units' codes."""
    for name, text in _NUMBERS.items():
        if name == "assigned" and not _embedded(connection):
            _database().lay_out(connection)
            continue
        connection.execute("DROP TABLE IF EXISTS temp." + name)
        connection.execute(text)
    put(connection, "temp.code", ("n", "code"), enumerate(units.codes))
    put(connection, "temp.jurisdiction", ("n", "id"), enumerate(units.ids))


def place(connection, fids: np.ndarray, municipality: np.ndarray, unit: np.ndarray) -> None:
    """Put what was found for reports into ``temp.placed``: numbers of (n,) municipalities and jurisdictions, or -1."""
    if not _embedded(connection):
        found = zip(fids.tolist(), municipality.tolist(), unit.tolist())
        put(connection, "temp.placed", ("fid", "municipality", "unit"), found)
        connection.script("ANALYZE pg_temp.placed")
        return
    both = (municipality.astype(np.int64) + 1 << 32) | (unit.astype(np.int64) + 1)
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS found (fid INTEGER PRIMARY KEY, both INTEGER NOT NULL)")
    connection.execute("DELETE FROM temp.found")
    insert(connection, "INSERT INTO temp.found (fid, both)", fids, both)
    connection.execute("INSERT INTO temp.placed SELECT fid, (both >> 32) - 1, (both & 4294967295) - 1 FROM temp.found")


def decide(
    connection, units: Units, run: int = 0, few: bool = False, replace: bool = False, clear: bool = False
) -> int:
    """Fill ``temp.assigned`` with what is to change; returns how many of these a save elsewhere keeps us from.

    Values that officers set by hand stay, unless ``replace``: also where the import ``run`` has just written over
    them. ``clear``: a report that was moved to no municipality loses its code.
    """
    steps = _STEPS_OF_FEW if few else _STEPS
    connection.execute(_HAND.replace("@steps", steps), {"run": run})
    values = {"replace": replace, "clear": clear, **has(units)}
    connection.execute(_DECIDE, values)
    waiting = connection.execute(_WAITING).rowcount
    if _embedded(connection):
        connection.execute(_DONE)
    return waiting


def has(units: Units) -> dict[str, bool]:
    """Parameters of the statements: whether the store has municipalities, and jurisdictions."""
    return {"municipalities": units.has_municipalities, "jurisdictions": units.has_jurisdictions}


def write(connection, who: str | None) -> int:
    """Write ``temp.assigned`` into the reports and their history, within the caller's transaction; returns how many."""
    if not _embedded(connection):
        return _database().write(connection)
    (count,) = connection.execute("SELECT count(*) FROM temp.assigned").fetchone()
    if not count:
        return 0
    dropped = set_aside(connection, "UPDATE_TRIGGERS") if count >= BULK else {}
    connection.execute(
        "INSERT INTO trigger_guard (held) VALUES (1)"
    )  # the triggers let a rewriting of the store's pass
    connection.execute(_HISTORY, {"who": who})
    connection.execute(_UPDATE)
    connection.execute("DELETE FROM trigger_guard")
    for text in dropped.values():
        connection.execute(text)
    contents.changed(connection, "report")
    return count


def register(connection) -> None:
    """Give a connection the SQL function kmzb_agrees(code, municipality); a database has it."""
    if _embedded(connection):
        connection.create_function("kmzb_agrees", 2, lambda code, unit: int(agrees(code, unit)), deterministic=True)


def _embedded(connection) -> bool:
    return isinstance(connection, sqlite3.Connection)


def _database():
    from .postgres import assigning

    return assigning
