"""What a push does to the zone's tables besides copying rows: old versions, expired and withdrawn rows, records."""

from __future__ import annotations

import hashlib

import psycopg2

from ...catalogue import Catalogue, load
from ..geopackage import base_table
from ..statements import sql
from .what import What

READY = ("dane_licznik", "dane_blok", "dane_gladka")


def words_changed(cursor, known: tuple, what: What) -> bool:
    """Bring project and records up to date where the rows are the same; whether anything was."""
    number = known[0]
    cursor.execute("SELECT name, content FROM kmzb_public.dane_metadane WHERE version = %s", (number,))
    if known[2] == hashlib.sha256(what.project).hexdigest() and dict(cursor.fetchall()) == what.records:
        return False
    cursor.execute(
        "UPDATE kmzb_public.publication SET project = %s, record = %s, pushed_at = now() WHERE number = %s",
        (psycopg2.Binary(what.project), what.record, number),
    )
    put_records(cursor, number, what)
    return True


def put_records(cursor, number: int, what: What) -> None:
    """A version's metadata records take the place of those that it had."""
    cursor.execute("DELETE FROM kmzb_public.dane_metadane WHERE version = %s", (number,))
    for name, content in what.records.items():
        cursor.execute("INSERT INTO kmzb_public.dane_metadane VALUES (%s, %s, %s)", (number, name, content))


def forget_old(cursor, number: int, keep: int, catalogue: Catalogue) -> int:
    """Versions beyond the newest ``keep`` go, and rows whose time is over; returns how many versions."""
    old = remove(
        cursor,
        "SELECT number FROM kmzb_public.publication WHERE number <> %s ORDER BY number DESC OFFSET %s",
        (number, max(keep - 1, 0)),
        catalogue,
    )
    for layer in catalogue.layers:
        cursor.execute(sql("DELETE FROM kmzb_public.{table} WHERE until <= now()", table=base_table(layer["name"])))
    return old


def remove(cursor, which: str, values, catalogue: Catalogue) -> int:
    """Whole versions go: those whose numbers a query gives. Returns how many."""
    cursor.execute(which, values)
    numbers = [row[0] for row in cursor.fetchall()]
    if numbers:
        empty(cursor, numbers, catalogue)
        cursor.execute("DELETE FROM kmzb_public.dane_metadane WHERE version = ANY (%s)", (numbers,))
        cursor.execute("DELETE FROM kmzb_public.publication WHERE number = ANY (%s)", (numbers,))
    return len(numbers)


def empty(cursor, numbers: list[int], catalogue: Catalogue) -> None:
    """The rows of versions go, the versions stay."""
    for name in [*(base_table(layer["name"]) for layer in catalogue.layers), "obszar", *READY]:
        cursor.execute(sql("DELETE FROM kmzb_public.{table} WHERE version = ANY (%s)", table=name), (numbers,))


def take_out(cursor, withdrawn: list[str]) -> int:
    """Withdrawn reports leave every version of the zone; what was served with one before goes whole, as its counts
    tell of it too. Returns how many rows there were."""
    if not withdrawn:
        return 0
    cursor.execute("SELECT DISTINCT version FROM kmzb_public.dane_zgloszenia WHERE id = ANY (%s)", (withdrawn,))
    holding = [row[0] for row in cursor.fetchall()]
    if not holding:
        return 0
    cursor.execute("DELETE FROM kmzb_public.dane_zgloszenia WHERE id = ANY (%s)", (withdrawn,))
    found = cursor.rowcount
    cursor.execute("SELECT number FROM kmzb_public.served")
    served_now = cursor.fetchone()[0]
    if served_now in holding:  # the server counts by itself what it is not told, until the next push
        for name in ("dane_licznik", "dane_blok"):
            cursor.execute(
                sql("DELETE FROM kmzb_public.{table} WHERE version = %s AND warstwa = 'zgloszenia'", table=name),
                (served_now,),
            )
    remove(
        cursor,
        "SELECT number FROM kmzb_public.publication WHERE number = ANY (%s) AND number <> %s",
        (holding, served_now),
        load(),
    )
    return found
