"""Taking one report out of what is served and of every kept version, and keeping it out."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from ..catalogue import Catalogue, load, warsaw
from ..store import open_store
from ..toolbelt.compat import is_file
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import geopackage, snapshot, switch
from .folder import Folder, data_name
from .project import Label
from .publish import building, complete, follow, guarded, record

_DIGITS = 19  # fewer than SQLite's whole numbers have
_NAMED = """
    SELECT id FROM report WHERE id = :r OR trim(reference) = :r OR service_id = :n
        OR (fid = :n AND service_id IS NULL AND coalesce(trim(reference), '') = '')
     ORDER BY id LIMIT 20
"""


@dataclass
class Withdrawal:
    """``report`` is the public id; ``version`` what is served now (empty: nothing was served with it)."""

    report: str
    version: str = ""
    cleaned: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    pushed: str = ""


def withdraw(report: str, folder_path, store_path: str = "", feedback=None) -> Withdrawal:
    """Withdraw a report by its public id, or by the number that the map shows where the store can be opened."""
    progress, catalogue, folder = Progress(feedback), load(), Folder(folder_path)
    folder.require()
    with guarded(folder), folder.lock():
        folder.clean()
        number = _find(folder, report.strip(), store_path)
        # First the list: from here on no publishing brings the report back, whatever happens to this run.
        listed = folder.withdrawn()
        listed[number] = {"at": warsaw.to_text(warsaw.now()), "done": False}
        folder.write_withdrawn(listed)
        result = Withdrawal(number)
        _serve_without(folder, catalogue, progress, result)
        result.cleaned = clean_kept(folder, catalogue, progress)
    follow(folder, result, progress)
    for sentence in result.warnings:
        progress.warn(sentence)
    progress.percent(100)
    return result


def restore(report: str, folder_path, store_path: str = "", feedback=None) -> Withdrawal:
    """Take a report off the list of withdrawn ones: the next publishing of the store may show it again."""
    folder = Folder(folder_path)
    folder.require()
    with guarded(folder), folder.lock():
        listed = folder.withdrawn()
        wanted = report.strip()
        number = wanted if wanted in listed else _in_store(folder, wanted, store_path)[0] or ""
        if number not in listed:
            number = _only(wanted, {known for known in listed if known.casefold() == wanted.casefold()})
        if number not in listed:
            raise KmzbError(
                tr("'{report}' is not on the list of %n withdrawn report(s).", n=len(listed), report=report),
                code="report",
            )
        del listed[number]
        folder.write_withdrawn(listed)
    return Withdrawal(number, folder.served() or "")


def clean_kept(folder: Folder, catalogue: Catalogue, progress: Progress) -> list[str]:
    """Rewrite every kept version that still holds a report whose withdrawal is not done; returns their names."""
    listed = folder.withdrawn()
    pending = [number for number, entry in listed.items() if not entry.get("done")]
    if not pending:
        return []
    # A run that was killed after the list was written has not even changed what is served.
    _serve_without(folder, catalogue, progress, Withdrawal(pending[0]))
    cleaned = []
    for version in folder.kept():
        data = folder.data(version)
        if not is_file(data) or not _holds(data, pending):
            continue
        part = data.with_name("rewrite.part.gpkg")
        part.unlink(missing_ok=True)
        outcome = snapshot.from_publication(part, data, catalogue, Progress(), None, list(listed))
        part.replace(data)
        geopackage.sync(data.parent)
        manifest = folder.manifest(version)
        manifest.update(counts=geopackage.counts(data, catalogue), rows=outcome.features, sha256=outcome.sha256)
        manifest["withdrawn_since"] = warsaw.to_text(warsaw.now())
        folder.write_manifest(version, manifest)
        cleaned.append(version)
    for number in pending:
        listed[number]["done"] = True
    folder.write_withdrawn(listed)
    return cleaned


def _serve_without(folder: Folder, catalogue: Catalogue, progress: Progress, result: Withdrawal) -> None:
    """Switch to a version of the served rows without the withdrawn ones, where one of them is served."""
    served = folder.served()
    data = folder.public / data_name(served) if served else None
    if data is None or not is_file(data) or not _holds(data, list(folder.withdrawn())):
        return
    before = folder.manifest(served)
    version, now = folder.new_version(warsaw.now()), warsaw.now()
    # Nothing was read from the store: the publication is as current as before, not more.
    label = Label(
        version,
        warsaw.to_text(now),
        before["valid_until"],
        before["as_of"],
        before.get("as_of_day"),
        before.get("contact", {}),
    )
    with building(folder, version) as target:
        outcome = snapshot.from_publication(target, data, catalogue, progress, None, list(folder.withdrawn()))
        more = {"store": before.get("store", ""), "from_version": served}
        counts = complete(folder, version, catalogue, label, "withdraw", outcome, progress, more)
        switch.switch(folder, version, progress, grace_s=0)  # at once: better one failed request than one more answer
    result.version = version
    if before.get("store"):
        sentence = record(before["store"], folder, label, counts["zgloszenia"], "withdraw")
        if sentence:
            result.warnings.append(sentence)


def _holds(data: Path, numbers: list[str]) -> bool:
    """Whether a data file has one of the reports."""
    with geopackage.reading(data) as connection:
        connection.execute("CREATE TEMP TABLE szukane (id TEXT PRIMARY KEY)")
        connection.executemany("INSERT OR IGNORE INTO temp.szukane VALUES (?)", [(number,) for number in numbers])
        return bool(
            connection.execute(
                "SELECT EXISTS (SELECT 1 FROM dane_zgloszenia WHERE id IN (SELECT id FROM temp.szukane))"
            ).fetchone()[0]
        )


def _find(folder: Folder, report: str, store_path: str) -> str:
    """The public id of what a person gave. Raises KmzbError saying what was looked through."""
    if not report:
        raise KmzbError(tr("Give the report's number, as the map shows it, or its public id."), code="report")
    files = [folder.data(version) for version in folder.kept()]
    served = folder.served()
    files += [folder.public / data_name(served)] if served else []
    present = [data for data in files if is_file(data)]
    if report in folder.withdrawn() or any(_holds(data, [report]) for data in present):
        return report
    found, alike, store = _in_store(folder, report, store_path)
    if not found:
        alike |= {known for known in folder.withdrawn() if known.casefold() == report.casefold()}
        found = _only(report, alike.union(*(_alike(data, report) for data in present)))
    if found:
        return found
    kept = len(folder.kept())
    if store:
        looked = tr(
            "Looked through: %n kept version(s), the served publication and the store {store}.", n=kept, store=store
        )
    else:
        looked = tr("Looked through: %n kept version(s) and the served publication; no store could be opened.", n=kept)
    raise KmzbError(tr("There is no report '{report}'.", report=report), looked, code="report")


def _only(report: str, alike: set[str]) -> str:
    """The one id that differs from what was given in capital letters only; empty where there is none."""
    if len(alike) > 1:
        raise KmzbError(
            tr(
                "Several reports have an id like '{report}': {ids}. Write capital letters as they are.",
                report=report,
                ids=", ".join(sorted(alike)),
            ),
            code="report",
        )
    return next(iter(alike), "")


def _alike(data: Path, report: str) -> set[str]:
    """Ids of a data file that differ from ``report`` at most in capital letters (of ASCII)."""
    with geopackage.reading(data) as connection:
        found = connection.execute("SELECT id FROM dane_zgloszenia WHERE id = ? COLLATE NOCASE", (report,))
        return {row[0] for row in found}


def _in_store(folder: Folder, report: str, store_path: str) -> tuple[str | None, set[str], str]:
    """``(public id or None, ids that differ in capital letters, path of the store that was opened)``.

    An id counts before a number, which is the reference, else the OBJECTID, else the number in the store, as the map
    shows it. Raises KmzbError where several reports have the number.
    """
    for path in known_stores(folder, store_path):
        try:
            store = open_store(path, read_only=True)
            with store.connect() as connection:
                number = int(report) if report.isascii() and report.isdigit() and len(report) < _DIGITS else None
                named = [row[0] for row in connection.execute(_NAMED, {"r": report, "n": number})]
                alike = connection.execute("SELECT id FROM report WHERE id = ? COLLATE NOCASE", (report,)).fetchall()
        except KmzbError:
            if store_path:
                raise
            continue
        except sqlite3.Error as error:
            if store_path:
                raise KmzbError(
                    tr("{path} cannot be read: {reason}.", path=path, reason=reason(error)), code="store"
                ) from error
            continue
        if named:
            return _one(report, named), set(), path
        return None, {found[0] for found in alike}, path
    return None, set(), ""


def _one(report: str, ids: list[str]) -> str:
    """The report that is meant: withdrawing another would hide it and leave this one."""
    if len(ids) > 1 and report not in ids:
        raise KmzbError(
            tr(
                "Several reports have the number '{report}'. Give the public id: {ids}.",
                report=report,
                ids=", ".join(ids),
            ),
            code="report",
        )
    return report if report in ids else ids[0]


def known_stores(folder: Folder, given: str = "", version: str = "") -> list[str]:
    """Paths of the store to try: the one given, else what the manifests of the served and of a version remember."""
    if given:
        return [given]
    found = []
    for one in (folder.served(), version):
        if one and is_file(folder.version_dir(one) / "manifest.json"):
            path = folder.manifest(one).get("store", "")
            if path and path not in found:
                found.append(path)
    return found
