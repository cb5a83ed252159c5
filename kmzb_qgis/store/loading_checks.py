"""The checks of loading: limits from the store's settings, names looked up, repeats found."""

from __future__ import annotations

import unicodedata

from ..catalogue import nearest, warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .loading_sql import statement

GUESSES = 200  # unknown names for which a near one is looked for; a file full of junk must not take an hour


def limits_of(connection) -> dict:
    """The store's own settings, as its triggers use them; instants in epoch ms. Raises KmzbError for a spoilt one."""
    found = dict(connection.execute("SELECT name, value FROM setting"))

    def value(name: str, kind):
        try:
            return kind(found[name])
        except (KeyError, ValueError) as error:  # people write this table by hand
            raise KmzbError(
                tr(
                    "The store's setting '{name}' is missing or wrong: '{value}'. Nothing was changed.",
                    name=name,
                    value=found.get(name, ""),
                ),
                code="setting",
            ) from error

    now = int(warsaw.now().timestamp() * 1000)
    limits = {name: value(f"extent_{name}", float) for name in ("min_x", "min_y", "max_x", "max_y")}
    limits["earliest"] = int(value("earliest_report", warsaw.from_text).timestamp() * 1000)
    limits["latest"] = now + int(value("future_tolerance_minutes", float) * 60_000)
    limits.update({name: value(name, int) for name in ("description_max", "read_days", "verify_days")})
    return limits


def check(connection, limits: dict, step) -> None:
    """Make the table of checked rows; ``step`` is told the share of the work that is done."""
    for table in ("KIND", "STATE"):
        connection.execute(statement(table))
        _look_up(connection, table)
    connection.execute(statement("ZONE"))
    connection.execute("CREATE UNIQUE INDEX temp.zone_ms ON zone (ms)")
    connection.execute(statement("CHECKED"), limits)
    connection.execute(statement("CHECKED_MORE"), limits)
    connection.execute("CREATE UNIQUE INDEX temp.checked_n ON checked (n)")
    step(0.2)
    connection.execute(statement("DIGEST"))
    connection.execute(statement("SOURCE_KEY"))
    for key in ("service_id", "source_key"):
        connection.execute(statement("KEY_INDEX", key=key))
        connection.execute(statement("REPEATS", key=key))
        connection.execute(statement("MARK_REPEATS"))
        connection.execute(statement("DROP_REPEATS"))
    step(0.35)


def _look_up(connection, table: str) -> None:
    """Fill a table of the names that occur: few, so Python may look for the nearest known one."""
    known = dict(connection.execute(statement(f"{table}_KNOWN")))
    rows, guesses = [], 0
    for (name,) in connection.execute(statement(f"{table}_FOUND")):
        number, near = known.get(unicodedata.normalize("NFC", name).strip()), None
        if number is None and guesses < GUESSES:
            guesses += 1
            near = nearest(name[:200], list(known))
        rows.append((name, number, near))
    connection.executemany(statement(f"{table}_PUT"), rows)
