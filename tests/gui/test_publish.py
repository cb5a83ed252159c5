"""kmzb:publish: what goes out, what stays in, and when it goes away again."""

import csv
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from publishing_store import (
    CONFIRMED,
    CRUELTY,
    DRUGS,
    ELIMINATED,
    ENTERTAINMENT,
    HANDED_OVER,
    JOKE,
    KRAKOW,
    NOT_CONFIRMED,
    VERIFYING,
    at_clock,
    days_ago,
    ids,
    manifest,
    new_store,
    number,
    observe,
    put,
    served,
)
from qgis.core import QgsApplication, QgsProcessingException, QgsProject

from kmzb_qgis.catalogue import load, rules, warsaw
from kmzb_qgis.publishing import switch
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.publishing.publish import parse_as_of, publish
from kmzb_qgis.publishing.withdraw import withdraw
from kmzb_qgis.store import lifecycle, open_store
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

SECRET = "TAJNE-ŻÓŁW"  # pragma: allowlist secret - a word that must not leak


class Feedback:
    """Collects what is told; cancels at a percentage."""

    def __init__(self, cancel_at: float = 1000):
        self.words, self.percents, self.cancel_at = [], [], cancel_at

    def setProgress(self, value):
        self.percents.append(value)

    def pushInfo(self, text):
        self.words.append(text)

    pushWarning = pushInfo

    def isCanceled(self):
        return bool(self.percents) and self.percents[-1] >= self.cancel_at


@pytest.fixture(autouse=True)
def no_grace(monkeypatch):
    """No server runs here, so nobody needs the seconds between the rename and the removal of the old data."""
    monkeypatch.setattr(switch, "GRACE_S", 0)


@pytest.fixture()
def store(qgis_app, tmp_path):
    return new_store(tmp_path)


@pytest.fixture()
def folder(tmp_path):
    return tmp_path / "publikacja"


def fill_mixed(store) -> set[str]:
    """Reports of all kinds with inner words in every inner column; returns the ids that are public."""
    inner = {"description": f"opis {SECRET}", "note": f"notatka {SECRET}", "officer": SECRET, "modified_by": SECRET}
    public = {
        put(store, "new", **inner),
        put(store, "verifying", status_id=VERIFYING, **inner),
        put(store, "confirmed", status_id=CONFIRMED, **inner),
        put(store, "handed over", status_id=HANDED_OVER, **inner),
        put(store, "eliminated", status_id=ELIMINATED, changed=days_ago(5), **inner),
        put(store, "not confirmed", status_id=NOT_CONFIRMED, changed=days_ago(6), **inner),
        put(store, "party", category_id=ENTERTAINMENT, status_id=CONFIRMED, **inner),
        put(store, "plane 2 ticked", plane=2, publish_plane2=1, **inner),
    }
    put(store, "joke", status_id=JOKE, **inner)
    put(store, "drugs", category_id=DRUGS, status_id=CONFIRMED, **inner)
    put(store, "cruelty", category_id=CRUELTY, **inner)
    put(store, "party rumour", category_id=ENTERTAINMENT, status_id=VERIFYING, **inner)
    put(store, "plane 1", plane=1, publish_plane2=1, **inner)
    put(store, "plane 2", plane=2, **inner)
    put(store, "old eliminated", status_id=ELIMINATED, changed=days_ago(33), **inner)
    put(store, "old not confirmed", status_id=NOT_CONFIRMED, changed=days_ago(9), **inner)
    put(store, "nowhere", place=None, **inner)
    return public


def test_only_public_rows_and_columns(store, folder, run):
    public = fill_mixed(store)
    result = run("publish", STORE=str(store.path), FOLDER=str(folder))
    assert result["FEATURES"] == len(public) == 8
    assert ids(folder) == public
    with served(folder) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info('zgloszenia')")]
        assert names == ["OGC_FID", "geom", *[column["name"] for column in load().layer("zgloszenia")["columns"]]]
        row = connection.execute(
            "SELECT typ, status, data_modyfikacji, teryt, powod FROM zgloszenia WHERE id = ?",
            (number("eliminated"),),
        ).fetchone()
    assert row[:2] == ("Przekraczanie dozwolonej prędkości", "Potwierdzone (wyeliminowane)")
    assert row[3:5] == ("1261011", None)
    made = manifest(folder, result["VERSION"])
    assert made["counts"]["zgloszenia"] == 8 and made["without_place"] == 1 and made["kind"] == "publish"
    with store.connect() as connection:
        noted = connection.execute("SELECT version, features, kind FROM publication").fetchall()
    assert noted == [(result["VERSION"], 8, "publish")]


