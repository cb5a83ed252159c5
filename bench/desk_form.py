#!/usr/bin/env python3
"""A report's form beside bare SQL and beside QGIS's own form: ``desk_form.py STORE PLAIN.gpkg [ROUNDS]``.

A round: open the form of an open report, write a note, save it into the store, and go on to the form of the next one.
Ours is the layer as the plugin puts it into a project, with the plugin's tabs, on the store. QGIS's own is the form it
makes by itself of a plain GeoPackage of 1,000 reports with the same columns. Bare SQL reads and writes in the same
store, in the same journal mode and under the same triggers, what the form shows and what the save changes. All three
take turns; milliseconds of the clock, medians.

A form is there when Qt has drawn it; it is saved when the store has it. Both sides are unseen (platform "offscreen").
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desk_lines import Line, show  # noqa: E402
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer  # noqa: E402 - the package lies beside this folder
from qgis.gui import QgsAttributeDialog, QgsEditorWidgetWrapper, QgsGui  # noqa: E402
from qgis.PyQt.QtCore import QCoreApplication, QEvent  # noqa: E402

from kmzb_qgis import editing  # noqa: E402
from kmzb_qgis.gui import attachments_tab, history_tab  # noqa: E402
from kmzb_qgis.store import open_store  # noqa: E402
from kmzb_qgis.store.queue import IS_OPEN  # noqa: E402
from kmzb_qgis.store.store import open_connection  # noqa: E402

STEPS = ("open", "save a note", "close and open the next", "all three")
TURNS = 4  # of the event loop: what a form puts off is done in the first


class Forms:
    """One layer's forms, worked as a person works them."""

    def __init__(self, layer: QgsVectorLayer, fids: list[int]):
        self.layer, self.fids, self.dialog, self.at = layer, fids, None, 0
        layer.startEditing()

    def round(self, number: int) -> tuple[float, float, float]:
        """Seconds to open, to save and to go on."""
        took = [self._timed(self._open), self._timed(lambda: self._save(f"sprawdzono {number}"))]
        took.append(self._timed(self._next))
        self._close()
        return tuple(took)

    def _timed(self, step) -> float:
        _settle()
        begun = time.perf_counter()
        step()
        return time.perf_counter() - begun

    def _open(self) -> None:
        self.dialog = QgsAttributeDialog(self.layer, self.layer.getFeature(self.fids[self.at]), False)
        self.dialog.show()
        _draw()

    def _save(self, text: str) -> None:
        form = self.dialog.attributeForm()
        box = next(w for w in form.findChildren(QgsEditorWidgetWrapper) if w.field().name() == "note")
        box.setValues(text, [])
        if not form.save() or not self.layer.commitChanges(False):
            sys.exit(f"bench: not saved: {self.layer.commitErrors()}")
        _draw()

    def _next(self) -> None:
        self._close()
        self.at = (self.at + 1) % len(self.fids)
        self._open()

    def _close(self) -> None:
        self.dialog.close()
        self.dialog.deleteLater()
        self.dialog = None
        _settle()


def _draw() -> None:
    for _ in range(TURNS):
        QCoreApplication.processEvents()


def _settle() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


class Sql:
    """What the form shows and writes, by statements of one connection; each commit is written to the disk."""

    def __init__(self, path: Path, fids: list[int]):
        self.connection, self.fids, self.at = open_connection(path), fids, 0

    def round(self, number: int) -> tuple[float, float, float]:
        """Seconds to read, to write and to read the next."""
        fid = self.fids[self.at]
        took = [_seconds(lambda: self._read(fid)), _seconds(lambda: self._write(fid, f"sprawdzono {number}"))]
        self.at = (self.at + 1) % len(self.fids)
        return (*took, _seconds(lambda: self._read(self.fids[self.at])))

    def _read(self, fid: int) -> None:
        ask = self.connection.execute
        row = ask("SELECT * FROM report WHERE fid = ?", (fid,)).fetchone()
        names = {name: value for (name, *_), value in zip(ask("SELECT * FROM report LIMIT 0").description, row)}
        ask("SELECT id, name FROM category ORDER BY name").fetchall()
        ask("SELECT to_status, label FROM transition WHERE from_status = ?", (names["status_id"],)).fetchall()
        ask("SELECT id, name FROM closing_reason WHERE status_id = ?", (names["status_id"],)).fetchall()
        ask("SELECT id, name FROM body ORDER BY name").fetchall()
        ask("SELECT level, name FROM unit WHERE id IN (?, ?)", (names["teryt"], names["unit_id"])).fetchall()

    def _write(self, fid: int, text: str) -> None:
        ask = self.connection.execute
        ask("BEGIN IMMEDIATE")
        ask("UPDATE report SET note = ?, modified_by = ?, base_version = version WHERE fid = ?", (text, "bench", fid))
        ask("COMMIT")


def _seconds(step) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def measure(store: Path, plain: Path, rounds: int) -> dict[str, list[tuple[float, float, float]]]:
    """Seconds of each step in each round: of ours, of QGIS's own form, of bare SQL."""
    QgsGui.editorWidgetRegistry().initEditors()
    history_tab.install()
    attachments_tab.install()
    with closing(open_connection(store, read_only=True)) as connection:
        found = connection.execute(f"SELECT fid FROM report AS r WHERE {IS_OPEN} AND geom IS NOT NULL").fetchall()
    fids = [fid for (fid,) in found]
    step = max(1, len(fids) // (3 * rounds + 9))
    layer = editing.load_layer(open_store(store), QgsProject.instance())
    own = QgsVectorLayer(f"{plain}|layername=report", "report", "ogr")
    sides = {
        "kmzb": Forms(layer, fids[::step]),
        "form": Forms(own, [feature.id() for feature in own.getFeatures()]),
        "sql": Sql(store, fids[step // 2 :: step]),
    }
    took = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            took[name].append(side.round(number))
    for side in (sides["kmzb"], sides["form"]):
        side.layer.rollBack()
    return {name: found[1:] for name, found in took.items()}  # the first is to warm up


def lines(took: dict[str, list[tuple[float, float, float]]]) -> Iterator[Line]:
    """Each step and all three, beside both."""
    for number, step in enumerate(STEPS):
        ours, sql, form = ([(*one, sum(one))[number] for one in took[name]] for name in ("kmzb", "sql", "form"))
        own = "QGIS's own form, 1,000 reports"
        yield Line(f"form: {step}", own, list(zip(ours, form)), 3)
        yield Line(f"form: {step}", "bare SQL", list(zip(ours, sql)))
        if number == len(STEPS) - 1:
            yield Line(f"form: {step}", "both of them", [(a, b + c) for a, b, c in zip(ours, sql, form)], 3)


def main(store: str, plain: str, rounds: str = "30") -> None:
    """Print the medians."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    show(lines(measure(Path(store), Path(plain), int(rounds))))


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # QGIS takes its time to leave
