"""An import of several files, and one that only counts."""

import csv
import hashlib
import json
import re
from pathlib import Path

import pytest
from loading_help import new_store, one, reports
from qgis.core import QgsProcessingException, QgsProcessingFeedback

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.store.lifecycle import _create
from tests.standins.kmzb_service import Quirks, serving

END = warsaw.from_text("2026-09-01T12:00:00Z")
COUNTS = ("INSERTED", "UPDATED", "UNCHANGED", "CONFLICTS", "REJECTED")
CONTENT = (
    "service_id, source_digest, category_id, status_id, description, reported_at, event_at, reported_local, "
    "part_of_day, days_of_week, teryt, service_modified_at, read_by, verify_by, verified_at, closed_at, hex(geom)"
)


@pytest.fixture()
def store(tmp_path):
    return new_store(tmp_path)


@pytest.fixture()
def told(qgis_processing):
    """Runs an algorithm and gives its outputs and all it said."""
    import processing
    from qgis.core import QgsApplication

    from kmzb_qgis.processing.provider import KmzbProvider

    provider = KmzbProvider()
    QgsApplication.processingRegistry().addProvider(provider)

    def go(name, **parameters):
        feedback = QgsProcessingFeedback()
        outputs = processing.run(f"kmzb:{name}", parameters, feedback=feedback)
        return outputs, feedback.textLog()

    yield go
    QgsApplication.processingRegistry().removeProvider(provider)


def figures(result):
    return tuple(result[name] for name in COUNTS)


def lines(path):
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def parted(tmp_path, count=300):
    """A sample as one file, and as three: CSV, CSV in another folder under the same name, JSON; with an overlap."""
    whole = tmp_path / "całość.csv"
    sample.write_sample(whole, count, 1, END)
    head, *rows = lines(whole)
    (tmp_path / "północ").mkdir()
    first, second = tmp_path / "a.csv", tmp_path / "północ" / "a.csv"
    first.write_text("".join([head, *rows[:120]]), encoding="utf-8")
    second.write_text("".join([head, *rows[100:200]]), encoding="utf-8")
    third = tmp_path / "c.json"
    sample.write_sample(third, count, 1, END)
    answer = json.loads(third.read_text(encoding="utf-8"))
    answer["features"] = answer["features"][200:]
    third.write_text(json.dumps(answer), encoding="utf-8")
    return whole, [str(first), str(second), str(third)]


def rows(store):
    with store.connect() as connection:
        return connection.execute(f"SELECT {CONTENT} FROM report ORDER BY service_id").fetchall()


def test_several_files_are_one_run(told, store, tmp_path):
    whole, parts = parted(tmp_path)
    outputs, words = told("importfile", INPUTS=parts, STORE=str(store.path))
    assert figures(outputs) == (300, 0, 0, 0, 0)
    assert "20 rows stood in the source more than once" in words
    source, read = one(store, "SELECT source, rows_read FROM import_run")
    assert (source, read) == (f"{parts[0]}, {parts[1]}, c.json", 320)  # two files of one name: with their folders
    assert one(store, "SELECT count(*) FROM import_run") == (1,)
    (tmp_path / "other").mkdir()
    other = new_store(tmp_path / "other")
    told("importfile", INPUT=str(whole), STORE=str(other.path))
    assert rows(store) == rows(other)


def test_the_single_and_the_several_go_together_each_file_once(told, store, tmp_path):
    _, parts = parted(tmp_path)
    again = str(tmp_path / "północ" / ".." / "a.csv")
    outputs, words = told("importfile", INPUT=parts[0], INPUTS=[parts[1], again, parts[2]], STORE=str(store.path))
    assert figures(outputs) == (300, 0, 0, 0, 0)
    assert "'a.csv' was given more than once" in words


