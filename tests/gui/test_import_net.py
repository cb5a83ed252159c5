"""The network inside QGIS: its own stack, on real sockets, and what it writes to the log."""

import re

import pytest
from qgis.core import QgsApplication

from kmzb_qgis.toolbelt import net
from kmzb_qgis.toolbelt.errors import Cancelled
from kmzb_qgis.toolbelt.net import NetworkError, fetch
from tests.standins.net_cases import NetCases
from tests.standins.odd_server import odd_server


@pytest.mark.usefixtures("qgis_app")
class TestQgis(NetCases):
    pass


def test_log_holds_no_password(qgis_app):
    lines = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, *_: lines.append(text))
    with odd_server() as server, pytest.raises(NetworkError):
        fetch(server.address.replace("//", "//jan:tajne@") + "/status/500")
    assert server.seen
    assert not [line for line in lines if "tajne" in str(line)]


def test_a_failure_without_a_sentence_of_its_own_says_what_qt_calls_it(qgis_app):
    with odd_server() as server, pytest.raises(NetworkError) as caught:
        fetch(f"{server.address}/corrupted")
    assert caught.value.kind == "other"
    assert re.search(r"\(Qt \d+\)", caught.value.details)  # 399, ProtocolFailure, with Qt 5


def test_main_thread_is_not_blocked_for_others(qgis_app):
    """Timers of the main thread fire while a request is under way, so QGIS can answer its own questions."""
    from qgis.PyQt.QtCore import QTimer

    fired = []
    QTimer.singleShot(50, lambda: fired.append(True))
    with odd_server() as server, pytest.raises(NetworkError):
        fetch(f"{server.address}/silent", timeout_s=0.5)
    assert fired


def test_the_users_network_settings_stay(qgis_app):
    from qgis.core import QgsNetworkAccessManager, QgsSettings

    before = QgsNetworkAccessManager.timeout(), QgsSettings().value("qgis/networkAndProxy/networkTimeout")
    with odd_server() as server:
        fetch(f"{server.address}/x", timeout_s=7)
    assert (QgsNetworkAccessManager.timeout(), QgsSettings().value("qgis/networkAndProxy/networkTimeout")) == before


def test_a_cancel_that_comes_before_qgis_listens_to_it_still_ends_the_request(qgis_app, monkeypatch):
    """Nothing goes on in a thread behind the window's back, until QGIS itself gives up after a minute."""
    import time

    import qgis.core
    from qgis.PyQt.QtCore import QTimer

    class Late(qgis.core.QgsBlockingNetworkRequest):
        """As on a busy machine."""

        def get(self, *words):
            time.sleep(0.5)
            return super().get(*words)

    monkeypatch.setattr(qgis.core, "QgsBlockingNetworkRequest", Late)
    feedback, before = qgis.core.QgsFeedback(), list(net._stuck)  # another test's, on a machine that is busy
    QTimer.singleShot(100, feedback.cancel)
    with odd_server() as server:
        with pytest.raises(Cancelled):
            fetch(f"{server.address}/silent", timeout_s=30, feedback=feedback)
        assert net._stuck == before
