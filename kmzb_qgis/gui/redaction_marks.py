"""Personal data in a report's boxes of several lines: underlined while one types, named below, replaced at a button.

The text itself is never changed by itself: the marks are drawn over it (extra selections are no part of the document).
What is found, and how surely: docs/redaction.md.
"""

from __future__ import annotations

from qgis.gui import QgsAttributeForm
from qgis.PyQt.QtCore import QEvent, QObject, Qt, QTimer
from qgis.PyQt.QtGui import QColor, QTextCharFormat, QTextCursor
from qgis.PyQt.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QToolTip,
    QWidget,
)

from ..catalogue import redaction
from ..toolbelt import finding_words
from ..toolbelt.i18n import tr
from . import form_parts
from .slots import safe

FIELDS = ("description", "note", "reason_text")
PUBLIC = "reason_text"
SOON_MS = 200  # after the last key
SHOWN = 40  # letters of a finding in the sentence
UNDER, BEHIND = QColor("#b45309"), QColor(245, 158, 11, 90)  # seen on white and on dark themes
_alive: dict[int, BoxMarks] = {}  # Python forgets a child of a box that QGIS made as soon as it forgets the box


@safe
def attach(form: QgsAttributeForm) -> list[BoxMarks]:
    """Look after the boxes that a form has now; again is harmless, and needed where QGIS made them anew."""
    found = []
    for name, wrapper in form_parts.fields(form).items():
        box = wrapper.widget()
        if name not in FIELDS or box is None:
            continue
        box = box if isinstance(box, (QPlainTextEdit, QTextEdit)) else box.findChild(QPlainTextEdit)
        if box is not None:
            # a child of the box: it goes when QGIS throws the box away
            found.append(box.findChild(BoxMarks) or BoxMarks(box, name))
    return found


