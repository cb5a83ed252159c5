"""The names a request may speak of: the public layers' columns, and nothing else that a data source might hold."""

from __future__ import annotations

import re
from functools import lru_cache

from ..catalogue.model import load
from .refusal import Refused

# what QGIS Server calls the key and the shape
SHAPES = frozenset({"fid", "geom", "geometry", "msgeometry", "boundedby", "the_geom"})


@lru_cache(maxsize=1)
def public_columns() -> frozenset[str]:
    """Names, in lower case, of the columns of all public layers."""
    return frozenset(column["name"].lower() for layer in load().layers for column in layer["columns"])


def check_column(name: str, locator: str) -> str:
    """The bare column name of ``name``, ``qgs:name`` or ``layer/name``. Refuses what the catalogue does not publish."""
    bare = re.split(r"[/:]", name.strip())[-1]
    if re.fullmatch(r"\w+", bare) is None or bare.lower() not in public_columns() | SHAPES:
        raise Refused(400, "InvalidParameterValue", f"'{name.strip()[:60]}' is no public column", locator)
    return bare
