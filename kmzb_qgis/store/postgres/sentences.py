"""What a PostgreSQL server refuses, as one sentence that a person can act on."""

from __future__ import annotations

import re

from ...toolbelt.i18n import tr

# PostgreSQL 15; 16 and later; in Polish
_MEMBER = re.compile(r'(?:must be member of role|must be able to SET ROLE|członkiem roli) "([^"]+)"')


def sentence(code: str, text: str, address: str = "") -> str:
    """The sentence for an SQLSTATE (``code``, empty where no connection was made) and the server's own text.

    Empty where there is none.
    """
    if code == "42501" and "row-level security" in text:
        return tr("the report belongs to a unit that your log-in does not work for")
    role = _MEMBER.search(text) if code == "42501" else None
    if role:
        return tr("your log-in must be a member of the role {role}: the server's administrator grants it", role=role[1])
    if code == "53300" or code == "53400":
        return _known()["53300"]
    if code.startswith("53"):
        return tr("the disk of the database server is full, or the server has no memory left")
    return _before(text, address) if not code else _known().get(code, "")


def is_one(text: str) -> bool:
    """Whether a text is one of these sentences."""
    places = ("could not connect", "connection was closed", "service file")
    return text in _known().values() or text in {_before(place, "") for place in places} or text == sentence("53", "")


def _known() -> dict[str, str]:
    return {
        "42501": tr("your log-in has no right to do this in the database"),
        "53300": tr("the database server has no more connections to give; try again later"),
        "57P01": tr("the connection to the database was cut off by the server"),
        "57P02": tr("the connection to the database was cut off by the server"),
        "57P03": tr("the database is starting or shutting down; try again in a moment"),
        "25006": tr("the database, or this connection to it, is read-only"),
        "3D000": tr("there is no such database on the server"),
        # PostgreSQL says the same of a wrong password, of one past VALID UNTIL and of an unknown log-in, on purpose
        "28P01": tr("the server refuses the log-in or its password, or the password has expired"),
        "no-password": tr("no password was found for this server, database and log-in"),
        "28000": tr("the server does not let this log-in in"),
        "no-connect": tr("your log-in may not connect to this database; ask its administrator for an account"),
        "unreadable": tr("the database server refuses, in words that cannot be read here; its log has them"),
        "certificate": tr("the certificate of the database server, or your own, was not accepted"),
    }


def _before(text: str, address: str) -> str:
    """Libpq's own texts, before or after there is a connection; it gives these no SQLSTATE. In English or Polish."""
    low = text.lower()
    known = _known()
    if not low.strip():  # toolbelt.databases.said
        return known["unreadable"]
    for phrases, words in (
        (("definition of service", "service file"), tr("no service file knows the service of '{name}'", name=address)),
        (("password authentication failed", "autoryzacja hasłem nie"), known["28P01"]),
        (("no password supplied",), known["no-password"]),
        (("permission denied for database",), known["no-connect"]),
        (("certificate", "ssl error", "server does not support ssl"), known["certificate"]),
        (
            ("pg_hba.conf", 'fatal:  role "', "is not permitted to log in", 'rola "', "authentication failed"),
            known["28000"],
        ),
        (("too many connections", "too many clients", "remaining connection slots"), known["53300"]),
        (('fatal:  database "', 'baza danych "'), known["3D000"]),
        (("starting up", "shutting down", "not yet accepting connections", "recovery mode"), known["57P03"]),
        (
            (
                "could not connect",
                "connection refused",
                "could not translate",
                "timeout expired",
                "no route",
                "failed:",
            ),
            tr("the database server does not answer"),
        ),
        (
            ("closed", "terminated", "could not receive", "could not send", "no connection", "broken pipe"),
            tr("the connection to the database was lost"),
        ),
    ):
        if any(phrase in low for phrase in phrases):
            return words
    return ""