def test_no_inner_word_or_hidden_id_in_any_byte(store, folder):
    public = fill_mixed(store)
    publish(store.path, folder)
    hidden = [number(name) for name in ("joke", "drugs", "plane 1", "nowhere", "old eliminated", "party rumour")]
    raw = b"".join(path.read_bytes() for path in (folder / "public").iterdir())
    assert all(entry.encode() in raw for entry in public)
    for word in [SECRET, SECRET[:5], store.path.name, str(store.path.parent), *hidden]:
        assert word.encode() not in raw, word
    assert stat_mode(folder / "versions") == 0o700
    data = next((folder / "public").glob("*.gpkg"))
    assert stat_mode(data) == 0o444 and data.read_bytes()[18:20] == b"\x01\x01"  # the journal is no WAL


def stat_mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_gdal_reads_the_layers_by_their_index(store, folder):
    from osgeo import ogr

    fill_mixed(store)
    put(store, "far", place=(400000.0, 600000.0))
    publish(store.path, folder)
    data = ogr.Open(str(next((folder / "public").glob("*.gpkg"))))
    assert sorted(
        data.GetLayer(i).GetName() for i in range(data.GetLayerCount()) if data.GetLayer(i).GetGeomType() != 100
    ) == sorted(layer["name"] for layer in load().layers)
    layer = data.GetLayerByName("zgloszenia")
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "2180" and layer.GetFeatureCount() == 9
    layer.SetSpatialFilterRect(399000, 599000, 401000, 601000)
    assert [f.GetField("id") for f in layer] == [number("far")]
    result = data.ExecuteSQL("SELECT count(*) FROM rtree_dane_zgloszenia_geom")
    assert result.GetNextFeature().GetField(0) == 9
    cell = data.GetLayerByName("siatka_1km")
    cell.SetAttributeFilter("kod = '1kmE400N600'")
    feature = cell.GetNextFeature()
    assert feature.GetField("razem") == 1 and feature.geometry().GetEnvelope() == (400000, 401000, 600000, 601000)


def test_reasons_go_out_only_where_nothing_personal_is_found(store, folder):
    put(store, "list", status_id=ELIMINATED, reason_id=2)
    put(store, "clean", status_id=ELIMINATED, reason_id=2, reason_text="Wymieniono próg zwalniający.")
    put(
        store,
        "pesel",
        status_id=NOT_CONFIRMED,
        reason_id=20,
        reason_text="Zgłosił Jan, PESEL 44051401359",
        reference="Z/7",
    )
    put(store, "phone", status_id=NOT_CONFIRMED, reason_text="Dzwonić 600 100 200")
    put(store, "text", status_id=NOT_CONFIRMED, reason_text="Brak śladów")
    result = publish(store.path, folder)
    with served(folder) as connection:
        found = dict(connection.execute("SELECT id, powod FROM zgloszenia"))
    name = "Zagrożenie usunięte przez zarządcę drogi"
    assert found == {
        number("list"): name,
        number("clean"): f"{name}: Wymieniono próg zwalniający.",
        number("pesel"): "Podczas kontroli nie stwierdzono zagrożenia",
        number("phone"): None,
        number("text"): "Brak śladów",
    }
    assert b"44051401359" not in next((folder / "public").glob("*.gpkg")).read_bytes()
    with result.withheld_file.open(encoding="utf-8-sig") as handle:
        listed = {row["Public id"]: (row["Reference"], row["What was found"]) for row in csv.DictReader(handle)}
    assert listed == {number("pesel"): ("Z/7", "PESEL number"), number("phone"): ("", "phone number")}
    assert (folder / "public") not in result.withheld_file.parents
    assert manifest(folder, result.version)["withheld_texts"] == 2


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


def test_the_same_store_gives_the_same_rows(store, folder, tmp_path):
    fill_mixed(store)
    publish(store.path, folder)
    publish(store.path, tmp_path / "druga")
    for layer in load().layers:
        tables = []
        for place in (folder, tmp_path / "druga"):
            with served(place) as connection:
                tables.append(connection.execute(f"SELECT * FROM {layer['name']} ORDER BY OGC_FID").fetchall())
        assert tables[0] == tables[1] != []


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


