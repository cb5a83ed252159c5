"""Counts by unit and grid: of the shown rows only, and they go down with them."""

import shutil
import subprocess
import sys
from datetime import timedelta

import pytest
from publishing_store import CONFIRMED, ELIMINATED, KRAKOW, NOT_CONFIRMED, at_clock, days_ago, fill_mixed, put, served

from kmzb_qgis.catalogue import load, rules, warsaw
from kmzb_qgis.publishing.publish import publish

pytestmark = pytest.mark.usefixtures("no_grace")


def recount(rows, layer) -> dict[str, dict]:
    """The counts of a statistics layer from the reports that are shown."""
    book, areas = load(), {}
    for row in rows:
        if layer["area"] == "teryt":
            area = row["teryt"][: layer["digits"]] if row["teryt"] else None
        else:
            import struct

            east, north = struct.unpack_from("<dd", row["geom"], len(row["geom"]) - 16)
            size = layer["cell_m"]
            area = f"{size // 1000}kmE{int(east // size)}N{int(north // size)}"
        if area is None:
            continue
        counts = areas.setdefault(area, {"razem": 0})
        for column in ("razem", f"s_{book.status(row['status']).key}", f"t{book.category(row['typ']).id:02d}"):
            counts[column] = counts.get(column, 0) + 1
    return areas


def test_rows_and_counts_expire_together_while_nobody_publishes(store, folder):
    """The layers' own definitions under later clocks: the rules decide, and no count knows of a row that is gone."""
    fill_mixed(store)
    for index in range(40):
        put(
            store,
            f"w{index}",
            status_id=(NOT_CONFIRMED, ELIMINATED, CONFIRMED)[index % 3],
            changed=days_ago(index / 7),
            place=(KRAKOW[0] + 800 * (index % 4), KRAKOW[1] + 700 * (index % 5)),
            teryt=("1261011", "1206023", None)[index % 3],
        )
    publish(store.path, folder)
    now, sizes = warsaw.now(), []
    with store.connect() as connection:
        reports = connection.execute(
            "SELECT id, category_id, status_id, status_changed_at FROM report WHERE geom IS NOT NULL"
            " AND (plane = 3 OR (plane = 2 AND publish_plane2 = 1))"
        ).fetchall()
    midnights = [warsaw.midnight(warsaw.add_days(warsaw.day_of(now), days)) for days in range(1, 36)]
    clocks = [now, *midnights, *[m - timedelta(milliseconds=1) for m in midnights]]
    with served(folder) as connection:
        for clock in sorted(clocks):
            rows = at_clock(connection, "zgloszenia", clock)
            assert {row["id"] for row in rows} == {
                entry[0] for entry in reports if rules.is_public(entry[1], entry[2], warsaw.from_text(entry[3]), clock)
            }
            sizes.append(len(rows))
            for layer in load().layers[1:]:
                key = "teryt" if layer["area"] == "teryt" else "kod"
                shown = {row[key]: row for row in at_clock(connection, layer["name"], clock)}
                expected = recount(rows, layer)
                assert set(shown) == set(expected), (clock, layer["name"])
                for area, counts in expected.items():
                    for column in layer["columns"]:
                        if column["type"] == "integer":
                            assert shown[area][column["name"]] == counts.get(column["name"], 0), (clock, area, column)
    assert sizes[0] == 48 and sizes[-1] == sizes[-2] < 30  # what may always be shown stays


@pytest.mark.skipif(shutil.which("faketime") is None, reason="needs the package faketime")
def test_gdal_under_a_later_clock_shows_less(store, folder):
    """Nothing but the system's clock moves: GDAL's own SQLite drops what has expired, rows and counts."""
    put(store, "stays")
    put(store, "goes", status_id=NOT_CONFIRMED, changed=days_ago(6.5))
    publish(store.path, folder)
    data = str(next((folder / "public").glob("*.gpkg")))
    program = (
        f"from osgeo import ogr; d = ogr.Open({data!r});"
        "print(d.GetLayerByName('zgloszenia').GetFeatureCount(),"
        " d.GetLayerByName('siatka_10km').GetNextFeature().GetField('razem'),"
        " d.GetLayerByName('statystyka_powiat').GetNextFeature().GetField('razem'))"
    )
    seen = [
        subprocess.run(
            ["faketime", "-f", shift, sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.split()
        for shift in ("+0d", "+3d")
    ]
    assert seen == [["2", "2", "2"], ["1", "1", "1"]]


def test_units_get_their_names_and_outlines(store, folder):
    from osgeo import ogr

    outline = ogr.CreateGeometryFromWkt(
        "POLYGON((560000 240000,570000 240000,570000 250000,560000 250000,560000 240000))"
    )
    blob = b"GP\x00\x01\x84\x08\x00\x00" + bytes(outline.ExportToWkb(ogr.wkbNDR))
    with store.connect() as connection:
        for level, code, name in (
            ("powiat", "1261", "Kraków"),
            ("gmina", "1261011", "Kraków (miasto)"),
            ("gmina", "1206023", "Iwanowice"),
        ):
            connection.execute(
                "INSERT INTO unit (geom, id, level, teryt, name) VALUES (?, ?, ?, ?, ?)",
                (blob, code, level, code, name),
            )
    put(store, "a")
    put(store, "b", teryt="0201011")
    put(store, "c", teryt=None)
    result = publish(store.path, folder)
    data = ogr.Open(str(next((folder / "public").glob("*.gpkg"))))
    layer = data.GetLayerByName("statystyka_powiat")
    found = {f.GetField("teryt"): (f.GetField("nazwa"), f.geometry() is not None) for f in layer}
    assert found == {"1261": ("Kraków", True), "0201": ("0201", False)}
    assert layer.GetGeomType() == ogr.wkbMultiPolygon
    assert result.outcome.without_teryt == 1 and result.outcome.units_without_outline == 2
    with served(folder) as connection:
        assert {row[0] for row in connection.execute("SELECT teryt FROM obszar")} == {
            "1261",
            "1261011",
            "0201",
            "0201011",
        }
