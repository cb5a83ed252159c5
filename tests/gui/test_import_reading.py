"""What a person says about a file, as parameters of kmzb:importfile: for scripts, models and qgis_process."""

import json
import subprocess
from pathlib import Path

import pytest
from loading_help import new_store, one, reports
from osgeo import osr
from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException

from kmzb_qgis.processing import reading
from kmzb_qgis.processing.algorithms.importfile import ImportFile
from kmzb_qgis.processing.algorithms.importservice import ImportService
from scripts import qgisrun
from tests.gui.test_import_runs import told  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parents[2]
HEAD = "OBJECTID,Typ,Status,Data utworzenia,Data modyfikacji,x,y\n"
EAST, NORTH = 567059.5, 244219.25  # Kraków, in metres of EPSG:2180


@pytest.fixture()
def store(tmp_path):
    return new_store(tmp_path)


def degrees():
    target, source = osr.SpatialReference(), osr.SpatialReference()
    for system, code in ((source, 2180), (target, 4326)):
        system.ImportFromEPSG(code)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(source, target).TransformPoint(EAST, NORTH)[:2]


def written(path, *rows, head=HEAD, encoding="utf-8"):
    path.write_text(head + "".join(",".join(map(str, row)) + "\n" for row in rows), encoding=encoding)
    return str(path)


def place(store):
    with store.connect() as connection:
        return connection.execute("SELECT ST_MinX(geom), ST_MinY(geom) FROM report").fetchone()


def test_undecidable_places_are_asked_for_and_the_answer_puts_them_right(told, store, tmp_path):  # noqa: F811
    """Kraków in metres with the axes swapped still lies in Poland; without TERYT nothing shows which is meant."""
    path = written(tmp_path / "a.csv", (1, "Żebractwo", "Nowe", 1700000000000, 1700000000000, NORTH, EAST))
    with pytest.raises(QgsProcessingException):
        told("importfile", INPUT=path, STORE=str(store.path))
    assert reports(store) == []
    outputs, _ = told("importfile", INPUT=path, STORE=str(store.path), CRS="EPSG:2180", AXIS=2)
    assert outputs["INSERTED"] == 1
    assert place(store) == pytest.approx((EAST, NORTH), abs=0.01)


@pytest.mark.parametrize("crs", ["EPSG:4326", QgsCoordinateReferenceSystem("EPSG:4326")])
def test_degrees(told, store, tmp_path, crs):  # noqa: F811
    lon, lat = degrees()
    path = written(tmp_path / "a.csv", (1, "Żebractwo", "Nowe", 1700000000000, 1700000000000, lon, lat))
    told("importfile", INPUT=path, STORE=str(store.path), CRS=crs, AXIS=1)
    assert place(store) == pytest.approx((EAST, NORTH), abs=0.05)


def test_encoding_and_dates(told, store, tmp_path):  # noqa: F811
    row = (1, "Żebractwo", "Nowe", "28.09.2024 10:15", "29.09.2024", EAST, NORTH)
    path = written(tmp_path / "a.csv", row, encoding="cp1250")
    told("importfile", INPUT=path, STORE=str(store.path), ENCODING="CP1250", DATES=3, CRS="EPSG:2180", AXIS=1)
    assert one(store, "SELECT reported_at FROM report") == ("2024-09-28T08:15:00.000Z",)


def test_a_mapping_is_kept_and_used_again(told, store, tmp_path):  # noqa: F811
    head = HEAD.replace("Typ", "czego dotyczy").replace("Data utworzenia", "kiedy przyszło")
    row = (1, "Żebractwo", "Nowe", 1700000000000, 1700000000000, EAST, NORTH)
    path = written(tmp_path / "gmina.csv", row, head=head)
    columns = {name: name for name in HEAD.strip().split(",")}
    columns["czego dotyczy"], columns["kiedy przyszło"] = columns.pop("Typ"), columns.pop("Data utworzenia")
    mapping = tmp_path / "gmina.json"
    mapping.write_text(json.dumps({"kmzb_mapping": 1, "columns": columns}), encoding="utf-8")
    with pytest.raises(QgsProcessingException):
        told("importfile", INPUT=path, STORE=str(store.path), CRS="EPSG:2180", AXIS=1)
    kept = tmp_path / "na przyszłość.json"
    outputs, words = told(
        "importfile", INPUT=path, STORE=str(store.path), MAPPING=str(mapping), CRS="EPSG:2180", AXIS=1,
        SAVE_MAPPING=str(kept),
    )  # fmt: skip
    assert (outputs["INSERTED"], outputs["SAVE_MAPPING"]) == (1, str(kept))
    assert str(kept) in words
    written_down = json.loads(kept.read_text(encoding="utf-8"))
    assert written_down["columns"]["kiedy przyszło"] == "Data utworzenia"
    assert (written_down["crs"], written_down["swapped"]) == ("EPSG:2180", False)
    outputs, _ = told("importfile", INPUT=path, STORE=str(store.path), MAPPING=str(kept))  # it says all that is needed
    assert outputs["UNCHANGED"] == 1