def test_the_project_serves_five_layers_and_tells_nothing_of_its_writer(store, folder, monkeypatch):
    put(store, "a")
    monkeypatch.setenv("USER", "kowalski-konto")
    publish(store.path, folder, contact={"organization": "KWP zs. w Radomiu", "email": "kmzb@example.org"})
    text = (folder / "public" / "kmzb.qgs").read_text(encoding="utf-8")
    home = str(Path.home())
    for word in (
        str(folder),
        str(store.path),
        store.path.name,
        home + "/",
        "saveUser",
        "kowalski-konto",
        QgsApplication.userLoginName() + '"',
    ):
        assert word not in text, word
    full = QgsApplication.userFullName().strip(" ,")
    assert not full or f">{full}<" not in text
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    layers = {layer.shortName(): layer for layer in project.mapLayers().values()}
    assert set(layers) == {layer["name"] for layer in load().layers}
    assert all(layer.isValid() and layer.crs().authid() == "EPSG:2180" for layer in layers.values())
    assert layers["zgloszenia"].featureCount() == 1 and layers["zgloszenia"].title() == "Zgłoszenia KMZB"
    assert set(project.readListEntry("WFSLayers", "/")[0]) == set(project.mapLayers())
    for action in ("Insert", "Update", "Delete"):
        assert project.readListEntry("WFSTLayers", f"/{action}")[0] == []
    assert project.readListEntry("WMSCrsList", "/")[0] == ["EPSG:2180", "EPSG:4326", "EPSG:3857", "CRS:84"]
    assert project.readEntry("WMSContactOrganization", "/")[0] == "KWP zs. w Radomiu"
    assert project.readEntry("WMSContactMail", "/")[0] == "kmzb@example.org"
    until = warsaw.from_text(project.readEntry("kmzb", "/valid_until")[0])
    assert timedelta(0) < until - warsaw.now() <= timedelta(hours=26)
    assert until.astimezone(warsaw.WARSAW).strftime("%H:%M") == "01:00"
    assert f"{until.astimezone(warsaw.WARSAW):%Y-%m-%d %H:%M}" in layers["zgloszenia"].abstract()
    project.clear()


def test_symbols_carry_their_pictures(store, folder):
    put(store, "a")
    publish(store.path, folder)
    text = (folder / "public" / "kmzb.qgs").read_text(encoding="utf-8")
    pictured = [c for c in load().categories if c.public.value != "never"]
    assert text.count('value="base64:') >= len(pictured) and ".svg" not in text
    assert all(status.name in text for status in load().statuses if status.public.value != "never")


@pytest.mark.parametrize(
    ("text", "words"),
    [("2999-01-01", "future"), ("wczoraj", "no date"), ("2024-02-30", "no date"), ("2999-01-01T00:00:00Z", "future")],
)
def test_as_of_that_cannot_be(store, folder, run, text, words):
    put(store, "a")
    with pytest.raises(QgsProcessingException, match=words):
        run("publish", STORE=str(store.path), FOLDER=str(folder), AS_OF=text)
    assert not folder.exists()


def test_as_of_spellings():
    now = warsaw.from_text("2024-09-28T10:15:00.000Z")
    assert parse_as_of("", now) == (now, False)
    assert parse_as_of("2024-09-28", now) == (now, False)
    assert parse_as_of("2024-09-27", now) == (warsaw.from_text("2024-09-27T21:59:59.999Z"), True)
    assert parse_as_of("2024-09-28T12:00:00", now) == (warsaw.from_text("2024-09-28T10:00:00.000Z"), True)
    assert parse_as_of("2024-09-28T10:00:00Z", now) == (warsaw.from_text("2024-09-28T10:00:00.000Z"), True)


def test_a_past_day_leaves_out_what_came_later_and_says_so(store, folder):
    """Shown as of three days ago; expires as if the clock had stood there."""
    put(store, "before", changed=days_ago(5))
    put(store, "after", changed=days_ago(1))
    put(store, "hidden by now", status_id=NOT_CONFIRMED, changed=days_ago(9))
    put(store, "changed since", status_id=CONFIRMED, reported_at=days_ago(20), changed=days_ago(2))
    day = warsaw.add_days(warsaw.day_of(warsaw.now()), -3).isoformat()
    feedback = Feedback()
    result = publish(store.path, folder, day, feedback)
    assert ids(folder) == {number("before"), number("hidden by now")}
    made = manifest(folder, result.version)
    assert made["past"] and made["as_of_day"] == day and any(day in word for word in feedback.words)
    text = (folder / "public" / "kmzb.qgs").read_text(encoding="utf-8")
    assert f"stan na dzień {day}" in text
    shown_until = warsaw.midnight(warsaw.add_days(warsaw.day_of(warsaw.from_text(days_ago(9))), 8 + 3))
    with served(folder) as connection:
        assert len(at_clock(connection, "zgloszenia", shown_until - timedelta(milliseconds=1))) == 2
        assert len(at_clock(connection, "zgloszenia", shown_until)) == 1


