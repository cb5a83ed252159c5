"""Who works, and a clock that is not waited for: the same on both engines, for tests of the store's rules."""

from __future__ import annotations

import configparser
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from both_engines import of_database

from kmzb_qgis.store import Store
from kmzb_qgis.store.address import Service


def becomes(db, name: str) -> str:
    """What follows on this connection is done by that person: in a database the log-in, in a GeoPackage whom it says.

    Gives the name, to be sent as modified_by.
    """
    if of_database(db):
        db.execute("RESET SESSION AUTHORIZATION")
        if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = ?", (name,)).fetchone():
            db.execute(f'CREATE ROLE "{name}" LOGIN SUPERUSER')  # the roles' own rights: test_roles_matrix.py
        db.execute(f'SET SESSION AUTHORIZATION "{name}"')
    return name


def store_of(store: Store, name: str) -> Store:
    """The store as that person opens it: in a database under a log-in of the person's own."""
    if not isinstance(store.path, Service):
        return store
    with store.connect() as db:
        becomes(db, name)
    services, path = configparser.ConfigParser(interpolation=None), Path(os.environ["PGSERVICEFILE"])
    services.read(path, encoding="utf-8")
    own = f"{store.path.name}-{name}"
    if own not in services:
        values = {**services[store.path.name], "user": name}
        with path.open("a", encoding="utf-8") as file:
            file.write(f"[{own}]\n" + "".join(f"{key}={value}\n" for key, value in values.items()))
    return replace(store, path=Service(own))


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
