"""Looking at this process's own sockets opens nothing that stays open."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from kmzb_qgis.server import cutoff, descriptors
from kmzb_qgis.server.wfs2 import going


def open_now() -> set[str]:
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


@pytest.fixture
def files(tmp_path):
    """Files of kinds that are no socket, and one that is."""
    path = str(tmp_path / "listening")
    with socket.socket(socket.AF_UNIX) as listening, (tmp_path / "a").open("w"), Path("/dev/null").open():
        listening.bind(path)
        listening.listen(1)
        pipe = os.pipe()
        yield path, listening
        for number in pipe:
            os.close(number)


def test_a_socket_is_told_from_other_files_and_nothing_stays_open(files):
    path, _listening = files
    before, found = open_now(), []
    for name in sorted(before, key=int):
        try:
            with descriptors.socket_of(int(name)) as one:
                found.append(one.getsockname())
        except OSError:
            continue
    assert path in found and open_now() == before


def test_looking_for_a_requests_connection_leaves_no_file_open(files):
    path, listening = files
    assert descriptors.accepted_from(listening.fileno()) == [] == descriptors.accepted_from(-1)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        served, _from = listening.accept()
        before = open_now()
        for _time in range(5):
            gone = going.watch(listening.fileno())
            assert not gone()
            assert descriptors.accepted_from(listening.fileno()) == [served.fileno()]
        assert open_now() == before
        client.close()
        assert gone()
        served.close()


def test_a_listener_without_a_name_ends_nobody_elses_connection(monkeypatch):
    """The database's connection has no name either."""
    listener, _far = socket.socketpair()
    mine, other = socket.socketpair()
    monkeypatch.setattr(cutoff, "LISTENER", listener.fileno())
    assert not cutoff.cut()
    mine.sendall(b"x")
    assert other.recv(1) == b"x"
    for one in (listener, _far, mine, other):
        one.close()
