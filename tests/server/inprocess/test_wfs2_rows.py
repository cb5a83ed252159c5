"""Rows of WFS 2.0 through QGIS Server: pages that lead to each other, each format, one state for counts and rows."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest

ASK = "?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=kmzb:zgloszenia"


def ids(text: str) -> list[str]:
    return re.findall(r'<kmzb:zgloszenia gml:id="([^"]+)"', text)


def counted(text: str, name: str) -> int:
    return int(re.search(rf'{name}="(\d+)"', text).group(1))


@pytest.mark.parametrize("more", ["", "&SORTBY=typ DESC,id", "&BBOX=100000,100000,900000,900000"])
def test_the_link_next_leads_through_all_features(ask, site, more):
    whole = ask(site.project, f"{ASK}{more}").text
    assert counted(whole, "numberMatched") == counted(whole, "numberReturned") == len(ids(whole)) > 8
    seen, query, pages = [], f"{ASK}{more}&COUNT=3", 0
    while query and pages < 20:
        answer = ask(site.project, query)
        assert answer.status == 200 and counted(answer.text, "numberMatched") == len(ids(whole))
        assert counted(answer.text, "numberReturned") == len(ids(answer.text))
        seen += ids(answer.text)
        following = re.search(r' next="([^"]+)"', answer.text[:4000])
        query = "?" + unescape(following.group(1)).partition("?")[2] if following else ""
        pages += 1
    assert seen == ids(whole) and pages == -(-len(seen) // 3)


def test_hits_have_no_features(ask, site):
    answer = ask(site.project, f"{ASK}&RESULTTYPE=hits")
    assert not ids(answer.text) and counted(answer.text, "numberReturned") == 0
    assert counted(answer.text, "numberMatched") == len(ids(ask(site.project, ASK).text))


def test_every_format_has_every_feature(ask, site):
    wanted = {one.partition(".")[2] for one in ids(ask(site.project, ASK).text)}
    answer = ask(site.project, f"{ASK}&OUTPUTFORMAT=application/geo%2Bjson")
    content = json.loads(answer.text)
    assert {one["properties"]["id"] for one in content["features"]} == wanted
    assert answer.headers["Content-Type"].startswith("application/geo+json")
    krakow = next(one for one in content["features"] if "krakow"[:4] in one["properties"]["id"])
    assert krakow["geometry"]["coordinates"] == pytest.approx([19.937, 50.062], abs=0.01)
    answer = ask(site.project, f"{ASK}&OUTPUTFORMAT=text/csv&SRSNAME=EPSG:2180")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert {row["id"] for row in rows} == wanted and list(rows[0])[:2] == ["x", "y"]
    answer = ask(site.project, f"{ASK}&OUTPUTFORMAT=application/flatgeobuf")
    assert answer.text.startswith("fgb") and "zgloszenia.fgb" in answer.headers["Content-Disposition"]


def test_one_feature_and_none(ask, site):
    some = ids(ask(site.project, ASK).text)[0]
    stored = (
        "?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&STOREDQUERY_ID=urn:ogc:def:query:OGC-WFS::GetFeatureById&ID="
    )
    answer = ask(site.project, f"{stored}{some}")
    assert answer.status == 200 and ids(answer.text) == [some] and "FeatureCollection" not in answer.text
    answer = ask(site.project, f"{stored}zgloszenia.nobody")
    assert answer.status == 404 and "NotFound" in answer.text


def test_two_queries_of_one_type_name_each_feature_once(ask, site):
    """A gml:id stands once in a document: what an earlier query gave is pointed to."""
    query = ASK.replace("kmzb:zgloszenia", "(kmzb:zgloszenia)(kmzb:zgloszenia)")
    answer = ask(site.project, f"{query}&SRSNAME=EPSG:2180")
    found = ids(answer.text)
    assert len(found) == len(set(found)) > 8
    assert {one[1:] for one in re.findall('xlink:href="([^"]+)"', answer.text)} == set(found)
    assert counted(answer.text, "numberReturned") == 2 * len(found)
