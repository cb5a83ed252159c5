#!/usr/bin/env python3
"""Makes the pictures of the redaction marks and of the erasure for the handbook: real QGIS on an invisible display.

Its store is made here, with invented people only. Needs a staged plugin (``make stage``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PICTURES = ROOT / "docs" / "pictures" / "handbook"
DESK = Path(tempfile.gettempdir()) / "KMZB-teksty"  # the same in each run: its path stands in a picture
REPORTED = "2024-07-01T21:30:00.000Z"
DESCRIPTION = (
    "Sąsiad Jan Kowalewski z ul. Lipowej 14/3 pali śmieci w piecu, czarny dym co wieczór. Auto KR 4521X blokuje"
    " chodnik przy ul. Jana Pawła II 12."
)
NOTE = "Zgłaszająca prosi o telefon po 16: 601 234 567. Patrol 12.07 w godz. 18.00-20.00, znak B-36 czytelny."
REASON = "Rozmowa z panem Kowalewskim; kontrola 12.07 nie potwierdziła spalania."
SHOTS = {
    "desk_redact_form.png": (
        *("--size", "1280x1360", "--form", '"fid" = 1', "--edit", "--form-box", "760x1280+20+30"),
        *("--crop", "764x1310+19+4"),
    ),
    "desk_redact_erase.png": ("--size", "1280x800", "--tree-width", "0", "--scene", "erase"),
    "desk_redact_rehearsal.png": ("--size", "1280x800", "--tree-width", "0", "--scene", "erase", "--dry"),
}


def make_store(path: Path) -> None:
    """A store with one report that is being closed as not confirmed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import QgsApplication

    from kmzb_qgis import editing
    from kmzb_qgis.store import create_store

    application = QgsApplication([], True)
    application.initQgis()
    store = create_store(path)
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
    editing.install(store, "pl")
    application.exitQgis()


def main() -> None:
    """Make the store, then one picture after the other."""
    if len(sys.argv) > 1:
        make_store(Path(sys.argv[1]))
        return
    shutil.rmtree(DESK, ignore_errors=True)
    DESK.mkdir(parents=True)
    try:
        store = DESK / "KMZB.gpkg"
        subprocess.run([sys.executable, __file__, str(store)], check=True)
        for name, options in SHOTS.items():
            command = [sys.executable, str(ROOT / "scripts" / "desktop.py"), "--store", str(store), *options]
            subprocess.run([*command, "--picture", str(PICTURES / name)], check=True, timeout=300)
            print(f"pictures: {PICTURES / name}")
    finally:
        shutil.rmtree(DESK)


if __name__ == "__main__":
    main()
