"""GetFeature in the abstract test suite of the class Basic of WFS 1.1.0 (OGC 04-094)."""

from __future__ import annotations

from urllib.parse import quote

from .wfs11 import FEATURE, SRS, _mime, collection, exception, get, members, post, suite, type_names


def _features(site, name: str, more: str = "") -> str:
    return f"SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&typename={name}{more}"


@suite(FEATURE, "GET-tc1: the default media type")
def _(site):
    for name in type_names(site):
        answer = get(site, _features(site, name))
        collection(site, answer)
        _mime(answer)


@suite(FEATURE, "GET-tc2: an unknown parameter is no error")
def _(site):
    for name in type_names(site):
        collection(site, get(site, _features(site, name, "&bogus=parameter")))


@suite(FEATURE, "GET-tc3: resultType=results gives features")
def _(site):
    for name in type_names(site):
        root = collection(site, get(site, _features(site, name, "&resulttype=results")))
        told, given = root.get("numberOfFeatures"), len(members(root))
        assert told is None or int(told) == given, f"{name}: numberOfFeatures is {told}, there are {given}"


@suite(FEATURE, "GET-tc4: SERVICE, VERSION and REQUEST are required")
def _(site):
    name = type_names(site)[0]
    collection(site, get(site, _features(site, name)))
    for query in (
        f"SeERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&typename={name}",
        f"SERVICE=WFS&VeERSION=1.1.0&REQUEST=GetFeature&typename={name}",
        f"SERVICE=WFS&VERSION=1.1.0&ReEQUEST=GetFeature&typename={name}",
    ):
        exception(get(site, query))


FILTER = (
    '<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml"><ogc:PropertyIsEqualTo>'
    "<ogc:PropertyName>{name}</ogc:PropertyName><ogc:Literal>{value}</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>"
)


@suite(FEATURE, "GET-tc5: a filter by a property's path")
def _(site):
    name = next(one for one in type_names(site) if one.endswith("zgloszenia"))
    first = members(collection(site, get(site, _features(site, name, "&maxFeatures=1"))))[0]
    value = first.findtext("{*}typ")
    for path in ("typ", "qgs:typ", "typ[1]", "qgs:typ[1]"):
        text = quote(FILTER.format(name=path, value=value))
        found = members(collection(site, get(site, _features(site, name, f"&FILTER={text}"))))
        assert found, f"no features by {path}"
        assert all(one.findtext("{*}typ") == value for one in found), path


@suite(FEATURE, "GET-tc6: an unrecognizable request gives an exception")
def _(site):
    exception(get(site, f"SERVIsCE=WFS&VERSION=1.1.0&REQUsEST=GetFeature&typename={type_names(site)[0]}"))


def _hits(site, answer) -> None:
    root = collection(site, answer)
    assert root.get("timeStamp") and root.get("numberOfFeatures"), "no timeStamp or numberOfFeatures"
    assert not members(root), "there are features"


@suite(FEATURE, "GET-tc7: resultType=hits gives the count alone")
def _(site):
    for name in type_names(site):
        _hits(site, get(site, _features(site, name, "&Resulttype=hits")))


def _query(name: str, inner: str = "", more: str = "", p: str = "wfs") -> str:
    return f'<{p}:Query typeName="{name}" {SRS} {more}>{inner}</{p}:Query>'


@suite(FEATURE, "POST-tc1: the default is GML 3.1.1")
def _(site):
    for name in type_names(site):
        collection(site, post(site, FEATURE, _query(name)))


@suite(FEATURE, "POST-tc2: resultType=hits gives the count alone")
def _(site):
    for name in type_names(site):
        more = 'version="1.1.0" service="WFS" resultType="hits"'
        _hits(site, post(site, FEATURE, _query(name), more))


@suite(FEATURE, "POST-tc3: no more features than maxFeatures")
def _(site):
    for name in type_names(site):
        more = 'version="1.1.0" service="WFS" maxFeatures="2"'
        assert len(members(collection(site, post(site, FEATURE, _query(name), more)))) == 2, name


@suite(FEATURE, "POST-tc4: any prefix of the namespace")
def _(site):
    for name in type_names(site):
        collection(site, post(site, FEATURE, _query(name, p="foo"), p="foo"))


@suite(FEATURE, "POST-tc5: the answer names its schemas")
def _(site):
    for name in type_names(site):
        root = collection(site, post(site, FEATURE, _query(name, more='featureVersion="ALL"')))
        assert root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"), "no schemaLocation"


@suite(FEATURE, "POST-tc6: an unknown type or property gives an exception")
def _(site):
    exception(post(site, FEATURE, _query("Asdf")))
    name = type_names(site)[0]
    exception(post(site, FEATURE, _query(name, "<wfs:PropertyName>asdfProperty</wfs:PropertyName>")))


@suite(FEATURE, "POST-tc7: attributes with a default value may be left out")
def _(site):
    name = type_names(site)[0]
    for more in ('version="1.1.0" service="WFS"', 'version="1.1.0"', 'service="WFS"'):
        inner = _query(name, more='xmlns:sf="http://cite.opengeospatial.org/gmlsf"')
        collection(site, post(site, FEATURE, inner, more))


@suite(FEATURE, "POST-tc8: a known type's name")
def _(site):
    for name in type_names(site):
        collection(site, post(site, FEATURE, _query(name), 'service="WFS" version="1.1.0"'))
