"""kmzb:differences: the list for entry by hand, as rows, CSV and PDF, with hostile texts, and headless."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from loading_help import HOUR, MONDAY, bring, new_store, officer, row
from pdf_text import boxes, pages
from qgis.core import QgsProcessingException

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import differences_list, differences_paper
from kmzb_qgis.store.differences import differences
from kmzb_qgis.toolbelt import paper_table
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.gui.test_import_runs import told  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 18


@pytest.fixture
def store(qgis_app, tmp_path):
    """Six reports of the service: 1, 2 and 3 were changed here, at moments that the history tells."""
    store = new_store(tmp_path)
    rows = [row(objectid=100 + number, modified=MONDAY) for number in range(1, 6)]
    bring(store, *rows, row(objectid=106, x=None, y=None, teryt=None))
    officer(store, where="fid = 1")
    officer(store, where="fid = 2")
    with store.connect() as db:  # a headquarters' own list of reasons
        db.execute("UPDATE closing_reason SET name = '=cmd|calc' WHERE id = 20")
    officer(store, "status_id = 6, reason_id = 20", "fid = 2")
    officer(store, where="fid = 6")
    return store


def rows_of(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def backdate(store, days, where):
    """Change the moment of a status as time itself would."""
    with store.connect() as db:
        db.execute("INSERT INTO trigger_guard (held) VALUES (99)")
        sql = "UPDATE report SET status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', status_changed_at, ? || ' days')"
        db.execute(f"{sql} WHERE {where}", (-days,))
        db.execute("DELETE FROM trigger_guard")


def test_the_list_says_all_that_is_to_be_entered(store):
    backdate(store, 9, "fid = 2")
    backdate(store, 3, "fid = 6")
    found = differences(store.path)
    assert [one.number for one in found.different] == ["102", "106", "101"] and found.unseen == ()
    first, second, _ = found.different
    assert (first.there, first.here, first.by, first.public_reason) == ("Nowe", "Niepotwierdzone", "jan", "=cmd|calc")
    assert first.there_at == warsaw.from_epoch_ms(MONDAY) and first.days == 9 and not first.later_there
    assert (first.x, first.y, first.teryt) == (567059.5, 244219.25, "1261011")
    assert (second.x, second.y, second.teryt) == (None, None, "")


def test_the_newest_change_of_the_status_tells_who(store):
    """A note written later by somebody else is not the change to be entered."""
    officer(store, "note = 'x', officer = 'y'", "fid = 1")
    with store.connect() as db:
        db.execute("UPDATE report SET note = 'z', base_version = version, modified_by = 'inny' WHERE fid = 1")
        assert db.execute("SELECT modified_by FROM report WHERE fid = 1").fetchone() == ("inny",)
    assert {one.number: one.by for one in differences(store.path).different}["101"] == "jan"


def test_the_csv_is_harmless_and_polish(run, store, tmp_path):
    target = tmp_path / "różnice.csv"
    found = run("differences", STORE=str(store.path), OUTPUT=str(target))
    assert (found["COUNT"], found["COUNT_UNSEEN"], found["OUTPUT"], found["PDF"]) == (3, 0, str(target), "")
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    head, *lines = rows_of(target)
    assert len(head) == COLUMNS and {len(line) for line in lines} == {COLUMNS}
    line = next(line for line in lines if line[0] == "102")
    assert line[2] == "Nieprawidłowe parkowanie" and line[10] == "Nowe" and line[12] == "Niepotwierdzone"
    assert line[15] == "'=cmd|calc"
    assert line[6].startswith("50.06") and line[4] == "567059.5"
    assert next(line for line in lines if line[0] == "106")[4:7] == ["", "", ""]
    run("differences", STORE=str(store.path), OUTPUT=str(target), BOM=False)
    assert not target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_names_with_a_sign_are_no_formula(store):
    with store.connect() as db:
        db.execute("UPDATE report SET status_id = 2, base_version = version, modified_by = '@ŁUCJA()' WHERE fid = 3")
    target = store.path.with_name("a.csv")
    differences_list.write_csv(target, differences(store.path))
    assert next(line for line in rows_of(target) if line[0] == "103")[14] == "'@ŁUCJA()"


def test_the_pdf_has_boxes_pages_and_polish_letters(run, store, tmp_path):
    rows = [row(objectid=8_000_100 + number) for number in range(90)]
    bring(store, *rows)
    officer(store, where="service_id >= 8000000")
    with store.connect() as db:
        db.execute("UPDATE closing_reason SET name = 'Zażółć gęślą jaźń' WHERE id = 20")
    officer(store, "status_id = 6, reason_id = 20", "service_id = 8000141")
    target = tmp_path / "różnice.pdf"
    assert run("differences", STORE=str(store.path), PDF=str(target))["COUNT"] == 93
    found = pages(target.read_bytes())
    assert len(found) >= 5
    for number, text in enumerate(found, 1):
        assert text.endswith(f"Page {number} of {len(found)}")
        assert "Status here" in text and "Done" in text
    whole = "".join(found)
    assert whole.count("Nieprawidłowe") == 93 and "Weryfikacja" in whole  # "fi" is two letters
    assert "Zażółć gęślą jaźń" in whole and "żółw.gpkg" in found[0]
    assert boxes(target.read_bytes(), paper_table.TICK_MM, paper_table.DPI) == 93
    for number in range(8_000_100, 8_000_190):
        assert whole.count(str(number)) == 1


def test_a_row_taller_than_a_page_ends(store, tmp_path):
    with store.connect() as db:
        text = "W" * 3000 + " " + "słowo " * 3000
        db.execute("UPDATE report SET status_id = 2, reason_text = ?, base_version = version WHERE fid = 3", (text,))
    content = differences_paper.pdf(differences(store.path), "a.gpkg", "")
    assert 2 <= len(pages(content)) <= 4


def test_what_is_ticked_off_is_gone_and_an_empty_list_is_a_sentence(told, store, tmp_path):  # noqa: F811
    there = [row(objectid=101, status="Weryfikacja", modified=MONDAY + HOUR)]
    there.append(row(objectid=102, status="Niepotwierdzone", modified=MONDAY + HOUR))
    there.append(row(objectid=106, status="Weryfikacja", modified=MONDAY + HOUR, x=None, y=None, teryt=None))
    bring(store, *there)
    target, paper = tmp_path / "a.csv", tmp_path / "a.pdf"
    outputs, words = told("differences", STORE=str(store.path), OUTPUT=str(target), PDF=str(paper))
    sentence = "No report has another status here than what the service last said."
    assert outputs["COUNT"] == 0 and sentence in words
    assert len(rows_of(target)) == 1
    (only,) = pages(paper.read_bytes())
    assert sentence in only


def test_a_list_can_be_narrowed(run, store):
    with store.connect() as db:
        db.execute("INSERT INTO unit (id, level, teryt, name) VALUES ('1261011', 'municipality', '1261011', 'Kraków')")
        db.execute("INSERT INTO unit (id, level, name) VALUES ('K1', 'K01', 'KWP Łódź')")
        db.execute("INSERT INTO unit (id, level, name, parent_id) VALUES ('K2', 'K02', 'KMP', 'K1')")
        db.execute("INSERT INTO unit (id, level, name, parent_id) VALUES ('K5', 'K05', 'KP Ż', 'K2')")
        db.execute("UPDATE report SET unit_id = 'K5', base_version = version WHERE fid = 6")
    numbers = {
        unit: [one.number for one in differences(store.path, unit).different]
        for unit in ("KRAKÓW", "1261011", "12", "1261", "kwp łódź", "K2", "", "  ")
    }
    assert numbers["KRAKÓW"] == numbers["1261011"] == numbers["12"] == numbers["1261"] == ["101", "102"]
    assert numbers["kwp łódź"] == numbers["K2"] == ["106"]
    assert len(numbers[""]) == len(numbers["  "]) == 3
    assert differences(store.path, "1261").different[0].municipality == "Kraków"
    assert differences(store.path, "K5").different[0].unit == "KP Ż"
    for text in ("Nigdzie", "' OR 1=1 --", "123", "%"):
        with pytest.raises(QgsProcessingException, match="No unit"):
            run("differences", STORE=str(store.path), UNIT=text, OUTPUT="")
    backdate(store, 5, "fid = 1")
    day = warsaw.add_days(warsaw.day_of(warsaw.now()), -2).isoformat()
    assert run("differences", STORE=str(store.path), SINCE=day, OUTPUT="")["COUNT"] == 2
    with pytest.raises(QgsProcessingException, match="ISO 8601"):
        run("differences", STORE=str(store.path), SINCE="wczoraj", OUTPUT="")


def test_reports_entered_here_are_listed_apart_when_asked(run, store, tmp_path):
    with store.connect() as db:
        for _ in range(2):
            db.execute("INSERT INTO report (geom, category_id) VALUES (kmzb_point(567059, 244219), 11)")
    target, paper = tmp_path / "a.csv", tmp_path / "a.pdf"
    found = run("differences", STORE=str(store.path), OUTPUT=str(target), PDF=str(paper), UNSEEN=True)
    assert (found["COUNT"], found["COUNT_UNSEEN"]) == (3, 2)
    assert [line[0] for line in rows_of(target)[-2:]] == ["", ""]
    assert [line[17] for line in rows_of(target)[-2:]] == ["not in the service: to be entered as a whole"] * 2
    assert "Entered here, never given by the service" in "".join(pages(paper.read_bytes()))
    assert run("differences", STORE=str(store.path), OUTPUT=str(target))["COUNT_UNSEEN"] == 0
    assert len(rows_of(target)) == 4


def test_a_status_that_nobody_knows_is_shown_by_its_number(store):
    with store.connect() as db:
        db.execute("INSERT INTO trigger_guard (held) VALUES (99)")
        db.execute("UPDATE service_state SET status_id = 77 WHERE fid = 1")
        db.execute("DELETE FROM trigger_guard")
    assert [one.there for one in differences(store.path).different if one.fid == 1] == ["77"]


def test_a_change_there_that_is_newer_is_told(store, tmp_path):
    later = warsaw.now().timestamp() * 1000 - 1
    bring(store, row(objectid=101, status="Niepotwierdzone", modified=int(later)))
    backdate(store, 1, "fid = 1")
    differences_list.write_csv(tmp_path / "a.csv", differences(store.path))
    line = next(line for line in rows_of(tmp_path / "a.csv") if line[0] == "101")
    assert line[17] == "changed there later than here: look first"


def test_the_store_and_the_other_list_are_not_written_over(run, store, tmp_path):
    before = store.path.read_bytes()
    for name in ("OUTPUT", "PDF"):
        with pytest.raises(QgsProcessingException, match="name of the store"):
            run("differences", STORE=str(store.path), **{"OUTPUT": "", name: str(store.path)})
    with pytest.raises(QgsProcessingException, match="one name"):
        run("differences", STORE=str(store.path), OUTPUT=str(tmp_path / "a"), PDF=str(tmp_path / "a"))
    assert store.path.read_bytes() == before


def test_a_list_that_cannot_be_written_leaves_the_old_one(store, tmp_path):
    place = tmp_path / "tam"
    place.mkdir()
    (place / "a.csv").write_text("stara", encoding="utf-8")
    found = differences(store.path)
    target = place / "nie" / "a.csv"
    with pytest.raises(KmzbError, match="cannot be written"):
        differences_list.write_csv(target, found)
    with pytest.raises(KmzbError, match="cannot be written"):
        differences_list.write_bytes(target.with_suffix(".pdf"), b"x")

    class Impatient:
        def setProgress(self, value):
            pass

        def isCanceled(self):
            return True

    with pytest.raises(Cancelled):
        differences_list.write_csv(place / "a.csv", found, feedback=Impatient())
    with pytest.raises(Cancelled):
        differences_paper.pdf(found, "a", "", feedback=Impatient())
    assert [path.name for path in place.iterdir()] == ["a.csv"]
    assert (place / "a.csv").read_text(encoding="utf-8") == "stara"


def test_a_store_that_is_gone_or_old_is_told(run, store, tmp_path):
    with pytest.raises(QgsProcessingException, match="There is no store"):
        run("differences", STORE=str(tmp_path / "nie ma.gpkg"), OUTPUT="")
    with store.connect() as db:
        db.execute("DROP TABLE service_state")
    with pytest.raises(KmzbError, match="older version"):
        differences(store.path)


def test_it_works_without_any_window(store, tmp_path):
    """In qgis_process: no display, another process, the plugin as it is installed; Polish as the profile says."""
    from scripts import qgisrun

    tool = [sys.executable, str(ROOT / "scripts/package.py"), "--stage-only", "--build", str(tmp_path / "build")]
    subprocess.run(tool, check=True, timeout=120, capture_output=True)
    home, plugins = tmp_path / "home", tmp_path / "build" / "stage"
    qgisrun.enable(home, plugins)
    target, paper = tmp_path / "a.csv", tmp_path / "a.pdf"
    found = qgisrun.run(
        "kmzb:differences", home, plugins, STORE=store.path, OUTPUT=target, PDF=paper, UNIT="1261", timeout=120
    )
    assert found["COUNT"] == 2 and len(rows_of(target)) == 3
    assert "Nieprawidłowe" in pages(paper.read_bytes())[0]
