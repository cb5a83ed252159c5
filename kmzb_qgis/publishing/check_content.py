"""What is served: capabilities, layers, columns, counts, validity, times, cache headers."""

from __future__ import annotations

import json
import re

from ..catalogue import warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import check_words
from .check_client import Client, Reply
from .check_places import id_filter
from .check_report import CheckReport
from .check_truth import Truth

KEYS = {"geometry", "geom", "OGC_FID", "fid"}
LONGEST_CACHE_S = 600


def first_look(client: Client, truth: Truth) -> None:
    """Raise KmzbError where no KMZB publication answers: wrong address, another service, an error page."""
    reply = client.wfs("GetCapabilities")
    if reply.status >= 500:
        raise KmzbError(
            tr("The service at {url} fails (HTTP {status}).", url=client.base, status=reply.status), code="service"
        )
    if "WFS_Capabilities" not in reply.text[:2000]:
        raise KmzbError(
            tr("{url} does not answer as a WFS (HTTP {status}).", url=client.base, status=reply.status),
            re.sub(r"<[^>]*>|\s+", " ", reply.text[:300]).strip(),
            code="service",
        )
    names = {layer["name"] for layer in truth.catalogue.layers}
    if not any(re.search(rf"<(\w+:)?Name>(\w+:)?{name}</", reply.text) for name in names):
        raise KmzbError(tr("The WFS at {url} is not a KMZB publication.", url=client.base), code="service")


def capabilities(client: Client, truth: Truth, report: CheckReport) -> None:
    """Each service's capabilities, parsed by OWSLib from the bytes, list exactly the public layers."""
    from owslib.feature.wfs100 import WebFeatureService_1_0_0
    from owslib.feature.wfs110 import WebFeatureService_1_1_0
    from owslib.feature.wfs200 import WebFeatureService_2_0_0
    from owslib.wms import WebMapService

    expected = {layer["name"] for layer in truth.catalogue.layers}
    readers = {"1.0.0": WebFeatureService_1_0_0, "1.1.0": WebFeatureService_1_1_0, "2.0.0": WebFeatureService_2_0_0}
    for version, reader in readers.items():
        reply = client.wfs("GetCapabilities", version)

        def read(body=reply.body, version=version, reader=reader):
            return reader(client.base, version, body, False)

        _names(report, f"WFS {version}", read, expected)
    for version in ("1.1.1", "1.3.0"):
        reply = client.wms("GetCapabilities", version)

        def read(body=reply.body, version=version):
            return WebMapService(client.base, version=version, xml=body)

        _names(report, f"WMS {version}", read, expected, groups=True)
    reply = client.oapif("/collections.json")
    seen = {c.get("id") for c in _json(reply).get("collections", [])}
    report.note(
        "capabilities",
        tr("{service}: layers", service="OGC API Features"),
        seen == expected,
        check_words.difference(seen, expected),
    )
    conforms = _json(client.oapif("/conformance.json")).get("conformsTo", [])
    right = any("ogcapi-features-1" in entry for entry in conforms)
    report.note("capabilities", tr("OGC API Features: conformance"), right, ", ".join(map(str, conforms))[:200])


def _names(report: CheckReport, service: str, read, expected: set[str], groups: bool = False) -> None:
    try:
        parsed = read()
        seen = {name.split(":")[-1] for name, layer in parsed.contents.items() if not (groups and layer.layers)}
        title, contact = parsed.identification.title, parsed.provider.name
    except Exception as error:  # whatever a broken document does to the parser is the finding
        report.note(
            "capabilities",
            tr("{service}: readable by OWSLib", service=service),
            False,
            f"{type(error).__name__}: {error}"[:200],
        )
        return
    report.note(
        "capabilities",
        tr("{service}: layers", service=service),
        seen == expected,
        check_words.difference(seen, expected),
    )
    question = tr("{service}: title and provider", service=service)
    report.note(
        "capabilities",
        question,
        bool(title and contact),
        f"{check_words.nothing(title or None)}, {check_words.nothing(contact or None)}",
    )


