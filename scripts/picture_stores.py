#!/usr/bin/env python3
"""Makes small stores for pictures that the demo's reports are not fit for: ``picture_stores.py NAME STORE.gpkg``.

All people, texts and numbers in them are invented.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qgis.core import QgsApplication  # noqa: E402 - the environment comes first

from kmzb_qgis import editing  # noqa: E402
from kmzb_qgis.catalogue import rules, warsaw  # noqa: E402
from kmzb_qgis.store import Store, create_store  # noqa: E402

# Category, status, days ago, place in Kraków (EPSG:2180), description.
WEEK = (
    (11, 1, 12, (567090, 244240), "Samochody stoją na całej szerokości chodnika, piesi schodzą na jezdnię."),
    (19, 2, 10, (567350, 244010), "Wieczorami w bramie zbierają się osoby pijące alkohol, zostają butelki."),
    (18, 2, 9, (566820, 244420), "Kierowcy przejeżdżają tędy znacznie szybciej, niż pozwalają znaki."),
    (14, 2, 4, (567210, 243850), "Zapadnięta studzienka na środku pasa ruchu."),
    (1, 1, 1, (566990, 243960), "Pomazane ściany kamienicy."),
    (11, 1, 12, (567120, 244270), "Auta na chodniku i na przejściu."),
)
REPORTED = "2024-07-01T21:30:00.000Z"
DESCRIPTION = (
    "Sąsiad Jan Kowalewski z ul. Lipowej 14/3 pali śmieci w piecu, czarny dym co wieczór. Auto KR 4521X blokuje"
    " chodnik przy ul. Jana Pawła II 12."
)
NOTE = "Zgłaszająca prosi o telefon po 16: 601 234 567. Patrol 12.07 w godz. 18.00-20.00, znak B-36 czytelny."
REASON = "Rozmowa z panem Kowalewskim; kontrola 12.07 nie potwierdziła spalania."


def week(store: Store) -> None:
    """Six open reports, three of them late: a desk to be worked through."""
    with store.connect() as db:
        db.execute(
            "INSERT INTO unit (id, level, name, valid_from) VALUES ('1261011', 'municipality', 'Kraków', '2020-01-01')"
        )
        for number, (category, status, days, place, text) in enumerate(WEEK, 1):
            reported = warsaw.now() - timedelta(days=days, hours=2)
            read_by, verify_by = map(warsaw.to_text, rules.deadlines(reported))
            when = warsaw.to_text(reported)
            db.execute(
                "INSERT INTO report (service_id, id, plane, category_id, status_id, description, reported_at,"
                " status_changed_at, read_by, verify_by, teryt, geom, import_run_id) VALUES (?, ?, 3, ?, ?, ?, ?, ?, ?,"
                " ?, '1261011', kmzb_point(?, ?), 1)",
                (4100 + number, f"r{number}", category, status, text, when, when, read_by, verify_by, *place),
            )


def texts(store: Store) -> None:
    """One closed report whose texts hold personal data."""
    with store.connect() as db:
        db.execute(
            "INSERT INTO report (id, plane, category_id, status_id, description, reported_at, status_changed_at, geom,"
            " import_run_id) VALUES ('r1', 3, 3, 1, ?, ?, ?, kmzb_point(567059, 244219), 1)",
            (DESCRIPTION, REPORTED, REPORTED),
        )
        change = "UPDATE report SET {}, base_version = version, modified_by = 'jan' WHERE fid = 1"
        db.execute(change.format("status_id = 2, note = ?"), (NOTE,))
        db.execute(change.format("status_id = 6, reason_id = 20, reason_text = ?"), (REASON,))
        db.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        db.execute("UPDATE report SET closed_at = '2024-07-12T18:00:00.000Z' WHERE fid = 1")
        db.execute("DELETE FROM trigger_guard")


STORES = {"week": week, "texts": texts}


def main(name: str, path: str) -> None:
    """Make one of them, with form and styles in Polish."""
    application = QgsApplication([], True)
    application.initQgis()
    store = create_store(Path(path))
    STORES[name](store)
    editing.install(store, "pl")
    application.exitQgis()


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in STORES:
        sys.exit(f"picture_stores: NAME STORE.gpkg, where NAME is one of {', '.join(STORES)}")
    main(*sys.argv[1:])
