"""Going back to an earlier version: a new one, with the old rows minus every row that is not public now."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from ..catalogue import Catalogue, load, warsaw
from ..store import open_store, publishable
from ..store.address import Address
from ..toolbelt.compat import is_file
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import geopackage, project, records, snapshot, switch, visibility
from .folder import Folder, data_name, valid_until
from .publish import building, complete, finish_withdrawals, follow, guarded, record
from .withdraw import known_stores


@dataclass
class Rollback:
    """The new version, how many reports it shows, and how many rows of the old one are no longer public."""

    version: str
    features: int
    dropped: int
    warnings: list[str] = field(default_factory=list)
    pushed: str = ""


def rollback(folder_path, version: str, store_path: str = "", feedback=None) -> Rollback:
    """Serve the rows of a kept version again, as far as the store says that they are public now.

    Where no store can be opened, a row must also be in what is served now: nothing comes back that is not public.
    """
    progress, catalogue, now = Progress(feedback), load(), warsaw.now()
    folder = Folder(folder_path)
    folder.require()
    with guarded(folder):
        folder.prepare()
        with folder.lock():
            folder.clean()
            finish_withdrawals(folder, catalogue, progress)
            wanted = folder.find(version)
            before = folder.manifest(wanted)
            store = _open(folder, store_path, wanted)
            withdrawn = list(folder.withdrawn())
            keep = _by_store(store, catalogue, now, withdrawn) if store else _by_served(folder)
            new = folder.new_version(now)
            old_day = before.get("as_of_day") or warsaw.day_of(warsaw.from_text(before["as_of"])).isoformat()
            label = project.Label(
                new,
                warsaw.to_text(now),
                warsaw.to_text(valid_until(now, catalogue)),
                before["as_of"],
                old_day if old_day != warsaw.day_of(now).isoformat() else before.get("as_of_day"),
                records.with_present(folder, before.get("contact", {})),
            )
            with building(folder, new) as target:
                outcome = snapshot.from_publication(target, folder.data(wanted), catalogue, progress, keep, withdrawn)
                more = {"store": str(store or before.get("store", "")), "from_version": wanted}
                counts = complete(folder, new, catalogue, label, "rollback", outcome, progress, more)
                switch.switch(folder, new, progress)
            folder.forget_old(catalogue.publication["keep_versions"])
    result = Rollback(new, counts["zgloszenia"], before["rows"] - outcome.features)
    if store is None:
        result.warnings.append(
            tr(
                "The store could not be opened: version {version} gave only reports that were served until now.",
                version=wanted,
            )
        )
    else:
        sentence = record(store, folder, label, result.features, "rollback")
        result.warnings += [sentence] if sentence else []
    follow(folder, result, progress)
    for sentence in result.warnings:
        progress.warn(sentence)
    progress.percent(100)
    return result


def _open(folder: Folder, store_path: str, version: str) -> Address | None:
    """The path of the store to ask, None where the remembered one cannot be opened. One that was given must open."""
    for path in known_stores(folder, store_path, version):
        try:
            return open_store(path, read_only=True).path
        except KmzbError:
            if store_path:
                raise
    return None


def _by_store(store: Address, catalogue: Catalogue, now, withdrawn: list[str]):
    def keep(connection: sqlite3.Connection) -> None:
        publishable.attach(connection, store, "src", visibility.wanted(catalogue, now))
        snapshot.choose(connection, catalogue, now, 0, withdrawn)
        snapshot.reasons(connection)
        # A reason that changed since may have been changed for what stood in it.
        connection.execute(
            "CREATE TEMP TABLE zostaje AS SELECT w.id AS id, w.until AS until, p.powod AS powod"
            " FROM temp.wybrane w LEFT JOIN temp.powody p ON p.nr = w.nr WHERE w.geom IS NOT NULL"
        )
        connection.execute("CREATE UNIQUE INDEX temp.zostaje_id ON zostaje (id)")

    return keep


def _by_served(folder: Folder):
    served = folder.served()
    data = folder.public / data_name(served) if served else None
    if data is None or not is_file(data):
        raise KmzbError(
            tr("Nothing is served and no store can be opened, so nobody can say what is public now. Give the store."),
            code="rollback",
        )

    def keep(connection: sqlite3.Connection) -> None:
        geopackage.attach(connection, data, "cur")
        connection.execute("CREATE TEMP TABLE zostaje AS SELECT id, until, powod FROM cur.dane_zgloszenia")
        connection.execute("CREATE UNIQUE INDEX temp.zostaje_id ON zostaje (id)")

    return keep
