"""What the store knows of lines must never hide what a full reading would have told."""

import random

import numpy as np
import pytest
from loading_help import HOUR, MONDAY, bring, counts, new_store, one, reject_rows, reports
from test_loading_lines import HOME, bring_file, cells, write

from kmzb_qgis.sources import csvblocks
from kmzb_qgis.sources import lines as source_lines
from kmzb_qgis.sources.columns import COLUMNS
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store import loading_marks
from kmzb_qgis.store.loading import Run, load
from kmzb_qgis.toolbelt.errors import KmzbError

MANY = 300

pytestmark = pytest.mark.usefixtures("small_blocks")


@pytest.fixture
def store(qgis_app, new_store):
    """An empty store of each engine."""
    return new_store()


def plain_rows(count=MANY):
    return [cells(number) for number in range(1, count + 1)]


def test_another_version_of_the_plugin_reads_all_lines(store, tmp_path, monkeypatch):
    path = write(tmp_path / "a.csv", plain_rows())
    bring_file(store, path)
    assert bring_file(store, path).known > 200
    monkeypatch.setattr(loading_marks, "version", lambda: "9.9.9")
    assert bring_file(store, path).known == 0
    assert bring_file(store, path).known > 200


def test_the_version_is_that_of_the_plugin():
    assert loading_marks.version()[:1].isdigit()


def test_the_same_bytes_under_other_names_are_read(store, tmp_path):
    """``Część dnia`` and ``Dni tygodnia`` change places in the line of names: the lines stay as they are."""
    path = write(tmp_path / "a.csv", plain_rows())
    bring_file(store, path)
    text = path.read_text(encoding="utf-8")
    header, rest = text.split("\n", 1)
    one_name, other = COLUMNS["part_of_day"], COLUMNS["days_of_week"]
    header = header.replace(one_name, "?").replace(other, one_name).replace("?", other)
    path.write_text(f"{header}\n{rest}", encoding="utf-8")
    result = bring_file(store, path, tmp_path / "r.csv")
    assert (result.known, result.unchanged) == (0, 0)
    assert result.conflicts == MANY  # differs from the store, but is not newer


def test_lines_of_an_officers_report_are_conflicts_each_time(store, tmp_path):
    rows = plain_rows()
    bring_file(store, write(tmp_path / "a.csv", rows))
    with store.connect() as connection:
        connection.execute("UPDATE report SET status_id = 2, base_version = version WHERE service_id = 250")
    assert counts(bring_file(store, tmp_path / "a.csv")) == (0, 0, MANY, 0, 0)  # the source says what it said
    rows[249] = cells(250, status="Potwierdzone", modified=MONDAY + HOUR)
    path = write(tmp_path / "b.csv", rows)
    told = []
    for _ in range(3):
        assert counts(bring_file(store, path, tmp_path / "r.csv")) == (0, 0, MANY - 1, 1, 0)
        told.append(reject_rows(tmp_path / "r.csv"))
    assert told[0] == told[1] == told[2]
    assert one(store, "SELECT status_id FROM report WHERE service_id = 250") == (2,)


def test_rejected_rows_are_told_each_time(store, tmp_path):
    rows = plain_rows()
    rows[200] = cells(201, typ="Nie ma takiej")
    rows[201] = cells(202, x=1.0)
    path = write(tmp_path / "a.csv", rows)
    told = []
    for _ in range(3):
        result = bring_file(store, path, tmp_path / "r.csv")
        assert result.rejected == 2
        told.append(reject_rows(tmp_path / "r.csv"))
    assert told[0] == told[1] == told[2]


def test_repeats_and_doubtful_rows_are_told_each_time(store, tmp_path):
    rows = plain_rows()
    rows += [rows[9], rows[199], cells(210, status="Weryfikacja")]
    path = write(tmp_path / "a.csv", rows)
    found = [bring_file(store, path, tmp_path / "r.csv") for _ in range(3)]
    assert [result.repeats for result in found] == [2, 2, 2]
    assert [result.rejected for result in found] == [2, 2, 2]


def test_a_few_swapped_rows_are_refused_row_by_row_beside_known_lines(store, tmp_path):
    """Five of five lines read are swapped, but they are five of hundreds in the file: no mixture."""
    rows = plain_rows()
    for number in range(202, 209):
        rows[number - 1] = cells(number, x=244219.25, y=567059.5)
    path = write(tmp_path / "a.csv", rows)
    expected = [(str(number), "only with x and y swapped") for number in range(202, 209)]
    for _ in range(2):
        result = bring_file(store, path, tmp_path / "r.csv")
        assert result.rejected == 7
        told = reject_rows(tmp_path / "r.csv")
        assert [(line["Row"], line["Reason"][-26:-1]) for line in told] == [(str(int(n) + 1), r) for n, r in expected]


def test_a_few_swapped_rows_in_quotes_are_no_mixture(store, tmp_path):
    rows = plain_rows()
    for number in range(202, 209):
        rows[number - 1] = cells(number, x=244219.25, y=567059.5, description='a, "b"')
    assert bring_file(store, write(tmp_path / "a.csv", rows)).rejected == 7


