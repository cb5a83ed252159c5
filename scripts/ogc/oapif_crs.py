"""The abstract test suite of OGC API - Features, Part 2: Coordinate Reference Systems (OGC 18-058r1, annex A)."""

from __future__ import annotations

from . import oapif, oapif_formats  # noqa: F401 - their tests come first
from .checks import LeftOut, Site
from .oapif_ask import CRS84, all_features, collections, document, items, middle, names, places, suite

CRS = "CRS (Part 2)"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
NORTHING_FIRST = {f"{EPSG}2180", f"{EPSG}4326"}
WRONG = f"{EPSG}99999"


def declared(site: Site) -> None:
    """Leave the test out where the class is not declared."""
    listed = document(site, "/conformance")["conformsTo"]
    if "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" not in listed:
        raise LeftOut("the class is not declared")


def ask(site: Site, path: str, **query):
    return site.ask(f"wfs3{path}", params=query, headers={"Accept": "application/geo+json"})


@suite(CRS, "/conf/crs/crs-uri and default-crs")
def _(site):
    declared(site)
    for one in collections(site):
        assert one["crs"][0] == CRS84, one["crs"]
        assert len(one["crs"]) == len(set(one["crs"])), f"{one['id']} lists a system twice"
        assert all(crs.startswith("http://www.opengis.net/def/crs/") for crs in one["crs"]), one["crs"]


@suite(CRS, "/conf/crs/storageCrs")
def _(site):
    declared(site)
    for one in collections(site):
        assert one["storageCrs"] in one["crs"], one["storageCrs"]


@suite(CRS, "/conf/crs/fc-crs-definition, -valid-value and content-crs")
def _(site):
    declared(site)
    for one in collections(site):
        for crs in one["crs"]:
            answer = ask(site, f"/collections/{one['id']}/items", crs=crs, limit=1)
            assert answer.status_code == 200, f"{one['id']}, {crs}: {answer.status_code}"
            told = answer.headers.get("Content-Crs")
            assert told == f"<{crs}>", f"{one['id']}, {crs}: Content-Crs is {told}"
        answer = ask(site, f"/collections/{one['id']}/items", limit=1)
        assert answer.headers.get("Content-Crs") == f"<{CRS84}>", answer.headers.get("Content-Crs")


@suite(CRS, "/conf/crs/fc-crs-invalid-value")
def _(site):
    declared(site)
    for name in names(site):
        items(site, name, 400, crs=WRONG)
        items(site, name, 400, crs="abc")


@suite(CRS, "/conf/crs/f-crs and content-crs")
def _(site):
    declared(site)
    for one in collections(site):
        key = items(site, one["id"], limit=1)["features"][0]["id"]
        for crs in one["crs"]:
            answer = ask(site, f"/collections/{one['id']}/items/{key}", crs=crs)
            assert answer.status_code == 200, f"{one['id']}, {crs}: {answer.status_code}"
            assert answer.headers.get("Content-Crs") == f"<{crs}>", answer.headers.get("Content-Crs")
        assert ask(site, f"/collections/{one['id']}/items/{key}", crs=WRONG).status_code == 400


@suite(CRS, "/conf/crs/geometry: coordinates and their order")
def _(site):
    from pyproj import Transformer

    declared(site)
    for one in collections(site):
        plain = items(site, one["id"], limit=5)["features"]
        for crs in one["crs"]:
            change = Transformer.from_crs("OGC:CRS84", crs.replace(EPSG, "EPSG:").replace(CRS84, "OGC:CRS84"))
            asked = items(site, one["id"], limit=5, crs=crs)["features"]
            for before, after in zip(plain, asked):
                near = 2e-6 if crs in (CRS84, f"{EPSG}4326") else 0.2
                for place, found in zip(places(before["geometry"]), places(after["geometry"])):
                    right = change.transform(*place)
                    off = max(abs(right[0] - found[0]), abs(right[1] - found[1]))
                    assert off < near, f"{one['id']}, {crs}: {found}, not {right}"


@suite(CRS, "/conf/crs/bbox-crs: definition, valid and invalid values")
def _(site):
    from pyproj import Transformer

    declared(site)
    for one in collections(site):
        lon, lat = middle(site, one["id"])
        box = (lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02)
        counted = len(all_features(site, one["id"], bbox=",".join(map(str, box))))
        assert counted, one["id"]
        for crs in one["crs"]:
            system = crs.replace(EPSG, "EPSG:").replace(CRS84, "OGC:CRS84")
            change = Transformer.from_crs("OGC:CRS84", system, always_xy=True)
            west, south, east, north = change.transform_bounds(*box)
            text = (south, west, north, east) if crs in NORTHING_FIRST else (west, south, east, north)
            query = {"bbox": ",".join(f"{part:.6f}" for part in text), "bbox-crs": crs}
            found = len(all_features(site, one["id"], **query))
            assert counted <= found <= counted + 8, f"{one['id']}, {crs}: {found}, in CRS84 {counted}"
        items(site, one["id"], 400, **{"bbox": "1,2,3,4", "bbox-crs": WRONG})
