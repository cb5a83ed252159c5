"""The public snapshot: a new data file with the allowed rows and columns of a store, or of an earlier publication."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import numpy as np

from ..catalogue import Catalogue, redaction, warsaw
from ..store import publishable
from ..store.address import Address
from ..toolbelt.errors import Cancelled, KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import aggregates, geopackage, ordering, ready, visibility
from .geopackage import base_table
from .statements import quoted, sql

REPORTS = quoted(base_table("zgloszenia"))
COLUMNS = "id, typ, status, data_utworzenia, data_modyfikacji, data_zdarzenia, teryt, powod"


@dataclass
class Outcome:
    """What a snapshot holds and what it left out; ``sha256`` is the finished file's."""

    features: int = 0
    without_place: int = 0
    without_teryt: int = 0
    units_without_outline: int = 0
    withheld: list[tuple[str, str, str]] = field(default_factory=list)  # public id, reference, what was found
    sha256: str = ""


@contextmanager
def _writing(path: Path, catalogue: Catalogue, progress: Progress, outcome: Outcome):
    """A transaction on a new data file; on any failure the file is removed and the reason is one sentence."""
    connection = None
    try:
        triggers = geopackage.create(path, catalogue)
        connection = geopackage.connect_new(path, progress)
        # Areas with a TERYT code; those with reports go into the data file.
        connection.execute("CREATE TEMP TABLE jednostka (teryt TEXT PRIMARY KEY, nazwa TEXT NOT NULL, geom BLOB)")
        yield connection
        if connection.in_transaction:
            connection.execute("COMMIT")
        connection.close()
        connection = None
        progress.check()
        outcome.sha256 = geopackage.finish(path, triggers)
    except BaseException as error:
        if connection is not None:
            connection.close()
        for leftover in (path, Path(f"{path}-journal")):
            leftover.unlink(missing_ok=True)
        if isinstance(error, sqlite3.OperationalError) and "interrupted" in str(error):
            raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled") from error
        if isinstance(error, sqlite3.Error):
            raise KmzbError(
                tr("The snapshot could not be made: {reason}.", reason=reason(error)), code="snapshot"
            ) from error
        if isinstance(error, (OSError, RuntimeError)) and not isinstance(error, KmzbError):
            raise KmzbError(
                tr("{path} cannot be written: {reason}.", path=path, reason=reason(error)),
                code="write",
            ) from error
        raise


def redact(text: str | None) -> str | None:
    """SQL function ``kmzb_findings``: what the redaction check found, joined by commas; NULL where nothing."""
    return ",".join(redaction.findings(text)) or None


def plain(text: str | None) -> str | None:
    """SQL function ``kmzb_plain``: a text that no browser takes for markup; QGIS Server's pages do not escape it."""
    return re.sub(r"<(?=[A-Za-z/!?])", "< ", text) if text else text


def choose(
    connection, catalogue: Catalogue, as_of: datetime, shift_days: int, withdrawn: list[str], past: bool = False
) -> None:
    """Make ``temp.wybor`` and ``temp.wybrane``: the rows of the attached store ``src`` that are public at ``as_of``.

    Withdrawn ones are left out. ``past``: also those that were changed after ``as_of``, as they are not known as
    they were then.
    """
    connection.execute("CREATE TEMP TABLE wycofane (id TEXT PRIMARY KEY)")
    connection.executemany("INSERT OR IGNORE INTO temp.wycofane VALUES (?)", [(number,) for number in withdrawn])
    connection.create_function("kmzb_findings", 1, redact, deterministic=True)
    connection.create_function("kmzb_plain", 1, plain, deterministic=True)
    connection.execute("BEGIN")  # one consistent view of the store for all that follows
    visibility.choose(connection, catalogue, as_of, shift_days, past)


