"""The work queue in SQL: order, filters, counts, overdue answers, in real stores."""

import itertools
import re
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta, timezone

import pytest
from osgeo import ogr
from store_rows import observe
from unit_shapes import shape

from kmzb_qgis.catalogue import load, rules, warsaw
from kmzb_qgis.store import create_store, migrations, open_store, queue
from kmzb_qgis.store.queue import Moments, Queue
from kmzb_qgis.store.queue_filter import ANSWERS, LATE, SOON, TODAY, Filter
from kmzb_qgis.store.queue_sets import OVERDUE
from kmzb_qgis.store.queue_units import Units
from kmzb_qgis.store.store import data_version, open_connection
from kmzb_qgis.toolbelt.errors import KmzbError

NOON = datetime(2024, 7, 10, 10, 0, tzinfo=warsaw.UTC)  # a Wednesday; 12:00 in Warsaw
AT = Moments.of(NOON)
ME = "jkowalski"
UNITS = [
    ("voivodeship", "12", "małopolskie", None),
    ("voivodeship", "14", "mazowieckie", None),
    ("county", "1261", "Kraków", "12"),
    ("municipality", "1261011", "Kraków", "1261"),
    ("municipality", "1465011", "Warszawa", "1465"),
    ("K01", "12", "KWP Kraków", None),
    ("K02", "1261", "KMP Kraków", "12"),
    ("K05", "126105", "KP V Kraków", "1261"),
    ("K03", "KSP", "Komenda Stołeczna Policji", None),
    ("K05", "146501", "KP Warszawa", "KSP"),
]


def reported(days, hours=0):
    """An instant so long before the clock of these tests, as the store writes it."""
    return warsaw.to_text(NOON - timedelta(days=days, hours=hours))


@pytest.fixture(scope="module", params=["gpkg", "postgres"])
def made(request, tmp_path_factory):
    if request.param == "gpkg":
        store = create_store(tmp_path_factory.mktemp("queue") / "zgłoszenia.gpkg")
    else:
        store = open_store(request.getfixturevalue("cluster").store())
    rows = [
        # id, status, reported days ago, category, teryt, unit, officer, more
        ("fresh", 1, 1, 11, "1261011", "126105", ME, {"description": "Auta na chodniku, ul. Świętokrzyska"}),
        ("unread", 1, 5, 11, "1261011", "126105", "JKowalski", {"description": "Ławka zniszczona"}),
        ("today", 1, 3, 18, "1465011", "146501", "anowak", {"service_id": 471100, "reference": "KMZB/24/7"}),
        ("checked", 2, 4, 18, "1465011", "146501", ME, {}),
        ("overdue", 2, 20, 18, "1261", "1261", None, {"description": "Wyścigi [nocą] 100%*?"}),
        ("confirmed", 3, 30, 14, "1465011", "146501", None, {}),
        ("nowhere", 2, 6, 14, None, None, None, {"point": None}),
        ("closed", 5, 9, 11, "1261011", "126105", ME, {}),
        ("handed", 4, 9, 11, "1261011", "126105", ME, {}),
    ]
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        for level, code, name, above in UNITS:
            db.execute(
                "INSERT INTO unit (geom, id, level, name, parent_id) VALUES (?, ?, ?, ?, ?)",
                (shape(555000, 235000, 585000, 255000), code, level, name, above),
            )
        db.execute("INSERT INTO unit (id, level, name, valid_to) VALUES ('K-0', 'K05', 'Dawny', '2019-12-31')")
        for key, status, days, category, teryt, unit, officer, more in rows:
            day = warsaw.from_text(reported(days))
            read_by, verify_by = (warsaw.to_text(one) for one in rules.deadlines(day))
            observe(db, id=key, status_id=status, category_id=category, teryt=teryt, unit_id=unit, officer=officer,
                    reported_at=reported(days), status_changed_at=reported(days), read_by=read_by,
                    verify_by=verify_by, **more)  # fmt: skip
    return store


