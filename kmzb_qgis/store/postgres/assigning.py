"""Writing units to reports of a database: an officer those he works on, the intake and an administrator all at once."""

from __future__ import annotations

_MAY = "SELECT has_function_privilege('kmzb.assigning_write()', 'EXECUTE')"
_NOTE = """INSERT INTO pg_temp.settled (fid, version)
    SELECT p.fid, r.version FROM pg_temp.placed p JOIN report r ON r.fid = p.fid"""
_OWN = "CREATE TEMP TABLE assigned (fid bigint PRIMARY KEY, teryt text, unit_id text)"
_FEW = """SELECT assign_units(array_agg(p.fid), array_agg(CASE WHEN a.fid IS NULL THEN r.teryt ELSE a.teryt END),
    array_agg(CASE WHEN a.fid IS NULL THEN r.unit_id ELSE a.unit_id END))
    FROM pg_temp.placed p JOIN report r ON r.fid = p.fid LEFT JOIN pg_temp.assigned a ON a.fid = p.fid"""


def lay_out(connection) -> None:
    """Make the table of what is to be written: the store's own where its function is to read it."""
    if _may(connection):
        connection.execute("SELECT assigning_begin()")
        return
    connection.execute("DROP TABLE IF EXISTS pg_temp.assigned")
    connection.execute(_OWN)


def note(connection) -> None:
    """Note in which version the reports are looked over: one that an officer changes meanwhile stays as he left it."""
    if _may(connection):
        connection.execute(_NOTE)


def write(connection) -> int:
    """Write it, and settle the places that waited for it; returns how many reports changed."""
    if not _may(connection):  # the rules look at each report: its place, and whether the log-in works on it
        return connection.execute(_FEW).fetchone()[0] or 0
    return connection.execute("SELECT assigning_write()").fetchone()[0]


def _may(connection) -> bool:
    return bool(connection.execute(_MAY).fetchone()[0])
