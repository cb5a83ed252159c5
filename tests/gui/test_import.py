"""kmzb:importfile and kmzb:importservice as QGIS runs them."""

import base64
import csv
import json

import pytest
from loading_help import new_store, one
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsProcessingException, QgsProcessingFeedback

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.toolbelt import settings
from tests.standins.kmzb_service import Quirks, serving

END = warsaw.from_text("2026-09-01T12:00:00Z")
COUNTS = ("INSERTED", "UPDATED", "UNCHANGED", "CONFLICTS", "REJECTED")


@pytest.fixture()
def store(tmp_path):
    return new_store(tmp_path)


@pytest.fixture(scope="module")
def features(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "a.json"
    sample.write_sample(path, 1500, 1, END)
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def figures(result):
    return tuple(result[name] for name in COUNTS)


def number(store):
    return one(store, "SELECT count(*) FROM report")[0]


@pytest.mark.parametrize("name", ["zgłoszenia.csv", "zgłoszenia.json"])
def test_file_twice(run, store, tmp_path, name):
    sample.write_sample(tmp_path / name, 400, 1, END)
    result = run("importfile", INPUT=str(tmp_path / name), STORE=str(store.path))
    assert figures(result) == (400, 0, 0, 0, 0)
    assert result["REJECTS"] == ""
    again = run("importfile", INPUT=str(tmp_path / name), STORE=str(store.path))
    assert figures(again) == (0, 0, 400, 0, 0)
    assert one(store, "SELECT source, started_by FROM import_run") == (name, QgsApplication.userLoginName())


def test_rejects_lie_beside_the_input(run, store, tmp_path):
    path = tmp_path / "zgłoszenia.csv"
    sample.write_sample(path, 10, 1, END)
    text = path.read_text(encoding="utf-8").splitlines()
    text[5] = text[5].replace(text[5].split(",")[1], "Parkowanie")
    path.write_text("\n".join(text), encoding="utf-8")
    feedback = QgsProcessingFeedback()
    import processing

    result = processing.run("kmzb:importfile", {"INPUT": str(path), "STORE": str(store.path)}, feedback=feedback)
    assert figures(result) == (9, 0, 0, 0, 1)
    assert result["REJECTS"] == str(tmp_path / "zgłoszenia.rejects.csv")
    with (tmp_path / "zgłoszenia.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        (told,) = csv.DictReader(file, delimiter=";")
    assert told["Row"] == "6"
    assert "Unknown category 'Parkowanie'" in told["Reason"]
    assert "rejected 1" in feedback.textLog()


def test_rows_of_an_answer_are_counted_by_its_content_not_its_name(run, store, tmp_path):
    attributes = {"OBJECTID": 1, "Typ": "Parkowanie", "Status": "Nowe"}
    path = tmp_path / "odpowiedź.txt"
    path.write_text(json.dumps({"features": [{"attributes": attributes}]}), encoding="utf-8")
    assert figures(run("importfile", INPUT=str(path), STORE=str(store.path))) == (0, 0, 0, 0, 1)
    with (tmp_path / "odpowiedź.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["Row"] for row in csv.DictReader(file, delimiter=";")] == ["1"]


def test_outputs_are_named_in_the_users_language(qgis_app):
    from kmzb_qgis.processing.algorithms.importfile import ImportFile
    from kmzb_qgis.toolbelt import i18n

    assert i18n.install("pl")
    try:
        algorithm = ImportFile().create()
        named = {output.name(): output.description() for output in algorithm.outputDefinitions()}
    finally:
        i18n.remove()
    assert [named[name] for name in COUNTS] == ["Nowe", "Zaktualizowane", "Bez zmian", "Konflikty", "Odrzucone"]


def test_rejects_where_asked_but_never_over_the_input(run, store, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("OBJECTID,Typ,Status,Data utworzenia,Data modyfikacji,x,y\n1,?,?,,,,\n", encoding="utf-8")
    target = tmp_path / "odrzucone.csv"
    assert run("importfile", INPUT=str(path), STORE=str(store.path), REJECTS=str(target))["REJECTS"] == str(target)
    assert target.exists()
    for bad in (path, store.path):
        with pytest.raises(QgsProcessingException, match="must not be"):
            run("importfile", INPUT=str(path), STORE=str(store.path), REJECTS=str(bad))


@pytest.mark.parametrize(
    ("content", "words"), [("a|b\n1|2\n", "no KMZB columns"), ("<html>", "web page"), ("", "is empty")]
)
def test_bad_file_is_a_sentence_and_changes_nothing(run, store, tmp_path, content, words):
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(QgsProcessingException, match=words):
        run("importfile", INPUT=str(path), STORE=str(store.path))
    assert number(store) == 0


def test_a_failed_import_holds_no_file_open(run, store, tmp_path, monkeypatch):
    import inspect

    from kmzb_qgis.processing import importing
    from kmzb_qgis.toolbelt.errors import KmzbError

    held = []

    def fail(_store, _run, batches, _feedback):
        held.append(batches)
        next(batches)
        raise KmzbError("away")

    path = tmp_path / "a.csv"
    run("samplereports", COUNT=30, SEED=1, OUTPUT=str(path))
    monkeypatch.setattr(importing, "load", fail)
    with pytest.raises(Exception, match="away"):
        run("importfile", INPUT=str(path), STORE=str(store.path))
    assert inspect.getgeneratorstate(held[0]) == inspect.GEN_CLOSED


def test_no_store_is_a_sentence(run, tmp_path):
    path = tmp_path / "a.csv"
    sample.write_sample(path, 1, 1, END)
    with pytest.raises(QgsProcessingException, match="There is no store"):
        run("importfile", INPUT=str(path), STORE=str(tmp_path / "x.gpkg"))


def test_service_twice_then_changed(run, store, features):
    with serving(features, Quirks(limit=400)) as server:
        result = run("importservice", URL=server.address, STORE=str(store.path), PAUSE=0)
        assert figures(result) == (1500, 0, 0, 0, 0)
        assert len(server.requests) > 4
        assert figures(run("importservice", URL=server.address, STORE=str(store.path), PAUSE=0)) == (0, 0, 1500, 0, 0)
    changed = json.loads(json.dumps(features[:100]))
    for feature in changed[:10]:
        feature["attributes"]["Status"] = "Niepotwierdzone"
        feature["attributes"]["Data modyfikacji"] = int(END.timestamp() * 1000) + 1000
    with serving(changed) as server:
        result = run("importservice", URL=server.address, STORE=str(store.path), PAUSE=0)
    assert figures(result) == (0, 10, 90, 0, 0)
    assert number(store) == 1500
    assert one(store, "SELECT count(*) FROM report_history WHERE origin = 'import'")[0] == 10


def test_service_in_part(run, store, features):
    with serving(features) as server:
        result = run(
            "importservice",
            URL=server.address,
            STORE=str(store.path),
            PAUSE=0,
            EXTENT="600000,670000,450000,520000 [EPSG:2180]",
            SINCE="2026-06-01",
            CATEGORIES=["Nieprawidłowe parkowanie", "Żebractwo"],
            STATUSES=["Potwierdzone"],
        )
        assert "bbox=600000,450000,670000,520000" in server.requests[0]
        assert server.filters() == [
            '(\'Typ\'="Nieprawidłowe parkowanie","Żebractwo") AND (\'Status\'="Potwierdzone")'
            " AND ('Data modyfikacji'>=1780264800000)"
        ]
    expected = [
        f
        for f in features
        if f["attributes"]["Typ"] in ("Nieprawidłowe parkowanie", "Żebractwo")
        and f["attributes"]["Status"] == "Potwierdzone"
        and f["attributes"]["Data modyfikacji"] >= 1780264800000
        and (not f["geometry"] or (600000 <= f["geometry"]["x"] <= 670000 and 450000 <= f["geometry"]["y"] <= 520000))
    ]
    assert result["INSERTED"] == len(expected) > 0
    run_row = one(store, "SELECT source_kind, extent, since FROM import_run")
    assert run_row == ("service", "600000,450000,670000,520000", "2026-05-31T22:00:00.000Z")


def test_extent_in_degrees_is_brought_to_2180(run, store, features):
    with serving(features) as server:
        run(
            "importservice",
            URL=server.address,
            STORE=str(store.path),
            PAUSE=0,
            EXTENT="20.9,21.1,52.1,52.3 [EPSG:4326]",
        )
        east, north = map(float, server.requests[0].split("bbox=")[1].split("&")[0].split(",")[:2])
    assert (east, north) == (pytest.approx(630000, abs=3000), pytest.approx(472500, abs=3000))


@pytest.mark.parametrize(
    "quirks",
    [Quirks(empty=True), Quirks(faults=["html"] * 5), Quirks(limit=400, faults=["", "truncated"] + ["500"] * 4)],
)
def test_failing_service_changes_nothing(run, store, features, quirks):
    with serving(features, quirks) as server, pytest.raises(QgsProcessingException, match=r"(?i)nothing was changed"):
        run("importservice", URL=server.address, STORE=str(store.path), PAUSE=0)
    assert number(store) == 0
    assert one(store, "SELECT count(*) FROM import_run") == (0,)


def test_quirks_all_together(run, store, features):
    quirks = Quirks(limit=400, some_points=True, underscores=True, extra_keys=True, sentinel=-62135596800000)
    quirks.numbers_as_text, quirks.faults = True, ["500", "html", "drop"]
    with serving(features, quirks) as server:
        result = run("importservice", URL=server.address, STORE=str(store.path), PAUSE=0)
    assert figures(result) == (1500, 0, 0, 0, 0)
    assert one(store, "SELECT count(*) FROM report WHERE event_at IS NOT NULL") == (0,)
    assert one(store, "SELECT count(*) FROM report WHERE geom IS NULL")[0] == sum(not f["geometry"] for f in features)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"URL": ""}, "Give the address"),
        ({"URL": "ftp://x"}, "must begin with http"),
        ({"SINCE": "wczoraj"}, "ISO 8601"),
        ({"EXTENT": "0,10,0,10 [EPSG:2180]"}, "does not lie in Poland"),
    ],
)
def test_wrong_wishes(run, store, wish, words):
    settings.put("service_url", "")
    with pytest.raises(QgsProcessingException, match=words):
        run("importservice", **{"URL": "http://127.0.0.1:1", "STORE": str(store.path), **wish})


