"""The clocks of a report that was changed in a working copy: of when that was done there, not of when it came in.

Else who verified in time without a network would be late. The rules set clocks to now; this sets back those that a step
has just set, never before the report's own last change, never into the future.
"""

from __future__ import annotations

import sqlite3

_GUARD = "INSERT INTO trigger_guard (held) VALUES (14)"
_FREE = "DELETE FROM trigger_guard WHERE held = 14"
_SET = (
    "UPDATE report SET status_changed_at = ?, verified_at = coalesce(?, verified_at), closed_at ="
    " coalesce(?, closed_at) WHERE fid = ?"
)
_CALL = "SELECT kmzb.set_back(?, ?::timestamptz, ?::timestamptz, ?::timestamptz)"


def set_back(connection, before: tuple | None, after: tuple, instant: str) -> None:
    """``before`` (None: a new report) and ``after`` a step: fid, version, status, status_changed_at, verified_at,
    closed_at, reported_at; ``instant`` is when it was done. Within the caller's transaction, the step being noted.
    """
    fid, _, _, changed, verified, closed, reported = after
    earliest = before[3] if before else reported
    then = min(max(instant, earliest), changed)
    if then == changed:
        return
    was = before[4:6] if before else (None, None)
    verified = then if verified is not None and verified != was[0] else None
    closed = then if closed is not None and closed != was[1] else None
    if not isinstance(connection, sqlite3.Connection):  # a database lets nobody write clocks but by this function
        connection.execute(_CALL, (fid, then, verified, closed))
        return
    connection.execute(_GUARD)
    connection.execute(_SET, (then, verified, closed, fid))
    connection.execute(_FREE)