def test_a_mixture_among_known_lines_names_its_row(store, tmp_path):
    bring_file(store, write(tmp_path / "a.csv", plain_rows()))
    rows = plain_rows() + [cells(number, x=244219.25, y=567059.5) for number in range(MANY + 1, 2 * MANY)]
    with pytest.raises(Exception, match=r"mixes two axis orders: near row 3[0-4]"):
        bring_file(store, write(tmp_path / "b.csv", rows))


def test_marks_of_an_import_that_came_between_are_not_written_back(store, tmp_path):
    """Nothing was known to the first run, so it goes on; what the other run noted must stay."""
    rows = plain_rows()
    path = write(tmp_path / "a.csv", rows)
    bring_file(store, path)
    newer = write(tmp_path / "b.csv", [cells(150, status="Weryfikacja", modified=MONDAY + HOUR)])
    fresh = write(tmp_path / "c.csv", [cells(5000)])

    def batches():
        yield from read_file(fresh, None, HOME)
        bring_file(store, newer)

    assert counts(load(store, Run("file", "c", "x"), batches())) == (1, 0, 0, 0, 0)
    assert counts(bring_file(store, path)) == (0, 0, MANY - 1, 1, 0)


@pytest.mark.parametrize(
    "damage",
    [
        ("UPDATE source_line SET marks = ?", b"\1\2"),
        ("UPDATE source_line SET marks = 'żółw'",),
        ("UPDATE source_line SET block = 4000000000",),
        ("UPDATE source_line SET block = -1",),
        ("INSERT INTO source_line VALUES (-1, ?)", bytes(16)),
        ("INSERT INTO source_line VALUES (-1, 'żółw'), (-2, ?)", bytes(16)),
        ("INSERT INTO source_line VALUES (-1, ?)", bytes(range(160))),
    ],
)
def test_damaged_marks_make_all_be_read(store, tmp_path, damage):
    path = write(tmp_path / "a.csv", plain_rows())
    bring_file(store, path)
    with store.connect() as connection:
        connection.execute(damage[0], damage[1:])
    result = bring_file(store, path)
    assert (counts(result), result.known) == ((0, 0, MANY, 0, 0), 0)


FUTURE = "UPDATE import_run SET started_at = '2099-01-01T00:00:00.000Z' WHERE id = 2"
PAST = "UPDATE import_run SET started_at = '2024-01-01T00:00:00.000Z' WHERE id = 2"


@pytest.mark.parametrize(
    ("harm", "mend"),
    [
        ("SELECT 1", "SELECT 1"),
        ("INSERT INTO source_line VALUES (-2, 'siedemnaście bajt')", "SELECT 1"),
        (FUTURE, PAST),
    ],
    ids=["none", "damage", "clock"],
)
def test_a_mark_that_was_replaced_does_not_come_back(store, tmp_path, monkeypatch, harm, mend):
    """A report changes, an import that believes no marks brings others, then the old line comes again: a conflict."""
    monkeypatch.setattr("kmzb_qgis.store.loading_marks.BLOCK", 64)
    rows = plain_rows(1300)
    bring_file(store, write(tmp_path / "a.csv", rows))
    later = [*rows]
    later[1249] = cells(1250, status="Weryfikacja", modified=MONDAY + HOUR)
    assert counts(bring_file(store, write(tmp_path / "b.csv", later))) == (0, 1, 1299, 0, 0)
    with store.connect() as connection:
        assert connection.execute("SELECT min(block) FROM source_line").fetchone() == (-1,)
        connection.execute(harm)
    part = [cells(number, part_of_day=2, modified=MONDAY + HOUR) for number in range(1, 81)]
    bring_file(store, write(tmp_path / "c.csv", part))
    with store.connect() as connection:
        connection.execute(mend)
    assert counts(bring_file(store, write(tmp_path / "e.csv", rows[100:]))) == (0, 0, 1199, 1, 0)


def test_a_lost_row_beside_the_blocks_makes_all_be_read(store, tmp_path):
    rows = plain_rows(1300)
    bring_file(store, write(tmp_path / "a.csv", rows))
    later = [*rows]
    for number in (1250, 1260):
        later[number - 1] = cells(number, status="Weryfikacja", modified=MONDAY + HOUR)
        bring_file(store, write(tmp_path / "b.csv", later))
    with store.connect() as connection:
        connection.execute("DELETE FROM source_line WHERE block = -1")
    later[1269] = cells(1270, status="Weryfikacja", modified=MONDAY + HOUR)
    assert bring_file(store, write(tmp_path / "c.csv", later)).known == 0
    assert counts(bring_file(store, write(tmp_path / "e.csv", rows))) == (0, 0, 1297, 3, 0)


