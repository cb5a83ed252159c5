"""The metadata records in step with each publication: written, replaced, rolled back, withdrawn, mended, no leak."""

import json
import shutil
import sqlite3
from datetime import datetime, timezone
from pathlib import Path

import pytest
from lxml import etree
from publishing_store import SECRET, Feedback, days_ago, fill_mixed, ids, number, put, whole
from qgis.core import QgsProcessingException, QgsProject

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.geoportal.metadata import DATASET_FILE, FILES, VIEW_FILE
from kmzb_qgis.publishing import publish as publishing
from kmzb_qgis.publishing import record_files
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.publishing.refresh import refresh
from kmzb_qgis.publishing.rollback import rollback
from kmzb_qgis.publishing.withdraw import withdraw
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.server import schemas

pytestmark = pytest.mark.usefixtures("no_grace")
URL = "https://mapy.example.org/kmzb"
WORDS = {"service_url": URL, "email": "kmzb@example.org"}


def served(folder) -> dict[str, bytes]:
    """The records beside the served files, and nothing else: those of the served version, and valid."""
    place = Folder(folder)
    found = {path.name: path.read_bytes() for path in place.records.iterdir()}
    assert set(found) <= set(FILES) and DATASET_FILE in found
    kept = place.version_dir(place.served()) / "metadata"
    assert found == {name: (kept / name).read_bytes() for name in FILES if (kept / name).exists()}
    for record in found.values():
        assert schemas.iso_faults(record) == []
        assert place.served().encode() in record, "the abstract names the version"
    return found


def texts(record: bytes, name: str) -> list[str]:
    return [
        text.strip()
        for each in etree.fromstring(record).iter(f"{{*}}{name}")
        for text in each.itertext()
        if text.strip()
    ]


def identifiers(records: dict[str, bytes]) -> dict[str, str]:
    return {name: texts(record, "fileIdentifier")[0] for name, record in records.items()}


def test_a_store_whose_drive_goes_after_it_was_opened_is_told_in_a_sentence(store, folder, monkeypatch):
    put(store, "a", changed=days_ago(3))
    monkeypatch.setattr(publishing, "_apart", lambda opened, _folder: opened.path.unlink())  # between the two openings
    with pytest.raises(KmzbError, match="cannot be read") as told:
        publish(store.path, folder)
    assert store.path.name in told.value.message and Folder(folder).served() is None


def test_a_store_that_cannot_be_searched_for_a_report_is_told_in_a_sentence(store, folder):
    put(store, "a", changed=days_ago(3))
    publish(store.path, folder)
    with store.connect() as db:
        db.execute("DROP TABLE report")
        db.execute("CREATE TABLE report (fid INTEGER PRIMARY KEY, id TEXT)")
    with pytest.raises(KmzbError, match="cannot be read"):
        withdraw("12345", folder, str(store.path))


def test_the_records_follow_each_publication_and_keep_their_identifiers(store, folder):
    put(store, "a", changed=days_ago(3))
    publish(store.path, folder, contact=WORDS)
    first = served(folder)
    assert set(first) == set(FILES) and len(set(identifiers(first).values())) == 3
    assert {path.stat().st_mode & 0o777 for path in (folder / "metadata").iterdir()} == {0o644}
    assert (folder / "metadata").stat().st_mode & 0o777 == 0o755
    put(store, "b")
    publish(store.path, folder, contact={**WORDS, "organization": "KMP w Łodzi"})
    second = served(folder)
    assert identifiers(second) == identifiers(first)
    assert "KMP w Łodzi" in texts(second[DATASET_FILE], "organisationName")
    assert texts(second[DATASET_FILE], "identifier") == texts(first[DATASET_FILE], "identifier")
    begins = warsaw.day_of(warsaw.from_text(days_ago(3))).isoformat()
    assert texts(second[DATASET_FILE], "beginPosition") == [begins]
    assert texts(second[DATASET_FILE], "endPosition") == [warsaw.day_of(warsaw.now()).isoformat()]


