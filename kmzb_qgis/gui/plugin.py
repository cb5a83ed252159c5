"""The plugin as QGIS sees it: registers its faces when switched on, takes every one out when switched off."""

from __future__ import annotations

from qgis.core import QgsApplication

from ..processing.provider import KmzbProvider
from ..toolbelt import i18n


class KmzbPlugin:
    """Started by QGIS Desktop with its ``iface`` and by qgis_process with None. Does no reading and no network."""

    def __init__(self, iface):
        self._iface = iface
        self._provider: KmzbProvider | None = None
        self._face = None  # gui.window.Window
        i18n.install()

    def initProcessing(self) -> None:
        """Register the algorithms, once. Where another copy of the plugin has registered them, they stay its own."""
        if self._provider is None:
            provider = KmzbProvider()
            if QgsApplication.processingRegistry().addProvider(provider):  # QGIS deletes one that it refuses
                self._provider = provider

    def initGui(self) -> None:
        """Register the algorithms and, where there is a window, the menu, the toolbar and the options page."""
        self.initProcessing()
        if self._iface is not None and self._face is None:
            from .window import Window  # widgets only where there is a window: qgis_process has none

            self._face = Window(self._iface)
            self._face.build()

    def unload(self) -> None:
        """Take out all that was registered: whatever of it fails, the rest goes."""
        face, self._face = self._face, None
        provider, self._provider = self._provider, None
        try:
            if face is not None:
                face.remove()
        finally:
            if provider is not None:
                QgsApplication.processingRegistry().removeProvider(provider)
            i18n.remove()
