"""The plugin inside QGIS Server. It registers the guard and touches nothing else: no window, no working store."""

from __future__ import annotations

from .guard import GuardFilter

FIRST = 0


class KmzbServerPlugin:
    """Started by QGIS Server. The guard acts on publications only, so other projects are served as ever."""

    def __init__(self, server_iface):
        # QGIS keeps a pointer only: hold the filter, lest Python throws it away
        self._guard = GuardFilter(server_iface)
        server_iface.registerFilter(self._guard, FIRST)