def test_what_was_only_seen_of_a_file_is_not_said_of_the_next(told, store, tmp_path):  # noqa: F811
    """A mapping keeps answers, not findings: the next file's CRS is decided by that file."""
    path = tmp_path / "a.csv"
    told("samplereports", COUNT=50, SEED=1, OUTPUT=str(path))
    kept = tmp_path / "m.json"
    told("importfile", INPUT=str(path), STORE=str(store.path), SAVE_MAPPING=str(kept))
    written_down = json.loads(kept.read_text(encoding="utf-8"))
    assert written_down["columns"]["Typ"] == "Typ"
    assert (written_down["crs"], written_down["swapped"], written_down["encoding"]) == ("", None, "")


def test_a_mapping_that_cannot_be_kept_does_not_make_an_import_look_failed(told, store, tmp_path):  # noqa: F811
    path = tmp_path / "a.csv"
    told("samplereports", COUNT=20, SEED=1, OUTPUT=str(path))
    outputs, words = told(
        "importfile", INPUT=str(path), STORE=str(store.path), SAVE_MAPPING=str(tmp_path / "nie ma" / "m.json")
    )
    assert outputs["INSERTED"] == len(reports(store)) == 20
    assert "SAVE_MAPPING" not in outputs and "cannot be written" in words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"CRS": "EPSG:999999"}, "not known|not a valid|Incorrect"),
        ({"ENCODING": "pismo klinowe"}, "encoding"),
        ({"MAPPING": "{folder}/nie_ma.json"}, "cannot be read"),
    ],
)
def test_wrong_answers_are_a_sentence(told, store, tmp_path, said, words):  # noqa: F811
    path = written(tmp_path / "a.csv", (1, "Żebractwo", "Nowe", 1700000000000, 1700000000000, EAST, NORTH))
    given = {name: value.format(folder=tmp_path) for name, value in said.items()}
    with pytest.raises(QgsProcessingException, match=words):
        told("importfile", INPUT=path, STORE=str(store.path), **given)
    assert reports(store) == []


@pytest.mark.parametrize("kind", [ImportFile, ImportService])
def test_parameters_explain_themselves(qgis_app, kind):
    """Whatever is not plain by its name has a help text; the answers about files are advanced and may be left out."""
    algorithm = kind().create()
    flags = type(algorithm.parameterDefinitions()[0]).Flag
    found = {definition.name(): definition for definition in algorithm.parameterDefinitions()}
    for name in ("DRY_RUN", "REJECTS", *(("RESUME",) if kind is ImportService else ("INPUTS",))):
        assert len(found[name].help()) > 30, name
    if kind is ImportFile:
        for definition in reading.parameters():
            here = found[definition.name()]
            assert here.flags() & flags.FlagAdvanced and here.flags() & flags.FlagOptional, here.name()
            assert len(here.help()) > 30 or here.name() == "DATES"


def test_qgis_process_takes_several_files_and_answers(tmp_path, store):
    if not (ROOT / "build" / "stage" / "kmzb_qgis").exists():
        pytest.skip("'make stage' first")
    home = tmp_path / "home"
    qgisrun.enable(home)
    for number in (1, 2):
        row = (number, "Żebractwo", "Nowe", 1700000000000, 1700000000000, EAST + number, NORTH)
        written(tmp_path / f"plik {number}.csv", row)
    words = [qgisrun.qgis_process(), "--json", "run", "kmzb:importfile", "--", f"STORE={store.path}"]
    words += [f"INPUTS={tmp_path}/plik 1.csv", f"INPUTS={tmp_path}/plik 2.csv", "CRS=EPSG:2180", "AXIS=1"]
    for more, expected in ((["DRY_RUN=true"], 0), ([], 2)):
        done = subprocess.run(
            words + more, env=qgisrun.environment(home), capture_output=True, text=True, timeout=200, check=False
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout[done.stdout.find("{") :])["results"]["INSERTED"] == 2
        assert one(store, "SELECT count(*) FROM report") == (expected,)
