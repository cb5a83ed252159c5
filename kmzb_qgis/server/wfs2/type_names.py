"""Names of feature types as requests write them: bare, with the service's prefix, or with one bound by NAMESPACES."""

from __future__ import annotations

import re

from .exceptions import invalid, no_option
from .model import NAMESPACE, PREFIX, FeatureType, feature_types

MAX_NAMES = 20  # in one request
_BINDING = re.compile(r"xmlns\(\s*(?:([\w.-]{1,60})\s*[,=]\s*)?([^\s,()]{1,300})\s*\)")


def namespaces(text: str) -> dict[str, str]:
    """Prefixes and namespaces of NAMESPACES, as ``xmlns(prefix,uri),xmlns(uri)`` (09-025r2, table 7); the default
    namespace has an empty prefix. Raises Refused."""
    if not text.strip():
        return {}
    if re.sub(_BINDING, "", text).replace(",", "").strip():
        raise invalid("NAMESPACES is written as xmlns(prefix,uri)", "NAMESPACES")
    return dict(_BINDING.findall(text))


def feature_type(name: str, bound: dict[str, str], locator: str = "TYPENAMES") -> FeatureType:
    """The feature type of a name. ``bound``: prefixes and their namespaces. Raises Refused for any other name."""
    prefix, _colon, local = name.strip().rpartition(":")
    if name.strip().startswith("schema-element("):
        raise no_option("schema-element() is not supported: name the feature types", locator)
    uri = bound.get(prefix, NAMESPACE if prefix in ("", PREFIX) else None)
    kind = feature_types().get(local)
    if uri != NAMESPACE or kind is None:
        served = ", ".join(f"{PREFIX}:{one}" for one in feature_types())
        raise invalid(f"'{name.strip()[:80]}' is no feature type here; these are: {served} ({NAMESPACE})", locator)
    return kind


def split(text: str) -> list[str]:
    """The parts of a list in brackets ``(a)(b)``; a text without them is one part (09-025r2, 6.2.5.3)."""
    stripped = text.strip()
    if not (stripped.startswith("(") and stripped.endswith(")")):
        return [stripped]
    return [part.strip() for part in re.split(r"\)\s*,?\s*\(", stripped[1:-1])]


def queried(text: str, bound: dict[str, str]) -> list[FeatureType]:
    """TYPENAMES of GetFeature: one feature type, or one per query in brackets. Raises Refused for joins."""
    kinds = []
    for part in split(text):
        listed = [name for name in part.split(",") if name.strip()]
        if len(listed) > 1:
            raise no_option("Joins are not supported. Several queries are written as TYPENAMES=(a)(b)", "TYPENAMES")
        kinds.append(feature_type("".join(listed), bound))
    if len(kinds) > MAX_NAMES:
        raise invalid(f"At most {MAX_NAMES} queries are answered at once", "TYPENAMES")
    return kinds


def described(text: str, bound: dict[str, str]) -> tuple[FeatureType, ...]:
    """TYPENAME(S) of DescribeFeatureType: each type once; all where none is named. Raises Refused."""
    listed = [name for part in split(text) for name in part.split(",") if name.strip()]
    found = {kind.name: kind for kind in (feature_type(name, bound, "TYPENAME") for name in listed[:200])}
    return tuple(found.values()) or tuple(feature_types().values())
