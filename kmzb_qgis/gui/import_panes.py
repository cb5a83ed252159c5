"""The panes of the import window: the answers about a file, its columns, its first rows."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ..processing.reading import SWAPPED, axis_names, date_names
from ..sources.columns import COLUMNS, REQUIRED
from ..sources.convert import DATES
from ..sources.inspect import Inspection
from ..sources.options import DATE_FORMS, ReadOptions
from ..toolbelt.i18n import tr
from .import_words import first_value

SYSTEMS = ("EPSG:2180", "EPSG:4326", "EPSG:3857", "EPSG:2176", "EPSG:2177", "EPSG:2178", "EPSG:2179")
ENCODINGS = ("UTF-8", "CP1250", "ISO-8859-2", "UTF-16")


class Answers(QWidget):
    """What a person says about the files. ``changed`` after each answer."""

    changed = pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(parent)
        by_file = tr("Decide by the file")
        self.crs, self.axis, self.encoding = QComboBox(), QComboBox(), QComboBox()
        self.layer, self.dates = QComboBox(), QComboBox()
        self.crs.addItem(by_file, "")
        for code, name in zip(SYSTEMS, _system_names()):
            self.crs.addItem(f"{code} – {name}", code)
        for text, swapped in zip(axis_names(), SWAPPED):
            self.axis.addItem(text, swapped)
        self.encoding.addItem(by_file, "")
        for name in ENCODINGS:
            self.encoding.addItem("CP1250 (Windows)" if name == "CP1250" else name, name)
        self.layer.addItem(tr("The only one"), "")
        for text, form in zip(date_names(), ("", *DATE_FORMS)):
            self.dates.addItem(text, form)
        form = QFormLayout(self)
        form.addRow(QLabel(tr("These answers hold for all files in the list.")))
        for name, label, box in (
            ("crs", tr("&Coordinate system:"), self.crs),
            ("axis", tr("&Order of the coordinates:"), self.axis),
            ("encoding", tr("&Encoding:"), self.encoding),
            ("layer", tr("&Layer or sheet:"), self.layer),
            ("dates", tr("&Dates:"), self.dates),
        ):
            box.setObjectName(f"kmzb_import_{name}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(30)
            box.activated.connect(lambda _=0: self.changed.emit())
            form.addRow(label, box)

    def show_layers(self, names: tuple[str, ...]) -> None:
        """Offer the layers of all files, and the one that was chosen: its file may have to be put right."""
        for n in reversed(range(1, self.layer.count())):
            if self.layer.itemData(n) not in names and n != self.layer.currentIndex():
                self.layer.removeItem(n)
        known = [self.layer.itemData(n) for n in range(1, self.layer.count())]
        for name in names:
            if name not in known:
                self.layer.addItem(name, name)

    def options(self) -> ReadOptions:
        """The answers."""
        return ReadOptions(
            self.crs.currentData(),
            self.axis.currentData(),
            self.encoding.currentData(),
            None,
            self.layer.currentData(),
            self.dates.currentData(),
        )

    def set_options(self, options: ReadOptions) -> None:
        """Show answers, e.g. those of a kept mapping; one that is not in a list is added to it."""
        for box, value in (
            (self.crs, options.crs),
            (self.axis, options.swapped),
            (self.encoding, _spelt(options.encoding)),
            (self.layer, options.layer),
            (self.dates, options.date_form),
        ):
            if (at := _index(box, value)) < 0:
                box.addItem(str(value), value)
                at = box.count() - 1
            box.setCurrentIndex(at)


def _index(box: QComboBox, value) -> int:
    """Where an entry stands; Qt's own search takes None and False for one."""
    return next((n for n in range(box.count()) if box.itemData(n) is value or box.itemData(n) == value), -1)


def _spelt(encoding: str) -> str:
    """An encoding as the list spells it."""
    return next((name for name in ENCODINGS if _bare(name) == _bare(encoding)), encoding)


def _bare(encoding: str) -> str:
    return encoding.lower().replace("-", "").replace("_", "").replace("iso", "")


