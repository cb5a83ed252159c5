"""The chain from the built zip on an empty profile: in by the service, out as WFS, read by three other clients."""

from __future__ import annotations

import json
import sqlite3
import subprocess

import requests
from owslib.wfs import WebFeatureService

PUBLIC = {"id", "typ", "status", "data_utworzenia", "data_modyfikacji", "data_zdarzenia", "teryt", "powod"}

READ_WFS = """
import sys
from qgis.core import QgsApplication, QgsVectorLayer
app = QgsApplication([], False); app.initQgis()
uri = f"typename='zgloszenia' url='{sys.argv[1]}' srsname='EPSG:2180' version='1.1.0'"
layer = QgsVectorLayer(uri, "wfs", "WFS")
assert layer.isValid(), layer.error().summary()
points = {f["id"]: (f.geometry().asPoint().x(), f.geometry().asPoint().y()) for f in layer.getFeatures()}
import json; print(json.dumps({"fields": [f.name() for f in layer.fields()], "points": points}))
del layer  # before the application, or its provider outlives Qt
app.exitQgis()
"""


def stored_points(store) -> dict[str, tuple[float, float]]:
    """Coordinates (E, N in EPSG:2180) by public id, read from the store without the plugin."""
    import struct

    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT id, geom FROM report WHERE geom IS NOT NULL").fetchall()
    finally:
        connection.close()
    return {key: struct.unpack("<dd", bytes(blob)[-16:]) for key, blob in rows}


def test_import_counts_and_a_second_import_changes_nothing(chain):
    first, second = chain["first"], chain["second"]
    counts = ("INSERTED", "UPDATED", "UNCHANGED", "CONFLICTS", "REJECTED")
    assert tuple(first[name] for name in counts) == (3000, 0, 0, 0, 0)
    assert tuple(second[name] for name in counts) == (0, 0, 3000, 0, 0)


def test_owslib_reads_the_service(chain):
    service = WebFeatureService(chain["address"], version="1.1.0", timeout=60)
    assert {"zgloszenia", "siatka_1km", "siatka_10km"} <= set(service.contents)
    schema = service.get_schema("zgloszenia")
    assert set(schema["properties"]) == PUBLIC


def test_ogrinfo_reads_the_service(chain):
    words = ["ogrinfo", "-ro", "-so", f"WFS:{chain['address']}/?VERSION=1.1.0", "zgloszenia"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True)
    assert f"Feature Count: {chain['published']['FEATURES']}" in done.stdout


def test_a_second_qgis_sees_the_same_points(chain, other_qgis):
    seen = json.loads(other_qgis(READ_WFS, chain["address"]).splitlines()[-1])
    stored = stored_points(chain["store"])
    assert len(seen["points"]) == chain["published"]["FEATURES"] > 300
    assert set(seen["fields"]) | {"id"} >= PUBLIC
    for key, (east, north) in seen["points"].items():
        assert abs(stored[key][0] - east) < 0.01 and abs(stored[key][1] - north) < 0.01, key


def test_nothing_inner_is_in_what_is_served(chain):
    query = {"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetFeature", "TYPENAME": "zgloszenia"}
    text = requests.get(chain["address"] + "/", params=query, timeout=120).text
    hidden = ("Używanie środków odurzających", "Znęcanie się nad zwierzętami", "Żart lub pomyłka")
    for word in (*hidden, "description", "note", "officer", str(chain["store"].parent)):
        assert word not in text
    assert "Przekraczanie dozwolonej prędkości" in text


def test_check_passes_and_says_what_this_server_gets_wrong(chain, installed):
    result = installed.run("kmzb:checkpublication", URL=chain["address"], FOLDER=chain["folder"])
    assert result["FAILED"] == 0 and result["PASSED"] > 10


def test_a_wrong_address_is_a_sentence(chain, installed):
    said = installed.fails("kmzb:importservice", URL="http://127.0.0.1:9", STORE=chain["store"], PAUSE=0.01)
    assert "Traceback" not in said and "'127.0.0.1:9' refuses the connection" in said


def test_withdraw_takes_a_report_out_of_what_is_served(chain, installed):
    query = {
        "SERVICE": "WFS",
        "VERSION": "1.1.0",
        "REQUEST": "GetFeature",
        "TYPENAME": "zgloszenia",
        "OUTPUTFORMAT": "GeoJSON",
    }
    before = requests.get(chain["address"] + "/", params=query, timeout=120).json()["features"]
    key = before[0]["properties"]["id"]
    installed.run("kmzb:withdraw", REPORT=key, FOLDER=chain["folder"])
    after = requests.get(chain["address"] + "/", params=query, timeout=120).json()["features"]
    assert {f["properties"]["id"] for f in before} - {f["properties"]["id"] for f in after} == {key}
