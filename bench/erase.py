#!/usr/bin/env python3
"""Measures an erasure beside the bare SQL: rows, closed rows among them, and with ``--findings`` the redaction check.

The peer is an UPDATE without history, rules and record on a copy without triggers, and VACUUM. Seconds, one run each.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit"), str(ROOT / "tests" / "gui")]
import redaction_corpus  # noqa: E402 - found by the paths above
from loading_help import COLUMNS, NAMES, row  # noqa: E402 - as above

from kmzb_qgis.store import create_store  # noqa: E402 - as above
from kmzb_qgis.store.erasing import Rule, erase  # noqa: E402 - as above
from kmzb_qgis.store.loading import Run, load  # noqa: E402 - as above
from kmzb_qgis.store.store import open_connection  # noqa: E402 - as above

BATCH = 10_000
BLANK = "UPDATE report SET description = '', note = '', reason_text = '' WHERE closed_at < '2025-01-01'"


def rows(count: int, closed: int):
    """Batches of reports with the texts of the redaction corpus, the first ``closed`` of them closed in 2024."""
    texts = [text for half in redaction_corpus.HALVES for text, _ in redaction_corpus.read(half)]
    for start in range(0, count, BATCH):
        yield (
            NAMES,
            [
                row(
                    objectid=n + 1,
                    description=f"{texts[n % len(texts)]} (wpis {n})",
                    status="Niepotwierdzone" if n < closed else "Nowe",
                    x=500_000.0 + n % 1000 * 50,
                    y=400_000.0 + n // 1000 * 20,
                )
                for n in range(start, min(count, start + BATCH))
            ],
            {},
        )


def timed(name: str, job) -> None:
    """Run a job and print how long it took."""
    began = time.perf_counter()
    said = job()
    print(f"{name:32}{time.perf_counter() - began:8.1f} s  {said or ''}", flush=True)


def bare(path: Path) -> None:
    """The peer, on a copy."""
    copy = path.with_name("bare.gpkg")
    shutil.copy(path, copy)
    with closing(open_connection(copy)) as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'"
        ).fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        timed("bare UPDATE", lambda: db.execute(BLANK).rowcount)
        timed("bare VACUUM", lambda: db.execute("VACUUM").fetchone())
    copy.unlink()


def main() -> None:
    """Make a store, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--closed", type=int, default=100_000)
    parser.add_argument("--findings", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kmzb-erase-") as folder:
        store = create_store(Path(folder) / "store.gpkg")
        run = Run("file", "bench", "bench", None, names=COLUMNS)
        timed("load", lambda: load(store, run, rows(options.rows, options.closed)).inserted)
        age, findings = Rule("age", months=6), Rule("findings")
        timed("rehearsal by age", lambda: erase(store, age, "bench").reports)
        if options.findings:
            timed("rehearsal of findings", lambda: erase(store, findings, "bench").reports)
        bare(store.path)
        timed("erasure by age", lambda: erase(store, age, "bench", dry_run=False).reports)


if __name__ == "__main__":
    main()
