"""The public rules of ``catalogue.rules`` as SQL, for rows of an attached store.

The code's catalogue decides what is public, not the copy of it in the store.
"""

from __future__ import annotations

from ..catalogue import Catalogue
from .statements import sql

STAMP = "%Y-%m-%dT%H:%M:%fZ"
FOREVER = "9999-12-31T23:59:59.999Z"


def install_rules(connection, catalogue: Catalogue) -> None:
    """Temporary tables ``kategoria`` and ``stan`` with what the catalogue says of each."""
    connection.execute(
        "CREATE TEMP TABLE kategoria (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, public TEXT NOT NULL)"
    )
    connection.execute(
        "CREATE TEMP TABLE stan"
        " (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, public TEXT NOT NULL, confirmed INTEGER)"
    )
    connection.executemany(
        "INSERT INTO temp.kategoria VALUES (?, ?, ?)", [(c.id, c.name, c.public.value) for c in catalogue.categories]
    )
    connection.executemany(
        "INSERT INTO temp.stan VALUES (?, ?, ?, ?)",
        [(s.id, s.name, s.public.value, int(s.confirmed)) for s in catalogue.statuses],
    )


def instant(column: str) -> str:
    """A stored instant in the one spelling that compares as text (QGIS may write it without milliseconds)."""
    return f"strftime('{STAMP}', {column})"


def offset(moment: str, zones: str) -> str:
    """Seconds that Warsaw is ahead of UTC at an instant."""
    return sql(
        "(SELECT z.seconds FROM {zones} z WHERE z.since <= {moment} ORDER BY z.since DESC LIMIT 1)",
        zones=zones,
        moment=moment,
    )


def warsaw_day(moment: str, zones: str) -> str:
    """The Warsaw calendar day of an instant."""
    return f"date(strftime('%s', {moment}) + {offset(moment, zones)}, 'unixepoch')"


def warsaw_midnight(day: str, zones: str) -> str:
    """The instant at which a Warsaw day begins. Clocks change at 01:00 UTC, so the evening before has its offset."""
    evening = f"(date({day}, '-1 day') || 'T22:30:00.000Z')"
    return f"strftime('{STAMP}', strftime('%s', {day}) - {offset(evening, zones)}, 'unixepoch')"


def hidden_from_day(rule: str, changed_day: str, catalogue: Catalogue) -> str:
    """The Warsaw day from which a report is hidden again; NULL where its status stays public (``rule`` is 'always')."""
    settings = catalogue.rules["visibility"]
    week, month = int(settings["week_days"]), int(settings["month_months"])
    # X is the day after the change; SQLite's '+1 month' overflows into the following month, hence the min().
    following = f"date({changed_day}, '+1 day')"
    return (
        f"CASE {rule} WHEN 'week' THEN date({changed_day}, '+{week + 1} days') "
        f"WHEN 'month' THEN min(date({following}, '+{month} months'), "
        f"date({following}, 'start of month', '+{month + 1} months')) END"
    )


def public_kind(kind: str, state: str) -> str:
    """Whether a category and a status are ever shown together; a word that is not known hides."""
    return (
        f"{state}.public IN ('always', 'week', 'month') AND "
        f"({kind}.public = 'always' OR ({kind}.public = 'confirmed' AND {state}.confirmed = 1))"
    )


_PUBLIC = """
    SELECT id, kid, sid, typ, status, created, changed, event, teryt, reason_id, reason_text, geom,
           CASE WHEN hidden_from IS NULL THEN '{forever}' ELSE {midnight} END AS until
      FROM (SELECT *, {hidden_from} AS hidden_from
              FROM (SELECT r.id, k.id AS kid, s.id AS sid, k.name AS typ, s.name AS status, s.public AS rule,
                           {created} AS created, {changed} AS changed, {event} AS event,
                           CASE WHEN r.teryt NOT GLOB '*[^0-9]*' AND length(r.teryt) BETWEEN 2 AND 7
                                THEN r.teryt END AS teryt,
                           r.reason_id, r.reason_text, r.geom,
                           CASE WHEN s.public <> 'always' THEN {day} END AS changed_day
                      FROM {source}.report r
                      JOIN temp.kategoria k ON k.id = r.category_id
                      JOIN temp.stan s ON s.id = r.status_id
                     WHERE (r.plane = 3 OR (r.plane = 2 AND r.publish_plane2 = 1))
                       AND {kinds}
                       AND r.id NOT IN (SELECT id FROM temp.wycofane)
                       AND {created} <= :as_of AND {changed} <= :as_of))
     WHERE (rule = 'always' OR hidden_from > :on)
"""


def select_public(catalogue: Catalogue, source: str = "src") -> str:
    """SELECT of the public rows of ``source``.report, with ``until`` (UTC text).

    Parameters: ``:as_of`` (UTC text), ``:on`` (its Warsaw day), ``:shift`` (SQLite date modifier such as '+3 days').
    """
    zones = f"{source}.zone_offset"
    changed = instant("r.status_changed_at")
    return sql(
        _PUBLIC,
        forever=FOREVER,
        midnight=warsaw_midnight("date(hidden_from, :shift)", zones),
        hidden_from=hidden_from_day("rule", "changed_day", catalogue),
        created=instant("r.reported_at"),
        changed=changed,
        event=instant("r.event_at"),
        day=warsaw_day(changed, zones),
        source=source,
        kinds=public_kind("k", "s"),
    )
