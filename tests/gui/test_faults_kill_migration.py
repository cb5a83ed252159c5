"""A migration that gets SIGKILL at random moments: the store has its old schema or the newest, and a whole backup."""

from __future__ import annotations

import random
import shutil
import sys
from datetime import timedelta

import pytest
from faults_help import (
    KILLS,
    SEED,
    Forge,
    Moments,
    alike,
    columns,
    copy_file,
    names,
    quick_folder,
    rounds,
    rules,
    schema_of,
    sound,
    sqlite_says,
)

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import lifecycle, migrations, open_store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork, inotify and SIGKILL")
REPORTS = 2_000


def old_store(path, schema: int, mode: str):
    """A store as the plugin of that schema left it, with reports."""
    store = lifecycle._create(path, schema)
    start = warsaw.from_text("2024-03-01T08:00:00Z")
    rows = []
    for n in range(REPORTS):
        at = warsaw.to_text(start + timedelta(hours=n % 2000))
        rows.append((567059 + n % 997, 244219 + n % 991, f"id-{n}", 11, 1 + n % 5, 3, at, at, 1, "1261011", "żółć"))
    with store.connect() as db:
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO report (geom, id, category_id, status_id, plane, reported_at, status_changed_at,"
            " import_run_id, teryt, note) VALUES (kmzb_point(?, ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        db.execute("COMMIT")
    sqlite_says(path, f"PRAGMA journal_mode = {mode}")
    return path


def test_a_killed_migration():
    latest = migrations.latest()
    assert latest > 1
    with quick_folder() as home, Forge() as forge:
        place = home / "skład"
        store = place / "żółw.gpkg"
        bases = {
            (schema, mode): old_store(home / f"{schema}-{mode}.gpkg", schema, mode)
            for schema in range(1, latest)
            for mode in ("delete", "wal")
        }

        def reset(base):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            copy_file(base, store)

        before = {kind: (columns(base), rules(base)) for kind, base in bases.items()}
        after, moments = {}, {}
        for kind, base in bases.items():
            unbroken, results = [], []
            for _ in range(2):
                reset(base)
                unbroken.append(forge.run("open", {"STORE": store}, watch=[str(place)]))
                assert not unbroken[-1]["error"], unbroken
                results.append(columns(store))
            after[kind] = alike(*results), rules(store)
            assert schema_of(store) == latest
            assert {"report.fid", "report.note", "report.geom", "report.verify_by"} <= after[kind][0].keys()
            moments[kind] = Moments(f"migration from {kind}", unbroken, [place], f"a share of {KILLS}")
        pick = random.Random(SEED)
        for number in rounds(KILLS, *moments.values()):
            kind = pick.choice(list(bases))
            reset(bases[kind])
            answer = forge.run("open", {"STORE": store}, **moments[kind].next(number))
            assert answer["killed"] or not answer["error"], answer
            sound(store)
            backups = [entry for entry in place.iterdir() if entry.name.endswith(".backup.gpkg")]
            new = schema_of(store) == latest
            if new:
                found = columns(store)
                assert {name: found[name] for name in after[kind][0]} == after[kind][0]
                assert rules(store) == after[kind][1]
                assert len(backups) == 1
            else:
                assert (schema_of(store), columns(store), rules(store)) == (kind[0], *before[kind])
            for backup in backups:
                sound(backup)
                assert (columns(backup), rules(backup)) == before[kind]
            moments[kind].note(answer, f"{'new' if new else 'old'}, {len(backups)} backup")
            opened = open_store(store)
            assert (opened.schema, opened.read_only) == (latest, False)
            found = columns(store)
            assert {name: found[name] for name in after[kind][0]} == after[kind][0]
            assert rules(store) == after[kind][1]
            logs = {f"{store.name}{log}" for log in ("-wal", "-shm")}
            left = {name for name in names(place) if not name.endswith(".backup.gpkg")} - logs
            assert left == {store.name}, "what a killed run left is gone"
            if not new:
                named = [name for name in names(place) if name.endswith(".backup.gpkg") and name in opened.notice]
                assert len(named) == 1
        for one in moments.values():
            one.tell()
    states = {state for one in moments.values() for _, state in one.met}
    if KILLS >= 100:
        assert len(states) >= 3, "killed before the backup, between backup and commit, and after it"
