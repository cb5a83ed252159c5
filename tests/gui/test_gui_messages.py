"""What people are told, in QGIS's real message bar."""

import threading
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtWidgets import QTextBrowser

from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.task import Work
from kmzb_qgis.toolbelt.errors import KmzbError
from tests.gui.waiting import wait_idle, wait_until


@pytest.fixture
def bar(qgis_app):
    return QgsMessageBar()


def shown(bar) -> QTextBrowser:
    return bar.currentItem().findChild(QTextBrowser)


@pytest.mark.parametrize("say", ["error", "warning", "success"])
def test_markup_of_strangers_is_shown_not_obeyed(bar, say):
    text = "no layer '<img src=\"http://127.0.0.1:9/x.png\">' <b>at</b> R&D &amp; 'Łódź'"
    messages = Messages(SimpleNamespace(messageBar=lambda: bar))
    getattr(messages, say)(KmzbError(text, "details") if say == "error" else text)
    assert text in shown(bar).toPlainText()
    assert "<img" not in shown(bar).toHtml()


def test_a_long_sentence_is_shown_whole(bar):
    bar.resize(600, 60)
    bar.show()
    Messages(SimpleNamespace(messageBar=lambda: bar)).warning("Nothing was saved; read it again. " * 8)
    text = shown(bar)
    wait_until(lambda: text.height() >= text.document().size().height() > 3 * text.fontMetrics().height())


def test_what_was_done_is_not_called_cancelled(qgis_app):
    """A store's migration cannot be cut short; a cancel must not say that nothing was changed."""
    done, failed = [], []
    begun, go_on = threading.Event(), threading.Event()

    def work(_feedback):
        begun.set()
        go_on.wait(20)
        return "migrated"

    task = Work("a", work, done.append, failed.append, cancellable=False).start()
    assert not task.canCancel()
    wait_until(begun.is_set)
    task.cancel()
    go_on.set()
    wait_until(lambda: bool(done or failed))
    assert (done, failed) == (["migrated"], [])
    wait_idle()
    assert not QgsApplication.taskManager().activeTasks()
