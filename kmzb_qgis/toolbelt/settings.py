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
    "queue_open": 0,  # whether the work queue is shown
    "queue_zoom": 1,
    "queue_scale": 2500,
    "queue_columns": "",  # widths and order, as Qt keeps them
    "queue_saved": "[]",  # JSON: named filters, with the store they belong to where they name its units
    "verifying_scale": 2000.0,  # of the map at a report that is being verified
    "verifying_photo": 1,  # over the orthophoto
    "verifying_onward": 1,  # to the next report after taking one up
    "duplicate_metres": 50.0,  # what is near a report, and of its days: asked for before a new one is saved
    "duplicate_days": 30.0,
}


def get(name: str):
    """A setting's value, of the default's type; the default where what is kept is not. Raises KeyError for others."""
    default = DEFAULTS[name]
    try:
        return type(default)(QgsSettings().value(f"kmzb/{name}", default))
    except (TypeError, ValueError):  # someone edited the settings file by hand
        return default


def put(name: str, value) -> None:
    """Keep a setting. Raises KeyError for a name not in DEFAULTS."""
    if name not in DEFAULTS:
        raise KeyError(name)
    QgsSettings().setValue(f"kmzb/{name}", value)
