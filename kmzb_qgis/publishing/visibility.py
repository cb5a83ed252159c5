"""The public rules of ``catalogue.rules`` as SQL, for rows of an attached store.

The code's catalogue decides what is public, not the copy of it in the store: it is laid out in two small temporary
tables, so that a row costs two look-ups and no reckoning of days.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ..catalogue import Catalogue, CategoryPublic, StatusPublic, rules, warsaw
from ..store.publishable import Wanted
from .statements import sql

STAMP = "%Y-%m-%dT%H:%M:%fZ"
STEP = 256  # a pair of a category and a status is numbered category * STEP + status
FOREVER = "9999-12-31T23:59:59.999Z"


def instant(column: str) -> str:
    """A stored instant in the one spelling that compares as text (QGIS may write it without milliseconds).

    Spelling a date anew takes SQLite longer than all else that is done with a row, so a text that is spelled right and
    is a date stays as it is.
    """
    return (
        f"CASE WHEN {column} GLOB '????-??-??T??:??:??.???Z' AND julianday({column}) IS NOT NULL THEN {column}"
        f" ELSE strftime('{STAMP}', {column}) END"
    )


def expiries(catalogue: Catalogue, at: datetime, shift_days: int) -> list[tuple[str, str, str]]:
    """``(rule, since, until)``: a status changed from ``since`` on is public at ``at`` and hidden again at ``until``.

    A row for every Warsaw day whose changes are still public at ``at``; instants are UTC text, expiries moved by
    ``shift_days`` Warsaw days. Rules without an end have the one row ``(rule, '', FOREVER)``.
    """
    on = warsaw.day_of(at)
    rows = [(StatusPublic.ALWAYS.value, "", FOREVER)]
    for rule in (StatusPublic.WEEK, StatusPublic.MONTH):
        day = on
        while True:
            begins = warsaw.midnight(day)
            hidden_from = warsaw.day_of(rules.visible_until(rule, begins, catalogue))
            if hidden_from <= on:
                break  # an earlier change is hidden earlier still
            until = warsaw.midnight(warsaw.add_days(hidden_from, shift_days))
            rows.append((rule.value, warsaw.to_text(begins), warsaw.to_text(until)))
            day = warsaw.add_days(day, -1)
    return rows


def kinds(catalogue: Catalogue, periods: list[tuple[str, str, str]]) -> list[tuple]:
    """``(category, status, name, name, rule, since)`` of what is ever shown together; anything else hides.

    ``since``: the earliest change that is public still.
    """
    earliest = _earliest(periods)
    return [
        (kind.id, state.id, kind.name, state.name, state.public.value, earliest[state.public.value])
        for state in catalogue.statuses
        if state.public.value in earliest
        for kind in catalogue.categories
        if kind.public is CategoryPublic.ALWAYS or (kind.public is CategoryPublic.CONFIRMED and state.confirmed)
    ]


def _earliest(periods: list[tuple[str, str, str]]) -> dict[str, str]:
    earliest: dict[str, str] = {}
    for rule, since, _ in periods:
        earliest[rule] = min(since, earliest.get(rule, since))
    return earliest


def wanted(catalogue: Catalogue, at: datetime, past: bool = False) -> Wanted:
    """Which reports may be public at ``at``, cheaply told: nine of ten go by it, before a table or a date is asked.

    A status that is public for good, or a change not long ago. The day is two before the first of the rules with an
    end, as a text may be spelled with an offset from UTC.
    """
    earliest = _earliest(expiries(catalogue, at, 0))
    public = {state.id: earliest.get(state.public.value) for state in catalogue.statuses}
    dated = [since for since in public.values() if since]
    since = f"{warsaw.from_text(min(dated)) - timedelta(days=2):%Y-%m-%d}" if dated else ""
    endless = tuple(int(state) for state, since in public.items() if since == "")
    return Wanted(since, endless, warsaw.to_text(at), past)


def _worth_a_look(found: Wanted) -> str:
    terms = []
    if found.since:
        terms.append(f"r.status_changed_at >= '{found.since}'")
    if found.endless:
        terms.append(f"(1 << r.status_id) & {sum(1 << state for state in found.endless)}")
    return f"({' OR '.join(terms) or '0'})"


# LIMIT -1 keeps SQLite from reckoning a column of the inner query anew wherever the outer one uses it.
_CHOICE = """
    CREATE TEMP TABLE wybor AS
    SELECT r.id AS id, r.category_id AS cid, r.status_id AS sid, r.created AS created, r.changed AS changed,
           r.event AS event, r.geom AS geom, r.teryt AS teryt, r.reason_id AS reason_id, r.reason_text AS reason_text,
           coalesce(p.koniec, (SELECT o.koniec FROM temp.okres o WHERE o.rule = p.rule AND o.since <= r.changed
                                ORDER BY o.since DESC LIMIT 1)) AS koniec
      FROM (SELECT r.id AS id, r.category_id AS category_id, r.status_id AS status_id,
                   {created} AS created, {changed} AS changed, {event} AS event, {bare} AS geom,
                   CASE WHEN r.teryt NOT GLOB '*[^0-9]*' AND length(r.teryt) BETWEEN 2 AND 7 THEN r.teryt END AS teryt,
                   r.reason_id AS reason_id, r.reason_text AS reason_text
              FROM {source}.report r
             WHERE {worth} AND (r.plane = 3 OR (r.plane = 2 AND r.publish_plane2 = 1)) {unchanged}
             LIMIT -1) r
     CROSS JOIN temp.para p
     WHERE p.nr = r.category_id * {step} + r.status_id AND p.cid = r.category_id
       AND r.changed BETWEEN p.since AND :as_of AND r.created <= :as_of
