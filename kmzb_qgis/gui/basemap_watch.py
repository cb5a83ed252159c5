"""Watches how the basemaps in the open project are served, for QGIS itself says nothing of a tile that fails.

QGIS asks once for a map, and for a tile: an empty 404, a 500 or a refused connection leaves a hole, without a word.
Later versions (3.40, 3.44) repeat a tile three times within a drawing, at once, which outlives a hiccup but no fault of
seconds. Here a passing failure has the layer drawn again after growing pauses (QGIS then asks only for what is
missing), and a basemap of which nothing comes is told once, not per tile: dead and slow in different sentences. What
QGIS repeats within one drawing is one try.
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
QUIET_S = 0.2  # without a request of a layer, and it is drawn: QGIS repeats a tile sooner
LOST_S = 1.0  # after the map is drawn: of a request that QGIS dropped with it, the end is not always told
SLOW_S = 15.0  # after which a picture that has not come is told; QGIS itself gives up after its time-out (60 s)
MOST_REMEMBERED = 2000  # pictures whose tries are counted
_CANCELLED = 5  # QNetworkReply.OperationCanceledError: the person moved the map on


@dataclass
class _State:
    """How one basemap fares. What is asked for together, in one drawing: ``waiting``, request's number to address;
    ``asked``, address to when it was asked for first; ``failed``, address to its error; ``came``, how many did not.
    """

    waiting: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)
    failed: dict = field(default_factory=dict)
    came: int = 0
    last: float = 0.0  # when it was heard of
    tries: dict = field(default_factory=dict)  # address to the drawings in which it failed
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
        self._clock.setInterval(100)
        self._clock.timeout.connect(self._look)
        self._running = False
        self._drawing = 0.0  # when the map was last seen being drawn

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
            state, address = self._states.setdefault(layer.id(), _State()), url.toString()
            state.host, state.last = url.authority(), time.monotonic()
            state.waiting[parameters.requestId()] = address
            if address not in state.failed:  # else QGIS repeats it
                state.asked[address] = state.last
            if not self._clock.isActive():
                self._clock.start()

    @safe
    def _ended(self, reply) -> None:
        """An answer is whole, or there is none."""
        found = self._taken(reply.requestId())
        number = getattr(reply.error(), "value", reply.error())
        if found is None or number == _CANCELLED:
            return
        state, url = found
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        status = int(status) if status is not None else 0
        if number == 0 and status < 400:
            state.came += 1
            state.failed.pop(url, None)
            state.tries.pop(url, None)
        else:
            state.failed[url] = net.of_reply(reply, url)

    @safe
    def _timed_out(self, parameters) -> None:
        """QGIS gave up waiting; it ends the request with a cancel, which alone would say nothing."""
        found = self._taken(parameters.requestId())
        if found is not None:
            state, url = found
            state.failed[url] = net.failure("timeout", url, QgsNetworkAccessManager.timeout() / 1000)

    def _taken(self, number: int) -> tuple[_State, str] | None:
        """The basemap and the address of a request that is over."""
        for state in self._states.values():
            if number in state.waiting:
                state.last = time.monotonic()
                return state, state.waiting.pop(number)
        return None

    def _together(self, layer_id: str, state: _State) -> None:
        """Once everything asked for together is over: what to try again, what to tell."""
        came, failed = state.came, state.failed
        state.came, state.failed, state.asked = 0, {}, {}
        if came:  # it lives: a hole here and there is the service's own
            self._close_message(state)
            state.dead = state.slow = False
        if len(state.tries) + len(failed) > MOST_REMEMBERED:
            state.tries.clear()
        pauses = [self._pause(state, url, error, came) for url, error in failed.items()]
        soonest = min((pause for pause in pauses if pause is not None), default=None)
        if soonest is not None and not state.again:
            state.again = True
            QTimer.singleShot(round(soonest * 1000), lambda: self._redraw(layer_id))
        elif failed and not came and not state.dead and not state.again:
            self._close_message(state)
            state.dead = True
            self._tell(layer_id, state, next(iter(failed.values())))

    @staticmethod
    def _pause(state: _State, url: str, error: net.NetworkError, came: int) -> float | None:
        """How long to wait before a picture is tried again; None: not at all.

        What may pass is tried; so is a server that went away between two pictures of one drawing. A basemap that was
        told to be dead waits for the person.
        """
        tried = state.tries.get(url, 0)
        passing = error.passing or (came and error.kind in ("refused", "host"))
        if not passing or state.dead or tried >= len(PAUSES_S):
            return None
        state.tries[url] = tried + 1
        return PAUSES_S[tried]

    @safe
    def _redraw(self, layer_id: str) -> None:
        layer, state = QgsProject.instance().mapLayer(layer_id), self._states.get(layer_id)
        if layer is not None and state is not None:
            state.again = False
            if not state.waiting:  # else it is being drawn: that asks for what is missing, and should not be broken off
                layer.triggerRepaint()

    @safe
    def _look(self) -> None:
        """Now and then while something is awaited: whether it is over, whether it takes too long."""
        now, busy = time.monotonic(), False
        if self._adding.canvas.isDrawing():
            self._drawing = now
        for layer_id, state in list(self._states.items()):
            if now - max(self._drawing, state.last) > LOST_S:
                state.waiting.clear()
            late = any(now - state.asked.get(url, now) > SLOW_S for url in state.waiting.values())
            if late and not state.slow and not state.dead:
                state.slow = True
                self._tell(layer_id, state)
            if not state.waiting and state.asked and now - state.last > QUIET_S:
                self._together(layer_id, state)
            busy = busy or bool(state.asked)
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
