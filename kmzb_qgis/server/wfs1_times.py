"""Times in features of WFS 1.0.0 and 1.1.0: they are UTC and say so. QGIS Server before 3.40 leaves the zone out."""

from __future__ import annotations

import re

from .wfs2.model import feature_types

_TIME = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?"


def _names() -> bytes:
    found = {one.name for kind in feature_types().values() for one in kind.properties if one.kind == "datetime"}
    return b"|".join(re.escape(name).encode() for name in sorted(found))


# A value cannot pass for one of these: in GML its < is escaped, in GeoJSON its quotes are
_NAKED = re.compile(rb'(<(?:\w+:)?(?:%b)>%b)(?=</)|("(?:%b)":\s*"%b)(?=")' % (_names(), _TIME, _names(), _TIME))


def with_zone(part: bytes) -> bytes:
    """A part of an answer (whole features) in which each time without a zone is marked as UTC."""
    return _NAKED.sub(rb"\g<0>Z", part)
