"""Requests that would write, lock or keep something, for each layer and version, by body and by keys."""

from __future__ import annotations

from .model import FORM, XML, Case, post, query

LAYERS = ("zgloszenia", "statystyka_powiat", "statystyka_gmina", "siatka_1km", "siatka_10km")
SPACES = {
    "1.0.0": 'xmlns:wfs="http://www.opengis.net/wfs" xmlns:f="http://www.opengis.net/ogc"',
    "1.1.0": 'xmlns:wfs="http://www.opengis.net/wfs" xmlns:f="http://www.opengis.net/ogc"',
    "2.0.0": 'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:f="http://www.opengis.net/fes/2.0"',
}
WRITES = ("insert", "update", "delete", "replace", "native")
NEVER = (400, 403)


def _action(kind: str, layer: str, version: str) -> str:
    named = f'typeName="{layer}"'
    name = "ValueReference" if version == "2.0.0" else "Name"
    row = f'<k:{layer} xmlns:k="urn:x-kmzb:publikacja:1"><k:id>1</k:id></k:{layer}>'
    chosen = f'<f:Filter><f:ResourceId rid="{layer}.1"/></f:Filter>'
    if version != "2.0.0":
        chosen = f'<f:Filter><f:FeatureId fid="{layer}.1"/></f:Filter>'
    return {
        "insert": f"<wfs:Insert>{row}{row}</wfs:Insert>",
        "update": f"<wfs:Update {named}><wfs:Property><wfs:{name}>id</wfs:{name}><wfs:Value>x</wfs:Value>"
        "</wfs:Property>"
        f"{chosen}</wfs:Update>",
        "delete": f"<wfs:Delete {named}>{chosen}</wfs:Delete>",
        "replace": f"<wfs:Replace>{row}{chosen}</wfs:Replace>",
        "native": f'<wfs:Native vendorId="x" safeToIgnore="false">DROP TABLE {layer}</wfs:Native>',
    }[kind]


def _other(version: str):
    """Locks and stored queries."""
    spaces = SPACES[version]
    expression = (
        '<wfs:QueryExpressionText isPrivate="false" returnFeatureTypes="zgloszenia" language="urn:ogc:def:query'
        "Language:"
        'OGC-WFS::WFS_QueryExpression"><wfs:Query typeNames="zgloszenia"/></wfs:QueryExpressionText>'
    )
    for kind, inner in (
        ("LockFeature", '<wfs:Query typeNames="zgloszenia"/>'),
        ("GetFeatureWithLock", '<wfs:Query typeNames="zgloszenia"/>'),
        ("CreateStoredQuery", f'<wfs:StoredQueryDefinition id="x">{expression}</wfs:StoredQueryDefinition>'),
        ("DropStoredQuery", ""),
        ("GetGmlObject", ""),
    ):
        sent = f'<wfs:{kind} {spaces} service="WFS" version="{version}" id="x">{inner}</wfs:{kind}>'.encode()
        yield post(f"{kind} {version} by body", sent, status=NEVER)
        asked = {
            "SERVICE": "WFS",
            "VERSION": version,
            "REQUEST": kind,
            "STOREDQUERY_ID": "x",
            "TYPENAMES": "zgloszenia",
        }
        yield Case(f"{kind} {version} by keys", query(**asked), status=NEVER)


def cases():
    """All of them."""
    for version, spaces in SPACES.items():
        for layer in LAYERS:
            for kind in WRITES:
                start = f'<wfs:Transaction {spaces} service="WFS" version="{version}"'
                sent = f"{start}>{_action(kind, layer, version)}</wfs:Transaction>".encode()
                yield post(f"{kind} {layer} {version}", sent, status=NEVER)
            asked = {"SERVICE": "WFS", "VERSION": version, "REQUEST": "Transaction", "OPERATION": "Delete",
                     "TYPENAME": layer, "FEATUREID": f"{layer}.1"}  # fmt: skip
            yield Case(f"Transaction by keys {layer} {version}", query(**asked), status=NEVER)
            form = query(**asked)[2:].encode()
            yield post(f"Transaction by form {layer} {version}", form, FORM, status=NEVER)
        yield from _other(version)
    sent = f'<wfs:Transaction {SPACES["1.1.0"]} service="WFS" version="1.1.0"/>'.encode()
    beside = query(SERVICE="WFS", VERSION="1.1.0", REQUEST="GetFeature", TYPENAME="zgloszenia")
    yield post("Transaction below an address that reads", sent, XML, target=beside, status=NEVER)
    yield post("Transaction for another service", sent, XML, target="/?SERVICE=WMS&REQUEST=GetMap", status=NEVER)
    yield post("Transaction in small letters", sent.replace(b"Transaction", b"transaction"), status=NEVER)
    yield post("Transaction for the api", sent, XML, target="/wfs3/collections/zgloszenia/items", status=(403, 405))
    row = b'{"type":"Feature","geometry":null,"properties":{"id":"x"}}'
    for layer in LAYERS:
        for method, tail in (("POST", ""), ("PUT", "/1"), ("PATCH", "/1"), ("DELETE", "/1")):
            place = f"/wfs3/collections/{layer}/items{tail}"
            kind = (("Content-Type", "application/geo+json"),)
            yield Case(f"api {method} {layer}", place, method, kind, row, status=(405,))
    for name, word in (
        ("GetPrint", "TEMPLATE"),
        ("DescribeLayer", "SLD_BODY"),
        ("PutStyles", "SLD"),
        ("GetDxf", "FORMAT_OPTIONS"),
        ("GetProjectSettings", "LAYERS"),
        ("GetStyles", "LAYERS"),
        ("GetContext", "LAYERS"),
        ("Execute", "IDENTIFIER"),
        ("GetCoverage", "COVERAGE"),
        ("GetTile", "LAYER"),
        ("GetMetadata", "X"),
    ):
        for service in ("WFS", "WMS", "WCS", "WPS", "WMTS"):
            yield Case(f"{service} {name}", query(SERVICE=service, REQUEST=name, **{word: "zgloszenia"}), status=NEVER)
