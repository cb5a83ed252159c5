"""The window of the verification mode: one report, what is known of it, the decisions. It decides nothing itself."""

from __future__ import annotations

import functools
import html

from qgis.gui import QgsDockWidget, QgsScaleWidget
from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStyle,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ..catalogue import load
from ..editing import verifying_words
from ..store.verifying import Facts
from ..toolbelt.i18n import tr
from . import verifying_keys as keys
from .category_list import icon
from .queue_icons import status_icon
from .slots import safe
from .verifying_form import ReasonForm, button
from .verifying_parts import list_box, row

NAME = "kmzb_verifying_dock"
STEPS = ("weryfikacja", "potwierdzone", "niepotwierdzone", "zart", "wyeliminowane", "przekazane")
SIGN = 28  # pixels


class VerifyingDock(QgsDockWidget):
    """``decided(status)``: a decision's button or key; ``saved()``: what is pending, with its reason, is to be saved.

    ``listed(source)``: another list is wanted. ``moved(step)``: 1 next, -1 previous. The rest is as named.
    """

    decided = pyqtSignal(int)
    saved = pyqtSignal()
    moved = pyqtSignal(int)
    undone = pyqtSignal()
    listed = pyqtSignal(str)
    shown = pyqtSignal()
    helped = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(tr("KMZB verification"), parent)
        self.setObjectName(NAME)
        self.pending = 0  # the status that waits for its reason
        self._facts: Facts | None = None
        book = load()
        self.buttons = {book.status(key).id: QPushButton() for key in STEPS}
        self._keys = dict(zip(self.buttons, keys.DECISIONS))
        self._make()
        self._lay_out()
        self.keys = keys.Keys(
            {
                **{key: functools.partial(self._press, status) for status, key in self._keys.items()},
                keys.NEXT: self.next.click,
                keys.PREVIOUS: self.previous.click,
                keys.UNDO: self.undo.click,
                keys.AGAIN: self._list,
                keys.SHOW: self.shown.emit,
                keys.ESCAPE: self.give_up,
            },
            self,
        )
        self.keys.watch(self)
        self.keys.come_with(self, lambda: self.form.reason if self.pending else self.next)
        self.tell("")
        self.show_facts(None, tr("No report is shown yet."))

    def show_facts(self, facts: Facts | None, instead: str = "", now=None) -> None:
        """Show a report, or a sentence in its place."""
        self._facts = facts
        dark = self.palette().base().color().lightness() < 128
        if facts is None:
            self._head.setText(f"<b>{html.escape(instead)}</b>")
            self._sign.clear()
            self._badge.clear()
            self._state.setText("")
            self._text.setHtml("")
        else:
            number = html.escape(tr("Report {report}", report=facts.number))
            self._head.setText(f"<b>{html.escape(facts.category_name)}</b><br>{number}")
            self._sign.setPixmap(icon(facts.category).pixmap(QSize(SIGN, SIGN)))
            self._badge.setPixmap(status_icon(facts.status).pixmap(QSize(20, 20)))
            self._state.setText(f"<b>{html.escape(facts.status_name)}</b>")
            words = (
                html.escape(facts.description).replace("\n", "<br>") or f"<i>{html.escape(tr('No description.'))}</i>"
            )
            self._text.setHtml(f"{verifying_words.rows(facts, now, dark)}<p style='margin-top:6px'>{words}</p>")
        self._name_buttons()
        self.ask(self.pending if facts is not None and self.pending in facts.steps else 0)

    def ask(self, status: int) -> None:
        """Ask for the public reason of a status; 0: nothing is asked."""
        facts = self._facts
        self.pending = status if facts is not None else 0
        for number, press in self.buttons.items():
            press.setChecked(number == self.pending)
        self.form.setVisible(bool(self.pending))
        self._below.setVisible(not self.pending)
        self._fit()
        if self.pending:
            chosen = self.form.reason.currentData()
            self.form.ask(load().status(status).name, facts.reasons.get(status, []), chosen)
            QTimer.singleShot(0, self._show_form)

    @safe
    def _show_form(self) -> None:
        """Into sight, on a low screen too; once it has its place."""
        if self.pending:
            self._area.ensureWidgetVisible(self.form)

    def give_up(self) -> None:
        """Do not decide now; what was typed stays."""
        if self.pending:
            self.ask(0)
            self.tell("")  # what was said of it
            self.next.setFocus()

    def typed(self) -> tuple[int | None, str, str]:
        """Reason, public text and note as they stand in the window."""
        reason = self.form.reason.reason() if self.pending else None
        return reason, self.form.public.text(), self.note.toPlainText()

    def put(self, pending: int, reason: int | None, text: str, note: str) -> None:
        """What was typed earlier for this report comes back."""
        self.form.public.setText(text)
        self.note.setPlainText(note)
        self.form.reason.clear()
        self.form.reason.clearEditText()
        self.ask(pending if self._facts is not None and pending in self._facts.steps else 0)
        if self.pending:
            self.form.reason.offer(self._facts.reasons.get(pending, []), reason)

    def tell(self, sentence: str, help_words: str = "") -> None:
        """A sentence above the buttons, with a button where something can be done; an empty one goes away."""
        self._notice.setText(sentence)
        self._notice.setVisible(bool(sentence))
        self.help.setText(help_words)
        self.help.setVisible(bool(help_words))

    def notice(self) -> str:
        """What is told now."""
        return self._notice.text()

    def show_progress(self, place: int, total: int, late: int) -> None:
        """Where in the list the report stands (from 1 on; 0: nowhere), and how many of it are late."""
        gone = tr("This report is not in the list any more; the next one of the list is one key away.")
        self.progress.setToolTip("" if place or not total else gone)
        if not total:
            self.progress.setText(tr("The list is empty."))
            return
        words = tr("{place} of {total}", place=place or "–", total=total)
        self.progress.setText(f"{words}, {tr('%n late', n=late)}" if late else words)

    def source(self) -> str:
        """Which list is wanted: QUEUE, OPEN, MINE or SELECTED."""
        return str(self.lists.currentData())

    def closeEvent(self, event) -> None:
        """Closed by the person: what was typed stays for the next time."""
        super().closeEvent(event)
        self.left.emit()

    @safe
    def _press(self, status: int) -> None:
        """A decision's key: with a reason asked for, the same key saves it, as Enter does."""
        self.buttons[status].setChecked(status == self.pending)
        if self.pending == status:
            self.saved.emit()
        elif self.buttons[status].isEnabled():
            self.decided.emit(status)

    @safe
    def _list(self, *_) -> None:
        self.listed.emit(self.source())

    def _name_buttons(self) -> None:
        facts = self._facts
        words = dict(zip(STEPS, (tr("Take up"), tr("Confirm"), tr("Not confirmed"), tr("Joke or mistake"),
                                 tr("Eliminated"), tr("Hand over…"))))  # fmt: skip
        for status, press in self.buttons.items():
            key = load().status(status).key
            reopens = facts is not None and facts.steps.get(status, False)
            press.setText(f"{tr('Reopen') if reopens else words[key]} ({keys.shown(self._keys[status])})")
            press.setEnabled(facts is not None and status in facts.steps)
            press.setToolTip(tr("Sets the status '{status}'", status=load().status(status).name))
        for press in (self.next, self.previous):
            press.setEnabled(True)

    def _make(self) -> None:
        for status, press in self.buttons.items():
            press.setObjectName(f"kmzb_verifying_{load().status(status).key}")
            press.setIcon(status_icon(status))
            press.setCheckable(True)  # pressed while its reason is asked for
            press.setAutoDefault(False)
            press.clicked.connect(lambda _=False, status=status: self._press(status))
        self.lists = list_box()
        self.lists.activated.connect(self._list)
        self.progress, self._notice = QLabel(), QLabel()
        self.progress.setObjectName("kmzb_verifying_progress")
        self._notice.setObjectName("kmzb_verifying_notice")
        self._notice.setWordWrap(True)
        self._notice.setTextFormat(Qt.TextFormat.PlainText)
        self._notice.setStyleSheet("color: #1a1a1a; background: #fff3cd; padding: 4px")
        self._sign, self._badge, self._head, self._state = QLabel(), QLabel(), QLabel(), QLabel()
        self._head.setWordWrap(True)
        self._text = QTextBrowser()
        self._text.setObjectName("kmzb_verifying_text")
        self._text.setOpenLinks(False)
        self._text.setMinimumHeight(70)
        self._text.setTabChangesFocus(True)
        self.form, self.note = ReasonForm(), QPlainTextEdit()
        self.form.saved.connect(self.saved)
        self.form.given_up.connect(self.give_up)
        self.note.setObjectName("kmzb_verifying_note")
        self.note.setPlaceholderText(tr("Inner note, added with the next decision; never public"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(2 * self.note.fontMetrics().lineSpacing() + 14)
        self.form.also_in(self.note)
        self.next = button("kmzb_verifying_next", f"{tr('Next')} ({keys.shown(keys.NEXT)})")
        self.previous = button("kmzb_verifying_previous", f"{tr('Previous')} ({keys.shown(keys.PREVIOUS)})")
        self.undo = button("kmzb_verifying_undo", f"{tr('Undo last decision')} ({keys.shown(keys.UNDO)})")
        self.next.clicked.connect(lambda _=False: self.moved.emit(1))
        self.previous.clicked.connect(lambda _=False: self.moved.emit(-1))
        self.undo.clicked.connect(lambda _=False: self.undone.emit())
        self.again = button("kmzb_verifying_again", keys.shown(keys.AGAIN))
        self.again.setToolTip(tr("Read the list anew"))
        self.again.clicked.connect(self._list)
        self.help = button("kmzb_verifying_help", "")
        self.help.clicked.connect(lambda _=False: self.helped.emit())
        self.scale = QgsScaleWidget()
        self.scale.setMaximumWidth(120)
        self.scale.setToolTip(tr("Scale of the map at a report; {key} shows it again", key=keys.shown(keys.SHOW)))
        self.photo, self.onward = QCheckBox(tr("Orthophoto")), QCheckBox(tr("Go on after taking up"))
        self.photo.setObjectName("kmzb_verifying_photo")
        self.onward.setObjectName("kmzb_verifying_onward")

    def _fit(self) -> None:
        """Wide enough for all words, with a bar beside them; never narrower again, so that the map keeps its size."""
        room = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) + 2
        wanted = max(part.minimumSizeHint().width() for part in (self._area.widget(), self.form))
        self._area.setMinimumWidth(max(self._area.minimumWidth(), wanted + room))

    def _lay_out(self) -> None:
        """For a screen of 1366 × 768: narrow, and what is not needed while a reason is asked for hides then."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(row((self.lists, 1), (self.again, 0)))
        head = QGridLayout()
        head.addWidget(self._sign, 0, 0)
        head.addWidget(self._head, 0, 1, 1, 2)
        head.addWidget(self._badge, 1, 0, Qt.AlignmentFlag.AlignHCenter)
        head.addWidget(self._state, 1, 1)
        head.addWidget(self.progress, 1, 2, Qt.AlignmentFlag.AlignRight)
        head.setColumnStretch(1, 1)
        column.addLayout(head)
        column.addWidget(self._text, 1)
        column.addLayout(row((self._notice, 1), (self.help, 0)))
        grid = QGridLayout()
        grid.setSpacing(3)
        for place, press in enumerate(self.buttons.values()):
            grid.addWidget(press, place // 2, place % 2)
        column.addLayout(grid)
        column.addWidget(self.form)
        column.addWidget(self.note)
        column.addLayout(row((self.previous, 1), (self.next, 1)))
        column.addLayout(row((self.undo, 1)))
        self._below = QWidget()
        below = row((self.onward, 1), (self.photo, 0), (self.scale, 0))
        below.setContentsMargins(0, 0, 0, 0)
        self._below.setLayout(below)
        column.addWidget(self._below)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        self.setWidget(area)
        self.setFocusProxy(self.next)