@pytest.fixture
def store(made, tmp_path, request):
    """A copy that a test may change."""
    if made.provider == "postgres":
        return open_store(request.getfixturevalue("cluster").copy(made.path))
    shutil.copyfile(made.path, tmp_path / made.path.name)
    return open_store(tmp_path / made.path.name)


def names(db):
    return dict(db.execute("SELECT fid, id FROM report").fetchall())


def listed(store, wanted=None, me=ME, at=AT):
    with store.connect() as db:
        known = names(db)
        return [known[fid] for fid in Queue(db).listing(wanted or Filter(), me, at).tolist()]


def counted(store, wanted=None, at=AT):
    with store.connect() as db:
        return Queue(db).counts(wanted or Filter(), ME, at)


def test_late_ones_come_first_then_what_is_due_next(made):
    # due in days: overdue -13, unread -2 (to be read), today 0, nowhere 1, fresh 2, checked 3, confirmed never
    assert listed(made) == ["overdue", "unread", "today", "nowhere", "fresh", "checked", "confirmed"]


def test_units_are_those_of_warsaws_day(store, monkeypatch):
    """Half past midnight in Warsaw it is still yesterday by UTC: a unit that ended with yesterday is none any more."""
    night = datetime.now(timezone.utc).replace(hour=23, minute=30)
    ends = night.date() + timedelta(days=1)  # by Warsaw's clock its first day without the unit
    monkeypatch.setattr(warsaw, "now", lambda: night)
    with store.connect() as db:
        for code, day in (("K-1", ends), ("K-2", ends + timedelta(days=1))):
            db.execute("INSERT INTO unit (id, level, name, valid_to) VALUES (?, 'K05', 'Dawny', ?)", (code, str(day)))
        known = Units.read(db).all
    assert ("K05", "K-1") not in known and ("K05", "K-2") in known


def test_the_order_does_not_depend_on_the_clock(made):
    assert listed(made, at=Moments.of(NOON + timedelta(days=300))) == listed(made)


def test_of_the_same_deadline_the_older_row_comes_first_whatever_its_status(store):
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        for number, (status, day) in enumerate(((2, 1), (1, 5), (2, 1), (1, 5))):  # all due when the 8th ends
            at = f"2024-07-0{day}T10:00:00.000Z"
            observe(db, id=f"n{number}", status_id=status, reported_at=at, status_changed_at=at)
    assert [key for key in listed(store) if key.startswith("n") and key != "nowhere"] == ["n0", "n1", "n2", "n3"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(statuses=(1,)), "unread today fresh"),
        (Filter(statuses=(1, 3)), "unread today fresh confirmed"),
        (Filter(categories=(18,)), "overdue today checked"),
        (Filter(deadline=LATE), "overdue unread"),
        (Filter(deadline=TODAY), "today"),
        (Filter(deadline=SOON), "today nowhere fresh"),
        (Filter(mine=True), "unread fresh checked"),
        (Filter(units=(("voivodeship", "12"),)), "overdue unread fresh"),
        (Filter(units=(("municipality", "1261011"),)), "unread fresh"),
        (Filter(units=(("K01", "12"),)), "overdue unread fresh"),
        (Filter(units=(("K05", "126105"),)), "unread fresh"),
        (Filter(units=(("K03", "KSP"), ("municipality", "1261011"))), "unread today fresh checked confirmed"),
        (Filter(text="swietokrzyska"), "fresh"),
        (Filter(text="ŁAWKA"), "unread"),
        (Filter(text="4711"), "today"),
        (Filter(text="#471100"), "today"),
        (Filter(text="kmzb/24"), "today"),
        (Filter(text="100%*? [nocą]"), "overdue"),
        (Filter(text="'; DROP TABLE report; --"), ""),
        (Filter(text="\x00 "), "overdue unread today nowhere fresh checked confirmed"),
        (Filter(area="POLYGON((567000 244000,567100 244000,567100 244300,567000 244300,567000 244000))", statuses=(2,)),
         "overdue checked"),
        (Filter(area="POLYGON((0 0,1 0,1 1,0 1,0 0))"), ""),
        (Filter(statuses=(1,), categories=(11,), mine=True, deadline=LATE, text="ławka"), "unread"),
        (Filter(units=(("K05", "gone"),)), ""),
    ],
)  # fmt: skip
def test_filters(made, wanted, found):
    assert listed(made, wanted) == found.split()
    assert counted(made, wanted).total == len(found.split())


