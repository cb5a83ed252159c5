"""What the two engines of the store do differently by design, for tests that run on both."""

from __future__ import annotations

import sqlite3


def of_database(db) -> bool:
    """Whether a connection is one to a database."""
    return not isinstance(db, sqlite3.Connection)


def who(db, claimed: str) -> str:
    """Who the store says did it: in a GeoPackage whom the client claims, in a database its log-in."""
    return db.execute("SELECT session_user").fetchone()[0] if of_database(db) else claimed


def plan(db, question: str) -> str:
    """How the engine answers a question; small tables are not read whole."""
    if not of_database(db):
        return " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {question}"))
    db.execute("SET enable_seqscan = off")
    try:
        return " ".join(row[0] for row in db.execute(f"EXPLAIN {question}"))
    finally:
        db.execute("RESET enable_seqscan")
