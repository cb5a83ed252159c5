"""A table on paper: a PDF with a heading, a row of titles on each page, wrapped cells, boxes to tick, page numbers.

Drawn with QPainter, which needs no window: a QApplication on Qt's platform 'offscreen', as qgis_process has, will do.
Rows are never cut by the end of a page, except one that is taller than a page, which is shortened to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen, QTextOption

from .errors import KmzbError
from .i18n import tr
from .progress import Progress

DPI = 300
MARGIN_MM, PAD_MM, FOOT_MM, TICK_MM = 10.0, 1.2, 8.0, 4.0
SIZE, TITLE_SIZE = 8.0, 13.0  # points
_GREY, _LINE = QColor(232, 236, 240), QColor(120, 120, 120)


@dataclass(frozen=True)
class Column:
    """``share`` of the width; ``tick``: a box to tick in each row, whatever its cell says; ``bold`` its letters."""

    title: str
    share: float
    tick: bool = False
    bold: bool = False


@dataclass
class Sheet:
    """What is printed: ``lines`` stand under the title; a row is a list of texts, or one text: a heading in between."""

    title: str
    lines: list[str]
    columns: list[Column]
    rows: list[list[str] | str] = field(default_factory=list)
    foot: str = ""


def pdf(sheet: Sheet, feedback=None) -> bytes:
    """The sheet on A4 landscape as a PDF. Raises Cancelled, and KmzbError where Qt cannot draw."""
    return _Drawing(sheet, Progress(feedback)).made()


class _Drawing:
    """One document; lengths are in dots of the printer."""

    def __init__(self, sheet: Sheet, progress: Progress):
        self.sheet, self.progress = sheet, progress
        self.content, self.buffer = QByteArray(), QBuffer()
        self.buffer.setBuffer(self.content)
        self.buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.writer = QPdfWriter(self.buffer)
        self.writer.setResolution(DPI)
        self.writer.setTitle(sheet.title)
        self.writer.setCreator("kmzb_qgis")
        margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
        self.writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Landscape,
                margins,
                QPageLayout.Unit.Millimeter,
            )
        )
        self.pad = _dots(PAD_MM)
        self.letters, self.heavy, self.big = _font(SIZE), _font(SIZE, True), _font(TITLE_SIZE, True)

    def made(self) -> bytes:
        self.painter = QPainter()
        if not self.painter.begin(self.writer):
            raise KmzbError(tr("Qt could not make a PDF here."), code="pdf")
        try:
            self.width, self.height = float(self.writer.width()), float(self.writer.height())
            total = sum(column.share for column in self.sheet.columns)
            self.widths = [self.width * column.share / total for column in self.sheet.columns]
            self.painter.setPen(QPen(_LINE, _dots(0.15)))
            self.titles = self._tall([column.title for column in self.sheet.columns], True)
            pages = self._pages()
            for number, page in enumerate(pages, 1):
                self.progress.check()
                self.progress.percent(50 + 50 * number / len(pages))
                if number > 1:
                    self.writer.newPage()
                self._page(number, len(pages), page)
        finally:
            self.painter.end()
            self.buffer.close()
        return bytes(self.content)

    def _pages(self) -> list[list[tuple[float, list[str] | str]]]:
        """Rows with their heights, page by page; a heading never stands last on a page."""
        room = self.height - _dots(FOOT_MM) - self.titles
        pages, page, left = [], [], room - self._heading(False)
        rows = self.sheet.rows
        for number, row in enumerate(rows):
            if number % 200 == 0:
                self.progress.check()
                self.progress.percent(50 * number / len(rows))
            tall = min(self._tall(row), room)
            following = rows[number + 1] if isinstance(row, str) and number + 1 < len(rows) else None
            needed = tall + (min(self._tall(following), room - tall) if following is not None else 0)
            if needed > left and page:
                pages.append(page)
                page, left = [], room
            page.append((tall, row))
            left -= tall
        return [*pages, page]

    def _page(self, number: int, count: int, rows: list) -> None:
        top = self._heading(True) if number == 1 else 0.0
        if self.sheet.rows:
            self._row(top, self.titles, [column.title for column in self.sheet.columns], True)
            top += self.titles
        for tall, row in rows:
            if isinstance(row, str):
                self._text(QRectF(0, top, self.width, tall), row, self.heavy)
            else:
                self._row(top, tall, row)
            top += tall
        foot = QRectF(0, self.height - _dots(FOOT_MM - 2), self.width, _dots(FOOT_MM - 2))
        self._text(foot, self.sheet.foot, self.letters)
        page = tr("Page {number} of {count}", number=number, count=count)
        self._text(foot, page, self.letters, Qt.AlignmentFlag.AlignRight)

    def _heading(self, draw: bool) -> float:
        """The height of title and lines, drawn or only measured."""
        top = 0.0
        for text, font in [(self.sheet.title, self.big), *((line, self.letters) for line in self.sheet.lines)]:
            tall = self._measured(text, self.width - 2 * self.pad, font) + self.pad
            if draw:
                self._text(QRectF(0, top, self.width, tall), text, font)
            top += tall
        return top + self.pad

    def _tall(self, row: list[str] | str, heavy: bool = False) -> float:
        """The height that a row needs."""
        if isinstance(row, str):
            return self._measured(row, self.width - 2 * self.pad, self.heavy) + 3 * self.pad
        tall = 0.0 if heavy else _dots(TICK_MM)
        for text, column, width in zip(row, self.sheet.columns, self.widths):
            font = self.heavy if heavy or column.bold else self.letters
            tall = max(tall, self._measured(text, width - 2 * self.pad, font))
        return tall + 2 * self.pad

    def _measured(self, text: str, width: float, font: QFont) -> float:
        self.painter.setFont(font)
        return self.painter.boundingRect(QRectF(0, 0, width, 1e6), text, _flow()).height()

    def _row(self, top: float, tall: float, row: list[str], heavy: bool = False) -> None:
        left = 0.0
        for text, column, width in zip(row, self.sheet.columns, self.widths):
            box = QRectF(left, top, width, tall)
            if heavy:
                self.painter.fillRect(box, _GREY)
            self.painter.drawRect(box)
            if column.tick and not heavy:
                side = _dots(TICK_MM)
                self.painter.drawRect(QRectF(left + (width - side) / 2, top + self.pad, side, side))
            else:
                self._text(box, text, self.heavy if heavy or column.bold else self.letters)
            left += width

    def _text(self, box: QRectF, text: str, font: QFont, align=Qt.AlignmentFlag.AlignLeft) -> None:
        inner = box.adjusted(self.pad, self.pad, -self.pad, 0)
        self.painter.save()
        self.painter.setClipRect(box)
        self.painter.setPen(QColor(0, 0, 0))
        self.painter.setFont(font)
        self.painter.drawText(inner, text, _flow(align))
        self.painter.restore()


def _dots(millimetres: float) -> float:
    return millimetres / 25.4 * DPI


def _font(points: float, bold: bool = False) -> QFont:
    font = QFont("sans-serif")
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPointSizeF(points)
    font.setBold(bold)
    # Any spacing (this one is 0.01 mm) keeps Qt from ligatures: who searches the PDF for "Weryfikacja" must find it.
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.1)
    return font


def _flow(align=Qt.AlignmentFlag.AlignLeft) -> QTextOption:
    option = QTextOption(align | Qt.AlignmentFlag.AlignTop)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # long words stay in their cell
    return option
