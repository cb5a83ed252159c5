"""WFS 2.0 from the public zone's database answers what it answers from the publication's data file."""

from __future__ import annotations

import re

import psycopg2
import pytest
from publishing_store import new_store, number, put
from wfs2_answers import TYPES, answered, asked, fill, project, query

from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.publishing.zone.push import push
from kmzb_qgis.server.refusal import Refused
from kmzb_qgis.server.wfs2 import source
from kmzb_qgis.server.wfs2.query import GetPropertyValue, Output, Sort
from kmzb_qgis.server.wfs2.source_zone import ZoneSource
from kmzb_qgis.server.wfs2.tree import And, Box, Compare, Comparison, Ids
from tests import zone_cluster
from tests.zone_cluster import Cluster

PUSH = "service=kmzb_zone_push"
ADDRESS = "postgresql:?service=kmzb_public&schema=kmzb_public&project=kmzb"
LAYERS = list(TYPES)
SYSTEMS = ["", "EPSG:2180", "urn:ogc:def:crs:EPSG::4326", "EPSG:3857"]


@pytest.fixture(scope="module")
def cluster(qgis_app):
    zone_cluster.needed()
    with Cluster("rows") as made, pytest.MonkeyPatch.context() as patch:
        made.set_up_zone("--inner", "127.0.0.1/32")
        made.file = zone_cluster.service_file(
            made.root,
            made.service("kmzb_zone_push", "kmzb_zone_push", passfile=made.root / "pgpass"),
            made.service("kmzb_public", "postgres", local=True, options="-c role=kmzb_zone_read"),
        )
        patch.setenv("PGSERVICEFILE", str(made.file))
        patch.setattr("kmzb_qgis.publishing.switch.GRACE_S", 0)
        store = new_store(made.root)
        fill(store)
        made.folder = made.root / "publikacja"
        publish(store.path, made.folder)
        push(made.folder, PUSH)
        made.store = store
        yield made


@pytest.fixture
def zone(cluster, monkeypatch):
    monkeypatch.setenv("PGSERVICEFILE", str(cluster.file))
    monkeypatch.setattr(source, "_kept", {})
    opened = source.open_source(ADDRESS)
    assert isinstance(opened, ZoneSource)
    yield opened
    opened.close()


@pytest.fixture
def file(cluster):
    return source.open_source(project(cluster.folder))


def plain(body: bytes) -> list[str]:
    """An answer's lines without what two servers may write differently: the time, noughts behind a decimal point, the
    last decimal, empty lines, spaces between coordinates."""
    text = re.sub(r'(timeStamp"?[=:] ?)"[^"]*"', r"\1", body.decode())
    text = re.sub(r"\d+\.\d+", lambda found: _rounded(found.group()), text)
    text = re.sub(r",?\n,?(?=\{)", "\n", text).replace("], [", "],[").replace(", ", ",").replace("[ ", "[")
    return [line for line in text.splitlines() if line.strip()]


def _rounded(text: str) -> str:
    return f"{float(text):.{4 if float(text) < 100 else 1}f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize("output", [Output.GML32, Output.GEOJSON, Output.CSV])
@pytest.mark.parametrize("spelling", SYSTEMS)
@pytest.mark.parametrize("layer", LAYERS)
def test_both_say_the_same(zone, file, layer, spelling, output):
    request = asked(query(layer, spelling), output=output)
    there, here = (plain(answered(one, request).body) for one in (zone, file))
    assert len(there) == len(here) > 1
    for given, wanted in zip(there, here):
        if output is not Output.GML32 or len(given) < 20_000:
            assert _near(given, wanted), (given[:2000], wanted[:2000])


def _near(given: str, wanted: str) -> bool:
    """Equal but for a last decimal that fell to the other side."""
    number_of = re.compile(r"\d+(?:\.\d+)?")
    if number_of.sub("#", given) != number_of.sub("#", wanted):
        return False
    pairs = zip(number_of.findall(given), number_of.findall(wanted))
    return all(abs(float(a) - float(b)) <= (2e-4 if float(a) < 100 else 0.11) for a, b in pairs)


def test_filters_sorts_pages_counts_and_values(zone, file):
    same = Comparison("status", Compare.EQUAL, "Potwierdzone")
    box = Box(300_000, 300_000, 600_000, 700_000)
    words = Ids((number("words"),))
    requests = [asked(query(filter=condition, sort=sort), hits=hits, output=Output.GEOJSON, start=start, count=5)
                for condition in (None, same, box, And((same, box)), words)
                for sort in ((), (Sort("powod", True), Sort("typ")), (Sort("data_modyfikacji"),))
                for hits in (True, False) for start in (0, 3, 10_000)]  # fmt: skip
    requests += [GetPropertyValue(query(), name) for name in ("powod", "@id", "geom", "data_zdarzenia")]
    for request in requests:
        there, here = (plain(answered(one, request).body) for one in (zone, file))
        assert len(there) == len(here)
        assert all(_near(given, wanted) for given, wanted in zip(there, here)), request