def test_a_polygon_is_no_rectangle(made):
    side = "567000 244000,567100 244300"  # the long side of both triangles; the place of the reports lies above it
    assert "fresh" in listed(made, Filter(area=f"POLYGON(({side},567000 244300,567000 244000))"))
    assert listed(made, Filter(area=f"POLYGON(({side},567100 244000,567000 244000))")) == []
    ring = "POLYGON((567000 244000,567100 244000,567100 244300,567000 244300,567000 244000),"
    hole = "(567050 244210,567070 244210,567070 244230,567050 244230,567050 244210))"
    assert listed(made, Filter(area=ring + hole)) == []


@pytest.mark.parametrize("raising", [False, True])
@pytest.mark.parametrize("area", ["nonsense", "POINT(1 1)", "POLYGON EMPTY"])
def test_an_area_that_is_none_is_told(made, area, raising):
    """Another plugin may have switched GDAL's exceptions on for the whole process."""
    was = ogr.GetUseExceptions()
    (ogr.UseExceptions if raising else ogr.DontUseExceptions)()
    try:
        with pytest.raises(KmzbError, match="no polygon"):
            listed(made, Filter(area=area))
    finally:
        (ogr.UseExceptions if was else ogr.DontUseExceptions)()


def test_counts_stand_beside_every_value(made):
    counts = counted(made)
    assert counts.total == 7 and counts.late == 2 and counts.mine == 3
    assert counts.statuses == {1: 3, 2: 3, 3: 1}
    assert counts.categories == {11: 2, 18: 3, 14: 2}
    assert counts.deadlines == {LATE: 2, TODAY: 1, SOON: 3}
    assert counts.units == {
        ("voivodeship", "12"): 3, ("voivodeship", "14"): 3, ("county", "1261"): 3, ("county", "1465"): 3,
        ("municipality", "1261011"): 2, ("municipality", "1465011"): 3,
        ("K01", "12"): 3, ("K02", "1261"): 3, ("K05", "126105"): 2, ("K03", "KSP"): 3, ("K05", "146501"): 3,
    }  # fmt: skip


CHOICES = {
    "statuses": [(), (1,), (2, 3)],
    "categories": [(), (18,)],
    "deadline": ["", LATE, SOON],
    "mine": [False, True],
    "units": [(), (("K01", "12"),), (("municipality", "1465011"),)],
    "text": ["", "a"],
}


def test_a_count_is_what_its_filter_would_list(made):
    """Every combination: the number beside a value is the length of the list that choosing it alone gives."""
    with made.connect() as db:
        asked = Queue(db)

        def length(**wanted):
            return len(asked.listing(Filter(**wanted), ME, AT))

        for choice in itertools.product(*CHOICES.values()):
            wanted = dict(zip(CHOICES, choice))
            counts = asked.counts(Filter(**wanted), ME, AT)
            assert counts.total == length(**wanted), wanted
            for status in (1, 2, 3):
                assert counts.statuses.get(status, 0) == length(**{**wanted, "statuses": (status,)}), wanted
            assert counts.categories.get(18, 0) == length(**{**wanted, "categories": (18,)}), wanted
            for name in (LATE, TODAY, SOON):
                assert counts.deadlines[name] == length(**{**wanted, "deadline": name}), wanted
            assert counts.mine == length(**{**wanted, "mine": True}), wanted
            for key in (("voivodeship", "14"), ("K05", "126105")):
                assert counts.units.get(key, 0) == length(**{**wanted, "units": (key,)}), wanted


