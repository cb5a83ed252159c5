"""A reading of the service that breaks off and goes on: it must bring what an unbroken one brings."""

import json
import os
import resource
import time
from datetime import timedelta

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import resume, resume_file, sample
from kmzb_qgis.sources.resume import Checkpoint
from kmzb_qgis.sources.service import Query, Service
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from kmzb_qgis.toolbelt.progress import Progress
from tests.standins.kmzb_service import Data, Quirks, serving
from tests.unit.test_sources_service import END, POLAND, Feedback, feature

LIMIT = 300
NOW = int(time.time() * 1000) - 60_000  # ms; a change of a minute ago


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "a.json"
    sample.write_sample(path, 2000, 7, END)
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def rows_of(server, keep, query=None, feedback=None, done=True):
    reader = Service(server.address, pause_s=0.0, feedback=feedback, keep=keep)
    try:
        rows = [row for _, batch, _ in reader.read(query or Query(POLAND)) for row in batch]
        if done:
            reader.forget()
    finally:
        reader.close()
    return rows


def same(rows):
    return sorted(map(repr, rows))


def broken(server, keep, after, query=None, feedback=None):
    """Read until ``after`` answers came; what was asked for until then."""
    before = len(server.requests)
    server.quirks.faults = [""] * after + ["404"]
    with pytest.raises(KmzbError, match="There is nothing at"):
        rows_of(server, keep, query, feedback)
    assert server.quirks.faults == []
    return server.requests[before:-1]


def kept_file(keep):
    (path,) = keep.glob("import-*.jsonl")
    return path


def boxes(paths):
    return [path.split("bbox=")[1].split("&")[0] for path in paths]