def reasons(connection) -> None:
    """Make ``temp.powody (nr, id, powod, found)`` for ``temp.wybor``: the public reason, and what withheld a text.

    A reason belongs to the status it was given with: after the next step it says nothing of the report any more.
    """
    connection.execute("CREATE TEMP TABLE powody (nr INTEGER PRIMARY KEY, id TEXT NOT NULL, found TEXT, powod TEXT)")
    connection.execute(
        """INSERT INTO temp.powody (nr, id, found, powod)
        SELECT nr, id, found, kmzb_plain(CASE WHEN found IS NOT NULL OR text IS NULL THEN name
                                          WHEN name IS NULL THEN text ELSE name || ': ' || text END) AS powod
          FROM (SELECT *, kmzb_findings(text) AS found
                  FROM (SELECT w.rowid AS nr, w.id AS id, c.name AS name,
                               CASE WHEN w.reason_id IS NULL OR c.id IS NOT NULL
                                    THEN nullif(trim(w.reason_text), '') END AS text
                          FROM temp.wybor w
                          LEFT JOIN src.closing_reason c ON c.id = w.reason_id AND c.status_id = w.sid
                         WHERE w.reason_id IS NOT NULL OR trim(w.reason_text) <> '')
                 LIMIT -1 OFFSET 0)"""  # no query with an offset is merged: each text is looked through once
    )


def from_store(
    path: Path,
    store: Address,
    catalogue: Catalogue,
    as_of: datetime,
    today: date,
    withdrawn: list[str],
    progress: Progress,
    past: bool = False,
) -> Outcome:
    """Write the snapshot of a store's public rows at ``as_of`` (UTC) to a new file; ``today`` is the publishing day.

    ``past`` says that ``as_of`` is not the present.
    """
    outcome = Outcome()
    with _writing(path, catalogue, progress, outcome) as connection:
        shift_days = (today - warsaw.day_of(as_of)).days
        progress.say(tr("Choosing the public reports…"))
        publishable.attach(connection, store, "src", visibility.wanted(catalogue, as_of, past), progress)
        choose(connection, catalogue, as_of, shift_days, withdrawn, past)
        progress.percent(25)
        reasons(connection)
        outcome.withheld = connection.execute(
            "SELECT p.id, coalesce(r.reference, ''), p.found FROM temp.powody p JOIN src.report r ON r.id = p.id"
            " WHERE p.found IS NOT NULL ORDER BY p.id"
        ).fetchall()
        connection.execute(
            "INSERT OR IGNORE INTO temp.jednostka (teryt, nazwa, geom)"
            " SELECT u.teryt, u.name, u.geom FROM src.unit u"
            " WHERE ((u.level IN ('powiat', 'county') AND length(u.teryt) = 4)"
            " OR (u.level IN ('gmina', 'municipality') AND length(u.teryt) = 7))"
            # A report of an earlier day may have a unit that ended since, and an outline may be dated later than it.
            " ORDER BY coalesce(u.valid_from, '') <= :day AND coalesce(u.valid_to, '9999') > :day DESC,"
            " coalesce(u.valid_to, '9999') DESC, u.valid_from DESC",
            {"day": warsaw.day_of(as_of).isoformat()},
        )
        connection.execute("COMMIT")
        connection.execute("DETACH src")  # whoever saves to the store waits no longer than the reading takes
        connection.execute("BEGIN")
        progress.check()
        ends = [row[0] for row in connection.execute("SELECT until FROM temp.koniec ORDER BY nr")]
        found = aggregates.read(connection, progress, "temp.wybor", "rowid", ends)
        names = ready.Names()
        order = ordering.order(connection, found.fid, found.place, names.see)
        ordering.keep(connection, found.fid, order)
        places = ready.Places(found.place[order])
        connection.execute(
            sql(
                "INSERT INTO {reports} (fid, geom, {columns}, until, {coordinates})"
                " SELECT m.fid, w.geom, w.id, w.typ, w.status, w.created, w.changed, w.event, w.teryt, p.powod,"
                " w.until, {texts}"
                " FROM temp.wybrane w CROSS JOIN temp.miejsce m ON m.nr = w.nr LEFT JOIN temp.powody p ON p.nr = w.nr"
                " WHERE w.geom IS NOT NULL ORDER BY m.fid",
                reports=REPORTS,
                columns=COLUMNS,
                coordinates=", ".join(ready.COLUMNS),
                texts=places.columns("m.fid"),
            ),
            {"places": places.text},
        )
        del places
        progress.percent(50)
        outcome.without_place = _one(connection, "SELECT count(*) FROM temp.wybor") - len(order)
        progress.say(tr("Counting by unit and by grid cell…"))
        _complete(connection, catalogue, progress, outcome, found.sorted(order), names)
    return outcome