def refused(store_path, folder, words: str) -> None:
    before = sorted(p.name for p in (folder / "public").iterdir()) if (folder / "public").is_dir() else None
    with pytest.raises(KmzbError, match=words):
        publish(store_path, folder)
    if before is not None:
        assert sorted(p.name for p in (folder / "public").iterdir()) == before


def test_what_cannot_be_published_is_said_and_changes_nothing(store, folder, tmp_path):
    put(store, "a")
    publish(store.path, folder)
    refused(tmp_path / "brak.gpkg", folder, "no store")
    other = tmp_path / "tekst.gpkg"
    other.write_text("to nie jest magazyn", encoding="utf-8")
    refused(other, folder, "not a KMZB store")
    refused(store.path, tmp_path, "inside the publication folder")
    refused(store.path, other, "not a folder")
    refused(store.path, Path("/proc/nic"), "cannot be written")
    assert ids(folder) == {number("a")}


def test_a_symbolic_link_is_refused(store, folder, tmp_path):
    put(store, "a")
    (tmp_path / "gdzie indziej").mkdir()
    folder.mkdir()
    (folder / "public").symlink_to(tmp_path / "gdzie indziej")
    refused(store.path, folder, "symbolic link")


def test_cancel_changes_nothing(store, folder):
    put(store, "a")
    first = publish(store.path, folder).version
    put(store, "b")
    for percent in (25, 50, 75, 90):
        with pytest.raises(Cancelled):
            publish(store.path, folder, feedback=Feedback(cancel_at=percent))
        assert ids(folder) == {number("a")} and Folder(folder).served() == first
        assert Folder(folder).kept() == [first] and len(list((folder / "versions").glob("2*"))) == 1
        assert len(list((folder / "public").iterdir())) == 2


def test_versions_are_kept_up_to_a_number_and_grow(store, folder):
    put(store, "a")
    versions = [publish(store.path, folder, keep=3).version for _ in range(5)]
    assert versions == sorted(set(versions))
    assert Folder(folder).kept() == versions[-3:]
    assert sorted(path.name for path in (folder / "public").iterdir()) == [f"kmzb-{versions[-1]}.gpkg", "kmzb.qgs"]


def test_version_names_grow_where_the_clock_goes_back(store, folder):
    put(store, "a")
    first = publish(store.path, folder).version
    place = Folder(folder)
    later = place.new_version(warsaw.now() - timedelta(days=400))
    assert later > first and later.split("-")[0] == first.split("-")[0]


def test_a_store_that_cannot_be_written_is_published_all_the_same(store, folder):
    """The note in the store is missing then, and that is told."""
    put(store, "a")
    with store.connect() as connection:
        connection.execute(
            "UPDATE schema_version SET number = 9999 WHERE number = (SELECT max(number) FROM schema_version)"
        )
    feedback = Feedback()
    result = publish(store.path, folder, feedback=feedback)
    (told,) = (word for word in feedback.words if "could not note it" in word)
    assert result.features == 1 and told.endswith("the store is read-only.") and ".." not in told


def test_a_later_state_of_a_report_replaces_the_earlier(store, folder):
    put(store, "a")
    publish(store.path, folder)
    observe(store, "a", status_id=JOKE)
    assert publish(store.path, folder).features == 0
    assert ids(folder) == set()


def test_contact_from_the_store_is_used(store, folder, run):
    put(store, "a")
    with store.connect() as connection:
        connection.execute("INSERT INTO setting (name, value) VALUES ('publication.organization', 'KMP w Łodzi')")
    run("publish", STORE=str(store.path), FOLDER=str(folder), PHONE="47 000 00 00")
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    assert project.readEntry("WMSContactOrganization", "/")[0] == "KMP w Łodzi"
    assert project.readEntry("WMSContactPhone", "/")[0] == "47 000 00 00"
    assert project.readEntry("WMSContactPerson", "/")[0] == load().publication["service"]["person"]
    project.clear()


