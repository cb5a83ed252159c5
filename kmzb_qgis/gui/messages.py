"""The one place where the desktop tells people something: QGIS's message bar, and the log without a window."""

from __future__ import annotations

import functools
import html
import traceback

from qgis.core import Qgis
from qgis.gui import QgsMessageBar, QgsMessageBarItem, QgsMessageViewer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QPushButton, QTextBrowser

from ..toolbelt import log
from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from .slots import safe

TITLE = "KMZB"


class Messages:
    """Sentences in the message bar of a window."""

    def __init__(self, iface):
        self._iface = iface
        self._standing: dict[str, list[QgsMessageBarItem]] = {}

    def over(self, about: str) -> None:
        """Close what :meth:`error` told about something that has gone well since: it is no longer true."""
        bar = self._iface.messageBar()
        for item in self._standing.pop(about, []):
            if not sip.isdeleted(item):
                bar.popWidget(item)

    def failed(self, error: BaseException, about: str, named: str = "") -> None:
        """Tell a failure that stands until :meth:`over` is told; ``about``: of what.

        ``named``: where the message on top names this, it is QGIS's own about the same, and goes with it.
        """
        bar = self._iface.messageBar()
        standing = self._standing.setdefault(about, [])
        standing[:] = [item for item in standing if not sip.isdeleted(item)]
        before = bar.currentItem()
        if named and before is not None and before not in standing and named in before.text():
            standing.append(before)
        self.error(error)
        self._keep(about, before)

    def error(self, error: BaseException, button: str = "", run=None) -> None:
        """Tell a failure: a KmzbError's sentence with its details behind a button; anything else goes to the log.

        ``button`` and ``run``: what a person can do about it, as in :meth:`offer`.
        """
        if isinstance(error, Cancelled):
            self.info(error.message)
            return
        if isinstance(error, KmzbError):
            if run is not None:
                self.offer(error.message, error.details, button, run, Qgis.MessageLevel.Critical)
                return
            log.error(str(error))
            self._push(error.message, error.details, Qgis.MessageLevel.Critical)
            return
        log.error("".join(traceback.format_exception(type(error), error, error.__traceback__)))
        self._push(
            tr("Something unexpected went wrong. The 'KMZB' tab of the log panel has the details."),
            "",
            Qgis.MessageLevel.Critical,
        )

    def warning(self, message: str, details: str = "", about: str = "") -> None:
        """Tell something to look at; stays until it is closed, with ``about`` until :meth:`over` is told of that."""
        before = self._iface.messageBar().currentItem() if about else None
        log.warning(message)
        self._push(message, details, Qgis.MessageLevel.Warning)
        if about:
            self._keep(about, before)

    def info(self, message: str, details: str = "") -> None:
        """Tell something that went as it should; goes away by itself."""
        log.info(message)
        self._push(message, details, Qgis.MessageLevel.Info, 8)

    def success(self, message: str) -> None:
        """Tell that a job is done; goes away by itself."""
        log.info(message)
        self._push(message, "", Qgis.MessageLevel.Success, 8)

    def offer(self, message: str, details: str, button: str, run, level=Qgis.MessageLevel.Warning):
        """Tell something with a button that does something about it and closes the message; stays until it is closed.

        Returns the bar's item, for whoever wants to close it when it is no longer true.
        """
        good = level in (Qgis.MessageLevel.Info, Qgis.MessageLevel.Success)
        (log.info if good else log.error)(f"{message}\n{details}".strip())
        bar = self._iface.messageBar()
        item = QgsMessageBar.createMessage(TITLE, html.escape(message, quote=False))
        item.setLevel(level)
        run = self.guard(run)

        def pressed() -> None:
            bar.popWidget(item)
            run()

        press = QPushButton(button, item)
        press.setObjectName("kmzb_again")
        press.clicked.connect(lambda _=False: pressed())
        item.layout().addWidget(press)
        if details:
            _add_details(item, bar, message, details)
        bar.pushItem(item)
        QTimer.singleShot(0, functools.partial(show_whole, bar))
        return item

    def guard(self, function):
        """The function, with whatever it raises told here."""

        @functools.wraps(function)
        def guarded(*args, **values):
            try:
                return function(*args, **values)
            except Exception as error:
                self.error(error)
                return None

        return guarded

    def _keep(self, about: str, before: QgsMessageBarItem | None) -> None:
        """Remember what was pushed just now, after ``before``."""
        item = self._iface.messageBar().currentItem()
        if item is not None and item is not before:
            self._standing.setdefault(about, []).append(item)

    def _push(self, message: str, details: str, level, seconds: int = 0) -> None:
        bar = self._iface.messageBar()
        # QGIS shows the text as HTML: what a server or a file name brings must not become markup or a picture.
        shown = html.escape(message, quote=False)
        if details and shown != message:  # QGIS would show what is escaped in its details, which are plain text
            item = QgsMessageBar.createMessage(TITLE, shown)
            item.setLevel(level)
            item.setDuration(seconds)
            _add_details(item, bar, message, details)
            bar.pushItem(item)
        elif details:
            bar.pushMessage(TITLE, shown, details, level, seconds)
        else:
            bar.pushMessage(TITLE, shown, level, seconds)
        QTimer.singleShot(0, functools.partial(show_whole, bar))


def _add_details(item, bar, message: str, details: str) -> None:
    """A button on a message that shows all there is to tell."""
    more = QPushButton(tr("Details"), item)
    more.clicked.connect(lambda _=False: _show_details(bar, message, details))
    item.layout().addWidget(more)


def _show_details(parent, message: str, details: str) -> None:
    """A window of its own with the whole text, which may be left open."""
    viewer = QgsMessageViewer(parent)
    viewer.setTitle(TITLE)
    viewer.setMessageAsPlainText(f"{message}\n\n{details}")
    viewer.showMessage(False)


@safe
def show_whole(bar) -> None:
    """Make room for a message of several lines: QGIS gives the text the height of one and a half, and cuts the rest."""
    item = None if sip.isdeleted(bar) else bar.currentItem()
    text = item.findChild(QTextBrowser) if item is not None else None
    if text is not None:
        item.layout().activate()  # buttons beside it have their width only then
        text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # it would take width, for nothing
        text.setFixedHeight(max(text.height(), round(text.document().size().height()) + 2))