def test_a_later_state_in_another_file_counts(told, store, tmp_path):
    head = "OBJECTID,Typ,Status,TERYT,Data utworzenia,Data modyfikacji,x,y\n"
    for name, status, when in (("a", "Nowe", 1), ("b", "Weryfikacja", 2), ("c", "Nowe", 0)):
        text = f"7,Żebractwo,{status},1020000,1700000000000,{1700000000000 + when},500000,400000\n"
        (tmp_path / f"{name}.csv").write_text(head + text, encoding="utf-8")
    parts = [str(tmp_path / f"{name}.csv") for name in "abc"]
    outputs, _ = told("importfile", INPUTS=parts, STORE=str(store.path))
    assert figures(outputs) == (1, 0, 0, 0, 2)
    assert one(store, "SELECT s.name FROM report r JOIN status s ON s.id = r.status_id") == ("Weryfikacja",)
    assert outputs["REJECTS"] == str(tmp_path / "a.rejects.csv")
    with (tmp_path / "a.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["File"], row["Row"]) for row in csv.DictReader(file, delimiter=";")] == [
            ("a.csv", "2"),
            ("c.csv", "2"),
        ]


def test_all_or_nothing_over_all_files(told, store, tmp_path):
    _, parts = parted(tmp_path)
    bad = tmp_path / "zła.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match=r"zła\.csv"):
        told("importfile", INPUTS=[*parts, str(bad)], STORE=str(store.path))
    assert reports(store) == []
    assert one(store, "SELECT count(*) FROM import_run") == (0,)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["{folder}"], "is a folder: choose the files in it"),
        (["{folder}/*.csv"], "is a pattern, not a file"),
        (["{folder}/nie_ma.csv"], "There is no file"),
    ],
)
def test_what_is_no_file_is_refused(told, store, tmp_path, names, words):
    _, parts = parted(tmp_path, 210)
    given = [parts[0], *(name.format(folder=tmp_path) for name in names)]
    with pytest.raises(QgsProcessingException, match=words):
        told("importfile", INPUTS=given, STORE=str(store.path))
    assert reports(store) == []


def test_no_file_at_all_is_refused(told, store):
    with pytest.raises(QgsProcessingException, match="Choose one file or more"):
        told("importfile", STORE=str(store.path))


def test_progress_runs_once_over_all_files(told, store, tmp_path):
    import processing

    _, parts = parted(tmp_path)
    feedback = QgsProcessingFeedback()
    seen = []
    feedback.progressChanged.connect(seen.append)
    processing.run("kmzb:importfile", {"INPUTS": parts, "STORE": str(store.path)}, feedback=feedback)
    assert seen == sorted(seen)
    assert seen[-1] == 100
    assert len([value for value in seen if value <= 40]) >= 2


@pytest.mark.parametrize("which", ["single", "rejects", "mapping"])
def test_outputs_never_over_an_input(told, store, tmp_path, which):
    _, parts = parted(tmp_path)
    before = Path(parts[1]).read_bytes()
    more = {"rejects": {"REJECTS": parts[1]}, "mapping": {"SAVE_MAPPING": parts[1]}}.get(which, {})
    if more:
        with pytest.raises(QgsProcessingException, match="must not be"):
            told("importfile", INPUTS=parts, STORE=str(store.path), **more)
        assert reports(store) == []
    else:
        told("importfile", INPUT=parts[1], STORE=str(store.path))
    assert Path(parts[1]).read_bytes() == before


