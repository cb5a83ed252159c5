"""Connections to a PostgreSQL server by name, and its refusals in words.

An address is ``service=NAME`` (libpq's service file) or ``connection=NAME`` (a PostgreSQL connection kept in QGIS, with
its authentication configuration); a bare name is a service. No password stands in an address: libpq finds it in .pgpass
or a certificate, QGIS in its own keeping.
"""

from __future__ import annotations

import re

import psycopg2

from ...store.postgres.sentences import sentence
from ...toolbelt import databases
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr

CONNECT_S = 10
# A link that was cut is noticed within about half a minute, whichever way it was used last.
ALIVE = {
    "keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 15_000, "connect_timeout": CONNECT_S,
}  # fmt: skip
_NAME = re.compile(r"[^\s='\"\\]{1,200}")


def parsed(address: str) -> tuple[str, str]:
    """``(kind, name)`` of an address; kind is ``service`` or ``connection``. Raises KmzbError for anything else."""
    kind, sign, name = address.strip().partition("=")
    if not sign:
        kind, name = "service", kind
    kind, name = kind.strip(), name.strip()
    known = bool(name) if kind == "connection" else kind == "service" and _NAME.fullmatch(name)
    if not known or "\0" in name:
        raise KmzbError(
            tr(
                "'{address}' names no database: write service=NAME (of the service file) or connection=NAME (of QGIS).",
                address=address.strip(),
            ),
            code="address",
        )
    return kind, name


def connect(address: str, **more):
    """A psycopg2 connection. ``more`` are libpq's parameters beside the address. Raises KmzbError."""
    kind, name = parsed(address)
    words = databases.parameters(name, kind)
    try:
        return psycopg2.connect(words, **{**ALIVE, "application_name": "kmzb", **more})
    except (psycopg2.Error, UnicodeDecodeError) as error:
        raise refused(error, address) from error


def refused(error: Exception, address: str) -> KmzbError:
    """What the server or the network refused, as one sentence."""
    state = getattr(error, "pgcode", None) or ""
    said = _first_line(error)
    said = sentence(state, said, address) or said or type(error).__name__
    if state.startswith("53"):  # insufficient resources; 53100 is the disk
        if state == "53100":
            return KmzbError(tr("The disk of the database server {zone} is full.", zone=address), said, "full")
        return KmzbError(tr("The database server {zone} has too much to do just now.", zone=address), said, "busy")
    if state == "42501":
        return KmzbError(
            tr("The account used for {zone} has no right to do this: {reason}.", zone=address, reason=said),
            code="rights",
        )
    if state in ("55P03", "57014"):
        return KmzbError(tr("The database server {zone} was busy for too long.", zone=address), said, "busy")
    kinds = (psycopg2.OperationalError, psycopg2.InterfaceError, UnicodeDecodeError)
    lost = isinstance(error, kinds) and state[:2] in ("", "08", "57")
    if lost:
        return KmzbError(
            tr(
                "The database server {zone} does not answer or does not let us in: {reason}.", zone=address, reason=said
            ),
            code="unreachable",
        )
    return KmzbError(tr("The database server {zone} refused: {reason}.", zone=address, reason=said), code="database")


def _first_line(error: Exception) -> str:
    """The server's own words in one line, without its hints; never a password (libpq tells none)."""
    lines = [line.strip() for line in databases.said(error).splitlines() if line.strip()]
    return " ".join(lines[:2]).rstrip(". ")
