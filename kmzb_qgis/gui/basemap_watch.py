"""Watches how the basemaps in the open project are served, for QGIS itself says nothing of a tile that fails.

QGIS (3.22 to 3.44) asks once for a tile or a map: an empty 404, a 500 or a refused connection leaves a hole, without
a word. Here a passing failure has the layer drawn again after growing pauses (QGIS then asks only for what is
missing), and a basemap of which nothing comes is told once, not per tile: dead and slow in different sentences.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from qgis.core import QgsNetworkAccessManager, QgsNetworkReplyContent, QgsNetworkRequestParameters, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, QUrl, QUrlQuery
from qgis.PyQt.QtNetwork import QNetworkRequest

from ..geoportal import basemap_tree
from ..toolbelt import net
from ..toolbelt.i18n import tr
from .basemap_adding import Adding
from .messages import Messages
from .slots import safe

PAUSES_S = (1.0, 3.0, 9.0)  # before a picture that failed is asked for again
SLOW_S = 15.0  # after which a picture that has not come is told; QGIS itself gives up after its time-out (60 s)
MOST_REMEMBERED = 2000  # pictures whose tries are counted
_CANCELLED = 5  # QNetworkReply.OperationCanceledError: the person moved the map on


@dataclass
class _State:
    """How one basemap fares. ``waiting``: request's number to (address, when it began)."""

    waiting: dict = field(default_factory=dict)
    tries: dict = field(default_factory=dict)
    came: int = 0  # of the pictures asked for together
    error: net.NetworkError | None = None
    again: bool = False  # drawn anew soon
    dead: bool = False  # told
    slow: bool = False  # told
    host: str = ""
    item: object = None  # what stands in the message bar


