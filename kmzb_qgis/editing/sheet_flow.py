"""The facts of a sheet, line by line over as many pages as they need: what does not fit goes on at the next page's top.

Lines are broken here, with the width of each word, and given to the labels as they are: so it is known beforehand how
high a text is, in any version of QGIS, and none is cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qgis.core import QgsLayoutItemLabel, QgsLayoutPoint, QgsLayoutSize, QgsPrintLayout, QgsTextFormat
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF

from ..toolbelt import compat
from . import sheet_layout
from .paper_key import letters
from .sheet_rows import Row

TOP, BOTTOM = 18, 18  # mm of the further pages that stay free for what is on each
LABELS = 0.26  # of the width, for what a fact is called
GAP, SPACE = 3.0, 1.0  # mm between the columns, and below each fact
SLACK = 0.97  # of a width that is filled: printers' letters differ by a hair from the screen's
LINE = 1.22  # of the letters' size: lines are no nearer to each other in any version
HEADING = "#e4e4e4"
MM = 25.4 / 72
_EXACT = 200  # pixels: the size at which words are measured


def flow(layout: QgsPrintLayout, rows: list[Row]) -> int:
    """Write rows from the label ``kmzb_facts`` on; the number of pages."""
    area = layout.itemById(sheet_layout.FACTS)
    points = compat.letters_of(area)
    pen = _Pen(
        layout,
        area.page(),
        area.pagePos().x(),
        area.rect().width(),
        area.pagePos().y(),
        area.pagePos().y() + area.rect().height(),
        points,
    )
    area.setVisibility(False)
    for number, row in enumerate(rows):
        if row.heading:
            follows = rows[number + 1] if number + 1 < len(rows) else row
            pen.heading(row.label, 2 if follows.text else 0)
        else:
            pen.fact(row)
    return layout.pageCollection().pageCount()


def wrap(text: str, form: QgsTextFormat, width: float) -> list[str]:
    """The lines of a text at a width in mm; words that are longer than a line are broken."""
    measure = _Measure(form)
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").replace("\t", " ").split("\n"):
        lines += _paragraph(paragraph, measure, width * SLACK)
    return lines


def _paragraph(text: str, measure: _Measure, width: float) -> list[str]:
    lines, line, used = [], "", 0.0
    for word in text.split(" "):
        length = measure.mm(word)
        if line and used + measure.blank + length <= width:
            line, used = f"{line} {word}", used + measure.blank + length
            continue
        if line:
            lines.append(line)
        while length > width and len(word) > 1:
            cut = max(1, int(len(word) * width / length))
            while cut > 1 and measure.mm(word[:cut]) > width:
                cut -= 1
            lines.append(word[:cut])
            word = word[cut:]
            length = measure.mm(word)
        line, used = word, length
    return [*lines, line]


class _Measure:
    """Widths of words in mm, in a text's letters."""

    def __init__(self, form: QgsTextFormat):
        font = QFont(form.font())
        font.setPixelSize(_EXACT)
        self._metrics, self._scale, self._known = QFontMetricsF(font), form.size() * MM / _EXACT, {}
        self.blank = self.mm(" ")

    def mm(self, word: str) -> float:
        """The width of a word."""
        if word not in self._known:
            self._known[word] = self._metrics.horizontalAdvance(word) * self._scale
        return self._known[word]


@dataclass
class _Pen:
    """Where the next line goes: page, and mm from its top."""

    layout: QgsPrintLayout
    page: int
    left: float
    width: float
    y: float
    bottom: float
    points: float
    line: float = field(init=False)

    def __post_init__(self):
        self.line = self.points * MM * LINE
        self._name = letters(self.points - 1)
        self._text = letters(self.points)
        self._head = letters(self.points, True)

    def heading(self, text: str, follow: int) -> None:
        """A section's name on a bar, with at least so many lines of its first fact on the same page."""
        height = self.line + 1.2
        if self.y + SPACE + height + SPACE + follow * self.line > self.bottom:
            self._turn()
        else:
            self.y += SPACE
        label = self._put(text, self._head, self.left, self.width, height)
        label.setBackgroundEnabled(True)
        label.setBackgroundColor(QColor(HEADING))
        label.setMarginX(1)
        label.setVAlign(Qt.AlignmentFlag.AlignVCenter)
        self.y += height + SPACE

    def fact(self, row: Row) -> None:
        """A fact, over as many pages as it takes."""
        first = self.width * LABELS - GAP
        names = wrap(row.label, self._name, first)
        lines = wrap(row.text, self._text, self.width - first - GAP)
        while names or lines:
            room = int((self.bottom - self.y) / self.line)
            if room < 1:
                self._turn()
                continue
            count = min(room, max(len(names), len(lines)))
            height = count * self.line + 0.4
            for part, form, x, width in (
                (names[:count], self._name, self.left, first),
                (lines[:count], self._text, self.left + first + GAP, self.width - first - GAP),
            ):
                if any(part):
                    self._put("\n".join(part), form, x, width, height)
            names, lines = names[count:], lines[count:]
            self.y += count * self.line
        self.y += SPACE

    def _put(self, text: str, form: QgsTextFormat, x: float, width: float, height: float) -> QgsLayoutItemLabel:
        label = QgsLayoutItemLabel(self.layout)
        label.setText(_plain(text))
        compat.write_in(label, form)
        label.setMarginX(0)
        label.setMarginY(0)
        label.setVAlign(Qt.AlignmentFlag.AlignTop)
        self.layout.addLayoutItem(label)
        label.attemptMove(QgsLayoutPoint(x, self.y), True, False, self.page)
        label.attemptResize(QgsLayoutSize(width, height))
        return label

    def _turn(self) -> None:
        """The next page, a new one where there is none."""
        self.page += 1
        if self.page >= self.layout.pageCollection().pageCount():
            sheet_layout.add_page(self.layout)
        self.y = TOP
        self.bottom = self.layout.pageCollection().page(self.page).rect().height() - BOTTOM


def _plain(text: str) -> str:
    """A text that a label shows as it is: what stands in it for an expression is none."""
    return text.replace("[%", "[\u2060%")
