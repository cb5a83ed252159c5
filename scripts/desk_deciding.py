#!/usr/bin/env python3
"""Pictures of the verification mode: a real QGIS on an invisible screen takes a small store through it by keys.

    python3 scripts/desk_deciding.py [FOLDER]

writes desk_deciding_*.png (default: docs/pictures/handbook) and fails unless the store holds what was decided.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kmzb_qgis.catalogue import rules, warsaw  # noqa: E402 - the checkout is put on the path first
from kmzb_qgis.store import create_store  # noqa: E402

PICTURES = ROOT / "docs" / "pictures" / "handbook"
# Category, status, days ago, place in Kraków (EPSG:2180), description: all invented.
REPORTS = (
    (11, 1, 12, (567090, 244240), "Samochody stoją na całej szerokości chodnika, piesi schodzą na jezdnię."),
    (19, 2, 10, (567350, 244010), "Wieczorami w bramie zbierają się osoby pijące alkohol, zostają butelki."),
    (18, 2, 9, (566820, 244420), "Kierowcy przejeżdżają tędy znacznie szybciej, niż pozwalają znaki."),
    (14, 2, 4, (567210, 243850), "Zapadnięta studzienka na środku pasa ruchu."),
    (1, 1, 1, (566990, 243960), "Pomazane ściany kamienicy."),
    (11, 1, 12, (567120, 244270), "Auta na chodniku i na przejściu."),
)


def make(path: Path) -> None:
    """The store: six reports, three of them late."""
    store = create_store(path)
    with store.connect() as db:
        db.execute(
            "INSERT INTO unit (id, level, name, valid_from) VALUES ('1261011', 'municipality', 'Kraków', '2020-01-01')"
        )
        for number, (category, status, days, place, text) in enumerate(REPORTS, 1):
            reported = warsaw.now() - timedelta(days=days, hours=2)
            read_by, verify_by = map(warsaw.to_text, rules.deadlines(reported))
            when = warsaw.to_text(reported)
            db.execute(
                "INSERT INTO report (service_id, id, plane, category_id, status_id, description, reported_at,"
                " status_changed_at, read_by, verify_by, teryt, geom, import_run_id) VALUES (?, ?, 3, ?, ?, ?, ?, ?, ?,"
                " ?, '1261011', kmzb_point(?, ?), 1)",
                (4100 + number, f"r{number}", category, status, text, when, when, read_by, verify_by, *place),
            )


def statuses(path: Path) -> list[int]:
    """What the store holds after the run."""
    from kmzb_qgis.store import open_store

    with open_store(path, read_only=True).connect() as db:
        return [row[0] for row in db.execute("SELECT status_id FROM report ORDER BY fid")]


def main() -> None:
    """One QGIS; the scene takes the other pictures on its way."""
    target = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else PICTURES
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kmzb-desk-") as folder:
        store = Path(folder) / "zgłoszenia.gpkg"
        make(store)
        stage = [sys.executable, str(ROOT / "scripts/package.py"), "--stage-only", "--build", folder]
        subprocess.run(stage, check=True, stdout=subprocess.DEVNULL)
        words = [
            sys.executable,
            str(ROOT / "scripts/desktop.py"),
            "--plugins",
            f"{folder}/stage",
            "--store",
            str(store),
        ]
        words += ["--basemap", "basemap", "--basemap", "orthophoto", "--scene", "verifying", "--size", "1366x768"]
        words += ["--tree-width", "300", "--picture", str(target / "desk_deciding_end.png"), "--limit", "240"]
        done = subprocess.run(words, check=False)
        held = statuses(store)
    for path in target.glob("desk_deciding_*.png"):  # indexed: a third of the size
        subprocess.run(["convert", str(path), "-colors", "128", f"PNG8:{path}"], check=True, timeout=60)
    if done.returncode or held != [6, 2, 3, 3, 2, 7]:
        sys.exit(f"desk_deciding: QGIS ended with {done.returncode}, the statuses are {held}")


if __name__ == "__main__":
    main()