def _system_names() -> tuple[str, ...]:
    zones = tuple(tr("PL-2000, zone {number}", number=number) for number in (5, 6, 7, 8))
    return (tr("PL-1992, metres"), tr("longitude and latitude, degrees"), tr("web maps, metres"), *zones)


class _Choice(QComboBox):
    """A list over which the wheel scrolls the table and does not choose."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event) -> None:
        event.ignore()


class Columns(QTableWidget):
    """KMZB's columns and the file's columns that are taken as them. ``changed`` after each choice."""

    changed = pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(len(COLUMNS), 3, parent)
        self.setObjectName("kmzb_import_columns")
        self.setHorizontalHeaderLabels([tr("KMZB"), tr("Column of the file"), tr("First value")])
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        head = self.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._boxes: dict[str, QComboBox] = {}
        self._seen: Inspection | None = None
        for row, (short, name) in enumerate(COLUMNS.items()):
            must = short in REQUIRED
            item = QTableWidgetItem(f"{name} *" if must else name)
            item.setToolTip(tr("Required") if must else tr("May be missing"))
            self.setItem(row, 0, item)
            box = _Choice()
            box.setObjectName(f"kmzb_import_column_{short}")
            box.setAccessibleName(name)
            box.activated.connect(lambda _=0: self.changed.emit())
            self._boxes[short] = box
            self.setCellWidget(row, 1, box)
            self.setItem(row, 2, QTableWidgetItem(""))

    def show_nothing(self) -> None:
        """No file, or one that cannot be read: nothing of the one before stays. The choices are kept elsewhere."""
        self._seen = None
        for row, box in enumerate(self._boxes.values()):
            box.clear()
            self.item(row, 2).setText("")
            self.item(row, 2).setToolTip("")
            self.item(row, 0).setForeground(self.palette().text().color())

    def show_file(self, seen: Inspection) -> None:
        """Show how a file's columns are taken."""
        self._seen = seen
        for row, (short, box) in enumerate(self._boxes.items()):
            name = seen.mapping.source_of(short)
            missing = COLUMNS[short] in seen.missing
            none = (
                tr("– choose –") if missing else tr("(the geometry)") if _from_geometry(seen, short) else tr("– none –")
            )
            box.clear()
            box.addItem(none, "")
            for column in seen.columns:
                box.addItem(column, column)
            box.setCurrentIndex(1 + seen.columns.index(name) if name in seen.columns else 0)
            first = first_value(seen, name, short)
            self.item(row, 2).setText(first)
            self.item(row, 2).setToolTip(_why(first, short))
            self.item(row, 0).setForeground(Qt.GlobalColor.red if missing else self.palette().text().color())

    def choices(self) -> dict:
        """The file's columns that are taken, as a mapping has them."""
        return {box.currentData(): short for short, box in self._boxes.items() if box.currentData()}

    def focus_missing(self) -> None:
        """Put the keyboard on the first column that is still to be chosen."""
        for short, box in self._boxes.items():
            if self._seen is not None and COLUMNS[short] in self._seen.missing:
                box.setFocus(Qt.FocusReason.OtherFocusReason)
                return


def _from_geometry(seen: Inspection, short: str) -> bool:
    return short in ("x", "y") and seen.format not in ("CSV", "XLSX") and seen.mapping.source_of(short) is None


def _why(first: str, short: str) -> str:
    """What stands in brackets behind a date."""
    return (
        tr("Milliseconds since 1970; in brackets the date and time in Warsaw")
        if first.endswith(")") and short in DATES
        else ""
    )


class Rows(QTableWidget):
    """The first rows as the file has them."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_import_rows")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)

    def show_nothing(self) -> None:
        """No file, or one that cannot be read."""
        self.setRowCount(0)
        self.setColumnCount(0)

    def show_file(self, seen: Inspection) -> None:
        """Show a file's first rows."""
        self.setColumnCount(len(seen.columns))
        self.setHorizontalHeaderLabels(list(seen.columns))
        self.setRowCount(len(seen.rows))
        for row, cells in enumerate(seen.rows):
            for column, text in enumerate(cells):
                self.setItem(row, column, QTableWidgetItem(text[:200]))
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(220, self.columnWidth(column)))
