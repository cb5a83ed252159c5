"""The sockets among this process's own files."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager


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
