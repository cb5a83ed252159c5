"""The plugin's tab in QGIS's log panel (on QGIS Server: its log)."""

from __future__ import annotations

from qgis.core import Qgis, QgsMessageLog

TAG = "KMZB"


def info(message: str) -> None:
    """Note something that helps later."""
    QgsMessageLog.logMessage(message, TAG, Qgis.MessageLevel.Info)


def warning(message: str) -> None:
    """Note something that a person should look at."""
    QgsMessageLog.logMessage(message, TAG, Qgis.MessageLevel.Warning)


def error(message: str) -> None:
    """Note a failure."""
    QgsMessageLog.logMessage(message, TAG, Qgis.MessageLevel.Critical)
