"""Breaking off an answer that has begun: so that nobody takes what was sent for the whole.

By FastCGI a body that just ends is a body that is whole, and nginx keeps it for others. A connection that breaks is
not: nginx keeps nothing and passes the break on. QGIS Server has no way to say it, so the connection itself is shut.
"""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

from . import descriptors

LISTENER = 0  # FastCGI's way: the listening socket is the standard input


def cut() -> bool:
    """Shut the connection of the request that is being answered. False where the worker is none of FastCGI's."""
    try:
        with descriptors.socket_of(LISTENER) as listener:
            here = listener.getsockname()
            if not here:  # a socket without a name, as the database's may be too
                return False
            found = [number for number in _open() if number != LISTENER and _is_of(number, here)]
    except OSError:
        return False
    for number in found:
        with contextlib.suppress(OSError), descriptors.socket_of(number) as link:
            link.shutdown(socket.SHUT_RDWR)
    return bool(found)


def _open() -> list[int]:
    return [int(entry.name) for entry in Path("/proc/self/fd").iterdir() if entry.name.isdigit()]


def _is_of(number: int, listening: str) -> bool:
    """Whether a file is a connection taken from the listening socket."""
    try:
        with descriptors.socket_of(number) as link:
            return link.getsockname() == listening and not link.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError:
        return False
