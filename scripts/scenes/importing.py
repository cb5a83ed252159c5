"""Scenes of the import window; its files are synthetic."""

from __future__ import annotations

import csv
from datetime import datetime
from zoneinfo import ZoneInfo

import processing
from qgis.PyQt.QtWidgets import QApplication

from .desk import PLAN, entry, folder

STATION = {  # what a station's own register calls the columns
    "Typ": "Rodzaj zagrożenia",
    "Status": "Stan",
    "Data utworzenia": "Data zgłoszenia",
    "Data modyfikacji": "Data aktualizacji",
}
LEFT_OUT = ("OBJECTID", "Pora dnia", "Dni tygodnia")


def sample(count: int, seed: int) -> list[dict]:
    """Synthetic reports, as the plugin's own algorithm makes them."""
    target = folder() / f"probka{seed}.csv"
    given = {"COUNT": count, "SEED": seed, "END": "2026-01-10T12:00", "OUTPUT": str(target)}
    processing.run("kmzb:samplereports", given)
    with target.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    target.unlink()
    for row in rows:  # not the numbers of the demo's reports
        row["OBJECTID"] = str(int(row["OBJECTID"]) + 1_000_000 * seed)
    return rows


def write(name: str, rows: list[dict], encoding: str, separator: str) -> str:
    """Rows as a CSV file beside the store."""
    path = folder() / name
    with path.open("w", encoding=encoding, errors="replace", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def register(rows: list[dict]) -> list[dict]:
    """Rows as a spreadsheet of a station would hold them: its own names, dates and decimal commas, no OBJECTID."""
    return [{STATION.get(k, k): plain(k, v) for k, v in row.items() if k not in LEFT_OUT} for row in rows]


def plain(name: str, value: str) -> str:
    """A value as a person writes it."""
    if name in ("x", "y"):
        return value.replace(".", ",")
    if name.startswith("Data") and value and int(value) > 0:
        return f"{datetime.fromtimestamp(int(value) / 1000, ZoneInfo('Europe/Warsaw')):%d.%m.%Y %H:%M}"
    return value if not name.startswith("Data") else ""


def import_window(names: list[str]):
    """The import window with files, in the middle of the screen."""
    entry("import_file").trigger()
    window = next(one for one in QApplication.topLevelWidgets() if one.inherits("QDialog") and hasattr(one, "files"))
    window.resize(960, 700)
    window.move(150, 50)
    window.files.add(names)
    yield 2.0
    return window


def import_columns():
    """A station's register, recognised."""
    rows = register(sample(400, 11))
    yield from import_window([write("rejestr_styczeń.csv", rows, "cp1250", ";")])


def import_question():
    """Places without a TERYT code: which coordinate system they are in must be said."""
    rows = [row for row in sample(6000, 12) if row["x"] and row["TERYT"].startswith("30")]
    for row in rows:
        del row["TERYT"]
    window = yield from import_window([write("wielkopolska.csv", rows, "utf-8", ",")])
    window.answers.crs.setFocus()
    yield 0.5


def import_result():
    """Two files at once, with rows that cannot be taken."""
    rows = sample(600, 13)
    rows[3]["Typ"] = "Hałas nocny"
    rows[7]["Status"] = "Załatwione"
    rows[9]["x"] = "1250000"
    files = [write("miasto.csv", rows[:350], "utf-8", ","), write("powiat.csv", register(rows[350:]), "cp1250", ";")]
    window = yield from import_window(files)
    window.run(dry_run=PLAN["dry"])
    yield 3.0
    window.tabs.setCurrentIndex(window.tabs.count() - 1)
    yield 1.0


SCENES = {
    scene.__name__: scene
    for scene in (
        import_columns,
        import_question,
        import_result,
    )
}