def colours_at(project, scale_m: float) -> set[str]:
    """Colours in a picture of 300 px around Kraków's main square, at metres a pixel."""
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    settings = QgsMapSettings()
    settings.setLayers(project.layerTreeRoot().layerOrder())
    settings.setDestinationCrs(project.crs())
    settings.setOutputSize(QSize(300, 300))
    half = 150 * scale_m
    settings.setExtent(QgsRectangle(KRAKOW[0] - half, KRAKOW[1] - half, KRAKOW[0] + half, KRAKOW[1] + half))
    settings.setBackgroundColor(QColor("#ffffff"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    return {picture.pixelColor(x, y).name() for x in range(300) for y in range(300)}


def test_the_map_shows_status_colours_when_near_and_the_grid_when_far(store, folder):
    put(store, "red", status_id=CONFIRMED, place=(KRAKOW[0] - 10, KRAKOW[1]))
    put(store, "yellow", status_id=VERIFYING, place=(KRAKOW[0] + 10, KRAKOW[1]))
    publish(store.path, folder)
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    tones = {status.id: status.colour for status in load().statuses}
    near = colours_at(project, 0.5)
    assert {tones[CONFIRMED], tones[VERIFYING]} <= near, "plates of the pictograms"
    assert "#202020" in near, "a dark picture on yellow, where white could not be read"
    far = colours_at(project, 1000)
    assert tones[CONFIRMED] not in far and len(far) > 1, "beyond 1:500,000 the grid stands for the reports"
    project.clear()


def test_what_an_editing_program_has_saved_but_not_yet_moved_into_the_file_is_published(store, folder):
    """QGIS edits with a write-ahead log: committed rows lie beside the store until the log is folded in."""
    with store.connect() as connection:
        assert connection.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (0,)  # keeps the log open
        put(store, "a")
        assert store.path.with_name(store.path.name + "-wal").stat().st_size > 0
        assert publish(store.path, folder).features == 1
    assert ids(folder) == {number("a")}


def test_an_older_store_is_published_and_noted_but_not_migrated(qgis_app, folder, tmp_path):
    """A nightly timer must not change the store under programs that still write the old one."""
    path = tmp_path / "stary.gpkg"
    with lifecycle._create(path, 1).connect() as connection:
        connection.execute(
            "INSERT INTO report (geom, id, plane, category_id, status_id, reported_at, status_changed_at)"
            " VALUES (kmzb_point(?, ?), ?, 3, 11, 1, ?, ?)",
            [*KRAKOW, number("a"), days_ago(1), days_ago(1)],
        )
    feedback = Feedback()
    result = publish(path, folder, feedback=feedback)
    assert ids(folder) == {number("a")} and not [word for word in feedback.words if "could not note it" in word]
    with open_store(path, read_only=True).connect() as connection:
        assert connection.execute("SELECT max(number) FROM schema_version").fetchone() == (1,)
        assert connection.execute("SELECT version, features FROM publication").fetchall() == [(result.version, 1)]
    assert not list(tmp_path.glob("*.backup.gpkg"))
    withdraw(number("a"), folder)
    publish(path, folder, warsaw.day_of(warsaw.now() - timedelta(days=1)).isoformat())
    assert open_store(path, read_only=True).schema == 1


def test_an_older_store_that_lacks_a_column_is_told(qgis_app, folder, tmp_path):
    path = tmp_path / "stary.gpkg"
    with lifecycle._create(path, 1).connect() as connection:
        connection.execute("ALTER TABLE report RENAME COLUMN publish_plane2 TO earlier_name")
    refused(path, folder, "older version of the plugin")
    assert open_store(path, read_only=True).schema == 1


def test_no_description_of_ones_own_drops_the_word_about_emergencies(store, folder):
    """Who needs the police at once must not wait for a map, whatever a unit writes of its service."""
    put(store, "a")
    with store.connect() as connection:
        connection.execute("INSERT INTO setting (name, value) VALUES ('publication.abstract', 'Mapa powiatu żółtego.')")
    publish(store.path, folder)
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    warning = load().rules["emergency"]
    own = project.readEntry("WMSServiceAbstract", "/")[0]
    (layer,) = project.mapLayersByName(load().layers[0]["title"]["pl"])
    holder = layer.serverProperties() if hasattr(layer.serverProperties(), "abstract") else layer
    assert own.startswith(f"Mapa powiatu żółtego. {warning} Publikacja")
    assert [text.count(warning) for text in (own, project.metadata().abstract(), holder.abstract())] == [1, 1, 1]
    project.clear()