"""
# The chosen rows with the words that their numbers stand for.
_WORDS = """
    CREATE TEMP VIEW wybrane AS
    SELECT w.rowid AS nr, w.id AS id, p.typ AS typ, p.status AS status, w.created AS created, w.changed AS changed,
           w.event AS event, w.geom AS geom, w.teryt AS teryt, k.until AS until
      FROM temp.wybor w
     CROSS JOIN temp.para p ON p.nr = w.cid * {step} + w.sid
     CROSS JOIN temp.koniec k ON k.nr = w.koniec
"""
# Two public things touch no clock, so the history is asked for them. An import's own clock is the service's. What an
# officer's change made of the code is what the next change replaced: an assignment after it is not the officer's.
_UNCHANGED = """
       AND coalesce({by_service}, '') <= :as_of AND coalesce({by_officer}, '') <= :as_of
       AND NOT EXISTS (SELECT 1 FROM {source}.report_history h
                        WHERE h.report_id = r.id AND h.origin = 'officer' AND h.changed_at > :as_of
                          AND (h.was_publish_plane2 IS NOT r.publish_plane2
                               OR h.was_teryt IS NOT
                                  CASE WHEN EXISTS (SELECT 1 FROM {source}.report_history n
                                                     WHERE n.report_id = h.report_id AND n.version > h.version)
                                       THEN (SELECT n.was_teryt FROM {source}.report_history n
                                              WHERE n.report_id = h.report_id AND n.version > h.version
                                              ORDER BY n.version LIMIT 1)
                                       ELSE r.teryt END))
"""
# A point as the publication writes it is copied: little-endian, EPSG:2180, no envelope, two dimensions, and both
# numbers small enough to be no infinity and not 'not a number'. What is spelled otherwise is taken apart.
_BARE = (
    "CASE WHEN length(r.geom) = 29 AND substr(r.geom, 1, 13) = x'47500001840800000101000000'"
    " AND substr(r.geom, 21, 1) IN (x'40', x'41') AND substr(r.geom, 29, 1) IN (x'40', x'41')"
    " THEN r.geom ELSE kmzb_bare(r.geom) END"
)


def choose(
    connection, catalogue: Catalogue, at: datetime, shift_days: int, past: bool = False, source: str = "src"
) -> None:
    """Make ``temp.wybor`` of the public rows of ``source``.report by numbers, and ``temp.wybrane``: the same by words.

    ``geom`` is a bare point or NULL; ``koniec`` a number in ``temp.koniec (nr, until)``, which ascends with the UTC
    text of the expiry, moved by ``shift_days``. ``past`` leaves out what an officer or the service changed after
    ``at``. Needs ``temp.wycofane (id)`` and the functions of ``blobs``.
    """
    periods = expiries(catalogue, at, shift_days)
    ends = {until: number for number, until in enumerate(sorted({until for _, _, until in periods}))}
    connection.execute("CREATE TEMP TABLE koniec (nr INTEGER PRIMARY KEY, until TEXT NOT NULL)")
    connection.executemany("INSERT INTO temp.koniec VALUES (?, ?)", [(nr, until) for until, nr in ends.items()])
    connection.execute(
        "CREATE TEMP TABLE okres (rule TEXT, since TEXT, koniec INTEGER NOT NULL, PRIMARY KEY (rule, since))"
        " WITHOUT ROWID"
    )
    connection.executemany(
        "INSERT INTO temp.okres VALUES (?, ?, ?)", [(rule, since, ends[until]) for rule, since, until in periods]
    )
    connection.execute(
        "CREATE TEMP TABLE para (nr INTEGER PRIMARY KEY, cid INTEGER NOT NULL, typ TEXT NOT NULL, status TEXT NOT NULL,"
        " rule TEXT NOT NULL, since TEXT NOT NULL, koniec INTEGER)"
    )
    endless = StatusPublic.ALWAYS.value  # such a pair has one end, which stands with it
    connection.executemany(
        "INSERT INTO temp.para VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (kind * STEP + state, kind, typ, status, rule, since, ends[FOREVER] if rule == endless else None)
            for kind, state, typ, status, rule, since in kinds(catalogue, periods)
        ],
    )
    unchanged = sql(
        _UNCHANGED,
        by_service=instant("r.service_modified_at"),
        by_officer=instant("r.officer_modified_at"),
        source=source,
    )
    choice = sql(
        _CHOICE,
        created=instant("r.reported_at"),
        changed=instant("r.status_changed_at"),
        event=instant("r.event_at"),
        bare=_BARE,
        source=source,
        step=str(STEP),
        worth=_worth_a_look(wanted(catalogue, at)),
        unchanged=unchanged if past else "",
    )
    connection.execute(choice, {"as_of": warsaw.to_text(at)})
    connection.execute(sql(_WORDS, step=str(STEP)))
    if connection.execute("SELECT EXISTS (SELECT 1 FROM temp.wycofane)").fetchone()[0]:
        connection.execute("DELETE FROM temp.wybor WHERE id IN (SELECT id FROM temp.wycofane)")
