"""Killing jobs at random moments, and checking that a store and a publication are whole."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import publishing_store

from kmzb_qgis.store import functions

HERE = Path(__file__).resolve().parent
KILLS = int(os.environ.get("KMZB_KILLS", "100"))
SEED = int(os.environ.get("KMZB_KILLS_SEED", "20240928"))
BOX = ("unshare", "--user", "--map-root-user", "--mount")  # of util-linux; needs no rights
# What SQLite, GDAL, Python and the C library say; a person must not have to read it.
RAW = re.compile(
    r"traceback|errno|error:|sqlite|database|disk i/o|unable to open|readonly|malformed|no such|no space|not permitted"
    r"|denied\.|read-only file system|input/output|stale file|failed|exception",
    re.IGNORECASE,
)
LOGS = ("-wal", "-shm", "-journal")


class Forge:
    """The process of ``faults_forge``; a context manager. ``boxed``: with mounts of its own, see :meth:`mount`."""

    def __init__(self, boxed: bool = False, command: tuple[str, ...] = (), **environment: str):
        self.command = [*(BOX if boxed else ()), *command, sys.executable, str(HERE / "faults_forge.py")]
        self.environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment}

    def __enter__(self) -> Forge:
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=self.environment,
        )  # fmt: skip
        assert self._answer() == {"ready": True}
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def _answer(self) -> dict:
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise AssertionError("the forge ended")

    def run(self, job: str, parameters: dict, **moment) -> dict:
        """Run a job: to its end, or with ``after=seconds`` or ``event=n`` or ``change='rename a'`` until it is killed.

        The changes are those of files in the folders ``watch``.
        """
        self.process.stdin.write(
            json.dumps({"job": job, "parameters": {k: str(v) for k, v in parameters.items()}, **moment}, default=str)
            + "\n"
        )
        self.process.stdin.flush()
        return self._answer()

    def mount(self, *words) -> None:
        """Call mount or umount inside the box."""
        self.process.stdin.write(json.dumps({"job": "system", "command": [str(word) for word in words]}) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        assert answer["code"] == 0, answer

    def call(self, function: str, path):
        """What a function of this module says of a path in the box. SQLite cannot follow :meth:`seen`."""
        answer = self.run("call", {"FUNCTION": function, "PATH": path})
        assert not answer["error"], answer["error"]
        return answer["value"]

    def seen(self, path) -> Path:
        """How this process sees a path of the box."""
        return Path(f"/proc/{self.process.pid}/root{path}")


def boxes() -> bool:
    """Whether this machine lets a user make mounts of his own."""
    return sys.platform == "linux" and subprocess.run([*BOX, "true"], capture_output=True, check=False).returncode == 0


class Moments:
    """Seeded moments: even ones spread evenly over the job's time, odd ones over its changes of files.

    So all of the reading, computing and writing is met in the measure of its time, and the few milliseconds of commit
    and rename in the measure of what they do. ``late``, as 'rename r.csv', is a change that follows the commit, so
    shortly that chance alone may never meet it: each tenth moment is that one.
    """

    def __init__(self, name: str, unbroken: list[dict], watch, kills: int | str = KILLS, late: str = ""):
        self.late = late
        self.random = random.Random(f"{SEED} {name}")
        self.seconds = min(run["seconds"] for run in unbroken)
        self.events = unbroken[-1]["events"]
        self.watch = [str(folder) for folder in watch]
        self.name, self.met = name, []
        print(f"{name}: seed {SEED}, {kills} kills, {self.seconds:.2f} s, {self.events} changes of files", flush=True)

    def next(self, number: int) -> dict:
        """The next moment, as arguments of :meth:`Forge.run`."""
        moment = {"watch": self.watch}
        if self.late and number % 10 == 5:
            return {**moment, "change": self.late}
        if number % 2:
            return {**moment, "event": self.random.randint(1, max(self.events * 9 // 10, 1))}
        return {**moment, "after": self.random.uniform(0, self.seconds)}

    def note(self, answer: dict, state: str) -> None:
        """Remember where a kill met the job."""
        self.met.append((answer, state))

    def tell(self) -> Counter:
        """Print and give how many kills met which tenth of the progress and which last change of a file."""
        killed = [answer for answer, _ in self.met if answer["killed"]]
        tenths = Counter(min(int(answer["progress"] // 10), 9) * 10 for answer in killed)
        last = Counter(_kind(answer["last"]) for answer in killed)
        states = Counter(state for _, state in self.met)
        print(f"{self.name}: {len(killed)} killed; progress {sorted(tenths.items())}; last change {dict(last)};"
              f" found {dict(states)}", flush=True)  # fmt: skip
        return tenths


def rounds(kills: int, *moments: Moments):
    """Numbers from 0 until so many jobs were killed: one that ended before its moment does not count."""
    number = 0
    while sum(answer["killed"] for one in moments for answer, _ in one.met) < kills:
        assert number < 3 * kills, "the jobs end before their moments"
        yield number
        number += 1


def _kind(change: str) -> str:
    """A change without the file's own name: 'write .gpkg-journal'."""
    word, _, name = change.partition(" ")
    return f"{word} {Path(name).suffix or name}" if word else "nothing yet"


