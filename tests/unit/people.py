"""Who works, and a clock that is not waited for: the same on both engines, for tests of the store's rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from both_engines import of_database


def becomes(db, name: str) -> str:
    """What follows on this connection is done by that person: in a database the log-in, in a GeoPackage whom it says.

    Gives the name, to be sent as modified_by.
    """
    if of_database(db):
        db.execute("RESET SESSION AUTHORIZATION")
        if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = ?", (name,)).fetchone():
            db.execute(f'CREATE ROLE "{name}" SUPERUSER')  # the roles' own rights: test_database_roles.py
        db.execute(f'SET SESSION AUTHORIZATION "{name}"')
    return name


def claims(db) -> int:
    """What ``claimed`` of the history says: whether it is the client alone that said who it was."""
    return int(not of_database(db))


@contextmanager
def without_rules(db, *triggers: str) -> Iterator[None]:
    """Let a test write what the store keeps, e.g. as if time had passed. ``triggers``: a GeoPackage's, made again."""
    if of_database(db):
        db.execute("SET session_replication_role = 'replica'")
        yield
        db.execute("SET session_replication_role = 'origin'")
        return
    kept = [
        db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (name,)).fetchone()[0]
        for name in triggers
    ]
    for name in triggers:
        db.execute(f"DROP TRIGGER {name}")
    yield
    for statement in kept:
        db.execute(statement)