@pytest.mark.parametrize("some_points", [False, True])
def test_broken_at_many_places_it_reads_what_an_unbroken_one_reads(many, tmp_path, some_points):
    with serving(many, Quirks(limit=LIMIT, some_points=some_points)) as server:
        whole = rows_of(server, None)
        asked = boxes(server.requests)
        for after in (1, 2, 3, len(asked) // 2, len(asked) - 1):
            before = boxes(broken(server, tmp_path, after))
            start = len(server.requests)
            feedback = Feedback()
            assert same(rows_of(server, tmp_path, feedback=feedback)) == same(whole)
            rest = boxes(server.requests[start:])
            assert before == asked[:after]
            assert rest[: len(asked) - after] == asked[after:]  # only what is missing ...
            assert len(rest) - (len(asked) - after) in (1, 2)  # ... and what changed since
            assert any(f"{after} answer" in text for text in feedback.said)
            assert not list(tmp_path.glob("import-*"))


def test_broken_again_and_again_every_tile_is_asked_once(many, tmp_path):
    with serving(many, Quirks(limit=LIMIT)) as server:
        whole = rows_of(server, None)
        asked = boxes(server.requests)
        got = []
        for _ in asked:
            got += boxes(broken(server, tmp_path, 1))
        assert got == asked
        assert same(rows_of(server, tmp_path)) == same(whole)


def test_nothing_is_asked_for_again_when_only_the_store_failed(many, tmp_path):
    """All was read, but the import failed after it: the next one asks only what changed, and for a known place."""
    with serving(many, Quirks(limit=LIMIT)) as server:
        whole = rows_of(server, tmp_path, done=False)
        start = len(server.requests)
        assert same(rows_of(server, tmp_path)) == same(whole)
        assert len(server.requests) - start == 2
        assert "%27Data%20modyfikacji%27" in server.requests[start]


def change(features, number, x=None, y=None, **attributes):
    """A report as it became a minute ago."""
    for entry in features:
        if entry["attributes"]["OBJECTID"] == number:
            entry["attributes"].update({"Data modyfikacji": NOW, **attributes})
            if x is not None:
                entry["geometry"].update(x=x, y=y)


def test_what_changed_meanwhile_is_found(many, tmp_path):
    """Changed, moved into and out of what was read and out of the extent, come, and no longer of the query."""
    extent = (165000.0, 125000.0, 860000.0, 795000.0)
    middle_e, middle_n = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    query = Query(extent, statuses=("Nowe", "Weryfikacja", "Potwierdzone (wyeliminowane)", "Niepotwierdzone"))
    data = json.loads(json.dumps(many))
    placed = [f for f in data if f["geometry"] and f["attributes"]["Status"] in query.statuses]

    def some(east, north, count):
        found = [
            f["attributes"]["OBJECTID"]
            for f in placed
            if (f["geometry"]["x"] > middle_e + 1000) == east and (f["geometry"]["y"] > middle_n + 1000) == north
        ]
        return found[:count]

    read, unread = some(False, False, 6), some(True, True, 3)
    with serving(data, Quirks(limit=LIMIT)) as server:
        rows_of(server, None, query)
        first = next(n for n, box in enumerate(boxes(server.requests)) if box.startswith(f"{middle_e:.0f}"))
        broken(server, tmp_path, first, query)  # the south-west has been read
        change(data, read[0], Status="Weryfikacja")
        change(data, read[1], Status="Potwierdzone")  # of the query no more
        change(data, read[2], 800000.0, 700000.0)  # to where it has not been read
        change(data, read[3], 865000.0, 700000.0)  # out of the extent
        change(data, read[4], Typ="Żebractwo")
        change(data, unread[0], 200000.0, 200000.0)  # to where it has been read
        change(data, unread[1], Status="Żart lub pomyłka")
        data.append(feature(9_000_001, 200500.0, 200500.0, **{"Data modyfikacji": NOW}))
        data.append(feature(9_000_002, 200500.0, 200500.0, Status="Potwierdzone", **{"Data modyfikacji": NOW}))
        server.data = Data(data)
        feedback = Feedback()
        resumed = rows_of(server, tmp_path, query, feedback)
        fresh = rows_of(server, None, query)
    assert same(resumed) == same(fresh)
    by_number = {row[0]: row for row in resumed}
    assert by_number[read[0]][2] == "Weryfikacja"
    assert read[1] not in by_number and read[3] not in by_number and 9_000_002 not in by_number
    assert by_number[read[2]][-2:] == (800000.0, 700000.0)
    assert 9_000_001 in by_number
    assert any("9 report" in text and "changed" in text for text in feedback.said)


def test_reports_that_left_a_tile_meanwhile_do_not_end_it(tmp_path):
    """The kept answer speaks of a cluster in a quarter that is empty by now: its area is asked for anew."""
    points = [feature(n, 200000.0 + n, 200000.0 + n) for n in range(1, 21)]
    points += [feature(n, 800000.0 + n, 700000.0 + n) for n in range(21, 41)]
    with serving(points, Quirks(limit=25)) as server:
        broken(server, tmp_path, 4)  # the north-east is still missing
        for number in range(21, 41):
            change(points, number, 200000.0 + number, 200000.0 + number)
        server.data, server.quirks.limit = Data(points), 30
        resumed = rows_of(server, tmp_path)
        fresh = rows_of(server, None)
    assert same(resumed) == same(fresh)
    assert len(resumed) == 40


def test_a_service_that_gives_nothing_any_more_is_a_failure_on_resuming_too(many, tmp_path):
    with serving(many, Quirks(limit=LIMIT)) as server:
        rows_of(server, tmp_path, done=False)
        server.quirks.empty = True
        with pytest.raises(KmzbError, match="no report at all"):
            rows_of(server, tmp_path)
        server.quirks.empty = False
        assert kept_file(tmp_path)  # what was read before the failure stays good
        assert len(rows_of(server, tmp_path)) == 2000


def test_an_empty_service_leaves_nothing_behind(tmp_path):
    with serving([feature(1)], Quirks(empty=True)) as server:
        with pytest.raises(KmzbError, match="no report at all"):
            rows_of(server, tmp_path)
        server.quirks.empty = False
        assert len(rows_of(server, tmp_path)) == 1


@pytest.mark.parametrize(
    "other",
    [
        Query((165000.0, 125000.0, 870000.0, 804000.0)),
        Query(POLAND, ("Żebractwo",)),
        Query(POLAND, statuses=("Nowe",)),
        Query(POLAND, since=warsaw.from_text("2024-01-01T00:00:00Z")),
    ],
)
def test_another_query_is_asked_anew(many, tmp_path, other):
    with serving(many, Quirks(limit=LIMIT)) as server:
        broken(server, tmp_path, 6)
        start = len(server.requests)
        first = rows_of(server, tmp_path, other)
        assert same(first) == same(rows_of(server, None, other))
        assert boxes(server.requests[start:])[0] == ",".join(f"{bound:.0f}" for bound in other.extent)
        assert kept_file(tmp_path)  # the one that was broken off is still there


def test_another_service_or_authentication_is_asked_anew(many, tmp_path):
    with serving(many, Quirks(limit=LIMIT)) as one, serving(many, Quirks(limit=10_000)) as two:
        broken(one, tmp_path, 6)
        rows_of(two, tmp_path)
        assert len(two.requests) == 1
    mine = Service(one.address).identity(Query(POLAND))
    other = Service(one.address, authcfg="abc1234").identity(Query(POLAND))
    progress = Progress()
    assert Checkpoint(tmp_path, mine, progress).path == kept_file(tmp_path)
    assert Checkpoint(tmp_path, other, progress).path != kept_file(tmp_path)


def test_the_file_is_ones_own_and_holds_no_password(many, tmp_path):
    folder = tmp_path / "resume"
    with serving(many, Quirks(limit=LIMIT, faults=[""] * 4 + ["404"])) as server:
        reader = Service(server.address.replace("//", "//jan:tajne@"), pause_s=0.0, keep=folder)
        with pytest.raises(KmzbError):
            list(reader.read(Query(POLAND)))
        assert "kept until" in reader.kept()
        reader.close()
        assert server.credentials[0].startswith("Basic ")
    path = kept_file(folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    text = path.read_bytes()
    for secret in (b"tajne", b"jan", server.credentials[0][6:].encode()):
        assert secret not in text
    header = json.loads(text.splitlines()[0][33:])
    assert header["extent"] == list(POLAND)
    assert header["service"].endswith("/iMapLite")


DAMAGES = {
    "a letter": lambda text: text.replace(b'"rows":[[4', b'"rows":[[5', 1),
    "a line gone": lambda text: b"".join(line for n, line in enumerate(text.splitlines(True)) if n != 2),
    "lines swapped": lambda text: b"".join(text.splitlines(True)[n] for n in (0, 2, 1, 3)),
    "begins late": lambda text: text[100:],
    "zeros": lambda text: b"\0" * len(text) + b"\n",
    "another file": lambda text: b"PK\x03\x04 something else\n" * 20,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_told_set_aside_and_not_believed(many, tmp_path, damage):
    with serving(many, Quirks(limit=LIMIT)) as server:
        whole = rows_of(server, None)
        broken(server, tmp_path, 6)
        path = kept_file(tmp_path)
        spoilt = damage(path.read_bytes())
        path.write_bytes(spoilt)
        start, feedback = len(server.requests), Feedback()
        assert same(rows_of(server, tmp_path, feedback=feedback)) == same(whole)
        assert len(set(boxes(server.requests[start:]))) == len(server.requests) - start > 6
    (aside,) = tmp_path.glob("import-*.aside")
    assert aside.read_bytes() == spoilt
    assert sum("is not trusted" in text and str(aside) in text for text in feedback.warned) == 1


@pytest.mark.parametrize("cut", [1, 40, 3000])
def test_a_line_cut_short_by_a_kill_costs_only_that_answer(many, tmp_path, cut):
    with serving(many, Quirks(limit=LIMIT)) as server:
        whole = rows_of(server, None)
        broken(server, tmp_path, 12)
        path = kept_file(tmp_path)
        text = path.read_bytes()
        last = len(text.splitlines(True)[-1])
        path.write_bytes(text[: -min(cut, last - 1)])
        feedback = Feedback()
        assert same(rows_of(server, tmp_path, feedback=feedback)) == same(whole)
    assert any("11 answer" in text for text in feedback.said)
    assert not [text for text in feedback.warned if "trusted" in text]


def rewritten(path, change_header=lambda header: header, change_line=lambda line: line):
    """The file with other words and right digests, as somebody who knows the format would forge it."""
    digest, out = b"", []
    for number, line in enumerate(path.read_bytes().splitlines()):
        content = json.loads(line[resume_file.DIGEST + 1 :])
        content = change_header(content) if not number else change_line(content)
        text = json.dumps(content).encode()
        digest = resume_file.chain(digest, text)
        out.append(digest + b" " + text + b"\n")
    path.write_bytes(b"".join(out))


FORGERIES = {
    "another query": (lambda h: {**h, "filter": "('Data modyfikacji'>=1)"}, None, "another query"),
    "another version": (lambda h: {**h, "format": "kmzb-import-checkpoint 2"}, None, "version of the plugin"),
    "more words": (lambda h: {**h, "more": 1}, None, "version of the plugin"),
    "no time": (lambda h: {**h, "started": "gestern"}, None, "damaged"),
    "short rows": (None, lambda k: {**k, "rows": [[1, 2]]}, "no answer of the service"),
    "no tile": (None, lambda k: {**k, "tile": [1, 2, "x", 4]}, "no answer of the service"),
    "no list": (None, lambda k: {**k, "clusters": {}}, "no answer of the service"),
    "no lines": (None, lambda k: [k], "damaged"),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_file_of_another_shape_or_query_is_set_aside(many, tmp_path, forgery):
    header, line, words = forgery
    with serving(many, Quirks(limit=LIMIT)) as server:
        whole = rows_of(server, None)
        broken(server, tmp_path, 4)
        rewritten(kept_file(tmp_path), header or (lambda h: h), line or (lambda k: k))
        feedback = Feedback()
        assert same(rows_of(server, tmp_path, feedback=feedback)) == same(whole)
    assert list(tmp_path.glob("import-*.aside"))
    assert [text for text in feedback.warned if words in text]


def test_a_file_that_others_can_write_or_that_is_a_link_is_set_aside(many, tmp_path):
    with serving(many, Quirks(limit=LIMIT)) as server:
        broken(server, tmp_path, 4)
        path = kept_file(tmp_path)
        path.chmod(0o660)
        feedback = Feedback()
        broken(server, tmp_path, 3, feedback=feedback)
        assert "others than you" in feedback.warned[0]
        victim = tmp_path / "wichtig.txt"
        victim.write_text("x")
        path.unlink()
        path.symlink_to(victim)
        feedback = Feedback()
        assert len(rows_of(server, tmp_path, feedback=feedback)) == 2000
        assert "no plain file" in feedback.warned[0]
    assert victim.read_text() == "x"


@pytest.mark.parametrize("hours", [-30, 2])
def test_too_old_or_of_the_future_the_service_is_asked_anew(many, tmp_path, hours):
    shift = timedelta(hours=hours)

    def older(header):
        moved = {n: warsaw.to_text(warsaw.from_text(header[n]) + shift) for n in ("started", "changes_since")}
        return {**header, **moved}

    with serving(many, Quirks(limit=LIMIT)) as server:
        whole = rows_of(server, None)
        broken(server, tmp_path, 4)
        rewritten(kept_file(tmp_path), older)
        start, feedback = len(server.requests), Feedback()
        assert same(rows_of(server, tmp_path, feedback=feedback)) == same(whole)
        assert boxes(server.requests[start:])[0] == "165000,125000,870000,805000"
    assert any("not from the last 24 hours" in text for text in feedback.said)
    assert not list(tmp_path.glob("import-*"))


def test_what_no_run_can_go_on_with_is_removed(many, tmp_path):
    old = tmp_path / "import-0123.jsonl"
    aside, young = tmp_path / "import-0123.1.aside", tmp_path / "import-4567.jsonl"
    foreign = tmp_path / "notes.txt"
    for path, days in ((old, 2), (aside, 8), (young, 0.5), (foreign, 99)):
        path.write_text("x")
        os.utime(path, (time.time() - days * 86400,) * 2)
    with serving(many) as server:
        rows_of(server, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["import-4567.jsonl", "notes.txt"]


def test_a_full_disk_ends_the_keeping_not_the_import(many, tmp_path):
    """A real refusal of the system: no file of this process may grow beyond a limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    feedback = Feedback()
    with serving(many, Quirks(limit=LIMIT)) as server:
        whole = rows_of(server, None)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
        try:
            assert same(rows_of(server, tmp_path, feedback=feedback, done=False)) == same(whole)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert sum("cannot be kept" in text for text in feedback.warned) == 1
        assert 0 < kept_file(tmp_path).stat().st_size < 60_000
        again = Feedback()
        assert same(rows_of(server, tmp_path, feedback=again)) == same(whole)  # what fitted is still of use
    assert any("goes on" in text for text in again.said)
    assert again.warned == []


def test_a_folder_that_cannot_be_made_ends_the_keeping_not_the_import(many, tmp_path):
    (tmp_path / "file").write_text("x")
    feedback = Feedback()
    with serving(many, Quirks(limit=LIMIT)) as server:
        assert len(rows_of(server, tmp_path / "file" / "resume", feedback=feedback)) == 2000
    assert sum("cannot be kept" in text for text in feedback.warned) == 1


def test_cancel_keeps_what_was_read(many, tmp_path):
    with serving(many, Quirks(limit=LIMIT)) as server:
        whole = rows_of(server, None)
        asked, start = boxes(server.requests), len(server.requests)
        with pytest.raises(Cancelled):
            rows_of(server, tmp_path, feedback=Feedback(lambda _: len(server.requests) - start > 8))
        before = boxes(server.requests[start:])
        start = len(server.requests)
        assert same(rows_of(server, tmp_path)) == same(whole)
        # the answer that was under way when the cancel came is the only one that may be asked for twice
        assert boxes(server.requests[start:])[0] in asked[len(before) - 1 : len(before) + 1]


def test_two_imports_of_one_query_do_not_write_one_file(many, tmp_path):
    with serving(many, Quirks(limit=LIMIT)) as server:
        broken(server, tmp_path, 5)
        first = Service(server.address, pause_s=0.0, keep=tmp_path)
        going = first.read(Query(POLAND))
        next(going)
        feedback = Feedback()
        assert len(rows_of(server, tmp_path, feedback=feedback)) == 2000
        assert any("Another import with the same query" in text for text in feedback.said)
        assert kept_file(tmp_path)  # not thrown away under the other's feet
        going.close()
        first.forget()
        first.close()
    assert not list(tmp_path.glob("import-*"))


def test_odd_values_come_back_as_they_were(tmp_path):
    """Numbers beyond 64 bits, lists where a value should be, lone surrogates, infinities."""
    odd = [
        feature(1, Typ="\ud800 Żebractwo"),
        feature(2, TERYT=["a", {"b": None}]),
        feature(3, **{"Pora dnia": 10**40}),
        feature(4, **{"Pora dnia": 1.25e300, "Dni tygodnia": float("inf")}),
    ]
    answers = []
    for keep in (None, tmp_path):
        with serving(odd[:1]) as server:
            reader = Service(server.address, pause_s=0.0, keep=keep)
            rows = reader.answers.rows(odd, "x")
            if keep is None:
                answers.append(rows)
                continue
            kept = Checkpoint(keep, reader.identity(Query(POLAND)), reader.progress).open()
            kept.add(POLAND, rows, [{"extent": [1.5, 2, 3, 4]}], {"Nowe pole"})
            kept.close()
            kept = Checkpoint(keep, reader.identity(Query(POLAND)), reader.progress).open()
            assert kept.unknown == {"Nowe pole"}
            found, clusters = kept.find(POLAND)
            kept.discard()
            answers.append(found)
    assert clusters == [{"extent": [1.5, 2, 3, 4]}]
    assert answers[0] == answers[1]
    assert [type(value) for row in answers[0] for value in row] == [type(value) for row in answers[1] for value in row]


def test_changes_are_asked_for_by_the_services_own_clock(many, tmp_path):
    """A service whose clock is behind: its dates are earlier than ours say."""
    keep = Checkpoint(tmp_path, Service("http://h", keep=tmp_path).identity(Query(POLAND)), Progress(Feedback())).open()
    behind = warsaw.now() - timedelta(hours=5)
    keep.add(POLAND, [], [], set(), behind)
    keep.close()
    again = Checkpoint(tmp_path, Service("http://h").identity(Query(POLAND)), Progress(Feedback())).open()
    assert abs(again.changes_since - (behind - resume.MARGIN)) < timedelta(seconds=1)
    again.discard()