def state(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def mixed(tmp_path, store, told):
    """A store with reports, and a file with new, changed, unchanged, conflicting and wrong rows."""
    path = tmp_path / "a.csv"
    sample.write_sample(path, 40, 1, END)
    head, *rest = lines(path)
    path.write_text("".join([head, *rest[:30]]), encoding="utf-8")
    told("importfile", INPUT=str(path), STORE=str(store.path))
    cells = [row.split(",") for row in rest]
    later = str(int(END.timestamp() * 1000) + 5000)
    for row in cells[:3]:
        row[2], row[6] = "Niepotwierdzone", later  # updated
    cells[3][2] = "Niepotwierdzone" if cells[3][2] != "Niepotwierdzone" else "Nowe"  # stale: a conflict
    cells[4][1] = "Parkowanie"  # rejected
    path.write_text("".join([head, *(",".join(row) for row in cells)]), encoding="utf-8")
    return path


def test_a_dry_run_counts_and_changes_nothing(told, store, tmp_path):
    path = mixed(tmp_path, store, told)
    before = state(tmp_path)
    dry, words = told("importfile", INPUT=str(path), STORE=str(store.path), DRY_RUN=True)
    assert state(tmp_path) == before  # not a byte of the store, and no new file
    assert figures(dry) == (10, 3, 25, 1, 1)
    assert dry["REJECTS"] == ""
    assert "Only checked, nothing was changed" in words
    wet, _ = told("importfile", INPUT=str(path), STORE=str(store.path))
    assert figures(wet) == figures(dry)


def test_a_dry_run_writes_the_reject_file_that_is_asked_for(told, store, tmp_path):
    path = mixed(tmp_path, store, told)
    asked = tmp_path / "odrzucone.csv"
    before = state(tmp_path)
    dry, _ = told("importfile", INPUT=str(path), STORE=str(store.path), DRY_RUN=True, REJECTS=str(asked))
    assert dry["REJECTS"] == str(asked)
    wrote = asked.read_bytes()
    asked.unlink()
    assert state(tmp_path) == before
    told("importfile", INPUT=str(path), STORE=str(store.path), REJECTS=str(asked))
    assert asked.read_bytes() == wrote


def test_a_dry_run_of_a_protected_store_counts(told, store, tmp_path):
    path = mixed(tmp_path, store, told)
    store.path.chmod(0o444)
    assert figures(told("importfile", INPUT=str(path), STORE=str(store.path), DRY_RUN=True)[0]) == (10, 3, 25, 1, 1)


def test_a_dry_run_migrates_nothing(told, tmp_path):
    old = _create(tmp_path / "stary.gpkg", 1)
    path = tmp_path / "a.csv"
    sample.write_sample(path, 5, 1, END)
    before = state(tmp_path)
    with pytest.raises(QgsProcessingException, match="older version of the plugin"):
        told("importfile", INPUT=str(path), STORE=str(old.path), DRY_RUN=True)
    assert state(tmp_path) == before


def test_a_dry_run_of_the_service_reads_once_for_both(told, store, tmp_path):
    """What the dry run read is kept, so that the import after it asks only what changed."""
    path = tmp_path / "a.json"
    sample.write_sample(path, 900, 1, END)
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    before = state(tmp_path)
    with serving(features, Quirks(limit=200)) as server:
        dry, words = told("importservice", URL=server.address, STORE=str(store.path), PAUSE=0, DRY_RUN=True)
        asked = len(server.requests)
        assert figures(dry) == (900, 0, 0, 0, 0)
        assert state(tmp_path) == before
        assert "kept until" in words
        wet, words = told("importservice", URL=server.address, STORE=str(store.path), PAUSE=0)
        assert figures(wet) == (900, 0, 0, 0, 0)
        assert len(server.requests) - asked <= 2 < asked
        assert "kept until" not in words


def test_a_sheet_of_several_files_names_the_one_that_asks(told, store, tmp_path):
    """Which file a message is about is told where there are several."""
    _, parts = parted(tmp_path)
    extra = tmp_path / "z dodatkiem.csv"
    head, *rest = lines(Path(parts[0]))
    extra.write_text(
        "".join([head.strip() + ",Nowe pole\n", *(row.strip() + ",x\n" for row in rest)]), encoding="utf-8"
    )
    _, words = told("importfile", INPUTS=[parts[2], str(extra)], STORE=str(store.path))
    assert "z dodatkiem.csv: Columns that the plugin does not know" in words


def test_it_is_told_how_many_lines_were_known(told, store, tmp_path, small_blocks):
    path = tmp_path / "a.csv"
    sample.write_sample(path, 300, 1, END)
    _, first = told("importfile", INPUT=str(path), STORE=str(store.path))
    assert "word for word" not in first
    for dry in (True, False):
        result, second = told("importfile", INPUT=str(path), STORE=str(store.path), DRY_RUN=dry)
        assert figures(result) == (0, 0, 300, 0, 0)
        known = int(re.search(r"Not read again: (\d+) rows known word for word", second).group(1))
        assert known == 300