class BasemapWatch(QObject):
    """Listens to QGIS's network from ``start`` to ``stop``; asks for nothing itself."""

    def __init__(self, messages: Messages, adding: Adding, parent=None):
        super().__init__(parent)
        self._messages, self._adding = messages, adding
        self._states: dict[str, _State] = {}
        self._places: dict[str, tuple] = {}
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._look)
        self._running = False

    def start(self) -> None:
        """Begin to listen."""
        manager, project = QgsNetworkAccessManager.instance(), QgsProject.instance()
        manager.requestAboutToBeCreated[QgsNetworkRequestParameters].connect(self._began)
        manager.finished[QgsNetworkReplyContent].connect(self._ended)
        manager.requestTimedOut[QgsNetworkRequestParameters].connect(self._timed_out)
        project.readProject.connect(self._opened)
        project.layersWillBeRemoved.connect(self._forget)
        self._running = True

    def stop(self) -> None:
        """Listen no more."""
        if not self._running:
            return
        self._running = False
        self._clock.stop()
        manager, project = QgsNetworkAccessManager.instance(), QgsProject.instance()
        manager.requestAboutToBeCreated[QgsNetworkRequestParameters].disconnect(self._began)
        manager.finished[QgsNetworkReplyContent].disconnect(self._ended)
        manager.requestTimedOut[QgsNetworkRequestParameters].disconnect(self._timed_out)
        project.readProject.disconnect(self._opened)
        project.layersWillBeRemoved.disconnect(self._forget)
        self._states.clear()

    def again(self, layer_id: str) -> None:
        """Draw a basemap anew, as if nothing had been told of it yet; one that could not be read is read again."""
        layer = QgsProject.instance().mapLayer(layer_id)
        if layer is None:
            return
        self._close_message(self._states.pop(layer_id, _State()))
        if layer.isValid():
            layer.triggerRepaint()
        else:
            self._adding.revive(layer)

    def again_all(self) -> None:
        """:meth:`again` for every basemap that was found dead or slow."""
        for layer_id in [name for name, state in self._states.items() if state.dead or state.slow]:
            self.again(layer_id)

    @safe
    def _began(self, parameters) -> None:
        """A request goes out (of any part of QGIS)."""
        url = parameters.request().url()
        layer = self._layer(url)
        if layer is not None:
            state = self._states.setdefault(layer.id(), _State())
            state.host = url.authority()
            state.waiting[parameters.requestId()] = (url.toString(), time.monotonic())
            if not self._clock.isActive():
                self._clock.start()

    @safe
    def _ended(self, reply) -> None:
        """An answer is whole, or there is none."""
        found = self._taken(reply.requestId())
        number = getattr(reply.error(), "value", reply.error())
        if found is None:
            return
        layer_id, url = found
        state = self._states[layer_id]
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        status = int(status) if status is not None else 0
        if number == _CANCELLED:
            pass
        elif number == 0 and status < 400:
            state.came += 1
            state.tries.pop(url, None)
        else:
            self._failed(layer_id, state, url, net.of_reply(reply, url))
        self._together(layer_id, state)

    @safe
    def _timed_out(self, parameters) -> None:
        """QGIS gave up waiting; it ends the request with a cancel, which alone would say nothing."""
        url = parameters.request().url()
        layer = self._layer(url)
        if layer is None:
            return
        self._taken(parameters.requestId())
        state = self._states.setdefault(layer.id(), _State())
        seconds = QgsNetworkAccessManager.timeout() / 1000
        state.error = net.failure("timeout", url.toString(), seconds)
        self._together(layer.id(), state)

    def _taken(self, number: int) -> tuple[str, str] | None:
        """The layer and the address of a request that is over."""
        for layer_id, state in self._states.items():
            if number in state.waiting:
                return layer_id, state.waiting.pop(number)[0]
        return None

    def _failed(self, layer_id: str, state: _State, url: str, error: net.NetworkError) -> None:
        """Try again what may pass; a basemap that was told to be dead waits for the person."""
        tried = state.tries.get(url, 0)
        if error.passing and not state.dead and tried < len(PAUSES_S):
            if len(state.tries) >= MOST_REMEMBERED:
                state.tries.clear()
            state.tries[url] = tried + 1
            if not state.again:
                state.again = True
                QTimer.singleShot(round(PAUSES_S[tried] * 1000), lambda: self._redraw(layer_id))
        else:
            state.error = error

    def _together(self, layer_id: str, state: _State) -> None:
        """Once everything asked for together is over: what to tell."""
        if state.waiting:
            return
        came, error = state.came, state.error
        state.came, state.error = 0, None
        if came:  # it lives: a hole here and there is the service's own
            self._close_message(state)
            state.dead = state.slow = False
        elif error is not None and not state.dead and not state.again:
            self._close_message(state)
            state.dead = True
            self._tell(layer_id, state, error)

    @safe
    def _redraw(self, layer_id: str) -> None:
        layer, state = QgsProject.instance().mapLayer(layer_id), self._states.get(layer_id)
        if layer is not None and state is not None:
            state.again = False
            layer.triggerRepaint()

    @safe
    def _look(self) -> None:
        """Each second while something is awaited: whether it has taken too long."""
        now, busy = time.monotonic(), False
        drawing = self._adding.canvas.isDrawing()
        for layer_id, state in list(self._states.items()):
            if not drawing:  # of a request that QGIS dropped with its map, the end is not always told
                state.waiting.clear()
                self._together(layer_id, state)
            busy = busy or bool(state.waiting)
            late = any(now - since > SLOW_S for _, since in state.waiting.values())
            if late and not state.slow and not state.dead:
                state.slow = True
                self._tell(layer_id, state)
        if not busy:
            self._clock.stop()

    def _tell(self, layer_id: str, state: _State, error: net.NetworkError | None = None) -> None:
        """The one sentence of a basemap; of several of one server that fare alike the first speaks for all."""
        layer = QgsProject.instance().mapLayer(layer_id)
        alike = [other for other in self._states.values() if other.host == state.host and other.dead == state.dead]
        if layer is None or any(other.item is not None and not sip.isdeleted(other.item) for other in alike):
            return
        if error is None:
            message = tr(
                "The basemap '{title}' is slow: '{host}' has not answered for {seconds} s. QGIS goes on waiting; you"
                " can work with the reports meanwhile.",
                title=layer.name(), host=state.host, seconds=f"{SLOW_S:g}",
            )  # fmt: skip
        else:
            message = tr(
                "The basemap '{title}' cannot be drawn now. {reason}", title=layer.name(), reason=error.message
            )
        details = error.details if error is not None else ""
        state.item = self._messages.offer(message, details, tr("Try again"), self.again_all)

    def _close_message(self, state: _State) -> None:
        item, state.item = state.item, None
        if item is not None and not sip.isdeleted(item):
            item.dismiss()

    @safe
    def _opened(self, *_) -> None:
        """A project was opened: its basemaps that could not be read are told in one sentence."""
        lost = [layer for layer in basemap_tree.layers(QgsProject.instance()) if not layer.isValid()]
        if not lost:
            return
        names, ids = ", ".join(layer.name() for layer in lost), [layer.id() for layer in lost]
        self._messages.offer(
            tr("%n basemap(s) could not be read from the service: {list}. All else is there.", n=len(lost), list=names),
            "\n".join(f"{layer.name()}: {layer.error().message()}" for layer in lost),
            tr("Try again"),
            lambda: [self.again(layer_id) for layer_id in ids],
        )

    @safe
    def _forget(self, layer_ids) -> None:
        for layer_id in layer_ids:
            self._places.pop(layer_id, None)
            self._close_message(self._states.pop(layer_id, _State()))

    def _layer(self, url):
        """The basemap that a tile or a map is asked for; None for what is not ours.

        The service may name another address for its pictures than for its capabilities: the layers' names decide, then
        the path, then the host.
        """
        query = {
            key.upper(): value for key, value in QUrlQuery(url).queryItems(QUrl.ComponentFormattingOption.FullyDecoded)
        }
        if query.get("REQUEST", "").lower() not in ("gettile", "getmap"):
            return None
        names = query.get("LAYER") or query.get("LAYERS", "")
        close = []
        for layer in basemap_tree.layers(QgsProject.instance()):
            if layer.id() not in self._places:
                self._places[layer.id()] = basemap_tree.asked_at(layer)
            theirs, host, path = self._places[layer.id()]
            if theirs == names:
                close.append((path == url.path(), host == url.authority(), layer))
        return max(close, key=lambda row: row[:2])[2] if close else None
