"""The network without a QGIS application: ``requests``, on real sockets."""

import pytest

from kmzb_qgis.toolbelt import net
from kmzb_qgis.toolbelt.net import scrub, shown
from tests.standins.net_cases import NetCases


class TestPlain(NetCases):
    @pytest.fixture(autouse=True)
    def no_application(self, monkeypatch):
        """The test runner's own plugin may have started one."""
        monkeypatch.setattr(net, "_in_qgis", lambda: False)


def test_shown_hides_credentials_and_query():
    assert shown("https://u:p@host:8443/a/b?token=1#x") == "https://host:8443/a/b"
    assert scrub("Error at https://u:p@host/a?k=1 - refused") == "Error at https://host/a - refused"
