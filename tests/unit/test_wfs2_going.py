"""A client that went away is noticed by the connection that the web server closed."""

from __future__ import annotations

import os
import socket
import sys

import pytest

from kmzb_qgis.server.wfs2 import going

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's list of open files")


@pytest.mark.parametrize("family", [socket.AF_UNIX, socket.AF_INET])
def test_a_closed_connection_is_seen(tmp_path, family):
    with socket.socket(family) as listening:
        listening.bind(str(tmp_path / "socket") if family == socket.AF_UNIX else ("127.0.0.1", 0))
        listening.listen()
        with socket.socket(family) as client:
            client.connect(listening.getsockname())
            accepted, _address = listening.accept()
            with accepted:
                gone = going.watch(listening.fileno())
                client.sendall(b"a request that nobody read yet")
                assert not gone() and not gone()
                client.close()
                assert gone()


def test_without_a_connection_nobody_is_gone(tmp_path):
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        listening.listen()
        assert not going.watch(listening.fileno())()
    with (tmp_path / "file").open("wb") as plain:
        assert not going.watch(plain.fileno())()
    assert not going.watch(os.sysconf("SC_OPEN_MAX") - 1)()
