"""A desk for the tests of the work queue: a real store with late and other reports, its layer, the dock."""

from __future__ import annotations

from datetime import datetime, timedelta

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import Qt

from kmzb_qgis import editing
from kmzb_qgis.catalogue import rules, warsaw
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.queue import Queue
from kmzb_qgis.store import account, create_store
from tests.gui.engines import count_on
from tests.gui.waiting import run_events, wait_until
from tests.unit.unit_shapes import shape

NOON = datetime(2024, 7, 10, 10, 0, tzinfo=warsaw.UTC)
# fid, status, days ago, category, TERYT, unit, officer (True: whoever runs the test), x, y, description
ROWS = (
    (1, 1, 1, 11, "1261011", "126105", True, 567059, 244219, "Auta na chodniku, ul. Świętokrzyska"),
    (2, 1, 5, 11, "1261011", "126105", "anowak", 567159, 244319, "Ławka zniszczona"),
    (3, 1, 3, 18, "1465011", None, "anowak", 637000, 487000, ""),
    (4, 2, 4, 18, "1465011", None, True, 637100, 487100, ""),
    (5, 2, 20, 18, None, None, None, 500000, 500000, ""),
    (6, 3, 30, 14, "1465011", None, None, 637200, 487200, ""),
    (7, 2, 6, 14, None, None, None, None, None, ""),
    (8, 5, 9, 11, "1261011", "126105", None, 567259, 244419, ""),
)
ORDER = [5, 2, 3, 7, 1, 4, 6]  # days left: -13, -2, 0, 1, 2, 3, none


def make(path, copies=1):
    """A store with ROWS, each ``copies`` times; copies beyond the first have fids from 1,001 on."""
    return fill(create_store(path), copies)


def fill(store, copies=1):
    """The same in an empty store."""
    with store.connect() as db:
        for level, code, name, above in (
            ("voivodeship", "12", "małopolskie", None), ("municipality", "1261011", "Kraków", None),
            ("municipality", "1465011", "Warszawa", None), ("K02", "1261", "KMP Kraków", None),
            ("K05", "126105", "KP V Kraków", "1261"), ("municipality", "1061011", "Łódź", None),
        ):  # fmt: skip
            db.execute(
                "INSERT INTO unit (geom, id, level, name, parent_id) VALUES (?, ?, ?, ?, ?)",
                (shape(555000, 235000, 585000, 255000), code, level, name, above),
            )
        db.execute("BEGIN")
        for copy in range(copies):
            for fid, status, days, category, teryt, unit, officer, x, y, text in ROWS:
                at = NOON - timedelta(days=days)
                ends = [warsaw.to_text(end) for end in rules.deadlines(at)]
                who = account.name(store.path, QgsApplication.userLoginName()) if officer is True else officer
                number = fid if copy == 0 else 1000 + copy * 10 + fid
                db.execute(
                    "INSERT INTO report (fid, id, plane, category_id, status_id, description, reported_at,"
                    " status_changed_at, read_by, verify_by, teryt, unit_id, officer, geom, import_run_id)"
                    " VALUES (?, ?, 3, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, kmzb_point(?, ?), 1)",
                    (
                        number,
                        f"r{number}",
                        category,
                        status,
                        text,
                        *[warsaw.to_text(at)] * 2,
                        *ends,
                        teryt,
                        unit,
                        who,
                        x,
                        y,
                    ),
                )
        db.execute("COMMIT")
    editing.install(store, "pl")
    return count_on(store)


class Desk:
    """QGIS's interface with what the queue asks it for and the test library leaves out."""

    def __init__(self, iface):
        self._iface, self.forms, self.queue = iface, [], None

    def __getattr__(self, name):
        return getattr(self._iface, name)

    def addDockWidget(self, area, dock):
        self.mainWindow().addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.mainWindow().removeDockWidget(dock)

    def openFeatureForm(self, layer, feature, *_):
        self.forms.append((layer.name(), feature.id()))

    def begin(self, stores=None):
        self.queue = Queue(self, Messages(self), stores)
        self.queue.install()
        self.mainWindow().show()
        self.queue.dock.setUserVisible(True)
        run_events()
        return self.queue

    def open(self, store):
        """The store's layers in the project; waits for the list."""
        layer = editing.load_layer(store, QgsProject.instance())
        wait_until(lambda: self.queue.reader is not None and len(self.queue.dock.model.fids) and self.total() > 0)
        self.settle()
        return layer

    def settle(self):
        """Rows in sight are read, selections are told."""
        run_events(0.3)
        model = self.queue.dock.model
        wait_until(lambda: not len(model.fids) or model.row(int(model.fids[0])) is not None)

    def total(self):
        text = self.queue.dock.footer.text().split(" ")[0]
        return int(text) if text.isdigit() else -1

    def fids(self):
        return self.queue.dock.model.fids.tolist()

    def text(self, fid, column, role=Qt.ItemDataRole.DisplayRole):
        model = self.queue.dock.model
        return model.data(model.index(self.fids().index(fid), column), role)

    def choose(self, *fids):
        """Rows as a person chooses them."""
        from qgis.PyQt.QtCore import QItemSelection, QItemSelectionModel

        table, flags = self.queue.dock.table, QItemSelectionModel.SelectionFlag
        chosen = QItemSelection()
        for fid in fids:
            row = self.fids().index(fid)
            chosen.select(table.model().index(row, 0), table.model().index(row, table.model().columnCount() - 1))
        last = table.model().index(self.fids().index(fids[-1]), 0)
        table.selectionModel().setCurrentIndex(last, flags.NoUpdate)
        table.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
        run_events(0.4)
