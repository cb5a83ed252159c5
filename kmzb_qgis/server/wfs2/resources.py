"""Resource ids, ``zgloszenia.<value of the key>``: as RESOURCEID lists them and as fes:ResourceId holds them."""

from __future__ import annotations

from collections.abc import Iterable

from ..refusal import Refused
from . import dom
from .literals import text_of
from .model import FeatureType, feature_types
from .tree import Ids

MAX_ID = 255  # characters


def rid(element) -> str:
    """The id of a fes:ResourceId. Raises Refused where it asks for versions: none are kept here."""
    text = element.attribute("rid")
    if not text.strip():
        raise Refused(400, "MissingParameterValue", "A ResourceId has no rid", "rid")
    for name in ("version", "previousRid", "startDate", "endDate"):
        if element.hasAttribute(name):
            sentence = f"'{name}' is not served: the service keeps one version of each feature"
            raise Refused(400, "OperationNotSupported", sentence, name)
    if dom.children(element):
        raise dom.misplaced(element, "it takes attributes only")
    return text


def values(ids: Iterable[str], kind: FeatureType) -> tuple[str, ...]:
    """The key values of the ids that belong to the type; ids of no type known meet nothing."""
    start = f"{kind.name}."
    return tuple(dict.fromkeys(one[len(start) :] for one in map(str.strip, ids) if one.startswith(start)))


def ids(given: Iterable[str], kind: FeatureType) -> Ids:
    """The features of the ids. An id that no feature can have meets nothing; one of another type is refused, as WFS 2.0
    wants it (OGC 09-025r2, 7.9.2.4.1). Raises Refused."""
    listed = [text_of(one.strip(), "RESOURCEID") for one in given]
    for one in listed:
        if len(one) > MAX_ID:
            raise Refused(400, "InvalidParameterValue", "A resource id is too long", "RESOURCEID")
        named = one.partition(".")[0]
        if named != kind.name and named in feature_types():
            text = f"'{one[:60]}' is no feature of {kind.name}"
            raise Refused(400, "InvalidParameterValue", text, "RESOURCEID")
    return Ids(values(listed, kind))
