"""The window of the catalogue search: words, a list of what was found, and all that the chosen record says."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..geoportal.csw_answer import Page
from ..geoportal.csw_links import Link
from ..geoportal.csw_record import Record
from ..toolbelt.i18n import tr
from . import catalogue_text


class CatalogueWindow(QDialog):
    """``searched``: search from the first record; ``turned(start)``: another page; ``wanted(record, link)``: layers.

    ``opened(url)``: an address to show in the browser; ``stopped``: cancel what runs; ``left``: the window was closed.
    """

    searched, stopped, left = pyqtSignal(), pyqtSignal(), pyqtSignal()
    turned = pyqtSignal(int)
    wanted = pyqtSignal(object, object)
    opened = pyqtSignal(str)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_catalogue")
        self.setWindowTitle(tr("Catalogue search"))
        self.resize(980, 640)
        self.words, self.kind, self.in_sight = QLineEdit(self), QComboBox(self), QCheckBox(self)
        self.list, self.text = QTreeWidget(self), QTextBrowser(self)
        self.service = QComboBox(self)
        self.status, self.busy = QLabel(self), QProgressBar(self)
        self.search, self.cancel = QPushButton(tr("&Search"), self), QPushButton(tr("S&top"), self)
        self.before, self.after = QPushButton(tr("&Back"), self), QPushButton(tr("&Next"), self)
        self.add, self.record = QPushButton(tr("&Add layers…"), self), QPushButton(tr("Open the &record"), self)
        self._page: Page | None = None
        self._starts: list[int] = []
        self._set_up()
        self._lay_out()
        self._choose()
        self.show_waiting(False)

    def chosen(self) -> Record | None:
        """The record that is marked in the list."""
        items = self.list.selectedItems()
        return items[0].data(0, Qt.ItemDataRole.UserRole) if items else None

    def link(self) -> Link | None:
        """The service chosen of that record."""
        return self.service.currentData()

    def show_waiting(self, waiting: bool, words: str = "") -> None:
        """Something is being asked, or no more."""
        self.busy.setVisible(waiting)
        self.cancel.setVisible(waiting)
        self.search.setEnabled(not waiting)
        self.before.setEnabled(not waiting and len(self._starts) > 1)
        self.after.setEnabled(not waiting and self._page is not None and bool(self._page.next))
        self.add.setEnabled(not waiting and self.link() is not None)
        if waiting:
            self._say(words)

    def show_page(self, page: Page) -> None:
        """List what was found; the first one is marked."""
        self._page = page
        while self._starts and self._starts[-1] >= page.start:
            self._starts.pop()
        self._starts.append(page.start)
        self.list.clear()
        for record in page.records:
            item = QTreeWidgetItem([catalogue_text.title(record), record.kind, record.organisation])
            item.setData(0, Qt.ItemDataRole.UserRole, record)
            for column in range(3):
                item.setToolTip(column, catalogue_text.markup(item.text(column)))
            self.list.addTopLevelItem(item)
        if page.records:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self._choose()
        self.show_waiting(False)
        self._say(catalogue_text.summary(page))

    def show_problem(self, sentence: str, details: str = "") -> None:
        """Say what went wrong; the list stays as it is."""
        self.show_waiting(False)
        self._say(sentence, details, True)

    def say(self, sentence: str) -> None:
        """Say what went well."""
        self.show_waiting(False)
        self._say(sentence)

    def done(self, result: int) -> None:
        """Closed in whatever way."""
        super().done(result)
        self.left.emit()

    def _say(self, words: str, details: str = "", wrong: bool = False) -> None:
        self.status.setText(words)
        self.status.setToolTip(catalogue_text.markup(details))
        self.status.setStyleSheet("color: #b00020" if wrong else "")

    def _set_up(self) -> None:
        self.words.setPlaceholderText(tr("Words, e.g. orthophoto or roads; * stands for any letters"))
        self.words.setClearButtonEnabled(True)
        for value, words in (
            ("", tr("Everything")),
            ("view", tr("Maps to look at (WMS, WMTS)")),
            ("download", tr("Data to load (WFS)")),
            ("dataset", tr("Data sets and series")),
        ):
            self.kind.addItem(words, value)
        self.in_sight.setText(tr("Only what lies in the &map's view"))
        self.list.setHeaderLabels([tr("Title"), tr("Kind"), tr("Organization")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.list.setColumnWidth(0, 270)
        self.list.setColumnWidth(1, 75)
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(lambda url: self.opened.emit(url.toString()))
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.service.setToolTip(tr("The service that the layers come from"))
        self.service.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.service.setMinimumContentsLength(30)
        for name in ("words", "kind", "in_sight", "list", "text", "service", "status", "search", "cancel", "before",
                     "after", "add", "record"):  # fmt: skip
            getattr(self, name).setObjectName(f"kmzb_catalogue_{name}")
        for button in (self.cancel, self.before, self.after, self.add, self.record):
            button.setAutoDefault(False)
        self.search.setDefault(True)
        self.search.clicked.connect(lambda _=False: self.searched.emit())
        self.cancel.clicked.connect(lambda _=False: self.stopped.emit())
        self.before.clicked.connect(lambda _=False: self.turned.emit(self._starts[-2]))
        self.after.clicked.connect(lambda _=False: self.turned.emit(self._page.next))
        self.add.clicked.connect(lambda _=False: self._want())
        self.record.clicked.connect(lambda _=False: self.opened.emit(self.chosen().url))
        self.list.itemSelectionChanged.connect(self._choose)
        self.list.itemDoubleClicked.connect(lambda *_: self._want())

    def _lay_out(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        close.rejected.connect(self.reject)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.list)
        halves.addWidget(self.text)
        halves.setSizes([520, 460])
        halves.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        for row in (
            (self.words, self.kind, self.search),
            (self.in_sight, None),
            halves,
            (self.status, self.busy, self.cancel, self.before, self.after),
            (self.service, self.add, self.record, None, close),
        ):
            if not isinstance(row, tuple):
                column.addWidget(row, 1)
                continue
            line = QHBoxLayout()
            for part in row:
                if part is None:
                    line.addStretch(1)
                else:
                    line.addWidget(part, 1 if part in (self.words, self.status) else 0)
            column.addLayout(line)

    def _choose(self) -> None:
        """Show the marked record, and the services it leads to."""
        record = self.chosen()
        self.text.setHtml(catalogue_text.page(record) if record is not None else "")
        self.record.setEnabled(record is not None and bool(record.url))
        self.service.clear()
        for each in record.candidates if record is not None else ():
            self.service.addItem(f"{each.kind}: {each.title or each.url}", each)
        if record is not None and not self.service.count():
            self.service.addItem(tr("No address of a WMS, WMTS or WFS"), None)
        self.service.setEnabled(self.service.count() > 1)
        self.add.setEnabled(self.link() is not None and not self.busy.isVisibleTo(self))

    def _want(self) -> None:
        if self.add.isEnabled():
            self.wanted.emit(self.chosen(), self.link())
