"""A store that left the project is put away: out of WAL mode, so that its file alone is all of it.

QGIS means to leave that mode with the last layer of a file that it closes; where several layers of a store were open,
QGIS 3.22 was seen not to. A person may then copy the file as it lies there, and whoever opens that copy would be warned
for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer

from ..editing import belonging
from ..store.address import is_database
from ..store.copies import settle
from .slots import safe


class Leaving:
    """Follows the layers of stores in a project from when it is made until it is stopped."""

    def __init__(self, project: QgsProject):
        self._project = project
        self._living: dict[Path, set[str]] = defaultdict(set)  # ids of layers by store
        self._stopped = False
        project.layersAdded.connect(self._follow)
        self._follow(project.mapLayers().values())

    def stop(self) -> None:
        """Leave all stores alone from now on."""
        self._stopped = True
        self._project.layersAdded.disconnect(self._follow)

    def _follow(self, layers) -> None:
        for layer in layers:
            path = belonging.store_of(layer) if isinstance(layer, QgsVectorLayer) and layer.isValid() else None
            if path is not None and not is_database(path):
                self._living[path].add(layer.id())
                layer.destroyed.connect(partial(self._gone, path, layer.id()))  # by then its file is closed

    @safe
    def _gone(self, path: Path, layer: str, *_) -> None:
        self._living[path].discard(layer)
        if not self._living[path] and not self._stopped:
            del self._living[path]
            settle(path, suspected=False)  # where somebody else has it open it stays as it is