def test_a_row_tells_what_the_queue_shows(made):
    with made.connect() as db:
        known = {key: fid for fid, key in names(db).items()}
        rows = {row.fid: row for row in Queue(db).rows([known["today"], known["nowhere"], 999], AT)}
    row = rows[known["today"]]
    assert (row.category, row.status, row.number, row.officer) == (18, 1, "KMZB/24/7", "anowak")
    assert (row.municipality, row.unit, row.unit_id) == ("Warszawa", "KP Warszawa", "146501")
    assert (row.x, row.y) == (567059, 244219) and row.answer_due == ""
    assert row.read_by == "2024-07-10T22:00:00.000Z" and row.verify_by == "2024-07-14T22:00:00.000Z"
    nowhere = rows[known["nowhere"]]
    assert (nowhere.x, nowhere.y, nowhere.municipality, nowhere.unit, nowhere.teryt) == (None, None, "", "", "")
    assert len(rows) == 2


def test_units_make_a_tree_of_those_in_force(made):
    with made.connect() as db:
        units = Queue(db).units
    assert units.all["county", "1261"].parent == ("voivodeship", "12")
    assert units.all["municipality", "1465011"].parent is None  # its county is not in the store
    assert units.all["K02", "1261"].parent == ("K01", "12")
    assert units.all["K05", "146501"].parent == ("K03", "KSP")
    assert units.below(("K01", "12")) == {"12", "1261", "126105"}
    assert ("K05", "K-0") not in units.all
    order = list(units.all)
    assert all(order.index(unit.parent) < order.index(key) for key, unit in units.all.items() if unit.parent)


def hand(db, key, due, **columns):
    """Hand a report over as the store records it; ``due``: the day until which an answer is due."""
    columns = {"report_id": key, "body_id": 1, "handed_on": "2024-07-01", "answer_due": due, **columns}
    columns["base_version"] = db.execute("SELECT version FROM report WHERE id = ?", (key,)).fetchone()[0]
    marks = ", ".join("?" * len(columns))
    return db.execute(
        f"INSERT INTO hand_over ({', '.join(columns)}) VALUES ({marks})", list(columns.values())
    ).lastrowid


def test_overdue_answers_are_shown_where_the_store_tracks_them(store):
    wanted = Filter(view=ANSWERS)
    assert listed(store, wanted) == [] and counted(store, wanted).total == 0
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        db.execute("INSERT INTO body (id, name) VALUES (1, 'Zarząd Dróg'), (2, 'PKP')")
        for number in range(5):
            observe(db, id=f"more-{number}", status_id=3, reported_at=reported(30), officer=ME,
                    status_changed_at=reported(30))  # fmt: skip
        hand(db, "confirmed", "2024-07-08")
        hand(db, "more-0", "2024-07-09")
        hand(db, "more-0", "2024-07-02", body_id=2)  # to two bodies
        hand(db, "more-1", "2024-07-10")  # ends tonight
        answered = hand(db, "more-2", "2024-07-03")
        db.execute("UPDATE hand_over SET answered_on = '2024-07-05', outcome = 'planned' WHERE fid = ?", (answered,))
        cancelled = hand(db, "more-3", "2024-07-03")
        db.execute("UPDATE hand_over SET cancelled_on = '2024-07-05', cancel_reason = 'x' WHERE fid = ?", (cancelled,))
        settled = hand(db, "more-4", "2024-07-03")
        db.execute("UPDATE report SET status_id = 5, reason_id = 2, base_version = version WHERE id = 'more-4'")
        hand(db, "handed", None)  # no answer asked for: the body gives no days
        db.execute("UPDATE hand_over SET answer_due = NULL WHERE report_id = 'handed'")
        db.row_factory = None
        asked = Queue(db)
        assert asked.has_answers() and settled
        known = names(db)
        assert [known[fid] for fid in asked.listing(wanted, ME, AT).tolist()] == ["more-0", "confirmed"]
        first = next(row for row in asked.rows([fid for fid, key in known.items() if key == "more-0"], AT))
        assert first.answer_due == "2024-07-02"
        counts = asked.counts(wanted, ME, AT)
        assert counts.total == 2 and counts.statuses == {4: 2} and counts.mine == 1
        tomorrow = Moments.of(NOON + timedelta(days=1))
        assert [known[fid] for fid in asked.listing(wanted, ME, tomorrow).tolist()] == ["more-0", "confirmed", "more-1"]
        db.execute("UPDATE hand_over SET answered_on = '2024-07-10', outcome = 'refused' WHERE report_id = 'more-0'")
        asked.forget()
        assert [known[fid] for fid in asked.listing(wanted, ME, AT).tolist()] == ["confirmed"]
        seen = {r[0] for r in db.execute("SELECT report_id FROM overdue_hand_overs")}
        assert {"confirmed", "more-1"} == seen, "the view says the same, by the day of today"
    assert listed(store, Filter(view=ANSWERS, statuses=(4,), text="nic")) == []