def _json(reply: Reply) -> dict:
    try:
        content = json.loads(reply.text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def schema(client: Client, truth: Truth, report: CheckReport) -> None:
    """The columns of each layer are the allowed list: in the schema, in features, in OGC API Features and in WMS."""
    for layer in truth.catalogue.layers:
        name, allowed = layer["name"], [column["name"] for column in layer["columns"]]
        for version in ("1.0.0", "1.1.0", "2.0.0"):
            reply = client.wfs("DescribeFeatureType", version, TYPENAME=name)
            inner = reply.text.split("sequence", 1)[-1]
            seen = set(re.findall(r'<(?:\w+:)?element [^>]*\bname="([^"]+)"', inner)) - KEYS
            question = tr("{service}: columns of {layer}", service=f"WFS {version}", layer=name)
            report.note("schema", question, seen == set(allowed), check_words.difference(seen, set(allowed)))
        reply = client.wfs("GetFeature", TYPENAME=name, MAXFEATURES=1, OUTPUTFORMAT="application/vnd.geo+json")
        _keys(report, tr("{service}: columns of {layer}", service="WFS GetFeature", layer=name), reply, allowed)
        reply = client.oapif(f"/collections/{name}/items.json", limit=1)
        _keys(report, tr("{service}: columns of {layer}", service="OGC API Features", layer=name), reply, allowed)
        for feature in _json(reply).get("features", []):
            report.note("schema", tr("OGC API Features: id in {layer}", layer=name), bool(feature.get("id")))


def _keys(report: CheckReport, question: str, reply: Reply, allowed: list[str]) -> None:
    features = _json(reply).get("features")
    if features is None:
        report.note("schema", question, False, tr("no features, HTTP {status}", status=reply.status))
        return
    for feature in features:
        seen = set(feature["properties"]) - KEYS
        report.note("schema", question, seen == set(allowed), check_words.difference(seen, set(allowed)))


def counts(client: Client, truth: Truth, report: CheckReport) -> None:
    """As many features as the snapshot shows at this moment, and no more than were published."""
    for layer in truth.catalogue.layers:
        name = layer["name"]
        before = truth.counts()[name]
        reply = client.wfs("GetFeature", TYPENAME=name, RESULTTYPE="hits")
        found = re.search(r'numberOfFeatures="(\d+)"', reply.text)
        matched = _json(client.oapif(f"/collections/{name}/items.json", limit=1)).get("numberMatched")
        allowed = {before, truth.counts()[name]}  # midnight may pass in between
        seen = int(found.group(1)) if found else None
        report.note(
            "counts",
            tr("{service}: count of {layer}", service="WFS 1.1.0", layer=name),
            seen in allowed,
            check_words.number(seen, before),
        )
        reply = client.wfs("GetFeature", "2.0.0", TYPENAMES=name, RESULTTYPE="hits")
        found = re.search(r'numberMatched="(\d+)"', reply.text)
        seen = int(found.group(1)) if found else None
        report.note(
            "counts",
            tr("{service}: count of {layer}", service="WFS 2.0.0", layer=name),
            seen in allowed,
            check_words.number(seen, before),
        )
        report.note(
            "counts",
            tr("{service}: count of {layer}", service="OGC API Features", layer=name),
            matched in allowed,
            check_words.number(matched, before),
        )
        if before <= 50_000:
            served = client.wfs("GetFeature", "1.0.0", TYPENAME=name).text.count("featureMember>") // 2
            report.note(
                "counts",
                tr("{service}: count of {layer}", service="WFS 1.0.0", layer=name),
                served in allowed,
                check_words.number(served, before),
            )
    published = truth.manifest.get("rows", 0)
    report.note(
        "counts",
        tr("no more reports than published"),
        truth.counts()["zgloszenia"] <= published,
        tr("published: {count}", count=published),
    )


def values(client: Client, truth: Truth, report: CheckReport) -> None:
    """Sample reports have exactly the published values, and times say their zone."""
    for place in truth.places:
        reply = client.wfs(
            "GetFeature", TYPENAME="zgloszenia", FILTER=id_filter(place.id), OUTPUTFORMAT="application/vnd.geo+json"
        )
        features = _json(reply).get("features") or [{"properties": {}}]
        seen = features[0]["properties"]
        for name, value in place.values.items():
            got = seen.get(name)
            if name.startswith("data_"):
                right = (got or "")[:19] == (value or "")[:19]
                if value and right:
                    zoned = re.search(r"(Z|[+-]\d\d:?\d\d)$", got) is not None
                    report.note(
                        "values",
                        tr("{column}: the time says its zone", column=name),
                        zoned,
                        check_words.nothing(got),
                    )
            else:
                right = (got or None) == (value or None)
            question = tr("{column} of {report}", column=name, report=place.id[:8])
            report.note("values", question, right, check_words.value(got, value))


def validity(client: Client, truth: Truth, report: CheckReport) -> None:
    """The publication is not out of date, it is the folder's, and its cache headers fit."""
    right = warsaw.now() < truth.valid_until
    report.note(
        "validity",
        tr("not out of date"),
        right,
        tr("it was good until {time} (Warsaw time): publish again", time=warsaw.shown(truth.valid_until)),
    )
    reply = client.wfs("GetCapabilities")
    served = reply.headers.get("X-KMZB-Publication")
    question = tr("the guard is on and serves this folder's version")
    report.note("validity", question, served == truth.version, check_words.header(reply, "X-KMZB-Publication"))
    age = re.search(r"max-age=(\d+)", reply.headers.get("Cache-Control", ""))
    report.note(
        "validity",
        tr("answers are kept for minutes only"),
        bool(age) and int(age.group(1)) <= LONGEST_CACHE_S,
        check_words.header(reply, "Cache-Control"),
    )
    tag = reply.headers.get("ETag", "")
    again = client.ask(
        params={"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetCapabilities"}, headers={"If-None-Match": tag}
    )
    report.note(
        "validity",
        tr("unchanged answers are not sent again"),
        bool(tag) and again.status == 304,
        check_words.status(again),
    )
