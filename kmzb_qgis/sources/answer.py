"""A KMZB data service answer, taken apart: nothing in it is trusted to be there or to be of its type."""

from __future__ import annotations

import json
from itertools import chain
from operator import itemgetter

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .columns import short_name

COLUMNS = (
    "objectid", "typ", "status", "teryt", "reported", "event", "modified", "part_of_day", "days_of_week", "x", "y",
)  # fmt: skip
_ATTRIBUTES = COLUMNS[:-2]
EPSG = (2180, "2180", None)


class Malformed(KmzbError):
    """The text is no answer of the service; asking once more may help."""

    def __init__(self, message: str, details: str = ""):
        super().__init__(message, details, "malformed")


class Answers:
    """Takes answers apart and remembers which unknown keys it met, so that they are told once."""

    def __init__(self):
        self.unknown: set[str] = set()
        self._readers: dict[tuple, object] = {}

    def read(self, text: bytes, origin: str) -> tuple[list[tuple], list]:
        """Rows (in the order of ``COLUMNS``, values as they came) and clusters. Raises :class:`Malformed`."""
        document = _document(text, origin)
        features, clusters = document.get("features"), document.get("clusters")
        if clusters is None:
            clusters = []
        if not isinstance(clusters, list):  # to take it for none would lose the reports it stands for
            raise Malformed(tr("{origin} is JSON, but no KMZB data: 'clusters' is not a list.", origin=origin))
        if features is None and clusters:
            features = []
        if not isinstance(features, list):
            raise Malformed(
                tr("{origin} is JSON, but not a list of KMZB reports: 'features' is missing.", origin=origin)
            )
        rows = self.rows(features, origin)
        if bool in set(map(type, chain.from_iterable(rows))):  # asked of all at once, which costs next to nothing
            rows = [tuple(map(_worded, row)) for row in rows]
        return rows, clusters

    def rows(self, features: list, origin: str) -> list[tuple]:
        """The rows of features; one that is not an object becomes an empty row, which loading rejects with a reason."""
        rows, readers = [], self._readers
        systems = set()
        for feature in features:
            attributes = feature.get("attributes") if isinstance(feature, dict) else None
            if not isinstance(attributes, dict):
                rows.append((None,) * len(COLUMNS))
                continue
            keys = tuple(attributes)
            reader = readers.get(keys) or self._reader(keys)
            geometry = feature.get("geometry")
            if isinstance(geometry, dict):
                rows.append((*reader(attributes), geometry.get("x"), geometry.get("y")))
                system = geometry.get("spatialReference")
                if isinstance(system, dict):
                    systems.add(system.get("wkid") if isinstance(system.get("wkid"), (int, str)) else None)
            else:
                rows.append((*reader(attributes), None, None))
        if strange := systems.difference(EPSG):
            raise KmzbError(
                tr(
                    "{origin} has coordinates in EPSG:{code}; only EPSG:2180 is taken.",
                    origin=origin,
                    code=next(iter(strange)),
                )
            )
        return rows

    def _reader(self, keys: tuple):
        """A function that picks the known attributes from a mapping with these keys; None for those missing."""
        found: dict[str, str] = {}
        for key in keys:
            short = short_name(key)
            if short in _ATTRIBUTES:
                found.setdefault(short, key)
            else:
                self.unknown.add(key)
        if len(found) == len(_ATTRIBUTES):
            reader = itemgetter(*(found[short] for short in _ATTRIBUTES))
        else:
            names = [found.get(short) for short in _ATTRIBUTES]

            def reader(attributes):
                return tuple(None if name is None else attributes[name] for name in names)

        self._readers[keys] = reader
        return reader


def _worded(value):
    """True and false as words: Python and SQLite take them for the numbers 1 and 0."""
    return str(value).lower() if isinstance(value, bool) else value


def _document(text: bytes, origin: str) -> dict:
    start = text[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.strip():
        raise Malformed(tr("{origin} is empty.", origin=origin))
    if start.startswith(b"<"):
        raise Malformed(tr("{origin} is a web page, not KMZB data.", origin=origin))
    try:
        document = json.loads(text.decode("utf-8-sig"), parse_constant=str)  # NaN stays a text, and a rejected number
    except UnicodeDecodeError as error:
        raise Malformed(tr("{origin} is not UTF-8 text.", origin=origin)) from error
    except ValueError as error:
        raise Malformed(
            tr("{origin} is not whole JSON: it breaks off or is damaged.", origin=origin), str(error)
        ) from error
    except RecursionError as error:
        raise Malformed(tr("{origin} is not whole JSON: it breaks off or is damaged.", origin=origin)) from error
    if not isinstance(document, dict):
        raise Malformed(tr("{origin} is JSON, but not a list of KMZB reports: 'features' is missing.", origin=origin))
    return document
