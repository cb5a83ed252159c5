#!/usr/bin/env python3
"""The verification mode beside bare SQL: ``desk_verify.py STORE [ROUNDS]``.

A round: a decision by its key's signal, until it is in the store and the next report is drawn in the window; and going
on to the next one without a decision. Bare SQL writes the same columns in the same store under the same triggers, and
reads what the window shows of the next report, by a connection that stays open. Both take turns on reports of their
own; milliseconds, medians. The map moves too, but draws no layers: QGIS does that aside, by itself.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desk_lines import Line, show  # noqa: E402
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRectangle  # noqa: E402
from qgis.gui import QgsMapCanvas, QgsMessageBar  # noqa: E402
from qgis.PyQt.QtCore import QCoreApplication  # noqa: E402
from qgis.PyQt.QtWidgets import QMainWindow  # noqa: E402

from kmzb_qgis import editing  # noqa: E402 - the package lies beside this folder
from kmzb_qgis.catalogue import load  # noqa: E402
from kmzb_qgis.gui.jobs import Jobs  # noqa: E402
from kmzb_qgis.gui.messages import Messages  # noqa: E402
from kmzb_qgis.gui.verifying import Verifying  # noqa: E402
from kmzb_qgis.store import open_store, verifying  # noqa: E402
from kmzb_qgis.store.store import open_connection  # noqa: E402

UPDATE = (
    "UPDATE report SET status_id = ?, reason_id = NULL, reason_text = '', modified_by = ?, base_version = ?"
    " WHERE fid = ?"
)


class Iface:
    """What of QGIS's interface the window asks for, with a window and a map of its own."""

    def __init__(self):
        self._window = QMainWindow()
        self._canvas, self._bar = QgsMapCanvas(self._window), QgsMessageBar(self._window)
        self._window.setCentralWidget(self._canvas)
        self._canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
        self._canvas.setExtent(QgsRectangle(600_000, 450_000, 700_000, 550_000))
        self._window.resize(1366, 768)
        self._window.show()

    def mainWindow(self):
        return self._window

    def mapCanvas(self):
        return self._canvas

    def messageBar(self):
        return self._bar

    def addDockWidget(self, area, dock):
        self._window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self._window.removeDockWidget(dock)


def draw() -> None:
    """What waits to be drawn."""
    for _ in range(3):
        QCoreApplication.processEvents()


def seconds(step) -> float:
    """How long a step takes until all of it is drawn."""
    draw()
    begun = time.perf_counter()
    step()
    draw()
    return time.perf_counter() - begun


class Sql:
    """The same by statements."""

    def __init__(self, path: Path, fids: list[int], status: int):
        self.connection, self.fids, self.at, self.status = open_connection(path), fids, 0, status
        self.facts = verifying.facts(self.connection, fids[0])

    def decide(self) -> float:
        """Write a decision and read the next report."""
        begun = time.perf_counter()
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(UPDATE, (self.status, "bench", self.facts.version, self.facts.fid))
        self.connection.execute("COMMIT")
        self.at += 1
        self.facts = verifying.facts(self.connection, self.fids[self.at])
        return time.perf_counter() - begun

    def go(self) -> float:
        """Read the next report."""
        begun = time.perf_counter()
        self.at += 1
        self.facts = verifying.facts(self.connection, self.fids[self.at])
        return time.perf_counter() - begun


def measure(path: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds of ours and of bare SQL, by step."""
    book = load()
    waits, status = book.status("weryfikacja").id, book.status("potwierdzone").id
    with closing(open_connection(path, read_only=True)) as connection:
        fids = [fid for (fid,) in connection.execute("SELECT fid FROM report WHERE status_id = ?", (waits,))]
    layer = editing.load_layer(open_store(path), QgsProject.instance())
    iface = Iface()
    messages, jobs = Messages(iface), Jobs(iface)
    desk = Verifying(iface, messages, jobs, SimpleNamespace(path=str(path)))
    begun = time.perf_counter()
    desk.open()
    while not desk.items:
        QCoreApplication.processEvents()
        time.sleep(0.001)
    took = {"list": [(time.perf_counter() - begun, _bare_list(path))], "decide": [], "next": []}
    ours = [fid for fid, _ in desk.items]
    waiting = set(fids)
    start = next(at for at, fid in enumerate(ours) if fid in waiting)
    desk.go(start)
    peer = Sql(path, fids[len(fids) // 2 :], status)
    for number in range(rounds + 1):
        while desk.facts.status != waits:
            desk.go(1)
        shown = desk.facts.fid
        pair = seconds(lambda: desk.dock.decided.emit(status)), peer.decide()
        if desk.facts.fid == shown or desk.dock.notice() == "":
            sys.exit(f"bench: not decided: {desk.dock.notice()}")
        went = seconds(lambda: desk.dock.moved.emit(1)), peer.go()
        if number:  # the first is to warm up
            took["decide"].append(pair)
            took["next"].append(went)
    desk.remove()
    del layer
    return took


def _bare_list(path: Path) -> float:
    with closing(open_connection(path, read_only=True)) as connection:
        begun = time.perf_counter()
        verifying.waiting(connection)
        return time.perf_counter() - begun


def main(store: str, rounds: str = "40") -> None:
    """Print the medians."""
    application = QgsApplication([], True)
    application.initQgis()
    words = {
        "list": "verification: the list of all open reports, and its first report",
        "decide": "verification: a decision saved, the next report shown",
        "next": "verification: the next report shown",
    }
    took = measure(Path(store), int(rounds))
    show(Line(words[step], "bare SQL", pairs, 3 if step == "decide" else None) for step, pairs in took.items())


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # QGIS takes its time to leave