def test_fingerprints_tell_lines_apart_that_differ_little():
    """A million lines alike: as many equal halves as chance has (n²/2 / 2^32 = 116), and no equal wholes."""
    lines = [f"{n},Nieprawidłowe parkowanie,Nowe,126101{n % 10},{MONDAY + n * 1000}".encode() for n in range(1_000_000)]
    text = np.frombuffer(b"\n".join(lines) + bytes(8), dtype=np.uint8)
    ends = np.append(np.flatnonzero(text == 10), text.size - 8)
    begins = np.append(0, ends[:-1] + 1)
    found = csvblocks.fingerprints(text, begins, ends, np.uint64(7))
    assert len(np.unique(found)) == len(lines)
    for half in (found >> np.uint64(32), found & np.uint64(0xFFFFFFFF)):
        assert 60 < len(lines) - len(np.unique(half)) < 190


def test_fingerprints_of_long_pieces():
    text = np.frombuffer(b"a" * 9000 + b"b" + b"a" * 9000 + b"c" + bytes(8), dtype=np.uint8)
    bounds = np.array([[0, 9000], [9001, 18001], [0, 9001], [9001, 18002], [0, 5], [9001, 9006]])
    found = csvblocks.fingerprints(text, bounds[:, 0], bounds[:, 1], np.uint64(1))
    assert found[0] == found[1]
    assert found[4] == found[5]
    assert len(set(found.tolist())) == 4
    assert found[0] != csvblocks.fingerprints(text, bounds[:1, 0], bounds[:1, 1], np.uint64(2))[0]


WAYS = {
    "status": ["Nowe", "Weryfikacja", "Potwierdzone", "Niepotwierdzone", "nie ma"],
    "modified": [MONDAY + HOUR, MONDAY - HOUR, MONDAY + 2 * HOUR, "25.03.2024 12:00"],
    "description": [None, "opis", 'z "cudzysłowem", i przecinkiem', "x" * 600],
    "x": [567059.5, 567060, 1.0, None],
    "teryt": ["1261011", "1261021", None, "1401011"],
}


@pytest.mark.parametrize("seed", range(8))
def test_any_history_of_files_comes_out_as_if_all_had_been_read(tmp_path, monkeypatch, seed):
    """Files that change, officers who change, settings that change: with the memory of lines and without it the same
    reports, the same counts and the same refusals come of each import."""
    found = []
    cut = source_lines.can_cut
    for remembers in (True, False):
        monkeypatch.setattr(source_lines, "can_cut", cut if remembers else lambda table: False)
        chance = random.Random(seed)
        folder = tmp_path / str(remembers)
        folder.mkdir()
        store = new_store(folder)
        told, known = [], 0
        lines = {number: {} for number in range(1, 201)}
        for turn in range(6):
            for number in chance.sample(sorted(lines), 25):
                name = chance.choice(list(WAYS))
                lines[number] = {**lines[number], name: chance.choice(WAYS[name])}
                if chance.random() < 0.4:
                    lines[number]["modified"] = MONDAY + HOUR + turn
            rows = [cells(number, **changed) for number, changed in lines.items()]
            rows += chance.sample(rows, 3)
            if chance.random() < 0.3:
                chance.shuffle(rows)
            if chance.random() < 0.3:
                del rows[: chance.randrange(50)]
            result = bring_file(store, write(folder / "a.csv", rows), folder / "r.csv")
            known += result.known
            told.append((counts(result), result.repeats, reject_rows(folder / "r.csv") if result.rejects else []))
            if chance.random() < 0.5:
                fid = chance.randrange(1, 150)
                with store.connect() as connection:
                    connection.execute(
                        "UPDATE report SET status_id = 2, base_version = version WHERE fid = ? AND status_id = 1",
                        (fid,),
                    )
            if chance.random() < 0.3:
                status = chance.choice(WAYS["status"][:4])
                bring(store, cells(chance.randrange(1, 200), status=status, modified=MONDAY + 3 * HOUR + turn))
            if chance.random() < 0.2:
                with store.connect() as connection:
                    connection.execute(
                        "UPDATE setting SET value = ? WHERE name = 'description_max'", (chance.choice(["10", "500"]),)
                    )
        columns = "fid, service_id, source_digest, status_id, description, service_modified_at, teryt, version"
        found.append((told, reports(store, columns)))
        assert bool(known) == remembers
    for with_memory, without in zip(*found):
        for turn, (mine, other) in enumerate(zip(with_memory, without)):
            assert mine == other, turn


@pytest.mark.parametrize("strange", [False, True])
def test_an_error_in_a_later_block_names_its_line(store, tmp_path, strange):
    """A cell longer than the csv module takes, in a block that was cut, or in what the csv module reads itself."""
    rows = plain_rows()
    rows[10] = cells(11, description='dwa\nwiersze, "cytat"')
    rows[250] = cells(251, description='"' + "x" * 200_000)
    path = write(tmp_path / "a.csv", rows)
    if strange:
        text = path.read_bytes().split(b"\n")
        text[200] += b"a\rb"
        path.write_bytes(b"\n".join(text))
    line = path.read_bytes()[: path.read_bytes().index(b"xxxxx")].replace(b"\r", b"\n").count(b"\n") + 1
    with pytest.raises(KmzbError, match=f"not valid CSV near line {line}"):
        bring_file(store, path)
    assert reports(store) == []
