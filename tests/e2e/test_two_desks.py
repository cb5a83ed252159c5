"""Two officers at two QGIS Desktops on one database, on the same report: each sees the other; the second is told.

Log-ins of their own, the store opened by its service from the menu, everything by mouse and keyboard. What was done is
read from the database past the plugin. Pictures go where those of ``test_officer_day.py`` do.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from desktop_drive import Desktop
from officer_steps import leave, numbers, shown

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
import team

FIRST = 4_000_101
NOTE = "Byliśmy na miejscu o 7:40"
PLACES = [(505_200 + 35 * n, 420_100 + 25 * n) for n in range(6)]  # away from the team's own


@pytest.fixture
def database(cluster):
    """The team's database with new reports of a station, one a day older than the next; its name."""
    name = team.database(cluster)
    rows = ", ".join(
        f"(ST_SetSRID(ST_MakePoint({x}, {y}), 2180), 'n{n}', {FIRST + n}, 3, 11, 1, now() - interval '{6 - n} days',"
        f" now() - interval '{6 - n} days', 'Auta na chodniku', 'KP-A1a', '1401011', 1)"
        for n, (x, y) in enumerate(PLACES)
    )
    cluster.sql(
        "SET search_path = kmzb, public; INSERT INTO report (geom, id, service_id, plane, category_id, status_id,"
        f" reported_at, status_changed_at, description, unit_id, teryt, import_run_id) VALUES {rows}; ANALYZE",
        name,
    )
    for login in ("anna.kp", "adam.kpp"):
        cluster.service(login.partition(".")[0], name, login)
    return name


@pytest.fixture
def pictures(tmp_path_factory) -> Path:
    folder = Path(os.environ.get("KMZB_PICTURES_DIR") or tmp_path_factory.mktemp("pictures")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def open_database(desk: Desktop, service: str) -> None:
    """By the menu's entry: where databases are known it asks for a file or one of these."""
    desk.make_room()
    desk.menu("kmzb_open_store")
    desk.window(name="kmzb_store_choice")
    desk.type(service)
    desk.picture("1_open")
    desk.key("Return")
    seen = desk.wait(lambda: desk.ask("reports"), "the report layer")
    assert not seen["modified"]
    desk.calm()
    desk.menu("kmzb_queue")
    desk.wait(lambda: row(desk, FIRST), "the queue")
    desk.menu("kmzb_verify")
    desk.wait(lambda: shown(desk), "a report to verify")
    desk.calm()


def row(desk: Desktop, number: int) -> list[str] | None:
    """A report's words in the queue, once they are read."""
    found = desk.rows("kmzb_queue_table")
    return next((cells for cells in found["rows"] if numbers(cells) == str(number)), None)


def said(desk: Desktop) -> str:
    """The verification window's notice of a refusal."""
    words = (desk.ask("widget", "kmzb_verifying_notice") or {}).get("text", "")
    return words if "Niczego nie zapisano" in words else ""


def to(desk: Desktop, number: int) -> None:
    """A click in the queue shows the report for verification too."""
    found = desk.rows("kmzb_queue_table")
    at = next(n for n, cells in enumerate(found["rows"]) if numbers(cells) == str(number))
    desk.click(found["places"][at])
    desk.wait(lambda: shown(desk) == str(number), f"report {number} to verify")
    desk.calm()


def test_two_officers_on_one_report(archive, pictures, cluster, database):
    def stored():
        return cluster.sql(f"SELECT status_id, version, note FROM kmzb.report WHERE service_id = {FIRST}", database)[0]

    with (
        Desktop(archive, pictures, "anna", services=cluster.services) as anna,
        Desktop(archive, pictures, "adam", services=cluster.services) as adam,
    ):
        open_database(anna, "service=anna")
        open_database(adam, "service=adam")
        for desk in (anna, adam):
            to(desk, FIRST)
        adam.press("kmzb_verifying_note")
        adam.type(NOTE)

        anna.press("kmzb_verifying_text")
        anna.key("ctrl+1")  # takes the report up
        anna.wait(lambda: stored()[0] == 2, "the decision in the database")
        adam.wait(lambda: any("eryfikac" in cell for cell in row(adam, FIRST) or ()), "the other's status in the queue")
        anna.picture("2_decided")
        adam.picture("3_sees")

        adam.press("kmzb_verifying_text")
        adam.key("ctrl+3")  # means to close it, and looks for the words; meanwhile the other confirms it
        adam.widget("kmzb_verifying_reason")
        adam.type("kontroli")
        adam.key("Down", "Tab")
        to(anna, FIRST)
        anna.press("kmzb_verifying_text")
        anna.key("ctrl+2")
        anna.wait(lambda: stored()[0] == 3, "the second decision in the database")
        adam.press("kmzb_verifying_reason")
        adam.key("Return")
        told = adam.wait(lambda: said(adam), "who was first")
        adam.picture("4_told")
        assert "anna.kp" in told and str(FIRST) in told and stored()[:2] == (3, 3), "nothing was written over"
        assert adam.text("kmzb_verifying_note") == NOTE, "what was typed stays"

        adam.key("Escape")
        to(adam, FIRST + 1)
        adam.press("kmzb_verifying_text")
        adam.key("ctrl+1")
        anna.wait(lambda: any("eryfikac" in cell for cell in row(anna, FIRST + 1) or ()), "it in the first one's queue")
        anna.picture("5_sees")
        steps = cluster.sql(
            "SELECT h.changed_by, h.claimed FROM kmzb.report_history h JOIN kmzb.report r ON r.id = h.report_id"
            f" WHERE r.service_id IN ({FIRST}, {FIRST + 1}) AND h.origin = 'officer' ORDER BY h.fid",
            database,
        )
        assert steps == [("anna.kp", 0), ("anna.kp", 0), ("adam.kpp", 0)]
        leave(adam)
        leave(anna)
