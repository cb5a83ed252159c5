"""kmzb:attach and kmzb:checkattachments, as Processing runs them."""

from __future__ import annotations

import csv
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtGui import QImage

from kmzb_qgis.editing import sheet_facts
from kmzb_qgis.store import attachments, lifecycle, open_store
from kmzb_qgis.toolbelt import paths
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
import attachment_files as files
import handing_store


@pytest.fixture
def store(qgis_app, tmp_path):
    return handing_store.make(tmp_path / "żółw.gpkg")


@pytest.fixture
def made(tmp_path):
    def make(name, data):
        path = tmp_path / "źródła" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return str(path)

    return make


def on_disk(store):
    folder = attachments.folder_of(store.path)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def rows(store):
    with store.connect() as db:
        return db.execute("SELECT report_id, path, name, added_by FROM attachment ORDER BY fid").fetchall()


def test_files_are_attached_to_reports_each_to_each(run, store, made):
    given = [made("zdjęcie łąki.JPG", files.photo()), made("pismo.pdf", files.PDF)]
    done = run("attach", STORE=str(store.path), REPORTS="KR-1; r2", FILES=given)
    assert done["COUNT"] == 4
    found = rows(store)
    assert sorted((row[0], row[2]) for row in found) == sorted(
        (report, name) for report in ("r1", "r2") for name in ("zdjęcie łąki.JPG", "pismo.pdf")
    )
    assert {row[3] for row in found} == {QgsApplication.userLoginName()}
    for row in attachments.listed(store.path, "r1"):
        assert attachments.file_of(store.path, row).read_bytes() == Path(given[row.name == "pismo.pdf"]).read_bytes()
    assert [name for name in on_disk(store) if "." in name] == sorted(row[1] for row in found)


@pytest.mark.parametrize(
    ("reports", "second", "told"),
    [
        ("KR-1", ("wirus.jpg", b"MZ\x90\0" + b"\0" * 100), "was not attached"),
        ("KR-1", ("duży.txt", b"a" * (5 * 2**20 + 1)), "larger than 5 MB"),
        ("KR-1", ("to samo.jpg", files.jpeg()), "attached to this report already"),
        ("KR-1, KR-99", ("b.txt", b"b"), "no report 'KR-99'"),
        ("", ("b.txt", b"b"), "REPORTS|at least one report"),
        ("KR-1", None, "not a file"),
    ],
)
def test_all_files_are_attached_or_none(run, store, made, tmp_path, reports, second, told):
    given = [made("a.jpg", files.jpeg()), made(*second) if second else str(tmp_path / "nie ma.jpg")]
    with pytest.raises(QgsProcessingException, match=told):
        run("attach", STORE=str(store.path), REPORTS=reports, FILES=given)
    assert rows(store) == []
    assert on_disk(store) == [] or not any("." in name for name in on_disk(store))


class Stop(QgsProcessingFeedback):
    """Cancels when so many per cent are done."""

    def __init__(self, at):
        super().__init__()
        self.progressChanged.connect(lambda value: value >= at and self.cancel())


@pytest.mark.parametrize("at", [1, 90])
def test_cancelled_leaves_neither_row_nor_file(run, store, made, at):
    from qgis.core import QgsProcessingContext

    algorithm = QgsApplication.processingRegistry().createAlgorithmById("kmzb:attach")
    given = [made(f"{n}.txt", f"tekst {n}".encode()) for n in range(3)]
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        algorithm.processAlgorithm(
            {"STORE": str(store.path), "REPORTS": "KR-1", "FILES": given}, QgsProcessingContext(), Stop(at)
        )
    assert rows(store) == [] and not any("." in name for name in on_disk(store))


def test_a_store_that_is_locked_is_left_alone(run, store, made, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.1)
    with store.connect() as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QgsProcessingException, match=r"in use|locked|another program"):
            run("attach", STORE=str(store.path), REPORTS="KR-1", FILES=[made("a.txt", b"a")])
        other.execute("ROLLBACK")
    assert rows(store) == [] and not any("." in name for name in on_disk(store))


