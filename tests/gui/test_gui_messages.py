"""What people are told, in QGIS's real message bar."""

import threading
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar, QgsMessageViewer
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication, QTextBrowser, QTextEdit

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


def test_a_failure_that_is_over_is_taken_from_the_bar_with_qgis_s_own(bar):
    messages = Messages(SimpleNamespace(messageBar=lambda: bar))
    messages.warning("something else")
    for text in ("first", "second"):
        bar.pushWarning("Commit errors", "Could not commit changes to layer Zgłoszenia")
        messages.failed(KmzbError(text), "save", "Zgłoszenia")
    assert shown(bar).toPlainText().endswith("second")
    before = len(bar.items())  # whether QGIS shows its own words twice depends on its version
    messages.over("another")
    assert len(bar.items()) == before
    messages.over("save")
    wait_until(lambda: len(bar.items()) == 1)
    assert "something else" in shown(bar).toPlainText()
    messages.over("save")
    messages.warning("read-only", about="store")
    assert len(bar.items()) == 2
    messages.over("store")
    wait_until(lambda: len(bar.items()) == 1)


def test_details_show_the_sentence_as_it_is(bar):
    """QGIS shows the message as HTML, and its details as plain text."""
    text = "The file /dane/A & B/<nowe>.json is wrong."
    Messages(SimpleNamespace(messageBar=lambda: bar)).error(KmzbError(text, "line 7: a < b"))
    (button,) = [each for each in bar.currentItem().findChildren(QAbstractButton) if "etails" in each.text()]
    button.click()
    (viewer,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QgsMessageViewer)]
    shown = viewer.findChild(QTextEdit).toPlainText()
    viewer.close()
    assert shown == f"{text}\n\nline 7: a < b"


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