def test_days_are_warsaw_s(store, folder, monkeypatch):
    put(store, "a", changed="2026-06-30T10:00:00.000Z")
    late = datetime(2026, 6, 30, 22, 30, tzinfo=timezone.utc)  # half past midnight of 1 July in Warsaw
    monkeypatch.setattr(warsaw, "now", lambda: late)
    publish(store.path, folder, contact=WORDS)
    monkeypatch.setattr(warsaw, "now", lambda: late.replace(month=7, day=5))
    publish(store.path, folder, contact=WORDS)
    record = etree.fromstring(served(folder)[DATASET_FILE])
    assert record.findtext("{*}dateStamp/{*}Date") == "2026-07-06"
    assert [each.text for each in record.iterfind(".//{*}identificationInfo/*/{*}citation//{*}Date")] == [
        "2026-07-01",
        "2026-07-06",
    ]


def test_without_an_address_only_the_data_set_is_described(store, folder):
    put(store, "a")
    publish(store.path, folder, contact=WORDS)
    assert set(served(folder)) == set(FILES)
    publish(store.path, folder)
    assert set(served(folder)) == {DATASET_FILE}
    assert "MetadataURL" not in (text := project_text(folder)) and "service_record" not in text


def project_text(folder) -> str:
    return (folder / "public" / "kmzb.qgs").read_text(encoding="utf-8")


def test_the_project_links_them(store, folder):
    put(store, "a")
    publish(store.path, folder, contact={**WORDS, "records_url": "https://katalog.example.org/kmzb"})
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    links = {link.url for layer in project.mapLayers().values() for link in layer.serverProperties().metadataUrls()}
    assert links == {f"https://katalog.example.org/kmzb/{DATASET_FILE}"}
    assert project.readEntry("kmzb", "/service_record")[0] == f"https://katalog.example.org/kmzb/{VIEW_FILE}"
    project.clear()


def test_nothing_inner_leaks(store, folder, monkeypatch):
    monkeypatch.setenv("USER", "kowalski-konto")
    fill_mixed(store)
    publish(store.path, folder, contact=WORDS)
    place = Folder(folder)
    texts_ = [*served(folder).values(), (place.version_dir(place.served()) / "metadata" / "eziudp.html").read_bytes()]
    for word in (
        SECRET,
        str(folder),
        str(store.path),
        store.path.name,
        str(Path.home()) + "/",
        "kowalski-konto",
        ".gpkg",
        ".qgs",
    ):
        assert not [text for text in texts_ if word.encode() in text], word
    for public_id in ids(folder):
        assert not [text for text in texts_ if public_id.encode() in text]


def test_rolled_back_and_withdrawn_with_the_publication(store, folder):
    put(store, "a", changed=days_ago(5))
    put(store, "b", changed=days_ago(1))
    first = publish(store.path, folder, contact=WORDS).version
    before = served(folder)
    publish(store.path, folder, contact={**WORDS, "organization": "Inna"})
    rollback(folder, first)
    back = served(folder)
    assert identifiers(back) == identifiers(before)
    assert "Inna" not in texts(back[DATASET_FILE], "organisationName")
    withdraw(number("a"), folder)
    now = served(folder)
    assert ids(folder) == {number("b")} and identifiers(now) == identifiers(before)
    day = warsaw.day_of(warsaw.from_text(days_ago(1))).isoformat()
    assert texts(now[DATASET_FILE], "beginPosition") == [day], "the day of the withdrawn report is gone, too"


def test_a_past_day_is_told(store, folder):
    put(store, "a", changed=days_ago(10))
    day = warsaw.add_days(warsaw.day_of(warsaw.now()), -4)
    publish(store.path, folder, day.isoformat(), contact=WORDS)
    record = served(folder)[DATASET_FILE]
    assert texts(record, "title")[0].endswith(f"(stan na dzień {day:%d.%m.%Y})")
    assert texts(record, "endPosition") == [day.isoformat()]
    assert etree.fromstring(record).findtext("{*}dateStamp/{*}Date") == warsaw.day_of(warsaw.now()).isoformat()


