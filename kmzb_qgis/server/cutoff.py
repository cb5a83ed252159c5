"""Breaking off an answer that has begun: so that nobody takes what was sent for the whole.

By FastCGI a body that just ends is a body that is whole, and nginx keeps it for others. A connection that breaks is
not: nginx keeps nothing and passes the break on. QGIS Server has no way to say it, so the connection itself is shut.
"""

from __future__ import annotations

import contextlib
import socket

from . import descriptors

LISTENER = 0  # FastCGI's way: the listening socket is the standard input


def cut() -> bool:
    """Shut the connection of the request that is being answered. False where the worker is none of FastCGI's."""
    found = descriptors.accepted_from(LISTENER)
    for number in found:
        with contextlib.suppress(OSError), descriptors.socket_of(number) as link:
            link.shutdown(socket.SHUT_RDWR)
    return bool(found)