def test_two_windows_attach_at_once(store, made):
    """The same file comes in once; different files come in both."""
    same, told = made("ta sama.jpg", files.jpeg()), []

    def attach(number):
        own = made(f"inny {number}.txt", f"inny {number}".encode())
        for source in (same, own):
            try:
                attachments.add(open_store(store.path), "r1", source, f"okno {number}")
            except KmzbError as error:
                told.append(error.code)

    windows = [threading.Thread(target=attach, args=(number,)) for number in range(4)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    names = [row.name for row in attachments.listed(store.path, "r1")]
    assert sorted(names) == [*(f"inny {number}.txt" for number in range(4)), "ta sama.jpg"]
    assert told == ["attachment-twice"] * 3
    assert len([name for name in on_disk(store) if "." in name]) == 5


def listed(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_what_does_not_belong_together_is_listed(run, store, made, tmp_path):
    run(
        "attach", STORE=str(store.path), REPORTS="KR-1",
        FILES=[made(f"=zdjęcie {n}.txt", f"tekst {n}".encode()) for n in range(4)],
    )  # fmt: skip
    whole, lost, changed, removed = attachments.listed(store.path, "r1")
    attachments.remove(store, removed.id, "Zofia")
    attachments.file_of(store.path, lost).unlink()
    attachments.file_of(store.path, changed).write_bytes(b"podmieniony")
    folder = attachments.folder_of(store.path)
    (folder / "r9").mkdir()
    (folder / "r9" / "sierota ą.jpg").write_bytes(b"x")
    (folder / "link").symlink_to(tmp_path / "źródła")
    with store.connect() as db:
        db.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        db.execute(
            "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at, name)"
            " VALUES ('x', 'r1', '../../etc/passwd', 'image/jpeg', 5, ?, '2026-01-01T00:00:00.000Z', 'x')",
            ("a" * 64,),
        )
        db.execute("DELETE FROM trigger_guard")
    before = [(path, path.stat().st_mtime_ns) for path in sorted(folder.rglob("*"))]
    bytes_before = store.path.read_bytes()
    done = run("checkattachments", STORE=str(store.path), OUTPUT=str(tmp_path / "lista ł.csv"))
    assert {key: done[key] for key in ("ROWS", "COUNT", "MISSING", "CHANGED", "PATH", "STRAY", "UNREADABLE")} == {
        "ROWS": 5, "COUNT": 5, "MISSING": 1, "CHANGED": 1, "PATH": 1, "STRAY": 2, "UNREADABLE": 0,
    }  # fmt: skip
    table = listed(done["OUTPUT"])
    assert len(table) == 6 and table[0][1] == "Report"
    found = {row[3]: row for row in table[1:]}
    assert set(found) == {lost.path, changed.path, "../../etc/passwd", "r9/sierota ą.jpg", "link"}
    assert found[lost.path][1] == "KR-1" and found[lost.path][2] == "'=zdjęcie 1.txt"
    assert [(path, path.stat().st_mtime_ns) for path in sorted(folder.rglob("*"))] == before
    assert store.path.read_bytes() == bytes_before
    assert whole.path not in found and removed.path not in found


def test_erased_attachments_are_not_missed(run, store, made, tmp_path):
    """Their rows have neither path nor name nor checksum: nothing that goes through the rows stumbles over them."""
    run("attach", STORE=str(store.path), REPORTS="KR-1", FILES=[made("a.txt", b"a"), made("b.jpg", files.photo())])
    done = run("anonymise", STORE=str(store.path), RULE=1, REPORTS="KR-1", DRY_RUN=False)
    assert done["ATTACHMENTS"] == 2 and "attachment: 2" in done["TABLES"].split("\n")
    with store.connect() as db:
        assert set(db.execute("SELECT path, name, sha256 FROM attachment")) == {("", "", "")}
    assert sheet_facts.read(store.path, 1).attachments == ()
    sheet = run("handoversheet", STORE=str(store.path), REPORTS="KR-1", BASEMAP="", OUTPUT=str(tmp_path / "karty"))
    assert Path(sheet["SHEETS"]).read_bytes().startswith(b"%PDF-")
    assert lifecycle.save_copy(store.path, tmp_path / "kopia.gpkg") == []
    assert not attachments.folder_of(tmp_path / "kopia.gpkg").exists()
    run("attach", STORE=str(store.path), REPORTS="KR-1", FILES=[made("b.jpg", files.photo())])  # may come again
    assert len(attachments.listed(store.path, "r1")) == 1
    run("anonymise", STORE=str(store.path), RULE=1, REPORTS="KR-1", DRY_RUN=False)
    done = run("checkattachments", STORE=str(store.path))
    assert (done["ROWS"], done["COUNT"]) == (0, 0)


@pytest.mark.parametrize("where", ["żółw.gpkg", "żółw.gpkg.attachments/lista.csv"])
def test_the_list_is_written_over_nothing_of_the_store(run, store, made, tmp_path, where):
    run("attach", STORE=str(store.path), REPORTS="KR-1", FILES=[made("a.txt", b"a")])
    with pytest.raises(QgsProcessingException, match="must not"):
        run("checkattachments", STORE=str(store.path), OUTPUT=str(tmp_path / where))
    assert open_store(store.path).schema


def test_an_older_store_has_nothing_to_check(run, tmp_path, qgis_app):
    path = tmp_path / "stary.gpkg"
    lifecycle._create(path, 5)
    assert run("checkattachments", STORE=str(path))["ROWS"] == 0
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT max(number) FROM schema_version").fetchone() == (5,)


@pytest.mark.parametrize("name", ["attach", "checkattachments"])
def test_the_jobs_are_in_the_provider_with_help_and_icon(run, name):
    algorithm = QgsApplication.processingRegistry().algorithmById(f"kmzb:{name}")
    assert algorithm.displayName() and len(algorithm.shortHelpString()) > 100
    assert not QImage(str(paths.icon(algorithm.ICON))).isNull()
