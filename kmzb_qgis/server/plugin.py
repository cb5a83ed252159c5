"""The plugin inside QGIS Server. It registers the guard and WFS 2.0, and touches nothing else: no window, no store."""

from __future__ import annotations

from .guard import GuardFilter
from .wfs1_body import Wfs1Body
from .wfs2.service import Wfs2Service

FIRST = 0


class KmzbServerPlugin:
    """Started by QGIS Server. Guard and service act on publications only, so other projects are served as ever."""

    def __init__(self, server_iface):
        # QGIS keeps pointers only: hold all, lest Python throws them away
        self._wfs2 = Wfs2Service(server_iface)
        server_iface.serviceRegistry().registerService(self._wfs2)
        self._body = Wfs1Body(server_iface)
        server_iface.serviceRegistry().registerService(self._body)
        self._guard = GuardFilter(server_iface, self._wfs2, self._body)
        server_iface.registerFilter(self._guard, FIRST)
