"""A request of WFS 2.0 by keys and values, read and checked into an operation. Bodies come here too, as the same words
(body.py), so there is one behaviour and one thing to guard.

Names of parameters are known in any case, values as the standard has them (09-025r2, clauses 6.2.5 and 7 to 14). What a
client of 1.x or another service may add without harm is dropped; what evaluates, opens or fetches is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from ..parameters import HARMFUL, MAX_VALUE
from ..refusal import NEVER, Refused
from . import exceptions, formats, queries, type_names
from .operations import (
    SECTIONS,
    STORED,
    DescribeFeatureType,
    DescribeStoredQueries,
    GetCapabilities,
    ListStoredQueries,
    Operation,
)
from .query import COUNT_MAX, GetFeature, GetPropertyValue

FES = "urn:ogc:def:queryLanguage:OGC-FES:Filter"
# A client of 1.x, and many of 2.0, say it so; OWSLib sends filters as QUERY (a question answered whole would be wrong)
ALIASES = {"TYPENAME": "TYPENAMES", "MAXFEATURES": "COUNT", "FEATUREID": "RESOURCEID", "QUERY": "FILTER"}
KNOWN = (
    "SERVICE", "VERSION", "REQUEST", "ACCEPTVERSIONS", "ACCEPTFORMATS", "SECTIONS", "UPDATESEQUENCE", "NAMESPACES",
    "TYPENAMES", "ALIASES", "RESOURCEID", "STOREDQUERY_ID", "ID", "RESOLVE", "RESOLVEDEPTH", "RESOLVETIMEOUT",
    "RESOLVEPATH", "RESULTTYPE", "COUNT", "STARTINDEX", "SRSNAME", "PROPERTYNAME", "SORTBY", "BBOX", "FILTER",
    "FILTER_LANGUAGE", "OUTPUTFORMAT", "PAGETOKEN", "VALUEREFERENCE",
)  # fmt: skip
MEDIA_TYPES = ("text/xml", "application/xml")
LONGEST_LINK = 8000  # characters of a question that a link may repeat; servers take some 16 thousand


@dataclass(frozen=True)
class Asked:
    """What a request says. ``common``: of the whole; ``queries``: of each of its queries, in the words of KVP."""

    common: dict[str, str]
    queries: list[dict[str, str]] = field(default_factory=list)

    def links(self) -> dict[str, str]:
        """The parameters that repeat this request; none where they would be too long for an address."""
        joined = dict(self.common)
        for name in sorted({name for query in self.queries for name in query}):
            values = [query.get(name, "") for query in self.queries]
            if name == "FILTER" and len(values) > 1:  # brackets inside a value would part the list
                values = [value.replace("(", "&#40;").replace(")", "&#41;") for value in values]
            joined[name] = values[0] if len(values) == 1 else "".join(f"({value})" for value in values)
        # a character takes twelve of an address at most: what is short is not spelled out to be measured
        letters = sum(len(name) + len(value) + 2 for name, value in joined.items())
        return joined if 12 * letters <= LONGEST_LINK or len(urlencode(joined)) <= LONGEST_LINK else {}


def known(given: Mapping[str, str]) -> dict[str, str]:
    """The parameters that WFS 2.0 looks at, under their names of 2.0, without empty ones. Raises Refused."""
    kept: dict[str, str] = {}
    for name, value in given.items():
        upper = name.upper()
        upper = ALIASES.get(upper, upper)
        if upper in KNOWN:
            if len(value) > MAX_VALUE:
                raise Refused(413, "InvalidParameterValue", f"{upper} is too long", upper)
            if NEVER.search(value):
                raise exceptions.invalid(f"{upper} holds a character that no XML may hold", upper)
            if value.strip() and (name.upper() == upper or upper not in given):
                kept[upper] = value.strip()
            elif upper == "VALUEREFERENCE":
                kept[upper] = ""
        elif HARMFUL.fullmatch(upper):
            raise Refused(403, "OperationNotSupported", f"The parameter {name[:60]} is not accepted", name[:60])
    return kept


def read(given: Mapping[str, str]) -> Operation:
    """The operation that parameters ask for. Raises Refused."""
    kept = known(given)
    return operation(kept, lambda: _asked(kept))


def operation(kept: dict[str, str], asked) -> Operation:
    """The operation of known parameters; ``asked()`` gives the queries of those that have some. Raises Refused."""
    request = kept.get("REQUEST", "")
    if not request:
        raise exceptions.missing("REQUEST")
    reader = _READERS.get(request.lower())
    if reader is None:
        raise exceptions.no_operation(request)
    return reader(kept, asked)


def _capabilities(kept: dict[str, str], _asked) -> GetCapabilities:
    known_sections = {name.lower(): name for name in SECTIONS}
    listed = [name.strip() for name in kept.get("SECTIONS", "").split(",") if name.strip()]
    for name in listed:
        if name.lower() not in (*known_sections, "all"):
            raise exceptions.invalid(f"'{name[:40]}' is no section; these are: {', '.join(SECTIONS)}, All", "SECTIONS")
    everything = not listed or any(name.lower() == "all" for name in listed)
    sections = frozenset(SECTIONS if everything else (known_sections[name.lower()] for name in listed))
    accepted = [name.split(";")[0].strip().lower() for name in kept.get("ACCEPTFORMATS", "").split(",")]
    media_type = next((name for name in accepted if name in MEDIA_TYPES), MEDIA_TYPES[0])  # 06-121r3, 7.3.5
    return GetCapabilities(sections, media_type, kept.get("UPDATESEQUENCE", ""))


def _describe(kept: dict[str, str], _asked) -> DescribeFeatureType:
    formats.check_schema_format(kept.get("OUTPUTFORMAT", ""))
    bound = type_names.namespaces(kept.get("NAMESPACES", ""))
    return DescribeFeatureType(type_names.described(kept.get("TYPENAMES", ""), bound))


def _describe_stored(kept: dict[str, str], _asked) -> DescribeStoredQueries:
    listed = [text.strip() for text in kept.get("STOREDQUERY_ID", "").split(",") if text.strip()]
    for text in listed:
        queries.check_stored(text)
    return DescribeStoredQueries(tuple(dict.fromkeys(listed)) or STORED)


def _get_feature(kept: dict[str, str], asked) -> GetFeature:
    found: Asked = asked()
    made = queries.made(found.queries, type_names.namespaces(kept.get("NAMESPACES", "")))
    presented = _presented(kept, found)
    by_id = len(found.queries) == 1 and "STOREDQUERY_ID" in found.queries[0]
    output = formats.read(kept.get("OUTPUTFORMAT", ""))
    return GetFeature(made, output=output, single=by_id and not presented["hits"], **presented)


def _get_property_value(kept: dict[str, str], asked) -> GetPropertyValue:
    if "VALUEREFERENCE" not in kept:
        raise exceptions.missing("VALUEREFERENCE")
    formats.check_values_format(kept.get("OUTPUTFORMAT", ""))
    found: Asked = asked()
    made = queries.made(found.queries, type_names.namespaces(kept.get("NAMESPACES", "")))
    if len(made) != 1:
        raise exceptions.no_option("GetPropertyValue answers one query at a time", "TYPENAMES")
    return GetPropertyValue(
        made[0], queries.value_reference(kept["VALUEREFERENCE"], made[0].type), **_presented(kept, found)
    )


def _presented(kept: dict[str, str], found: Asked) -> dict:
    """What says how much of the result is given, and how."""
    if kept.get("RESOLVE", "none").lower() not in ("none", "local"):
        raise exceptions.no_option("Nothing is resolved from other servers: RESOLVE is none or local", "RESOLVE")
    kind = kept.get("RESULTTYPE", "results").lower()
    if kind not in ("results", "hits"):
        raise exceptions.invalid("RESULTTYPE is results or hits", "RESULTTYPE")
    token = kept.get("PAGETOKEN", "")
    if re.fullmatch(r"[\w.~=+/-]{0,2000}", token, re.ASCII) is None:
        raise exceptions.invalid("PAGETOKEN is none that this service gave", "PAGETOKEN")
    count = _number(kept, "COUNT")
    return {
        "hits": kind == "hits",
        "start": _number(kept, "STARTINDEX") or 0,
        "count": None if count is None else min(count, COUNT_MAX),
        "token": token,
        "asked": found.links(),
    }


def _number(kept: dict[str, str], name: str) -> int | None:
    text = kept.get(name)
    if text is None:
        return None
    if re.fullmatch(r"\+?[0-9]{1,18}", text) is None:
        raise exceptions.invalid(f"{name} is a whole number, zero or more", name)
    return int(text)


def _asked(kept: dict[str, str]) -> Asked:
    """The queries of keys and values. Raises Refused for what excludes each other or does not go together."""
    if kept.get("FILTER_LANGUAGE", FES) != FES:
        raise exceptions.no_option(f"Filters are written in {FES}", "FILTER_LANGUAGE")
    for name, why in (("ALIASES", "Joins are not supported"), ("RESOLVEPATH", "Nothing is resolved")):
        if name in kept:
            raise exceptions.no_option(f"{why}: {name} has no meaning here", name)
    common = {name: value for name, value in kept.items() if name not in queries.WORDS}
    return Asked(common, queries.parts({name: kept[name] for name in queries.WORDS if name in kept}))


_READERS = {
    "getcapabilities": _capabilities,
    "describefeaturetype": _describe,
    "getfeature": _get_feature,
    "getpropertyvalue": _get_property_value,
    "liststoredqueries": lambda _kept, _asked: ListStoredQueries(),
    "describestoredqueries": _describe_stored,
}