class BoxMarks(QObject):
    """Marks one box and says below it what it found."""

    def __init__(self, box, field: str):
        super().__init__(box)
        self.setObjectName("kmzb_redaction_marks")
        key = id(self)
        _alive[key] = self
        box.destroyed.connect(lambda *_: _alive.pop(key, None))
        self.marks: list[redaction.Mark] = []
        self._box, self._field, self._text = box, field, None
        self.panel = QWidget(box.parentWidget())
        self.panel.setObjectName(f"kmzb_redaction_{field}")
        self.label = QLabel(self.panel)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)  # it repeats what people wrote
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.button = QPushButton(tr("Replace by {filler}", filler=redaction.FILLER), self.panel)
        self.button.setToolTip(tr("Puts {filler} in the place of each marked part", filler=redaction.FILLER))
        self.button.setAutoDefault(False)  # Enter in the form must not press it
        self.button.clicked.connect(self.replace)
        row = QHBoxLayout(self.panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.panel.hide()
        self._below(box)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        box.textChanged.connect(self._changed)
        box.installEventFilter(self)
        box.viewport().installEventFilter(self)
        self.look()

    def _below(self, box) -> None:
        """Put the sentence below the box, in the layout that holds its field; without one there are the marks alone."""
        widget = box
        while widget is not None and not widget.inherits("QgsAttributeFormWidget"):
            widget = widget.parentWidget()
        page = widget.parentWidget() if widget is not None else None
        layout = _holding(page.layout(), widget) if page is not None and page.layout() is not None else None
        if isinstance(layout, QBoxLayout) and layout.direction() == QBoxLayout.Direction.TopToBottom:
            layout.insertWidget(layout.indexOf(widget) + 1, self.panel)
        else:
            self.panel.setParent(None)
            self.panel.deleteLater()
            self.panel = None

    @safe
    def _changed(self) -> None:
        if self._box.toPlainText() != self._text:
            self._soon.start(SOON_MS)

    @safe
    def look(self) -> None:
        """Mark what stands in the box now."""
        self._soon.stop()
        self._text = self._box.toPlainText()
        self.marks = redaction.marks(self._text)
        shown = []
        for mark in self.marks:
            part = QTextEdit.ExtraSelection()
            part.cursor = self._cursor(mark)
            part.format = _format()
            shown.append(part)
        self._box.setExtraSelections(shown)
        if self.panel is not None:
            self.label.setText(f"⚠ {sentence(self._text, self.marks, self._field == PUBLIC)}")
            self.button.setVisible(not self._box.isReadOnly())
            self.panel.setVisible(bool(self.marks))

    @safe
    def replace(self, _pressed: bool = False) -> None:
        """Put ``[…]`` in the place of each finding, as one step that Ctrl+Z takes back."""
        if self._box.isReadOnly():
            return
        self.look()  # the last keys count too
        cursor = QTextCursor(self._box.document())
        cursor.beginEditBlock()
        for mark in reversed(self.marks):
            part = self._cursor(mark)
            cursor.setPosition(part.selectionStart())
            cursor.setPosition(part.selectionEnd(), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(redaction.FILLER)
        cursor.endEditBlock()
        self.look()

    def _cursor(self, mark: redaction.Mark) -> QTextCursor:
        """The marked part: Qt counts signs beyond the first plane of Unicode twice."""
        cursor = QTextCursor(self._box.document())
        cursor.setPosition(_units(self._text[: mark.start]))
        cursor.setPosition(_units(self._text[: mark.end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def at(self, position: int) -> redaction.Mark | None:
        """The mark at a place of the document, in Qt's counting."""
        for mark in self.marks:
            if _units(self._text[: mark.start]) <= position <= _units(self._text[: mark.end]):
                return mark
        return None

    def eventFilter(self, watched, event) -> bool:
        """Hints over the marks; and the button goes where a form is only read."""
        if event.type() == QEvent.Type.ToolTip and watched is self._box.viewport():
            return bool(self._hint(event))
        if event.type() == QEvent.Type.ReadOnlyChange:
            self._soon.start(0)
        return False

    @safe
    def _hint(self, event) -> bool:
        mark = self.at(self._box.cursorForPosition(event.pos()).position())
        if mark is None:
            return False
        QToolTip.showText(event.globalPos(), hint(mark), self._box.viewport())
        return True


def hint(mark: redaction.Mark) -> str:
    """What is said over a mark."""
    return tr("Perhaps personal data: {kind}", kind=finding_words.kind(mark.kind))


def sentence(text: str, marks: list[redaction.Mark], public: bool) -> str:
    """What is said below a box; ``public`` texts are withheld from publication as they stand."""
    parts = []
    for kind in dict.fromkeys(mark.kind for mark in marks):
        found = list(dict.fromkeys(text[mark.start : mark.end] for mark in marks if mark.kind == kind))
        if found:
            spelt = ", ".join(_short(part) for part in found)
            parts.append(tr("{kind} ({found})", kind=finding_words.kind(kind), found=spelt))
    listed = "; ".join(parts)
    if public:
        return tr("Perhaps personal data: {found}. A publication withholds this text as it stands.", found=listed)
    return tr("Perhaps personal data: {found}.", found=listed)


def _short(part: str) -> str:
    part = " ".join(part.split())
    return part if len(part) <= SHOWN else f"{part[: SHOWN - 1]}…"


def _units(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _format() -> QTextCharFormat:
    form = QTextCharFormat()
    form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    form.setUnderlineColor(UNDER)
    form.setBackground(BEHIND)
    return form


def _holding(layout: QLayout, widget: QWidget) -> QLayout | None:
    """The layout that holds a widget itself: a layout, or one inside it."""
    if layout.indexOf(widget) >= 0 and any(layout.itemAt(n).widget() is widget for n in range(layout.count())):
        return layout
    for number in range(layout.count()):
        inner = layout.itemAt(number).layout()
        found = _holding(inner, widget) if inner is not None else None
        if found is not None:
            return found
    return None