@contextmanager
def quick_folder():
    """A folder in memory where there is room, else on the disk: a kill is the same, and waiting for a disk is not."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 500 << 20
    with tempfile.TemporaryDirectory(prefix="kmzb-faults-", dir=memory if roomy else None) as folder:
        yield Path(folder)


def copy_file(source: Path, target: Path) -> None:
    """Put a closed store in place, without what a killed writer of the one before left."""
    for log in LOGS:
        Path(f"{target}{log}").unlink(missing_ok=True)
    shutil.copyfile(source, target)


def look(path: Path) -> sqlite3.Connection:
    """A connection to a store, by the path as it is given (it may lead into another process's mounts)."""
    connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    functions.register(connection)
    return connection


def sound(path: Path) -> None:
    """The store's integrity: SQLite's own checks, the R-trees, their rows, the counts that GDAL keeps, every rule."""
    with closing(look(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name in sorted(name for name in tables if name.startswith("rtree_") and f"{name}_node" in tables):
            assert db.execute("SELECT rtreecheck(?)", (name,)).fetchone() == ("ok",)
        assert db.execute("SELECT id FROM rtree_report_geom ORDER BY id").fetchall() == (
            db.execute("SELECT fid FROM report WHERE geom IS NOT NULL ORDER BY fid").fetchall()
        )
        kept = db.execute("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'report'").fetchone()
        if kept and kept[0] is not None:
            assert kept == db.execute("SELECT count(*) FROM report").fetchone()
        if "import_run" in tables:
            assert db.execute("SELECT count(*) FROM import_run WHERE finished_at IS NULL").fetchone() == (0,)


def rules(path: Path) -> list[list]:
    """Every table, index, view and trigger of a store, with its text."""
    with closing(look(path)) as db:
        found = db.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
        )
        return [list(row) for row in found]


def columns(path: Path) -> dict[str, str]:
    """A digest of each column of the tables that jobs write, in the order of the rows."""
    found = {}
    with closing(look(path)) as db:
        present = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in (
            "report", "report_history", "import_run", "setting", "schema_version", "transition", "category", "unit",
        ):  # fmt: skip
            if table not in present:
                continue
            names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            digests = [hashlib.sha256() for _ in names]
            # Which file a store is differs from copy to copy, and is noted anew wherever one is opened.
            kept = " WHERE name NOT LIKE 'store.%'" if table == "setting" else ""
            for row in db.execute(f"SELECT {', '.join(names)} FROM {table}{kept} ORDER BY rowid"):
                for digest, value in zip(digests, row):
                    digest.update(repr(value).encode())
            found.update({f"{table}.{name}": digest.hexdigest() for name, digest in zip(names, digests)})
    return found


def alike(*runs: dict[str, str]) -> dict[str, str]:
    """The columns that every unbroken run gives the same: without new ids and the times of the runs."""
    first, *others = runs
    assert all(first.keys() == other.keys() for other in others)
    return {name: digest for name, digest in first.items() if all(other[name] == digest for other in others)}


def sentence(text: str) -> str:
    """Check that an error is one sentence in our words; returns it."""
    assert text and "\n" not in text.strip(), text
    assert not RAW.search(text), text
    assert text.strip().endswith("."), text
    return text


def names(folder: Path) -> set[str]:
    """Names of what lies in a folder."""
    return {entry.name for entry in folder.iterdir()}


def reports(path: Path) -> int:
    """How many reports a store holds."""
    return sqlite_says(path, "SELECT count(*) FROM report")[0]


def schema_of(path: Path) -> int:
    """A store's schema."""
    return sqlite_says(path, "SELECT max(number) FROM schema_version")[0]


def first_note(path: Path) -> list:
    """Note and version of the first report."""
    return list(sqlite_says(path, "SELECT note, version FROM report ORDER BY fid"))


def make_wal(path: Path) -> str:
    """Put a store into the state in which QGIS leaves it where it dies while it edits."""
    return sqlite_says(path, "PRAGMA journal_mode = wal")[0]


def whole(folder: Path) -> str:
    """The served version, checked to be whole."""
    return publishing_store.whole(folder)


def shown(folder: Path) -> list[str]:
    """Public ids that are served."""
    return sorted(publishing_store.ids(folder))


def sqlite_says(path: Path, sql: str):
    """The first row of a query."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchone()