@pytest.mark.parametrize("made", ["gpkg"], indirect=True)
def test_overdue_answers_come_from_the_index(store):
    """Else all hand-overs, or all reports, would be read."""
    with store.connect() as db:
        plan = " / ".join(step[3] for step in db.execute(f"EXPLAIN QUERY PLAN {OVERDUE}", ("2024-07-10",)))
    assert "hand_over_open (answer_due<?)" in plan and "SCAN h" not in plan and "SCAN r" not in plan, plan


@pytest.mark.parametrize("made", ["gpkg"], indirect=True)  # databases begin after them
def test_a_store_of_before_hand_overs_has_no_overdue_answers(store):
    with store.connect() as db:
        db.execute("DROP VIEW overdue_hand_overs")
        db.execute("DROP TABLE hand_over")
        asked = Queue(db)
        assert not asked.has_answers()
        assert asked.listing(Filter(view=ANSWERS), ME, AT).tolist() == []


def test_words_and_places_are_looked_up_anew_when_the_store_changed(store):
    with store.connect() as db:
        asked, known = Queue(db), names(db)
        wanted = Filter(text="przystanek")
        assert asked.listing(wanted, ME, AT).tolist() == []
        db.execute("UPDATE report SET description = 'Przystanek', base_version = version WHERE id = 'checked'")
        assert asked.listing(wanted, ME, AT).tolist() == []  # not told yet: no search at each look
        asked.forget()
        assert [known[fid] for fid in asked.listing(wanted, ME, AT).tolist()] == ["checked"]


def test_a_filter_can_be_kept_as_text():
    wanted = Filter(
        ANSWERS, (1, 2), (11,), (("K05", "126105"), ("county", "1261")), LATE, "ławka", True, "POLYGON EMPTY"
    )
    assert Filter.from_text(wanted.to_text()) == wanted
    assert Filter.from_text("{}") == Filter()
    for text in ("", "[]", "3", '{"units": [1]}', '{"statuses": ["x"]}', "nonsense"):
        with pytest.raises(ValueError):
            Filter.from_text(text)
    assert Filter.from_text('{"deadline": "x", "view": "y"}') == Filter()


