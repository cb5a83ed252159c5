"""What the tests of units share."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

from qgis.core import QgsProcessingFeedback

from kmzb_qgis.geoportal.unit_levels import LEVELS
from kmzb_qgis.store.store import Store, open_connection

NUMBERS = {level.id: number for number, level in enumerate(LEVELS)}


class Words(QgsProcessingFeedback):
    """Keeps what an algorithm says; cancels itself after some looks, where told to."""

    def __init__(self, cancel_at: str = ""):
        super().__init__()
        self.lines: list[str] = []
        self.cancel_at = cancel_at

    def pushInfo(self, info):
        self._note(info)

    def pushWarning(self, warning):
        self._note(f"! {warning}")

    def _note(self, text):
        self.lines.append(text)
        if self.cancel_at and self.cancel_at in text:
            self.cancel()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def import_units(store: Store, level: str, source="", feedback=None, **more) -> dict:
    """Run the algorithm as QGIS does."""
    import processing

    given = {"SOURCE": str(source), "LEVEL": NUMBERS[level], "STORE": str(store.path), **more}
    return processing.run("kmzb:importunits", given, feedback=feedback or Words())


def rows(store: Store, level: str) -> dict:
    """A level's units by id: name, teryt, parent, valid_from, valid_to."""
    with closing(open_connection(store.path)) as connection:
        found = connection.execute(
            "SELECT id, name, teryt, parent_id, valid_from, valid_to FROM unit WHERE level = ? ORDER BY id", (level,)
        ).fetchall()
    return {row[0]: row[1:] for row in found}


def boxes(store: Store, level: str) -> dict:
    """West, east, south, north of a level's units by id, as the R-tree has them."""
    with closing(open_connection(store.path)) as connection:
        found = connection.execute(
            "SELECT u.id, r.minx, r.maxx, r.miny, r.maxy FROM unit u JOIN rtree_unit_geom r ON r.id = u.fid"
            " WHERE u.level = ?",
            (level,),
        ).fetchall()
    return {row[0]: row[1:] for row in found}


def digest(store: Store) -> str:
    """The store's bytes, told by one word."""
    return hashlib.sha256(Path(store.path).read_bytes()).hexdigest()
