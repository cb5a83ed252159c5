"""kmzb:withdraw: out of what is served and of all kept versions, bytes and counts, and it stays out."""

import json

import pytest
from publishing_store import ids, manifest, new_store, number, put, served
from qgis.core import QgsProcessingException

from kmzb_qgis.publishing import switch, withdraw
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.publishing.geopackage import sha256
from kmzb_qgis.publishing.publish import publish

pytestmark = pytest.mark.usefixtures("no_grace")


@pytest.fixture()
def store(qgis_app, tmp_path):
    store = new_store(tmp_path)
    put(store, "a", service_id=4711, reference="KMZB/2024/1")
    put(store, "b")
    return store


def everywhere(folder) -> list[bytes]:
    """The bytes of every data file under the folder."""
    return [path.read_bytes() for path in folder.rglob("*.gpkg")]


def test_the_number_that_the_map_shows_is_taken(store, folder, run):
    """Of a report with neither a reference nor an OBJECTID the map shows the number in the store."""
    publish(store.path, folder)
    result = run("withdraw", REPORT=" 2 ", FOLDER=str(folder))
    assert result["ID"] == number("b")
    assert ids(folder) == {number("a")}
    with pytest.raises(QgsProcessingException, match="no report '1'"):
        run("withdraw", REPORT="1", FOLDER=str(folder))  # the map shows the reference of this one


def test_a_number_of_two_reports_withdraws_neither(store, folder, run):
    put(store, "c", service_id=2)
    publish(store.path, folder)
    for where in ({}, {"STORE": str(store.path)}):
        with pytest.raises(QgsProcessingException, match="Several reports have the number '2'") as caught:
            run("withdraw", REPORT="2", FOLDER=str(folder), **where)
        assert number("b") in str(caught.value) and number("c") in str(caught.value)
    assert ids(folder) == {number("a"), number("b"), number("c")}


@pytest.mark.parametrize("spelling", [number("a"), number("a").upper(), "4711", "KMZB/2024/1"])
def test_out_of_everything_at_once_and_for_good(store, folder, run, spelling):
    first = publish(store.path, folder).version
    second = publish(store.path, folder).version
    assert all(number("a").encode() in raw for raw in everywhere(folder))
    result = run("withdraw", REPORT=spelling, FOLDER=str(folder))
    assert result["ID"] == number("a") and result["CLEANED"] == 2 and result["VERSION"] > second
    files = everywhere(folder)
    assert len(files) == 4 and not any(number("a").encode() in raw for raw in files)
    assert all(number("b").encode() in raw for raw in files)
    assert ids(folder) == {number("b")} and Folder(folder).served() == result["VERSION"]
    with served(folder) as connection:
        for layer in ("siatka_1km", "siatka_10km", "statystyka_powiat", "statystyka_gmina"):
            assert connection.execute(f"SELECT sum(razem) FROM {layer}").fetchone() == (1,)
    for version in (first, second, result["VERSION"]):
        made = manifest(folder, version)
        assert made["counts"]["zgloszenia"] == 1 and made["rows"] == 1
        assert made["sha256"] == sha256(Folder(folder).data(version))
    assert manifest(folder, result["VERSION"])["valid_until"] == manifest(folder, second)["valid_until"]
    publish(store.path, folder)
    assert ids(folder) == {number("b")}, "it must not come back"


def test_it_comes_back_only_by_an_explicit_restore(store, folder, run):
    publish(store.path, folder)
    run("withdraw", REPORT=number("a"), FOLDER=str(folder))
    run("withdraw", REPORT="4711", FOLDER=str(folder), RESTORE=True)
    assert ids(folder) == {number("b")}
    publish(store.path, folder)
    assert ids(folder) == {number("a"), number("b")}
    with pytest.raises(QgsProcessingException, match="not on the list"):
        run("withdraw", REPORT=number("a"), FOLDER=str(folder), RESTORE=True)


def test_a_report_that_only_the_store_knows_is_kept_out_beforehand(store, folder, run):
    publish(store.path, folder)
    put(store, "c", reference="NOWE/1")
    result = run("withdraw", REPORT="NOWE/1", FOLDER=str(folder))
    assert result["ID"] == number("c") and result["CLEANED"] == 0
    publish(store.path, folder)
    assert ids(folder) == {number("a"), number("b")}


