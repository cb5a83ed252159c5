"""The queries of a request: first their words, one dictionary for each, then what they come to.

A query is one of TYPENAMES with FILTER, BBOX or RESOURCEID (at most one of the three: 09-025r2, 7.9.2.5), of RESOURCEID
alone, or a stored one.
"""

from __future__ import annotations

import re

from . import crs, exceptions, names, parameters, type_names
from .model import FeatureType, feature_types
from .operations import BY_ID, STORED
from .query import Query
from .tree import Ids

WORDS = ("TYPENAMES", "STOREDQUERY_ID", "ID", "FILTER", "BBOX", "RESOURCEID", "SRSNAME", "PROPERTYNAME", "SORTBY")
SELECTIONS = ("FILTER", "BBOX", "RESOURCEID")


def parts(given: dict[str, str]) -> list[dict[str, str]]:
    """The words of each query. ``given``: those of WORDS that are there. Raises Refused."""
    chosen = [name for name in SELECTIONS if name in given]
    if len(chosen) > 1:
        raise exceptions.invalid(f"{' and '.join(chosen)} exclude each other: one of them selects", chosen[-1])
    if "STOREDQUERY_ID" in given:
        other = [name for name in ("TYPENAMES", *SELECTIONS) if name in given]
        if other:
            raise exceptions.invalid(f"STOREDQUERY_ID and {other[0]} exclude each other", other[0])
        return [{name: given[name] for name in ("STOREDQUERY_ID", "ID", "SRSNAME") if name in given}]
    if "TYPENAMES" not in given:
        if "RESOURCEID" in given:
            return [{name: value for name, value in given.items() if name != "ID"}]
        raise exceptions.missing("TYPENAMES")
    listed = {name: _split(name, value) for name, value in given.items() if name != "ID"}
    if not all(listed["TYPENAMES"]):
        raise exceptions.missing("TYPENAMES")
    count = len(listed["TYPENAMES"])
    for name, values in listed.items():
        if len(values) not in (1, count):
            raise exceptions.invalid(f"{name} has {len(values)} parts in brackets, TYPENAMES {count}", name)
    made = [{name: values[0 if len(values) == 1 else at] for name, values in listed.items()} for at in range(count)]
    return [{name: value for name, value in one.items() if value} for one in made]


def _split(name: str, value: str) -> list[str]:
    if name != "FILTER":
        return type_names.split(value)
    # brackets stand inside values of filters too: only those between two elements part the list
    if re.match(r"\(\s*(<|\))", value) is None or not value.endswith(")"):
        return [value]
    return [text.strip() for text in re.split(r"(?<=>)\s*\)\s*,?\s*\(\s*(?=<)", value[1:-1])]


def made(asked: list[dict[str, str]], bound: dict[str, str]) -> tuple[Query, ...]:
    """The queries of their words. ``bound``: prefixes of NAMESPACES. Raises Refused."""
    found: list[Query] = []
    for words in asked:
        if "STOREDQUERY_ID" in words:
            found.append(_stored(words))
        elif "TYPENAMES" in words:
            found += [_query(words, kind) for kind in type_names.queried(words["TYPENAMES"], bound)]
        else:
            found += _by_resource_ids(words)
        if len(found) > type_names.MAX_NAMES:
            raise exceptions.invalid(f"At most {type_names.MAX_NAMES} queries are answered at once", "TYPENAMES")
    if not found:
        raise exceptions.missing("TYPENAMES")
    return tuple(found)


def _query(words: dict[str, str], kind: FeatureType) -> Query:
    node = None
    if "FILTER" in words:
        node = parameters.filter_text(words["FILTER"], kind, crs.Crs.default())
    elif "BBOX" in words:
        node = parameters.box(words["BBOX"], crs.Crs.default())
    elif "RESOURCEID" in words:
        node = parameters.ids(words["RESOURCEID"], kind)
    return Query(
        kind,
        _crs(words),
        node,
        parameters.names(words["PROPERTYNAME"], kind) if "PROPERTYNAME" in words else None,
        parameters.sorting(words["SORTBY"], kind) if "SORTBY" in words else (),
    )


def _crs(words: dict[str, str]) -> crs.Crs:
    text = words.get("SRSNAME", "")
    found = crs.read(text)
    if found is None:
        codes = ", ".join(f"urn:ogc:def:crs:EPSG::{code}" for code in crs.SERVED)
        raise exceptions.invalid(f"The CRS '{text[:80]}' is not served; these are: {codes}", "SRSNAME")
    return found


def _type_of(identifier: str) -> FeatureType | None:
    """The feature type that a resource id begins with."""
    return feature_types().get(identifier.partition(".")[0])


def _by_resource_ids(words: dict[str, str]) -> list[Query]:
    """Resource ids without a feature type: one query for each type they begin with. Unknown ones find nothing."""
    groups: dict[str, list[str]] = {}
    for identifier in (text.strip() for text in words["RESOURCEID"].split(",")):
        kind = _type_of(identifier)
        if kind is not None:
            groups.setdefault(kind.name, []).append(identifier)
    if not groups:
        return [Query(next(iter(feature_types().values())), _crs(words), Ids(()))]
    rest = {name: value for name, value in words.items() if name != "RESOURCEID"}
    return [_query({**rest, "RESOURCEID": ",".join(listed)}, feature_types()[name]) for name, listed in groups.items()]


def check_stored(identifier: str) -> None:
    """Refuse what is no stored query of this service."""
    if identifier not in STORED:
        raise exceptions.invalid(f"'{identifier[:80]}' is no stored query here; there is {BY_ID}", "STOREDQUERY_ID")


def _stored(words: dict[str, str]) -> Query:
    check_stored(words["STOREDQUERY_ID"])
    identifier = words.get("ID", "")
    if not identifier:
        raise exceptions.missing("ID")
    kind = _type_of(identifier)
    if kind is None:
        raise exceptions.not_found("There is no feature of this identifier", "ID")
    return Query(kind, _crs(words), parameters.ids(identifier, kind))


def value_reference(text: str, kind: FeatureType) -> str:
    """The property that a VALUEREFERENCE names (see names.reference): ``@id`` is gml:id. Raises Refused."""
    return names.reference(text, kind, "VALUEREFERENCE")
