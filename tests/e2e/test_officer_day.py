"""An officer's day in the real QGIS: queue, verification, decisions, hand-over, sheet; then what goes wrong on bad days.

The plugin comes from the zip into an empty profile, QGIS speaks Polish, everything is done by mouse and keyboard
(``desktop_drive``), and what was done is read from the store by plain SQL. Pictures of each step go to the test's folder,
or to ``KMZB_PICTURES_DIR``.
"""

from __future__ import annotations

import getpass
import os
import re
import subprocess
import sys
import unicodedata
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import officer_store
import package
import pytest
from desktop_drive import Desktop
from osgeo import osr
from osgeo import osr

from tests.gui import pdf_text

NUMBER = re.compile(r"\b4\d{6}\b")  # as the sample numbers its reports
NOTE = "Sprawdzono o 7:40, rozmowa z zarządcą: źródło hałasu usunięte"
WORDS = "Zdarzenie nie powtórzyło się podczas trzech kontroli."
KRAKOW = officer_store.UNITS[0][0]
LETTER = "RD-5321/17/2026"
LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("zip")
    package.pack(package.stage(folder / "stage"), folder / "kmzb_qgis.zip")
    return folder / "kmzb_qgis.zip"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    folder = Path(os.environ.get("KMZB_PICTURES_DIR") or tmp_path_factory.mktemp("pictures")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def store(installed, tmp_path) -> Path:
    return officer_store.make(installed, tmp_path)


def test_an_officers_day(store, archive, pictures):
    with Desktop(archive, pictures) as desk:
        open_store(desk, store)
        work_queue(desk, store)
        choose_a_report(desk, store)
        verification(desk, store)
        confirmed = decide(desk, store)
        hand_over(desk, store, confirmed)
        undo(desk, store)
        locked(desk, store)
        another_officer(desk, store, archive, pictures)
        leave(desk)
    what_the_store_says(store, confirmed)


def open_store(desk: Desktop, store: Path) -> None:
    """By the menu's entry and the file dialog; the orthophoto by its menu too."""
    desk.make_room()
    desk.menu("kmzb_open_store")
    desk.wait(lambda: any(one["kind"] == "QFileDialog" for one in desk.ask("windows")), "the file dialog")
    desk.type(str(store))
    desk.key("Return")
    seen = desk.wait(lambda: desk.ask("reports"), "the report layer")
    assert seen["count"] == sum(officer_store.COUNTS) and not seen["modified"]
    desk.calm()
    desk.menu("kmzb_basemap_orthophoto_EPSG:2180", through="Podkłady")
    desk.wait(lambda: len(desk.ask("view")["layers"]) > 1, "the orthophoto")
    desk.calm()
    names = [name for name, _ in desk.ask("view")["layers"]]
    assert names.index(seen["name"]) < len(names) - 1, "the reports lie above the orthophoto"


def work_queue(desk: Desktop, store: Path) -> None:
    """The open reports, what is due first on top, late ones in bold red with a word."""
    desk.menu("kmzb_queue")
    order = [str(number) for _, number in officer_store.ask(store, officer_store.QUEUE)]
    found = desk.wait(lambda: filled(desk, len(order)), "the queue")
    desk.calm()
    shown = [numbers(row) for row in found["rows"]]
    assert shown == order[: len(shown)]
    assert "bold" in " ".join(found["looks"][0]) and any("spóźni" in cell or "po terminie" in cell for cell in found["rows"][0])
    desk.picture("1_queue")


def filled(desk: Desktop, count: int) -> dict | None:
    """The queue's list once it has so many reports and their words are read."""
    found = desk.rows("kmzb_queue_table")
    return found if found["count"] == count and all(found["rows"][0][:2]) else None


def numbers(row: list[str]) -> str:
    """The number of a report in its row."""
    return next((found.group() for cell in row if (found := NUMBER.search(cell))), "")


def choose_a_report(desk: Desktop, store: Path) -> None:
    """A click in the list: selected in the layer, the map goes there and marks it."""
    found = desk.rows("kmzb_queue_table")
    desk.click(found["places"][2])
    fid, number = officer_store.ask(store, officer_store.QUEUE)[2]
    desk.wait(lambda: desk.ask("reports")["selected"] == [fid], "the report selected on the map")
    desk.calm()
    at = place(store, number)
    seen = desk.ask("view")
    assert near(seen["middle"], at, 50) and seen["scale"] < 20_000
    assert any(near(mark, at, 0.01 * seen["scale"]) for mark in seen["marks"]), seen["marks"]
    desk.picture("2_chosen")


def place(store: Path, number) -> tuple[float, float]:
    """Where a report lies, E and N in EPSG:2180, from the GeoPackage's own bytes."""
    import struct

    ((blob,),) = officer_store.ask(store, "SELECT geom FROM report WHERE service_id = ?", int(number))
    return struct.unpack("<dd", bytes(blob)[-16:])


def near(one, other, metres: float) -> bool:
    return all(abs(a - b) <= metres for a, b in zip(one, other))


def state(store: Path, number: str) -> int:
    """A report's status."""
    return officer_store.ask(store, "SELECT status_id FROM report WHERE service_id = ?", int(number))[0][0]


def shown(desk: Desktop) -> str:
    """The number of the report in the verification window."""
    words = " ".join(desk.ask("labels", "kmzb_verifying_dock"))
    found = NUMBER.search(words)
    return found.group() if found else ""


def verification(desk: Desktop, store: Path) -> None:
    """By its menu entry: a report over the orthophoto, the facts beside it."""
    desk.menu("kmzb_verify")
    number = desk.wait(lambda: shown(desk), "a report to verify")
    desk.calm()
    seen = desk.ask("view")
    assert near(seen["middle"], place(store, number), 30) and seen["scale"] < 5_000
    assert [visible for name, visible in seen["layers"] if "rtofoto" in name] == [True]
    desk.picture("3_verify")
    order = [str(found) for _, found in officer_store.ask(store, officer_store.QUEUE)]
    for key, step in (("alt+Right", 1), ("alt+Left", 0)):
        desk.key(key)
        wanted = order[order.index(number) + step]
        desk.wait(lambda wanted=wanted: shown(desk) == wanted, f"report {wanted} by {key}")
    desk.calm()


def onward(desk: Desktop, store: Path, status: int, teryt: str = "") -> str:
    """To the first report of a status in the queue's order, in a municipality."""
    for fid, number in officer_store.ask(store, officer_store.QUEUE):
        asked = "SELECT 1 FROM report WHERE fid = ? AND status_id = ? AND teryt LIKE ?"
        if officer_store.ask(store, asked, fid, status, f"{teryt}%"):
            to(desk, str(number))
            desk.calm()
            return str(number)
    raise AssertionError(f"no report of status {status}")


def becomes(desk: Desktop, store: Path, number: str, status: int, seconds: float = 30) -> None:
    desk.wait(lambda: state(store, number) == status, f"report {number} in status {status}", seconds)
    desk.calm()


def decide(desk: Desktop, store: Path) -> str:
    """Taken up, confirmed with an inner note, another one closed with its public reason; the confirmed one's number."""
    number = onward(desk, store, 1, KRAKOW)
    if desk.widget("kmzb_verifying_onward")["checked"]:
        desk.press("kmzb_verifying_onward")  # stay with what was taken up
    desk.key("ctrl+1")
    becomes(desk, store, number, 2)
    assert shown(desk) == number
    desk.press("kmzb_verifying_note")
    desk.type(NOTE)
    assert desk.text("kmzb_verifying_note") == NOTE
    desk.picture("4_note")
    desk.key("ctrl+2")
    becomes(desk, store, number, 3)
    desk.wait(lambda: number in desk.text("kmzb_verifying_notice"), "what was saved")
    desk.picture("5_confirmed")
    other = onward(desk, store, 2)
    desk.key("ctrl+3")
    desk.widget("kmzb_verifying_reason")
    desk.type("kontroli")
    desk.picture("6_reason")
    desk.key("Down", "Return", "Tab")
    desk.type(f"{WORDS} Tel. 501 502 503")
    desk.key("Return")
    assert desk.text("kmzb_verifying_found") and state(store, other) == 2, "a phone number is not made public"
    desk.picture("7_personal")
    desk.key("ctrl+a")
    desk.type(WORDS)
    desk.key("Return")
    becomes(desk, store, other, 6)
    ((reason, text),) = officer_store.ask(
        store,
        "SELECT c.name, r.reason_text FROM report r JOIN closing_reason c ON c.id = r.reason_id WHERE service_id = ?",
        int(other),
    )
    assert "kontroli" in reason and text == WORDS
    return number


def to(desk: Desktop, number: str) -> None:
    """A report by its number in the queue's search line: the click in the list shows it for verification too."""
    desk.press("kmzb_queue_text")
    desk.key("ctrl+a")
    desk.type(number)
    found = desk.wait(lambda: only(desk, number), f"report {number} alone in the queue")
    desk.click(found["places"][0])
    desk.wait(lambda: shown(desk) == number, f"report {number} to verify")
    desk.press("kmzb_queue_clear")
    desk.wait(lambda: desk.rows("kmzb_queue_table")["count"] > 1, "the whole queue")
    desk.press("kmzb_verifying_text")
    assert shown(desk) == number


def only(desk: Desktop, number: str) -> dict | None:
    """The queue's list once it has this report alone."""
    found = desk.rows("kmzb_queue_table")
    return found if found["count"] == 1 and numbers(found["rows"][0]) == number else None


def hand_over(desk: Desktop, store: Path, number: str) -> None:
    """The confirmed one goes to the road manager by the key and its dialog, and the sheet is made."""
    to(desk, number)
    desk.key("ctrl+6")
    body = desk.widget("kmzb_new_hand_over_body")
    assert "Zarząd Dróg" in body["text"], "the responsible body leads"
    desk.press("kmzb_new_hand_over_number")
    desk.type(LETTER)
    desk.picture("8_hand_over")
    desk.key("Return")
    becomes(desk, store, number, 4)
    sheet = desk.wait(lambda: sheets(store), "the sheet", 90)[0]
    desk.calm()
    desk.picture("9_handed_over")
    read_sheet(store, number, sheet)
    desk.menu("kmzb_hand_over")
    found = desk.wait(lambda: listed(desk, number), "the hand-over in its window")
    desk.picture("10_hand_overs")
    desk.click(found["places"][0])
    desk.press("kmzb_hand_overs_sheet")
    desk.wait(lambda: any(one["kind"] == "QFileDialog" for one in desk.ask("windows")), "the folder of the sheet")
    target = store.parent / "karty z okna"
    target.mkdir()
    desk.key("ctrl+a")
    desk.type(str(target))
    desk.key("Return")
    made = desk.wait(lambda: list(target.glob("*.pdf")), "the sheet made from the window", 90)
    desk.calm()
    read_sheet(store, number, made[0])
    desk.key("Escape")
    desk.gone("kmzb_hand_overs")


def sheets(store: Path) -> list[Path]:
    """The PDF files beside the store."""
    return [path for path in store.parent.rglob("*.pdf") if path.stat().st_size]


def listed(desk: Desktop, number: str) -> dict | None:
    """The window's list once the report is in it."""
    found = desk.ask("rows", "kmzb_hand_overs_table")
    return found if found and any(number in row for row in found["rows"]) else None


def read_sheet(store: Path, number: str, sheet: Path) -> None:
    """A real PDF: fields, place in both systems, numbers, Polish letters; nothing inner, for it goes to the body."""
    content = sheet.read_bytes()
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    text = unicodedata.normalize("NFKC", "".join(pdf_text.pages(content)))
    east, north = place(store, number)
    longitude, latitude = wgs84(east, north)
    ((category, description),) = officer_store.ask(
        store,
        "SELECT c.name, r.description FROM report r JOIN category c ON c.id = r.category_id WHERE r.service_id = ?",
        int(number),
    )
    for words in (
        *(number, LETTER, category, description, officer_store.BODIES[0][0], officer_store.BODIES[0][2]),
        *("Potwierdzone (przekazane poza Policję)", "Kraków", "Komisariat Policji I w Krakowie"),
        *(f"{today():%d.%m.%Y}", f"{today() + timedelta(days=officer_store.BODIES[0][3]):%d.%m.%Y}"),
        *(comma(f"X (północ) = {north:.1f}"), comma(f"Y (wschód) = {east:.1f}")),
        *(comma(f"φ = {latitude:.6f}"), comma(f"λ = {longitude:.6f}")),
    ):
        assert words in text, f"{words!r} is not in {text}"
    assert NOTE not in text and getpass.getuser() not in text


def comma(number: str) -> str:
    """A decimal number as Poles write it."""
    return number.replace(".", ",")


def wgs84(east: float, north: float) -> tuple[float, float]:
    """Longitude and latitude of a place of EPSG:2180, by GDAL."""
    source, target = osr.SpatialReference(), osr.SpatialReference()
    for system, code in ((source, 2180), (target, 4326)):
        system.ImportFromEPSG(code)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(source, target).TransformPoint(east, north)[:2]


def today() -> date:
    """Warsaw's day."""
    return datetime.now(ZoneInfo("Europe/Warsaw")).date()


def undo(desk: Desktop, store: Path) -> None:
    """A joke by mistake, taken back by its key."""
    number = onward(desk, store, 2)
    desk.key("ctrl+4")
    desk.widget("kmzb_verifying_reason")
    desk.type("art")
    desk.key("Down", "Return", "Return")
    becomes(desk, store, number, 7)
    desk.key("ctrl+0")
    becomes(desk, store, number, 2)
    assert shown(desk) == number
    assert number in desk.text("kmzb_verifying_notice")
    desk.picture("11_undone")
    actions = officer_store.ask(
        store,
        "SELECT h.action, h.status_id FROM report_history h JOIN report r ON r.id = h.report_id"
        " WHERE r.service_id = ? ORDER BY h.version DESC LIMIT 2",
        int(number),
    )
    assert actions == [("undo", 2), ("status", 7)]


@contextmanager
def another_program_writes(store: Path):
    """Another process holds the store's write lock."""
    words = [sys.executable, "-c", LOCK, str(store)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline().strip() == "locked"
        try:
            yield
        finally:
            other.communicate("end\n", timeout=30)


def locked(desk: Desktop, store: Path) -> None:
    """The store is being written to: that is said; given up, nothing is saved; let go, the decision goes through."""
    desk.key("Escape")
    number = onward(desk, store, 2)
    with another_program_writes(store):
        desk.key("ctrl+2")
        box = desk.window(name="kmzb_waiting")
        desk.picture("12_locked")
        assert any(store.name in words for words in box["words"])
        (cancel,) = box["buttons"].values()
        desk.click(cancel)
        desk.gone("kmzb_waiting")
        assert desk.text("kmzb_verifying_notice") and shown(desk) == number
        desk.picture("13_given_up")
        assert state(store, number) == 2
        desk.key("ctrl+2")
        desk.window(name="kmzb_waiting")
    becomes(desk, store, number, 3)
    desk.gone("kmzb_waiting")


def another_officer(desk: Desktop, store: Path, archive: Path, pictures: Path) -> None:
    """A second QGIS decides the report first that is being decided here: told in words, nothing written over."""
    number = onward(desk, store, 2)
    desk.key("ctrl+3")
    desk.widget("kmzb_verifying_reason")
    desk.type("kontroli")
    desk.key("Down", "Return")
    with Desktop(archive, pictures, "second") as other:
        open_store(other, store)
        other.menu("kmzb_queue")
        other.menu("kmzb_verify")
        other.wait(lambda: shown(other), "a report to verify")
        other.calm()
        to(other, number)
        other.key("ctrl+2")
        becomes(other, store, number, 3)
        leave(other)
    before = officer_store.ask(store, "SELECT max(id), count(*) FROM report_history")
    assert shown(desk) == number
    desk.press("kmzb_verifying_reason")
    desk.key("Return")
    told = desk.wait(lambda: "zmieni" in desk.text("kmzb_verifying_notice") and desk.text("kmzb_verifying_notice"), "who was first")
    desk.picture("14_conflict")
    assert getpass.getuser() in told and state(store, number) == 3
    assert officer_store.ask(store, "SELECT max(id), count(*) FROM report_history") == before


def leave(desk: Desktop) -> None:
    """Nothing waits to be saved, QGIS ends well, and no traceback was told anywhere."""
    assert desk.ask("unsaved") == []
    told = desk.ask("told")
    assert desk.leave() == 0
    every = "\n".join(f"{tag}: {text}" for tag, text in told) + desk.log()
    assert "Traceback" not in every and "Error" not in desk.log(), every


def what_the_store_says(store: Path, number: str) -> None:
    """The handed-over report by plain SQL: its row, its history with who, its hand-over."""
    me = getpass.getuser()
    ((key, status, note, officer, reason),) = officer_store.ask(
        store,
        "SELECT r.id, r.status_id, r.note, r.officer, c.name FROM report r"
        " JOIN closing_reason c ON c.id = r.reason_id WHERE r.service_id = ?",
        int(number),
    )
    assert (status, note, officer, reason) == (4, NOTE, me, "Przekazano zarządcy drogi")
    history = officer_store.ask(
        store,
        "SELECT h.status_id, h.changed_by, h.origin, h.action FROM report_history h"
        " WHERE h.report_id = ? AND h.origin = 'officer' ORDER BY h.version",
        key,
    )
    assert history == [(step, me, "officer", "status") for step in (2, 3, 4)]
    letters = officer_store.ask(
        store,
        "SELECT b.name, h.number, h.handed_on, h.answer_due, h.prepared_by, h.cancelled_on, h.sheet FROM hand_over h"
        " JOIN body b ON b.id = h.body_id WHERE h.report_id = ?",
        key,
    )
    name, _, _, days, _ = officer_store.BODIES[0]
    due = today() + timedelta(days=days)
    assert [row[:6] for row in letters] == [(name, LETTER, f"{today()}", f"{due}", me, None)]
    assert (store.parent / letters[0][6]).is_file()
    assert officer_store.ask(store, "PRAGMA integrity_check") == [("ok",)]
    assert not list(store.parent.glob("*-wal")) and not list(store.parent.glob("*-journal"))
