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


# Three steps, not one: SQLite would reckon the day anew at each place where a subquery's column is used.
_CANDIDATES = """
    CREATE TEMP TABLE kandydaci AS
    SELECT r.id, k.id AS kid, s.id AS sid, k.name AS typ, s.name AS status, s.public AS rule,
           {created} AS created, {changed} AS changed, {event} AS event,
           CASE WHEN r.teryt NOT GLOB '*[^0-9]*' AND length(r.teryt) BETWEEN 2 AND 7 THEN r.teryt END AS teryt,
           r.reason_id, r.reason_text, kmzb_e(r.geom) AS e, kmzb_n(r.geom) AS n,
           CASE WHEN s.public <> 'always' THEN {day} ELSE '' END AS changed_day
      FROM {source}.report r
      JOIN temp.kategoria k ON k.id = r.category_id
      JOIN temp.stan s ON s.id = r.status_id
     WHERE (r.plane = 3 OR (r.plane = 2 AND r.publish_plane2 = 1))
       AND {kinds}
       AND r.id NOT IN (SELECT id FROM temp.wycofane)
       AND {created} <= :as_of AND {changed} <= :as_of {unchanged}
"""
# Two public things touch no clock, so the history is asked for them. An import's own clock is the service's.
_UNCHANGED = """
       AND coalesce({by_service}, '') <= :as_of AND coalesce({by_officer}, '') <= :as_of
       AND NOT EXISTS (SELECT 1 FROM {source}.report_history h
                        WHERE h.report_id = r.id AND h.origin = 'officer' AND h.changed_at > :as_of
                          AND (h.was_teryt IS NOT r.teryt OR h.was_publish_plane2 IS NOT r.publish_plane2))
"""
_DAYS = """
    CREATE TEMP TABLE dni AS
    SELECT rule, changed_day, hidden_from,
           CASE WHEN rule = 'always' THEN '{forever}' ELSE {midnight} END AS until
      FROM (SELECT rule, changed_day, {hidden_from} AS hidden_from
              FROM (SELECT DISTINCT rule, changed_day FROM temp.kandydaci))
     WHERE rule = 'always' OR hidden_from > :on
"""
_CHOICE = """
    CREATE TEMP TABLE wybor AS
    SELECT r.*, d.until FROM temp.kandydaci r JOIN temp.dni d ON d.rule = r.rule AND d.changed_day = r.changed_day
"""


def choose(
    connection, catalogue: Catalogue, as_of: str, on: str, shift_days: int, past: bool = False, source: str = "src"
) -> None:
    """Make ``temp.wybor`` of the public rows of ``source``.report, with ``until`` (UTC text), ``e`` and ``n`` (metres).

    ``as_of`` is UTC text, ``on`` its Warsaw day; expiries are moved by ``shift_days``. ``past`` leaves out what an
    officer or the service changed after ``as_of``. Needs ``temp.wycofane (id)``.
    """
    zones = f"{source}.zone_offset"
    changed = instant("r.status_changed_at")
    candidates = sql(
        _CANDIDATES,
        created=instant("r.reported_at"),
        changed=changed,
        event=instant("r.event_at"),
        day=warsaw_day(changed, zones),
        source=source,
        kinds=public_kind("k", "s"),
        unchanged=sql(
            _UNCHANGED,
            by_service=instant("r.service_modified_at"),
            by_officer=instant("r.officer_modified_at"),
            source=source,
        )
        if past
        else "",
    )
    connection.execute(candidates, {"as_of": as_of})
    days = sql(
        _DAYS,
        forever=FOREVER,
        midnight=warsaw_midnight("date(hidden_from, :shift)", zones),
        hidden_from=hidden_from_day("rule", "changed_day", catalogue),
    )
    connection.execute(days, {"on": on, "shift": f"{shift_days:+d} days"})
    connection.execute("CREATE UNIQUE INDEX temp.dni_dzien ON dni (rule, changed_day)")
    connection.execute(_CHOICE)
    connection.execute("DROP TABLE temp.kandydaci")
