"""A body that is sent as it is made: a worker's memory stays flat, however long the answer."""

from __future__ import annotations

import time

from ...toolbelt import compat
from . import going
from .source import Abandoned

AT_ONCE = 512 * 1024  # bytes gathered before they are sent
_CUT = b'\n"<cut off: this answer is not whole'


class Stream:
    """Writes to a QgsServerResponse. Nothing is sent before :meth:`write` has gathered enough, or :meth:`end`."""

    def __init__(self, response):
        self._response, self._parts, self._size = response, [], 0
        self._gone = compat.client_gone(response, going.watch())
        self.sent = False
        self.waited = 0.0  # seconds that sending took: a slow reader's time is not ours

    def gone(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._gone()

    def begin(self, content_type: str, disposition: str = "") -> None:
        """Status and headers."""
        self._response.setStatusCode(200)
        self._response.setHeader("Content-Type", content_type)
        if disposition:
            self._response.setHeader("Content-Disposition", disposition)

    def write(self, block: bytes) -> None:
        """A piece of the body. Raises Abandoned where the client went away."""
        if not block:
            return
        self._parts.append(block)
        self._size += len(block)
        if self._size >= AT_ONCE:
            begun = time.monotonic()
            self._send()
            self.sent = True  # even where sending it fails: nobody knows how much of it went
            self._response.flush()
            self.waited += time.monotonic() - begun
            if self._gone():
                raise Abandoned

    def without_first(self, comma: bytes):
        """A way to :meth:`write` pieces, of which the first begins with a comma too many."""
        left = len(comma)

        def give(block: bytes) -> None:
            nonlocal left
            self.write(block[left:])
            left = 0

        return give

    def end(self) -> None:
        """The rest of the body; QGIS Server sends it."""
        self._send()

    def cut(self) -> None:
        """End a body that is not whole, so that it is none of its format: of CSV any piece would be."""
        self._parts.append(_CUT)
        self._send()

    def _send(self) -> None:
        if self._parts:
            self._response.write(b"".join(self._parts))
        self._parts, self._size = [], 0
