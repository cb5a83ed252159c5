"""Whether the client of a running FastCGI request went away: the web server then closes its connection to us.

QGIS Server before 3.36 does not tell, and a long answer would be written to nobody. FastCGI hands a program the socket
it listens on as file descriptor 0 (FastCGI 1.0, 2.2); the connection of the request is the one socket of this process
that was accepted from there. Linux lists them; elsewhere nobody is ever known to be gone.
"""

from __future__ import annotations

import contextlib
import select
from collections.abc import Callable

from .. import descriptors

LISTENING = 0


def watch(listening: int = LISTENING) -> Callable[[], bool]:
    """A function that says whether the client is gone. It looks for the connection when it is asked first."""
    found: list[select.poll] = []
    looked = False

    def gone() -> bool:
        nonlocal looked
        if not looked:
            looked = True
            found.extend(_connection(listening))
        return bool(found) and bool(found[0].poll(0))

    return gone


def _connection(listening: int) -> list[select.poll]:
    """What asks the connection of the running request; empty where there is none, or it is not known which."""
    with contextlib.suppress(OSError, AttributeError):  # not every system has such a poll
        numbers = descriptors.accepted_from(listening)
        if len(numbers) == 1:
            asked = select.poll()
            asked.register(numbers[0], select.POLLRDHUP | select.POLLHUP | select.POLLERR)
            return [asked]
    return []
