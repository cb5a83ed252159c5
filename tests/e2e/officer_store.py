"""A store for an officer's day: sample reports of two units in a state of this morning, made by the plugin's own jobs.

All is synthetic. The sample's places and categories stay; dates are brought near to now, so that some are late.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

# Municipality, its middle (EPSG:2180), its station; made-up outlines around both.
UNITS = (
    ("1261011", "Kraków", (567_000, 244_000), "126101", "Komisariat Policji I w Krakowie"),
    ("1465011", "Warszawa", (637_000, 487_000), "146501", "Komisariat Policji Warszawa Śródmieście"),
)
HALF_M = 16_000
COUNTS = (48, 24)  # reports of each
TEXTS = (
    "Auta stoją na całej szerokości chodnika, piesi schodzą na jezdnię.",
    "Grupa osób pije alkohol przy placu zabaw, zostają butelki i śmieci.",
    "",
    "Źle oświetlone przejście, żółte światło mruga od zeszłej środy.",
)
BODIES = (
    ("Zarząd Dróg Miasta Krakowa (przykład)", "road", "ul. Centralna 53, 31-586 Kraków", 14, "1261"),
    ("Straż Miejska w Krakowie (przykład)", "guard", "ul. Dobrego Pasterza 116, 31-416 Kraków", 30, "1261"),
    ("Nadleśnictwo Niepołomice (przykład)", "forest", "ul. Myśliwska 41, 32-005 Niepołomice", 30, ""),
)
# What is due first leads, then by number: reports (docs/queue.md), written anew here, as a test should.
QUEUE = """
SELECT fid, coalesce(nullif(trim(reference), ''), service_id, fid) FROM report WHERE status_id IN (1, 2, 3)
ORDER BY CASE status_id WHEN 1 THEN min(read_by, verify_by) WHEN 2 THEN verify_by ELSE '9' END, fid
"""


def make(installed, folder: Path) -> Path:
    """Store, units, reports and bodies, each by its algorithm in ``installed``; the store's path."""
    store = folder / "baza zgłoszeń.gpkg"
    installed.run("kmzb:createstore", STORE=store)
    for level, place in ((2, 0), (7, 3)):
        source = folder / f"poziom {level}.geojson"
        source.write_text(json.dumps(_outlines(place), ensure_ascii=False), encoding="utf-8")
        installed.run("kmzb:importunits", SOURCE=source, LEVEL=level, STORE=store, COMPLETE=False)
    sample, morning = folder / "próbka.csv", folder / "zgłoszenia.csv"
    installed.run("kmzb:samplereports", COUNT=3000, SEED=7, OUTPUT=sample)
    _this_morning(sample, morning)
    brought = installed.run("kmzb:importfile", INPUT=morning, STORE=store)
    assert (brought["INSERTED"], brought["REJECTED"]) == (sum(COUNTS), 0)
    bodies = folder / "podmioty.csv"
    _bodies(store, bodies)
    assert installed.run("kmzb:importbodies", STORE=store, INPUT=bodies)["NEW"] == len(BODIES)
    return store


def ask(store: Path, sql: str, *given) -> list[tuple]:
    """Rows by plain SQL, past the plugin."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, given).fetchall()


def _outlines(place: int) -> dict:
    """Both units of a level; ``place``: where in UNITS the code stands."""
    features = []
    for unit in UNITS:
        x, y = unit[2]
        west, east, south, north = x - HALF_M, x + HALF_M, y - HALF_M, y + HALF_M
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        names = {"JPT_KOD_JE": unit[place], "JPT_NAZWA_": unit[place + 1], "WERSJA_OD": "2020-01-01"}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": names, "geometry": geometry})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2180"}}
    return {"type": "FeatureCollection", "crs": crs, "features": features}


def _this_morning(sample: Path, target: Path) -> None:
    """The sample's reports in the two cities, as they would stand this morning."""
    with sample.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["x"]]
    chosen = []
    for (code, *_), count in zip(UNITS, COUNTS):
        chosen += [row for row in rows if row["TERYT"] == code][:count]
    now = datetime.now(timezone.utc)
    for number, row in enumerate(chosen):
        days = (number * 7) % 11
        # Old ones have been taken up, a few forgotten; those of today and yesterday are new.
        status = ("Weryfikacja", "Nowe", "Weryfikacja", "Potwierdzone")[number % 4] if days > 1 else "Nowe"
        at = str(round((now - timedelta(days=days, minutes=7 * number + 20)).timestamp() * 1000))
        row.update({"Status": status, "Data utworzenia": at, "Data modyfikacji": at, "Data zdarzenia": ""})
        row["Opis"] = TEXTS[number % len(TEXTS)]
    with target.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(chosen[0]))
        writer.writeheader()
        writer.writerows(chosen)


def _bodies(store: Path, target: Path) -> None:
    """The unit's list of bodies, as 'Export bodies' writes one; the road manager is responsible for all categories."""
    categories = " | ".join(name for (name,) in ask(store, "SELECT name FROM category ORDER BY id"))
    with target.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(
            ["name", "kind", "address", "email", "phone", "answer_days", "territory", "categories", "valid"]
        )
        for name, kind, address, days, territory in BODIES:
            served = categories if kind == "road" else ""
            writer.writerow([name, kind, address, "sekretariat@example.org", "", days, territory, served, 1])
