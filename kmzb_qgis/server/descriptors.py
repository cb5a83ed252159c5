"""The sockets among this process's own files."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FDS = Path("/proc/self/fd")  # Linux lists them; elsewhere none is found


@contextmanager
def socket_of(number: int) -> Iterator[socket.socket]:
    """The socket of a file descriptor, by a second descriptor that is closed again; the first stays as it is.

    Raises OSError where it is no socket: then too the second one is closed, or each look would leave as many open as
    there were.
    """
    second = os.dup(number)
    try:
        found = socket.socket(fileno=second)
    except OSError:
        os.close(second)
        raise
    with found:
        yield found


def accepted_from(listening: int) -> list[int]:
    """The descriptors of connections that were taken from the listening socket ``listening``.

    Empty where it is no socket, where it has no name (the database's connection may have none either), and where the
    system does not list a process's files.
    """
    try:
        with socket_of(listening) as listener:
            here = listener.getsockname()
        numbers = [int(entry.name) for entry in _FDS.iterdir()] if here else []
    except OSError:
        return []
    return [number for number in numbers if number != listening and _is_of(number, here)]


def _is_of(number: int, here) -> bool:
    try:
        with socket_of(number) as link:
            return link.getsockname() == here and not link.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError:
        return False