def test_unknown_report_says_where_it_was_looked_for(store, folder, run):
    publish(store.path, folder)
    before = Folder(folder).served()
    with pytest.raises(QgsProcessingException, match=r"no report 'ZŁY/9'[\s\S]*1 kept version[\s\S]*magazyn\.gpkg"):
        run("withdraw", REPORT="ZŁY/9", FOLDER=str(folder))
    store.path.unlink()
    with pytest.raises(QgsProcessingException, match="no store could be opened"):
        run("withdraw", REPORT="4711", FOLDER=str(folder))
    with pytest.raises(QgsProcessingException, match="Give the report"):
        run("withdraw", REPORT=" ", FOLDER=str(folder))
    assert Folder(folder).served() == before and not (folder / "versions" / "withdrawn.json").exists()
    run("withdraw", REPORT=number("a"), FOLDER=str(folder))  # the public id needs no store
    assert ids(folder) == {number("b")}


def test_a_run_killed_after_its_first_step_is_finished_by_the_next_one(store, folder, monkeypatch):
    """Only the list was written: the next run of any kind takes the report out of the kept versions."""
    publish(store.path, folder)

    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(withdraw, "_serve_without", die)
    with pytest.raises(KeyboardInterrupt):
        withdraw.withdraw(number("a"), folder)
    monkeypatch.undo()
    monkeypatch.setattr(switch, "GRACE_S", 0)
    assert number("a") in ids(folder)
    publish(store.path, folder)
    assert not any(number("a").encode() in raw for raw in everywhere(folder))
    listed = json.loads((folder / "versions" / "withdrawn.json").read_text(encoding="utf-8"))["reports"]
    assert listed[number("a")]["done"] is True


def test_an_unreadable_list_stops_publishing(store, folder, run):
    """Without the list withdrawn reports would come back."""
    publish(store.path, folder)
    (folder / "versions" / "withdrawn.json").write_text("{", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="withdrawn reports"):
        run("publish", STORE=str(store.path), FOLDER=str(folder))


def spelled(store, *numbers: str) -> None:
    """Reports whose ids came with capital letters from elsewhere."""
    for each in numbers:
        put(store, each, id=each)


@pytest.mark.parametrize("spelling", ["KR-2024-Ż7A", "kr-2024-Ż7a"])
@pytest.mark.parametrize("served_first", [True, False])
def test_an_id_with_capital_letters(store, folder, run, spelling, served_first):
    spelled(store, "KR-2024-Ż7A")
    publish(store.path, folder)
    if not served_first:  # only the store knows it
        run("withdraw", REPORT="KR-2024-Ż7A", FOLDER=str(folder))
        run("withdraw", REPORT=spelling, FOLDER=str(folder), RESTORE=True)
        assert "KR-2024-Ż7A" not in ids(folder) and Folder(folder).withdrawn() == {}
    result = run("withdraw", REPORT=spelling, FOLDER=str(folder))
    assert result["ID"] == "KR-2024-Ż7A" and set(Folder(folder).withdrawn()) == {"KR-2024-Ż7A"}
    publish(store.path, folder)
    assert ids(folder) == {number("a"), number("b")}


def test_ids_that_differ_in_capitals_only_are_told_apart(store, folder, run):
    spelled(store, "Ab", "aB")
    publish(store.path, folder)
    with pytest.raises(QgsProcessingException, match="capital"):
        run("withdraw", REPORT="ab", FOLDER=str(folder))
    assert Folder(folder).withdrawn() == {}
    assert run("withdraw", REPORT="aB", FOLDER=str(folder))["ID"] == "aB"
    assert ids(folder) == {number("a"), number("b"), "Ab"}
    run("withdraw", REPORT="Ab", FOLDER=str(folder))
    with pytest.raises(QgsProcessingException, match="capital"):
        run("withdraw", REPORT="AB", FOLDER=str(folder), RESTORE=True)
    assert run("withdraw", REPORT="Ab", FOLDER=str(folder), RESTORE=True)["ID"] == "Ab"
    assert set(Folder(folder).withdrawn()) == {"aB"}