@pytest.fixture()
def kept_password(qgis_app):
    """An authentication configuration of QGIS, chosen in the plugin's settings."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("only for tests", True)
    config = QgsAuthMethodConfig("Basic")
    config.setName("kmzb")
    config.setConfig("username", "jan")
    config.setConfig("password", "tajne")
    assert manager.storeAuthenticationConfig(config)
    settings.put("authcfg", config.id())
    yield "Basic " + base64.b64encode(b"jan:tajne").decode()
    settings.put("authcfg", "")
    settings.put("service_url", "")
    manager.removeAuthenticationConfig(config.id())


def test_password_goes_to_the_service_of_the_settings_only(run, store, features, kept_password):
    with serving(features[:20]) as own, serving(features[:20]) as other:
        settings.put("service_url", own.address)
        run("importservice", STORE=str(store.path), PAUSE=0)
        run("importservice", URL=other.address, STORE=str(store.path), PAUSE=0)
    assert own.credentials == [kept_password]
    assert other.credentials == [""]


def test_address_from_the_settings(run, store, features):
    with serving(features) as server:
        settings.put("service_url", server.address)
        try:
            assert run("importservice", STORE=str(store.path), PAUSE=0)["INSERTED"] == 1500
        finally:
            settings.put("service_url", "")


@pytest.mark.parametrize("key", ["OBJECTID", "Data utworzenia", "Pora dnia", "x"])
@pytest.mark.parametrize("value", [True, False])
def test_true_and_false_are_no_numbers(run, store, features, tmp_path, key, value):
    """Python's and SQLite's true is 1: it would become report 1, or the first millisecond of 1970."""
    good, bad = json.loads(json.dumps(features[:2]))
    holder = bad["geometry"] if key == "x" else bad["attributes"]
    holder[key] = value
    path = tmp_path / "odpowiedź.json"
    path.write_text(json.dumps({"features": [good, bad]}, ensure_ascii=False), encoding="utf-8")
    result = run("importfile", INPUT=str(path), STORE=str(store.path))
    assert figures(result) == (1, 0, 0, 0, 1)
    assert one(store, "SELECT service_id FROM report") == (good["attributes"]["OBJECTID"],)
    assert str(value).lower() in (tmp_path / "odpowiedź.rejects.csv").read_text(encoding="utf-8-sig")