def from_publication(
    path: Path, source: Path, catalogue: Catalogue, progress: Progress, keep, withdrawn: list[str]
) -> Outcome:
    """Write a new file with rows of an earlier data file.

    ``keep(connection)`` makes ``temp.zostaje (id, until, powod)``: rows not in it go, their expiry is the earlier of
    both, and a reason that differs from its ``powod`` is left out. None keeps all rows but the withdrawn ones.
    """
    outcome = Outcome()
    with _writing(path, catalogue, progress, outcome) as connection:
        geopackage.attach(connection, source, "old")
        if keep is not None:
            keep(connection)
            join = "JOIN temp.zostaje z ON z.id = d.id"
            until, reason = "min(d.until, z.until)", "CASE WHEN d.powod IS z.powod THEN d.powod END"
        else:
            join, until, reason = "", "d.until", "d.powod"
        connection.execute("CREATE TEMP TABLE precz (id TEXT PRIMARY KEY)")
        connection.executemany("INSERT OR IGNORE INTO temp.precz VALUES (?)", [(number,) for number in withdrawn])
        if not connection.in_transaction:
            connection.execute("BEGIN")
        placed = ready.has_places(connection, "old", base_table("zgloszenia"))
        connection.execute(
            sql(
                "INSERT INTO {reports} (geom, {columns}, until{coordinates})"
                " SELECT d.geom, d.id, d.typ, d.status, d.data_utworzenia,"
                " d.data_modyfikacji, d.data_zdarzenia, d.teryt, {reason}, {until}{texts}"
                " FROM old.{reports} d {join} WHERE d.id NOT IN (SELECT id FROM temp.precz){alive} ORDER BY d.fid",
                reports=REPORTS,
                columns=COLUMNS,
                coordinates="".join(f", {name}" for name in ready.COLUMNS) if placed else "",
                texts="".join(f", d.{name}" for name in ready.COLUMNS) if placed else "",
                reason=reason,
                until=until,
                join=join,
                alive=f" AND {until} > {geopackage.NOW}" if keep is not None else "",
            )
        )
        progress.percent(50)
        connection.execute("INSERT INTO temp.jednostka (teryt, nazwa, geom) SELECT teryt, nazwa, geom FROM old.obszar")
        reports = aggregates.read_published(connection, catalogue, progress)
        if not placed:
            ready.fill_places(connection, REPORTS, reports.fid, reports.place)
        names = ready.Names().see_table(connection, REPORTS)
        _complete(connection, catalogue, progress, outcome, reports, names)
    return outcome


def _complete(
    connection, catalogue: Catalogue, progress, outcome: Outcome, reports: aggregates.Reports, names: ready.Names
) -> None:
    """What is made from the written reports: indexes, counts, areas."""
    connection.execute(f"CREATE UNIQUE INDEX {quoted('zgloszenia_id')} ON {REPORTS} (id)")
    outcome.features = len(reports.fid)
    without = [number for number, code in enumerate(reports.codes) if code is None or len(code) < 4]
    outcome.without_teryt = int(np.isin(reports.teryt, without).sum())
    geopackage.index(connection, base_table("zgloszenia"), reports.fid, reports.place[:, [0, 0, 1, 1]])
    aggregates.build(connection, catalogue, progress, reports)
    tally = ready.Tally(reports.ends)
    tally.add(reports.fid, -1, reports.until)
    tally.write(connection, "zgloszenia")
    known = bool(reports.kind.all() and reports.state.all())
    ready.smooth(connection, catalogue, names, known, reports.codes)
    outcome.units_without_outline = _one(connection, "SELECT count(*) FROM obszar WHERE geom IS NULL")
    progress.percent(75)


def _one(connection, sql: str) -> int:
    return connection.execute(sql).fetchone()[0]
