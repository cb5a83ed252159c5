"""Taking in what citizens sent: new reports of plane 3, each reference once.

They come as an import of the kind 'intake': its row says who brought them and from where, the report names it. So they
are new since the citizen sent them, no officer's clock runs, and what another program is saving does not matter. Of
the rules that an import is excused from, those of the category and the reference are looked after here.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from datetime import date

import numpy as np

from ..catalogue import warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import account, assigning_units, contents
from .loading_sql import statement
from .refusals import explain, told
from .store import Store, repeated

KIND = "intake"  # of an import, in import_run.source_kind
PLANE = 3  # internet
_AT_ONCE = 500  # places of one statement: SQLite before 3.32 has 999
_EPOCH = date(1970, 1, 1)
# What a report itself can be to blame for, so that trying again would not help. All else ends the run.
_ITS_OWN = {"KMZB-401", "KMZB-405", "KMZB-406", "KMZB-407", "KMZB-408", "KMZB-410", "KMZB-411", "KMZB-417"}
_TAKEN = "another report has this number"
_KNOWN = (
    "SELECT r.reference, m.source_kind FROM report r LEFT JOIN import_run m ON m.id = r.import_run_id"
    " WHERE r.reference IN (@places)"
)
_NEW = "SELECT min(to_status) FROM transition WHERE from_status = 0"
_CATEGORIES = "SELECT id, valid_from, valid_to, description_required FROM category"
_COUNTS = "UPDATE import_run SET finished_at = ?, inserted = ?, rejected = ? WHERE id = ?"
_INSERT = """
    INSERT INTO report (geom, reference, plane, category_id, status_id, description, reported_at, event_at, part_of_day,
      days_of_week, status_changed_at, teryt, unit_id, modified_by, import_run_id)
    VALUES (kmzb_point(?, ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Taking:
    """Puts reports into a store when called with some; see :func:`..sources.intake.collect`, whose ``take`` it is.

    ``source`` says in words of an address where they come from, ``who`` brings them (a database: its log-in).
    """

    def __init__(self, store: Store, source: str, who: str, feedback=None):
        if store.read_only:
            raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
        self._store, self._source, self._who, self._progress = store, source, who, Progress(feedback)

    def __call__(self, reports: list) -> dict[str, str]:
        """Put them in, all or none but those that the store refuses: returns why, by reference.

        A report has ``reference``, ``received_at``, ``category_id``, ``east``, ``north``, ``description``,
        ``event_at``, ``part_of_day``, ``days_of_week``. What the intake brought before is passed over. Raises
        KmzbError where the store cannot be written; nothing of these has changed then.
        """
        try:
            refused = self._transaction(list(reports))
        except sqlite3.Error as error:
            raise told(error, self._store, self._progress) from error
        words = {why: _words(why, self._store) for why in set(refused.values())}
        return {reference: words[why] for reference, why in refused.items()}

    @repeated
    def _transaction(self, reports: list) -> dict[str, str]:
        with self._store.connect() as connection:
            account.note(self._store.path, connection)
            connection.execute("BEGIN IMMEDIATE")
            try:
                refused = self._put(connection, reports)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    with suppress(sqlite3.Error):  # a connection that broke has been rolled back by the server
                        connection.execute("ROLLBACK")
                raise
            return refused

    def _put(self, connection, reports: list) -> dict[str, str]:
        known = _known(connection, [one.reference for one in reports])
        refused = {reference: _TAKEN for reference, kind in known.items() if kind != KIND}
        new = [one for one in reports if one.reference not in known]
        if not new:
            return refused
        flaws = _flaws(connection, new)
        good = [one for one in new if one.reference not in flaws]
        who, at = account.name(self._store.path, self._who), warsaw.to_text(warsaw.now())
        cursor = connection.execute(
            statement("RUN"), (at, at, KIND, self._source, None, None, len(new), 0, 0, 0, 0, 0, who)
        )
        run = cursor.lastrowid
        status = connection.execute(_NEW).fetchone()[0]
        units = _units(connection, good)
        rows = [_row(one, status, *unit, who, run) for one, unit in zip(good, units)]
        flaws |= _insert(connection, rows)
        counts = (warsaw.to_text(warsaw.now()), len(new) - len(flaws), len(flaws), run)
        connection.execute(_COUNTS, counts)
        contents.grown(connection)
        return {**refused, **flaws}


def _known(connection, references: list[str]) -> dict[str, str | None]:
    """Of these references those that reports of the store have, with the kind of the import that brought them."""
    found: dict[str, str | None] = {}
    for start in range(0, len(references), _AT_ONCE):
        some = references[start : start + _AT_ONCE]
        found.update(connection.execute(_KNOWN.replace("@places", ", ".join("?" * len(some))), some).fetchall())
    return found


def _flaws(connection, reports: list) -> dict[str, str]:
    """What the store's own list of categories has against reports; the rules do not ask it of an import."""
    categories = {key: rest for key, *rest in connection.execute(_CATEGORIES).fetchall()}
    found = {}
    for one in reports:
        since, until, described = categories.get(one.category_id, (None, None, 0))
        day = warsaw.day_of(one.received_at).isoformat()
        if (since and day < since) or (until and day >= until):
            found[one.reference] = "KMZB-405"
        elif described and not one.description:
            found[one.reference] = "KMZB-407"
    return found


def _units(connection, reports: list) -> list[tuple[str | None, str | None]]:
    """Municipality and most local jurisdiction of each, by place and day; None where the store has none there."""
    if not reports or not assigning_units.there(connection):
        return [(None, None)] * len(reports)
    points = np.array([(one.east, one.north) for one in reports])
    days = np.array([(warsaw.day_of(one.received_at) - _EPOCH).days for one in reports])
    units, progress = assigning_units.read(connection, points), Progress()
    pairs = zip(units.municipalities(points, days, progress), units.jurisdictions(points, days, progress))
    none = assigning_units.NONE
    return [(None if m == none else units.codes[m], None if u == none else units.ids[u]) for m, u in pairs]


def _row(one, status: int, teryt: str | None, unit: str | None, who: str, run: int) -> tuple:
    received = warsaw.to_text(one.received_at)
    event = warsaw.to_text(one.event_at) if one.event_at else None
    return (
        one.east, one.north, one.reference, PLANE, one.category_id, status, one.description or "", received, event,
        one.part_of_day, one.days_of_week, received, teryt, unit, who, run,
    )  # fmt: skip


def _insert(connection, rows: list[tuple]) -> dict[str, str]:
    """Insert rows, at once where nothing is refused; else one by one, returning the refusals by reference."""
    connection.execute("SAVEPOINT taking")
    try:
        connection.executemany(_INSERT, rows)
    except sqlite3.IntegrityError:
        connection.execute("ROLLBACK TO taking")
    else:
        rows = []
    connection.execute("RELEASE taking")
    refused = {}
    for row in rows:
        try:
            connection.execute(_INSERT, row)
        except sqlite3.IntegrityError as error:
            code, reference = re.match(r"KMZB-4\d\d", str(error)), row[2]
            if code and code[0] in _ITS_OWN:
                refused[reference] = code[0]
                continue
            known = _known(connection, [reference])  # somebody else put one in meanwhile
            if reference not in known:
                raise
            if known[reference] != KIND:
                refused[reference] = _TAKEN
    return refused


def _words(why: str, store: Store) -> str:
    if why == _TAKEN:
        return tr("Another report of the store has this number, and it did not come from the intake.")
    return explain(why, store).message
