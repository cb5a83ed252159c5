"""The Processing provider ``kmzb``: every algorithm class found in ``processing/algorithms``."""

from __future__ import annotations

import importlib
import pkgutil

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..toolbelt import paths
from . import algorithms
from .base import KmzbAlgorithm


def algorithm_classes() -> list[type[KmzbAlgorithm]]:
    """The concrete algorithm classes, by name."""
    found = []
    for module in pkgutil.iter_modules(algorithms.__path__):
        content = vars(importlib.import_module(f"{algorithms.__name__}.{module.name}"))
        found += [
            entry
            for entry in content.values()
            if isinstance(entry, type)
            and issubclass(entry, KmzbAlgorithm)
            and entry.NAME
            and entry.__module__.endswith(module.name)
        ]
    return sorted(found, key=lambda algorithm: algorithm.NAME)


class KmzbProvider(QgsProcessingProvider):
    """Gives QGIS the plugin's algorithms."""

    def id(self) -> str:
        return "kmzb"

    def name(self) -> str:
        return "KMZB"

    def icon(self) -> QIcon:
        return QIcon(paths.icon("kmzb"))

    def loadAlgorithms(self) -> None:
        for algorithm in algorithm_classes():
            self.addAlgorithm(algorithm())
