"""Names of properties as requests spell them, and what they name: only what the catalogue publishes.

Whatever is not published gets one answer, whether a column of that name exists behind the service or not.
"""

from __future__ import annotations

import re

from ..refusal import Refused
from .model import GEOMETRY, PREFIX, FeatureType, Property

# Properties of every GML feature that ours never have (GML 3.2.1, 9.4): they may be asked for, and are always absent.
ABSENT = frozenset(
    {"name", "description", "descriptionReference", "identifier", "boundedBy", "location", "metaDataProperty",
     "BoundingBox"}
)  # fmt: skip
# What clients call a feature's extent in BBOX: GML's property, and OWSLib's ows:BoundingBox
EXTENTS = frozenset({"boundedBy", "BoundingBox"})
# Those of them that would hold no single value to compare, were they there
COMPLEX = EXTENTS | {"location", "metaDataProperty"}
IDENTIFIER = "@id"
_NAME = r"[^\W\d][\w.-]{0,63}"
_PREFIX = rf"(?:{_NAME}:)?"
_STEP = rf"{_PREFIX}(?:{_NAME}|\*)"
_REFERENCE = re.compile(rf"(?:/{{0,2}}(?P<type>{_STEP})/)?(?:\./)?(?:(?P<prefix>{_NAME}):)?(?P<name>{_NAME})(?:\[1\])?")
_ID = re.compile(rf"(?:/{{0,2}}(?P<type>{_STEP})/)?@{_PREFIX}id")


def unknown(name: str, kind: FeatureType, locator: str) -> Refused:
    """The one answer for every name that is not published."""
    text = f"'{name.strip()[:60]}' is no property of {kind.name}"
    return Refused(400, "InvalidParameterValue", text, locator)


def reference(text: str, kind: FeatureType, locator: str) -> str:
    """The name that a ValueReference means: a property's, ``geom``, one of ABSENT, or IDENTIFIER for ``@gml:id``.

    Taken are the XPath forms that clients send: ``typ``, ``kmzb:typ``, ``kmzb:zgloszenia/kmzb:typ``, with ``[1]`` or a
    slash in front. Prefixes may be any, as no two published names differ by theirs only; GML's properties need one.
    Raises Refused.
    """
    bare = text.strip()
    if not bare:
        raise Refused(400, "InvalidParameterValue", f"{locator} is empty: it must name a property", locator)
    found, identifier = _REFERENCE.fullmatch(bare), _ID.fullmatch(bare)
    of_type = (found or identifier)["type"] if found or identifier else None
    if of_type and of_type.split(":")[-1] not in (kind.name, "*"):
        raise unknown(bare, kind, locator)
    if identifier:
        return IDENTIFIER
    name = found["name"] if found else ""
    absent = found is not None and name in ABSENT and found["prefix"] not in (None, PREFIX)
    if name != GEOMETRY and not absent and kind.find(name) is None:
        raise unknown(bare, kind, locator)
    return name


def simple(text: str, kind: FeatureType, locator: str) -> Property:
    """The property, with a value that can be compared, that a ValueReference means. Raises Refused."""
    found = kind.find(reference(text, kind, locator))
    if found is None:
        sentence = f"'{text.strip()[:60]}' has no value that can be compared or sorted"
        # a known property, as the operand of a comparison that cannot be worked out (09-026r2, 7.7.3.2)
        if locator == "SORTBY":
            raise Refused(400, "InvalidParameterValue", sentence, locator)
        raise Refused(403, "OperationProcessingFailed", sentence, locator)
    return found