def test_a_publication_without_reports_has_no_period(store, folder):
    publish(store.path, folder, contact=WORDS)
    assert b"TimePeriod" not in served(folder)[DATASET_FILE]


def test_cancel_and_a_wrong_address_change_nothing(store, folder):
    put(store, "a")
    publish(store.path, folder, contact=WORDS)
    before = served(folder)
    for percent in (25, 50, 75, 90):
        with pytest.raises(Cancelled):
            publish(store.path, folder, feedback=Feedback(cancel_at=percent), contact={**WORDS, "organization": "Inna"})
        folder_now = Folder(folder)
        folder_now.clean()
        assert served(folder) == before
    with pytest.raises(KmzbError, match="no address that metadata can name"):
        publish(store.path, folder, contact={"service_url": "mapy"})
    assert served(folder) == before and len(Folder(folder).kept()) == 1


def test_a_run_killed_between_the_renames_is_mended_by_the_next(store, folder, monkeypatch):
    put(store, "a")
    publish(store.path, folder, contact=WORDS)

    def killed(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(record_files, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(store.path, folder, contact={**WORDS, "organization": "Nowa"})
    monkeypatch.undo()
    place = Folder(folder)
    assert whole(folder) == place.kept()[-1], "the new data are served, whole"
    shown = {path.name for path in place.records.iterdir()}
    assert shown > set(FILES) and b"Nowa" not in (place.records / DATASET_FILE).read_bytes()
    place.clean()
    assert "Nowa" in texts(served(folder)[DATASET_FILE], "organisationName")


def test_an_older_folder_without_records_gets_them(store, folder):
    put(store, "a")
    put(store, "b")
    version = publish(store.path, folder).version
    shutil.rmtree(folder / "metadata")
    shutil.rmtree(folder / "versions" / version / "metadata")
    (folder / "versions" / "metadata.json").unlink()
    withdraw(number("a"), folder)
    assert set(served(folder)) == {DATASET_FILE}


def test_an_older_folder_was_first_published_when_its_oldest_version_was(store, folder, monkeypatch):
    put(store, "a", changed="2026-06-30T10:00:00.000Z")
    late = datetime(2026, 6, 30, 22, 30, tzinfo=timezone.utc)  # 1 July in Warsaw
    monkeypatch.setattr(warsaw, "now", lambda: late)
    publish(store.path, folder, contact=WORDS)
    (folder / "versions" / "metadata.json").unlink()  # as before there were records
    monkeypatch.setattr(warsaw, "now", lambda: late.replace(month=7, day=5))
    publish(store.path, folder, contact=WORDS)
    record = etree.fromstring(served(folder)[DATASET_FILE])
    dates = [each.text for each in record.iterfind(".//{*}identificationInfo/*/{*}citation//{*}Date")]
    assert dates == ["2026-07-01", "2026-07-06"]


def test_the_records_of_an_older_folder_can_be_asked_for(store, folder):
    put(store, "a")
    version = publish(store.path, folder).version
    shutil.rmtree(folder / "metadata")
    shutil.rmtree(folder / "versions" / version / "metadata")
    done = refresh(folder, WORDS)
    assert set(served(folder)) == {path.name for path in done.records} == set(FILES)


def test_blank_and_wrong_words_of_a_store_spoil_no_record(store, folder):
    """Words that an older version kept: they are left out, and publishing and withdrawing go on."""
    with store.connect() as connection:
        connection.executemany(
            "INSERT INTO setting (name, value) VALUES (?, ?)",
            [("publication.title", " "), ("publication.abstract", "\x01"), ("publication.online_resource", "http://[")],
        )
    put(store, "a")
    put(store, "b")
    publish(store.path, folder, contact={"service_url": URL})
    assert texts(served(folder)[DATASET_FILE], "title")[0].startswith("K")
    withdraw(number("a"), folder)
    for record in served(folder).values():
        assert b"http://[" not in record
    with pytest.raises(KmzbError, match="no web address"):
        publish(store.path, folder, contact={"online_resource": "http://["})


def test_identifiers_that_cannot_be_read_stop_the_publishing(store, folder):
    put(store, "a")
    version = publish(store.path, folder).version
    (folder / "versions" / "metadata.json").write_text('{"id": "nic"}', encoding="utf-8")
    with pytest.raises(KmzbError, match="identifiers of the metadata records"):
        publish(store.path, folder)
    assert Folder(folder).served() == version == whole(folder)


def test_asked_once(store, folder, run, tmp_path):
    """What kmzb:metadata is told stays in the store, and every later publication says it."""
    put(store, "a")
    old = publish(store.path, folder).version
    publish(store.path, folder)
    form = tmp_path / "zgłoszenie.html"
    done = run(
        "metadata", FOLDER=str(folder), STORE=str(store.path), SERVICE_URL=f"{URL}/", REGON="012137497",
        RESOURCE_IDENTIFIER="PL.EXAMPLE.1.KMZB", AREA="województwo łódzkie", BOX="18.0 20.7 50.8 52.4",
        ORGANIZATION="KWP w Łodzi", FORM=str(form),
    )  # fmt: skip
    assert done["VERSION"] == Folder(folder).served() == whole(folder)
    assert "012137497" in (text := form.read_text(encoding="utf-8")) and "województwo łódzkie" in text
    for _round in range(2):
        records = served(folder)
        assert set(records) == set(FILES)
        assert texts(records[DATASET_FILE], "westBoundLongitude") == ["18"]
        assert "PL.EXAMPLE.1.KMZB" in texts(records[VIEW_FILE], "identifier")
        assert "KWP w Łodzi" in texts(records[VIEW_FILE], "organisationName")
        publish(store.path, folder)
    assert f"{URL}/metadata/{DATASET_FILE}" in project_text(folder)
    with sqlite3.connect(store.path) as connection:
        kept = dict(connection.execute("SELECT name, value FROM setting WHERE name LIKE 'publication.%'"))
    assert kept["publication.regon"] == "012137497" and "publication.email" not in kept
    rollback(folder, old)
    back = served(folder)
    assert set(back) == set(FILES), "the service's address is today's, whatever was known of it then"
    assert "PL.EXAMPLE.1.KMZB" in texts(back[VIEW_FILE], "identifier")


def test_what_is_missing_is_said(store, folder):
    put(store, "a")
    publish(store.path, folder)
    done = refresh(folder, {})
    assert len(done.warnings) == 2 and done.form.is_file()
    done = refresh(folder, WORDS)
    assert done.warnings == ["The service's capabilities will link the records from the next publication on."]
    manifest = json.loads((folder / "versions" / done.version / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["contact"] == WORDS


def test_refused_words_change_nothing(store, folder, run, tmp_path):
    with pytest.raises(QgsProcessingException, match="holds no publication"):
        run("metadata", FOLDER=str(tmp_path / "nic"))
    put(store, "a")
    publish(store.path, folder, contact=WORDS)
    before = served(folder)
    for wrong, words in (
        ({"REGON": "123456789"}, "REGON"),
        ({"BOX": "1 2"}, "no area"),
        ({"SERVICE_URL": "http://a:b@c.example"}, "password"),
        ({"STORE": str(tmp_path / "brak.gpkg")}, "no store"),
        ({"FORM": str(tmp_path / "nie" / "ma" / "a.html")}, "cannot be written"),
        ({"STORE": str(store.path), "FORM": str(store.path)}, "must not be written over"),
        ({"FORM": str(folder / "public" / "kmzb.qgs")}, "outside of the publication folder"),
    ):
        with pytest.raises(QgsProcessingException, match=words):
            run("metadata", FOLDER=str(folder), **wrong)
        assert served(folder) == before
    with store.connect() as connection:
        assert not connection.execute("SELECT 1 FROM setting WHERE name LIKE 'publication.%'").fetchall()
