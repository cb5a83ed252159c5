"""Calls from a job into the main thread."""

import threading

from qgis.core import QgsApplication, QgsProcessingFeedback

from kmzb_qgis.toolbelt import main_thread
from kmzb_qgis.toolbelt.errors import Cancelled


def test_a_call_of_the_main_thread_is_given_up_when_cancelled(qgis_app):
    """The main thread is busy and the person cancels: the task ends, and the function never runs."""
    feedback, ran, caught = QgsProcessingFeedback(), [], []

    def work():
        try:
            main_thread.run(lambda: ran.append(1), feedback)
        except Cancelled:
            caught.append(True)

    worker = threading.Thread(target=work)
    worker.start()
    feedback.cancel()
    worker.join(10)  # no event runs here meanwhile
    assert caught and not worker.is_alive()
    QgsApplication.processEvents()
    assert not ran