@pytest.mark.parametrize("spelling", ["", "EPSG:3857"])
def test_a_feature_of_several_queries_stands_once_and_is_pointed_to(zone, file, spelling):
    same, box = Comparison("status", Compare.EQUAL, "Potwierdzone"), Box(300_000, 300_000, 600_000, 700_000)
    whole, filtered = query(spelling=spelling), query(spelling=spelling, filter=same)
    sorted_ = query(spelling=spelling, filter=box, sort=(Sort("typ"),))
    request = asked(filtered, whole, sorted_, query("siatka_10km", spelling))
    there, here = (answered(one, request).body.decode() for one in (zone, file))
    assert all(_near(given, wanted) for given, wanted in zip(*(plain(text.encode()) for text in (there, here))))
    for text in (there, here):
        named = re.findall(r'<kmzb:\w+ gml:id="([^"]+)"', text)
        pointed = [one[1:] for one in re.findall('xlink:href="([^"]+)"', text)]
        returned = int(re.search(r'numberReturned="(\d+)"', text).group(1))
        assert len(named) == len(set(named)) and len(named) + len(pointed) == returned
        assert set(pointed) <= set(named) and len(pointed) > 20


def test_tokens_hold_between_pages(zone, file):
    for sort in ((), (Sort("typ"),)):
        for opened in (zone, file):
            first = answered(opened, asked(query(sort=sort), output=Output.GEOJSON, count=10)).body.decode()
            token = re.search('PAGETOKEN=([^&"]+)', first).group(1)
            by_token = answered(opened, asked(query(sort=sort), output=Output.GEOJSON, count=10, start=10, token=token))
            by_start = answered(opened, asked(query(sort=sort), output=Output.GEOJSON, count=10, start=10))
            assert plain(by_token.body)[1:] == plain(by_start.body)[1:]


def test_counts_without_the_table_are_the_same(zone, cluster, file):
    cluster.sql("DELETE FROM kmzb_public.dane_licznik; DELETE FROM kmzb_public.dane_blok")
    for layer in LAYERS:
        for request in (asked(query(layer), hits=True), asked(query(layer), start=1, count=1, output=Output.GEOJSON)):
            there, here = (plain(answered(one, request).body) for one in (zone, file))
            assert len(there) == len(here) and all(_near(a, b) for a, b in zip(there, here))


def test_a_lost_connection_is_opened_anew(zone, cluster):
    before = plain(answered(zone, asked(query())).body)
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kmzb wfs'")
    assert plain(answered(zone, asked(query())).body) == before
    cluster.stop("fast")
    try:
        with pytest.raises(Refused) as caught:
            answered(zone, asked(query()))
        assert caught.value.status == 503 and "kmzb_public" not in caught.value.text
    finally:
        cluster.start()
    assert plain(answered(zone, asked(query())).body) == before


def test_a_zone_without_the_views_says_so(zone, cluster):
    cluster.sql("ALTER VIEW kmzb_public.wfs_zgloszenia RENAME TO gone")
    try:
        with pytest.raises(Refused) as caught:
            answered(zone, asked(query()))
        assert caught.value.status == 503 and "not set up" in caught.value.text
    finally:
        cluster.sql("ALTER VIEW kmzb_public.gone RENAME TO wfs_zgloszenia")
    assert answered(zone, asked(query())).status == 200


def test_too_slow_is_a_sentence(zone, monkeypatch):
    monkeypatch.setenv("KMZB_WFS_SECONDS", "0.001")
    with pytest.raises(Refused) as caught:
        answered(zone, asked(query("statystyka_powiat", "EPSG:3857")))
        answered(zone, asked(query(sort=(Sort("powod"),))))
        answered(zone, asked(query("siatka_1km", "EPSG:3857")))
    assert caught.value.status == 503
    monkeypatch.delenv("KMZB_WFS_SECONDS")
    assert answered(zone, asked(query())).status == 200


def test_nobody_but_the_server_reads_more_than_before(cluster):
    with psycopg2.connect(service="kmzb_public") as connection, connection.cursor() as cursor:
        for table in ("dane_licznik", "dane_blok", "dane_zgloszenia"):
            with pytest.raises(psycopg2.Error):
                cursor.execute(f"SELECT 1 FROM kmzb_public.{table}")
            connection.rollback()
    connection.close()


def test_another_publication_is_answered_at_once(zone, cluster, no_grace):
    before = answered(zone, asked(query(), hits=True)).body
    put(cluster.store, "new")
    publish(cluster.store.path, cluster.folder)
    after = answered(zone, asked(query(), hits=True)).body
    counts = [int(re.search(rb'numberMatched="(\d+)"', body).group(1)) for body in (before, after)]
    assert counts[1] == counts[0] + 1
