"""Steps of an officer's day at the desk: the store, the queue, the verification window, decisions, the end.

Each does what a person does and asserts what a person would see and what the store holds.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

import officer_store
from desktop_drive import Desktop

NUMBER = re.compile(r"\b4\d{6}\b")  # as the sample numbers its reports
NOTE = "Sprawdzono o 7:40, rozmowa z zarządcą: źródło hałasu usunięte"
WORDS = "Zdarzenie nie powtórzyło się podczas trzech kontroli."
KRAKOW = officer_store.UNITS[0][0]


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
    assert "bold" in " ".join(found["looks"][0]) and any(
        "spóźni" in cell or "po terminie" in cell for cell in found["rows"][0]
    )
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
    desk.key("Down", "Tab")
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


def undo(desk: Desktop, store: Path) -> None:
    """A joke by mistake, taken back by its key."""
    number = onward(desk, store, 2)
    desk.key("ctrl+4")
    desk.widget("kmzb_verifying_reason")
    desk.type("art")
    desk.key("Down", "Return")
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


def leave(desk: Desktop) -> None:
    """Nothing waits to be saved, QGIS ends well, and no traceback was told anywhere."""
    assert desk.ask("unsaved") == []
    told = desk.ask("told")
    assert desk.leave() == 0
    every = "\n".join(f"{tag}: {text}" for tag, text in told) + desk.log()
    assert "Traceback" not in every and "Error" not in desk.log(), every
