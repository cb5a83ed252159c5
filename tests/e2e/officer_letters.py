"""The hand-over of an officer's day: dialog, window, and the sheet that the body gets."""

from __future__ import annotations

import getpass
import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import officer_store
from desktop_drive import Desktop
from officer_steps import NOTE, becomes, place, to
from osgeo import osr

from tests.gui import pdf_text

LETTER = "RD-5321/17/2026"


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
