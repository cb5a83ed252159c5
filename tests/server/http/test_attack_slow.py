"""Clients that say or read little by little, or go away: they hold themselves up, nobody else."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

from tests.server.attacks.model import body, head, wfs, wms
from tests.server.attacks.target import LIMIT_S, read

HITS = wfs(RESULTTYPE="hits")
MANY = 60


def connect(target, stack: ExitStack, small: bool = False) -> socket.socket:
    link = socket.socket()
    if small:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    link.settimeout(LIMIT_S)
    link.connect(("127.0.0.1", target.port))
    return stack.enter_context(link)


def still_quick(target) -> None:
    """Others are answered meanwhile; the worker is one only."""
    for _time in range(3):
        begun = time.monotonic()
        target.check()
        assert time.monotonic() - begun < LIMIT_S


def ended(link: socket.socket) -> bool:
    """Whether the server has closed the connection within the limit, whatever it said before."""
    try:
        while link.recv(65536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


def test_slow_headers_and_silence(target):
    with ExitStack() as stack:
        links = [connect(target, stack) for _number in range(MANY)]
        for link in links[1:]:
            link.sendall(b"GET /?SERVICE=WFS HTTP/1.1\r\nX-Slow: ")
        for _round in range(10):
            for link in links[1:]:
                link.sendall(b"x")
            still_quick(target)
        assert all(ended(link) for link in links[1:])


def test_slow_bodies(target):
    sent = head("POST", "/", (("Content-Type", "text/xml"),), body(), target.port)
    with ExitStack() as stack:
        links = [connect(target, stack) for _number in range(MANY)]
        for link in links:
            link.sendall(sent[:-60])
        for link in links:
            link.sendall(sent[-60:-59])
        still_quick(target)
        links[0].sendall(sent[-59:])  # who goes on is answered
        assert read(links[0]).reports == 66
        assert all(ended(link) for link in links[1:])


def test_slow_readers_of_large_answers(target):
    asked = wms(WIDTH="4096", HEIGHT="4096", BBOX="125000,165000,870000,805000", FORMAT="image/png", TRANSPARENT="TRUE")
    with ExitStack() as stack:
        links = [connect(target, stack, small=True) for _number in range(6)]
        for number, link in enumerate(links):
            link.sendall(head("GET", f"{asked}&_={number}", (), None, target.port))
        for link in links:
            assert link.recv(100).startswith(b"HTTP/1.1 200")  # and then they read no more
        still_quick(target)


def test_clients_that_go_away(target):
    for number in range(MANY):
        sent = head("GET", f"{wfs()}&_={number}", (), None, target.port)
        with ExitStack() as stack:
            connect(target, stack).sendall(sent if number % 2 else sent[: len(sent) * number // MANY])
    still_quick(target)


def test_half_closed_and_several_in_one(target):
    asked = head("GET", HITS, (), None, target.port)
    with ExitStack() as stack:
        link = connect(target, stack)
        link.sendall(asked)
        link.shutdown(socket.SHUT_WR)
        assert read(link).status in (0, 200)  # nginx may take it for gone
    keep = asked.replace(b"Connection: close", b"Connection: keep-alive")
    hidden = head("GET", "/?MAP=/etc/passwd", (), None, target.port)
    with ExitStack() as stack:
        link = connect(target, stack)
        link.sendall(keep + hidden)
        text = b""
        while part := link.recv(65536):
            text += part
        assert text.count(b"HTTP/1.1 200") == 1 and text.count(b"HTTP/1.1 403") == 1
    still_quick(target)
