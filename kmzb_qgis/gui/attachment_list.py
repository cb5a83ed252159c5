"""The list of a report's attachments: a picture or a plate of its kind beside each name; files can be dropped on it."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from qgis.PyQt.QtCore import QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPixmap
from qgis.PyQt.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from ..catalogue import warsaw
from ..store import attachment_kinds, attachments, pictures
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

EDGE = 72  # pixels
KEPT = 200  # pictures of recent lists
KEY = Qt.ItemDataRole.UserRole
PLATE, LETTERS = "#37474f", "#ffffff"

_pictures: OrderedDict[str, QImage] = OrderedDict()  # by checksum


def known(sha256: str) -> QImage | None:
    """A thumbnail that was made before."""
    return _pictures.get(sha256)


def keep(sha256: str, image: QImage) -> None:
    """Remember a thumbnail."""
    _pictures[sha256] = image
    while len(_pictures) > KEPT:
        _pictures.popitem(last=False)


class AttachmentList(QListWidget):
    """Rows of attachments; ``dropped`` gives the paths of files that were let fall on it."""

    dropped = pyqtSignal(list)

    def __init__(self, parent):
        super().__init__(parent)
        self.setObjectName("kmzb_attachments")
        self.setAccessibleName(tr("Attachments of the report"))
        self.setIconSize(QSize(EDGE, EDGE))
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAcceptDrops(True)

    def fill(self, rows: list[tuple[object, str, QIcon]]) -> None:
        """Show rows of (what it is, text, icon); the selection stays where it can."""
        selected = self.chosen()
        self.clear()
        for thing, text, icon in rows:
            item = QListWidgetItem(icon, text, self)
            item.setData(KEY, thing)
            item.setSizeHint(QSize(0, EDGE + 10))
            if thing == selected:
                self.setCurrentItem(item)

    def chosen(self):
        """The attachment, or waiting file, that is selected; None without one."""
        item = self.currentItem()
        return item.data(KEY) if item is not None and item.isSelected() else None

    def dragEnterEvent(self, event) -> None:
        """Files of this computer only."""
        if paths(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    dragMoveEvent = dragEnterEvent

    def dropEvent(self, event) -> None:
        """Hand the files on; whoever gave them keeps them."""
        found = paths(event.mimeData())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if found:
            self.dropped.emit(found)

    def paintEvent(self, event) -> None:
        """Without rows the list says what it is for."""
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(self.palette().ColorRole.Text))
            room = self.viewport().rect().adjusted(12, 12, -12, -12)
            words = tr("No attachments. Drop files here, or press 'Add files…'.")
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)
            painter.end()


def paths(mime) -> list[Path]:
    """The files of this computer that are being dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []


def line(thing) -> str:
    """A row's words."""
    if isinstance(thing, attachments.Prepared):
        return f"{thing.name}\n{size(len(thing.data))} · {tr('waits until the report is saved')}"
    when = warsaw.shown(warsaw.from_text(thing.added_at))
    return f"{thing.name}\n{size(thing.size)} · {when} · {thing.added_by or tr('unknown person')}"


def size(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, round(count / 1024))} kB"


def framed(image: QImage) -> QIcon:
    """A thumbnail in the middle of a square, so that the names stand in line."""
    square = QPixmap(EDGE, EDGE)
    square.fill(QColor(0, 0, 0, 0))
    painter = QPainter(square)
    painter.drawImage((EDGE - image.width()) // 2, (EDGE - image.height()) // 2, image)
    painter.end()
    return QIcon(square)


def plate(media_type: str) -> QIcon:
    """A sheet with the kind's letters, for what has no picture."""
    kind = attachment_kinds.KINDS.get(media_type)
    square = QPixmap(EDGE, EDGE)
    square.fill(QColor(0, 0, 0, 0))
    painter = QPainter(square)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(PLATE))
    painter.setPen(Qt.PenStyle.NoPen)
    sheet = QRectF(10, 4, EDGE - 20, EDGE - 8)
    painter.drawRoundedRect(sheet, 5, 5)
    font = QFont()
    font.setPixelSize(17)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(LETTERS))
    painter.drawText(sheet, int(Qt.AlignmentFlag.AlignCenter), kind.suffix.upper() if kind else "?")
    painter.end()
    return QIcon(square)


def thumbnail(path: Path, thing) -> QImage:
    """Of a picture, a null one where it cannot be made; for the background."""
    try:
        data = thing.data if isinstance(thing, attachments.Prepared) else attachments.file_of(path, thing).read_bytes()
    except (KmzbError, OSError):
        data = b""  # the row stays, with the plate of its kind; opening it tells why
    return pictures.thumbnail(data, EDGE)
