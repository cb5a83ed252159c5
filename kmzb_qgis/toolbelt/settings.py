"""The plugin's settings, under ``kmzb/`` in QGIS's settings."""

from __future__ import annotations

from qgis.core import QgsSettings

DEFAULTS: dict[str, object] = {
    "store": "",  # the store opened last
    "publication_folder": "",
    "service_url": "",  # off until the user sets it: the operator's terms decide
    "service_pause_s": 1.0,
    "service_timeout_s": 60,
    "catalogue_file": "",  # the user's own service catalogue
    "authcfg": "",
}


def get(name: str):
    """A setting's value, of the default's type. Raises KeyError for a name not in DEFAULTS."""
    default = DEFAULTS[name]
    return QgsSettings().value(f"kmzb/{name}", default, type=type(default))


def put(name: str, value) -> None:
    """Keep a setting. Raises KeyError for a name not in DEFAULTS."""
    if name not in DEFAULTS:
        raise KeyError(name)
    QgsSettings().setValue(f"kmzb/{name}", value)
