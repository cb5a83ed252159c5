"""What a PostgreSQL server refuses, as one sentence that a person can act on."""

from __future__ import annotations

from ...toolbelt.i18n import tr


def sentence(code: str, text: str, address: str = "") -> str:
    """The sentence for an SQLSTATE (``code``, empty where no connection was made) and the server's own text.

    Empty where there is none.
    """
    if code.startswith("53"):
        return tr("the disk of the database server is full, or the server has no more connections to give")
    return _before(text, address) if not code else _known().get(code, "")


def is_one(text: str) -> bool:
    """Whether a text is one of these sentences."""
    places = ("could not connect", "connection was closed", "service file")
    return text in _known().values() or text in {_before(place, "") for place in places} or text == sentence("53", "")


def _known() -> dict[str, str]:
    return {
        "42501": tr("your log-in has no right to do this in the database"),
        "57P01": tr("the connection to the database was cut off by the server"),
        "57P02": tr("the connection to the database was cut off by the server"),
        "57P03": tr("the database is starting or shutting down; try again in a moment"),
        "25006": tr("the database, or this connection to it, is read-only"),
        "3D000": tr("there is no such database on the server"),
        "28P01": tr("the server refuses the log-in or its password, or the password has expired"),
        "28000": tr("the server does not let this log-in in"),
    }


def _before(text: str, address: str) -> str:
    """Libpq's own texts, before or after there is a connection; it gives these no SQLSTATE."""
    low = text.lower()
    for phrases, words in (
        (("definition of service", "service file"), tr("no service file knows the service of '{name}'", name=address)),
        (("password authentication failed", "no password supplied"), _known()["28P01"]),
        (("no pg_hba.conf entry", 'role "'), _known()["28000"]),
        (('database "',), _known()["3D000"]),
        (("starting up", "shutting down"), _known()["57P03"]),
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
