"""A store with chosen reports, put in as an import would, and ways to look into a publication."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from kmzb_qgis.catalogue import load, warsaw
from kmzb_qgis.publishing import blobs, geopackage
from kmzb_qgis.publishing.folder import Folder, data_name
from kmzb_qgis.publishing.geopackage import sha256
from kmzb_qgis.store import create_store

SECRET = "TAJNE-ŻÓŁW"  # pragma: allowlist secret - a word that must not leak
KRAKOW = (567059.0, 244219.0)
SPEEDING, PARKING, ENTERTAINMENT, DRUGS, CRUELTY = 18, 11, 8, 21, 25
NEW, VERIFYING, CONFIRMED, HANDED_OVER, ELIMINATED, NOT_CONFIRMED, JOKE = range(1, 8)


def number(name: str) -> str:
    """A public id that follows from a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


def days_ago(days: float) -> str:
    """A stored instant some days before now."""
    return warsaw.to_text(warsaw.now() - timedelta(days=days))


def put(store, name: str, **values) -> str:
    """Insert a report; returns its public id. By default a new one of speeding in Kraków, of the internet plane."""
    place = values.pop("place", KRAKOW)
    changed = values.pop("changed", days_ago(0.01))
    row = {
        "id": number(name),
        "geom": blobs.point(*place) if place else None,
        "plane": 3,
        "category_id": SPEEDING,
        "status_id": NEW,
        "reported_at": changed,
        "status_changed_at": changed,
        "teryt": "1261011",
        "import_run_id": 1,
        **values,
    }
    with store.connect() as connection:
        connection.execute(
            f"INSERT INTO report ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )
    return row["id"]


def observe(store, name: str, **values) -> None:
    """Change a report as an import that saw a newer state."""
    with store.connect() as connection:
        run = connection.execute("SELECT max(import_run_id) + 1 FROM report").fetchone()[0]
        values = {"import_run_id": run, **values}
        connection.execute(
            f"UPDATE report SET {', '.join(f'{key} = ?' for key in values)} WHERE id = ?",
            [*values.values(), number(name)],
        )


def new_store(folder: Path):
    """An empty store."""
    return create_store(folder / "żółty magazyn.gpkg")


@contextmanager
def served(folder) -> sqlite3.Connection:
    """A connection to what the pinned project refers to."""
    place = Folder(folder)
    connection = sqlite3.connect(f"{(place.public / data_name(place.served())).as_uri()}?mode=ro", uri=True)
    try:
        yield connection
    finally:
        connection.close()


def ids(folder) -> set[str]:
    """Public ids that are served now."""
    with served(folder) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM zgloszenia")}


def manifest(folder, version: str) -> dict:
    """A version's manifest."""
    return json.loads((Path(folder) / "versions" / version / "manifest.json").read_text(encoding="utf-8"))


def at_clock(connection, layer: str, at: datetime) -> list[sqlite3.Row]:
    """What a layer shows when the clock says ``at``: its own definition, with that instant in the place of 'now'."""
    connection.row_factory = sqlite3.Row
    (definition,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (layer,)).fetchone()
    query = definition[definition.index(" AS SELECT") + 4 :]
    assert "'now'" in query
    return connection.execute(query.replace("'now'", f"'{warsaw.to_text(at)}'")).fetchall()


def whole(folder) -> str:
    """Check that the served version is complete and equal to its manifest; returns its name."""
    place = Folder(folder)
    version = place.served()
    data = place.public / data_name(version)
    made = place.manifest(version)
    assert sha256(data) == made["sha256"] == sha256(place.data(version))
    assert geopackage.counts(data, load()) == made["counts"]
    assert place.project.read_bytes() == (place.version_dir(version) / "kmzb.qgs").read_bytes()
    return version


def fill_mixed(store) -> set[str]:
    """Reports of all kinds with inner words in every inner column; returns the ids that are public."""
    inner = {"description": f"opis {SECRET}", "note": f"notatka {SECRET}", "officer": SECRET, "modified_by": SECRET}
    public = {
        put(store, "new", **inner),
        put(store, "verifying", status_id=VERIFYING, **inner),
        put(store, "confirmed", status_id=CONFIRMED, **inner),
        put(store, "handed over", status_id=HANDED_OVER, **inner),
        put(store, "eliminated", status_id=ELIMINATED, changed=days_ago(5), **inner),
        put(store, "not confirmed", status_id=NOT_CONFIRMED, changed=days_ago(6), **inner),
        put(store, "party", category_id=ENTERTAINMENT, status_id=CONFIRMED, **inner),
        put(store, "plane 2 ticked", plane=2, publish_plane2=1, **inner),
    }
    put(store, "joke", status_id=JOKE, **inner)
    put(store, "drugs", category_id=DRUGS, status_id=CONFIRMED, **inner)
    put(store, "cruelty", category_id=CRUELTY, **inner)
    put(store, "party rumour", category_id=ENTERTAINMENT, status_id=VERIFYING, **inner)
    put(store, "plane 1", plane=1, publish_plane2=1, **inner)
    put(store, "plane 2", plane=2, **inner)
    put(store, "old eliminated", status_id=ELIMINATED, changed=days_ago(33), **inner)
    put(store, "old not confirmed", status_id=NOT_CONFIRMED, changed=days_ago(9), **inner)
    put(store, "nowhere", place=None, **inner)
    return public


class Feedback:
    """Collects what is told; cancels at a percentage."""

    def __init__(self, cancel_at: float = 1000):
        self.words, self.percents, self.cancel_at = [], [], cancel_at

    def setProgress(self, value):
        self.percents.append(value)

    def pushInfo(self, text):
        self.words.append(text)

    pushWarning = pushInfo

    def isCanceled(self):
        return bool(self.percents) and self.percents[-1] >= self.cancel_at