@pytest.mark.parametrize("made", ["postgres"], indirect=True)
def test_a_database_s_index_answers_without_the_reports(made, monkeypatch):
    with made.connect() as db:
        asked, execute = [], type(db).execute

        def noted(self, sql, parameters=()):
            asked.append((sql, parameters))
            return execute(self, sql, parameters)

        monkeypatch.setattr(type(db), "execute", noted)
        questions = Queue(db)
        for wanted in (Filter(), Filter(statuses=(1,), categories=(11,), deadline=LATE, mine=True), Filter(mine=True)):
            questions.listing(wanted, ME, AT)
            questions.counts(wanted, ME, AT)
        monkeypatch.undo()
        about = [one for one in asked if "FROM report AS r" in one[0]]
        assert len(about) == 9
        db.execute("SET enable_seqscan = off")  # a handful of rows is read faster without any index
        db.execute("SET enable_bitmapscan = off")
        for text, values in about:
            plan = " ".join(row[0] for row in db.execute(f"EXPLAIN {text}", values))
            assert re.search(r"Index Only Scan using report_(reach_)?queue\b", plan), (text, plan)


@pytest.mark.parametrize("made", ["gpkg"], indirect=True)
def test_the_index_answers_without_the_reports(made):
    """Else each question would read all open reports: seconds in a large store."""
    with made.connect() as db:
        asked = []
        db.set_trace_callback(asked.append)
        questions = Queue(db)
        for wanted in (Filter(), Filter(statuses=(1,), categories=(11,), deadline=LATE, mine=True), Filter(mine=True)):
            questions.listing(wanted, ME, AT)
            questions.counts(wanted, ME, AT)
        db.set_trace_callback(None)
        about = [text for text in asked if "FROM report AS r" in text]
        assert len(about) == 9
        for text in about:
            plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {text}"))
            assert "USING COVERING INDEX report_queue" in plan, (text, plan)
        names_of_units = "SELECT level, id, name, parent_id FROM unit WHERE valid_to IS NULL OR valid_to > 'x'"
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {names_of_units}")]
        assert plan == ["SCAN unit USING COVERING INDEX unit_named"]


def test_the_index_holds_the_open_reports_of_the_catalogue():
    text = migrations.available()[6].read_text(encoding="utf-8")
    numbers = re.search(r"WHERE status_id IN \(([\d, ]+)\)", text)[1]
    assert {int(number) for number in numbers.split(",")} == {status.id for status in load().statuses if status.open}
    assert f"r.status_id IN ({numbers})" == queue.IS_OPEN


@pytest.mark.parametrize("made", ["gpkg"], indirect=True)
def test_reading_changes_nothing(store):
    before = store.path.read_bytes()
    with closing(open_connection(store.path, read_only=True)) as db:
        asked = Queue(db)
        wanted = Filter(text="a", area="POLYGON((0 0,9e5 0,9e5 9e5,0 9e5,0 0))", units=(("K01", "12"),))
        asked.listing(wanted, ME, AT)
        assert asked.counts(wanted, ME, AT).total == 3
    assert store.path.read_bytes() == before


@pytest.mark.parametrize("made", ["postgres"], indirect=True)
def test_who_may_only_read_a_database_has_the_queue_too(store):
    """Its temporary tables are made by a connection that writes nothing else."""
    with closing(open_connection(store.path, read_only=True)) as db:
        asked = Queue(db)
        wanted = Filter(text="a", area="POLYGON((0 0,9e5 0,9e5 9e5,0 9e5,0 0))", units=(("K01", "12"),))
        assert asked.counts(wanted, ME, AT).total == 3 and len(asked.listing(wanted, ME, AT)) == 3
        with pytest.raises(sqlite3.OperationalError, match="read-only"):
            db.execute("UPDATE report SET note = 'x'")


def test_a_change_by_another_is_seen_and_one_s_own_is_not(store):
    with closing(open_connection(store.path)) as db, store.connect() as other:
        seen = data_version(db)
        db.execute("UPDATE report SET note = 'mine', base_version = version WHERE id = 'checked'")
        assert data_version(db) == seen
        other.execute("UPDATE report SET note = 'hers', base_version = version WHERE id = 'checked'")
        until = time.monotonic() + 10  # a database's word takes its time
        while data_version(db) == seen and time.monotonic() < until:
            time.sleep(0.02)
        assert data_version(db) != seen
