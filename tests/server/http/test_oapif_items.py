"""Items of OGC API Features: lasting ids, one item by its id, times with their zone, the CRS by part 2, links."""

from __future__ import annotations

import pytest

from tests.server.axis import truth

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
KRAKOW = truth.number("krakow")


def test_ids_are_the_public_keys(bare, client):
    alone = bare.items(limit=3).json()["features"]
    assert {feature["id"] for feature in alone} == {""}  # what QGIS Server itself says
    for layer, key in (("zgloszenia", "id"), ("statystyka_powiat", "teryt"), ("siatka_10km", "kod")):
        features = client.items(layer, limit=5).json()["features"]
        assert features
        for feature in features:
            assert feature["id"] == feature["properties"][key] != ""


@pytest.mark.parametrize("form", ["", ".json", ".geojson"])
def test_one_item_by_its_id(client, form):
    answer = client.ask(f"wfs3/collections/zgloszenia/items/{KRAKOW}{form}")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/geo+json")
    feature = answer.json()
    assert (feature["type"], feature["id"], feature["properties"]["id"]) == ("Feature", KRAKOW, KRAKOW)
    assert truth.near(feature["geometry"]["coordinates"], truth.at("krakow", 4326), 4326)
    links = {link["rel"]: link["href"] for link in feature["links"]}
    assert client.session.get(links["self"], timeout=30).json()["id"] == KRAKOW
    assert client.session.get(links["collection"], timeout=30).status_code == 200
    shown = client.session.get(links["alternate"], timeout=30)
    assert shown.status_code == 200 and KRAKOW in shown.text and shown.headers["Content-Type"].startswith("text/html")
    assert f"/items/{KRAKOW}.geojson" in shown.text
    swapped = client.ask(f"wfs3/collections/zgloszenia/items/{KRAKOW}{form}", params={"crs": EPSG.format(2180)})
    assert swapped.json()["geometry"]["coordinates"] == [244219.0, 567059.0]


@pytest.mark.parametrize("number", ["1", "73", "a0", "-", "hide1000-0000-4000-8000-000000000000", "x*", "%25", "a'b"])
def test_no_other_items(client, number):
    answer = client.ask(f"wfs3/collections/zgloszenia/items/{number}")
    assert answer.status_code == 404 and answer.json()["code"] == "NotFound"
    assert answer.headers["Cache-Control"] == "no-store"


def test_all_pages_by_the_links(client):
    address = f"{client.url}wfs3/collections/zgloszenia/items?limit=50&status=Nowe&crs={EPSG.format(2180)}"
    seen, pages = [], 0
    while address:
        answer = client.session.get(address, timeout=30)
        assert answer.headers["Content-Crs"] == f"<{EPSG.format(2180)}>"
        content = answer.json()
        seen += [feature["id"] for feature in content["features"]]
        address = next((link["href"] for link in content["links"] if link["rel"] == "next"), "")
        pages += 1
    assert len(seen) == len(set(seen)) == content["numberMatched"] > 40
    assert pages == -(-len(seen) // 50)


def test_times_say_their_zone(client):
    properties = client.items(limit=1).json()["features"][0]["properties"]
    assert properties["data_utworzenia"].endswith("Z") and properties["data_modyfikacji"].endswith("Z")
    assert properties["data_zdarzenia"] is None


def test_the_crs_are_offered_as_they_are_answered(client):
    offered = [CRS84, *(EPSG.format(code) for code in (2180, 4326, 3857))]
    collections = client.ask("wfs3/collections.json").json()["collections"]
    assert len(collections) == 5
    for one in (*collections, client.ask("wfs3/collections/siatka_1km.json").json()):
        assert one["crs"] == offered and one["storageCrs"] == EPSG.format(2180)
    described = client.ask("wfs3/api.openapi3").json()
    for name in ("crs", "bbox-crs"):
        assert described["components"]["parameters"][name]["schema"]["enum"] == offered
    assert any(one.endswith("features-2/1.0/conf/crs") for one in client.ask("wfs3/conformance").json()["conformsTo"])
    for crs in offered:
        assert client.items(limit=1, crs=crs).headers["Content-Crs"] == f"<{crs}>"
    assert client.items(limit=1).headers["Content-Crs"] == f"<{CRS84}>"


@pytest.mark.parametrize("crs", ["EPSG:2180", "CRS:84", EPSG.format(32634), "http://example.org/2180", "x"])
@pytest.mark.parametrize("name", ["crs", "bbox-crs"])
def test_no_other_crs(client, name, crs):
    answer = client.items(limit=1, bbox="19,50,20,51", **{name: crs})
    assert answer.status_code == 400 and "description" in answer.json()


@pytest.mark.parametrize("box", ["1,2", "1,2,3", "a,b,c,d", "1,2,3,4,5", "nan,1,2,3", "1,2,3,4,EPSG:2180"])
def test_broken_boxes(client, box):
    assert client.items(bbox=box).status_code == 400


def test_a_parameter_given_twice(client):
    two = [("limit", "1"), ("limit", "2")]
    assert client.ask("wfs3/collections/zgloszenia/items", params=two).status_code == 400


def test_pages_for_people_name_no_crs(client):
    page = client.ask("wfs3/collections/zgloszenia/items.html", params={"limit": 1, "crs": EPSG.format(2180)})
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    assert "Content-Crs" not in page.headers


def test_there_is_no_page_of_what_is_not_there(client):
    for number in ("1", "hide1000-0000-4000-8000-000000000000", "x"):
        assert client.ask(f"wfs3/collections/zgloszenia/items/{number}.html").status_code == 404


def test_an_unchanged_answer_is_not_sent_again(client):
    first = client.items(limit=1)
    again = client.ask(
        "wfs3/collections/zgloszenia/items.json", params={"limit": 1}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304 and not again.content
