"""A process that has QGIS ready and runs each job in a child of its own, which it may kill at a given moment.

Not a test: ``faults_help.Forge`` starts it. It reads one job per line (JSON) and answers with one line. A job is an
algorithm with its parameters, or ``open`` for a store that is to be migrated. ``after`` (seconds), ``event`` (the n-th
change of a file in the folders ``watch``) or ``change`` (the first of that name, as 'rename a.csv') say when the
child's whole process group gets SIGKILL; without them it runs to its end.
"""

from __future__ import annotations

import ctypes
import gc
import json
import mmap
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import faults_help
from qgis.core import (
    QgsApplication,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsSettings,
    QgsVectorLayer,
)

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.editing import patience, saving
from kmzb_qgis.processing.provider import algorithm_classes
from kmzb_qgis.publishing import switch
from kmzb_qgis.sources import sample
from kmzb_qgis.store import Store, create_store, open_store
from kmzb_qgis.store import store as store_room
from kmzb_qgis.toolbelt import settings
from kmzb_qgis.toolbelt.errors import KmzbError

MODIFY, CLOSE_WRITE, MOVED_FROM, MOVED_TO, CREATE, DELETE, IS_DIR = 0x2, 0x8, 0x40, 0x80, 0x100, 0x200, 0x40000000
MASK = MODIFY | CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE
WORDS = {
    MODIFY: "write",
    CLOSE_WRITE: "close",
    MOVED_FROM: "from",
    MOVED_TO: "rename",
    CREATE: "make",
    DELETE: "delete",
}
_HEADER = struct.Struct("iIII")
_libc = ctypes.CDLL(None, use_errno=True)


class Watch:
    """Changes of files in folders and in folders made in them later, by inotify."""

    def __init__(self, folders):
        self.descriptor = _libc.inotify_init1(os.O_NONBLOCK)
        self.places: dict[int, str] = {}
        for folder in folders:
            for place, _, _ in os.walk(folder):
                self._add(place)

    def _add(self, place: str) -> None:
        number = _libc.inotify_add_watch(self.descriptor, os.fsencode(place), MASK)
        if number >= 0:
            self.places[number] = place

    def read(self) -> list[str]:
        """What happened, as 'rename kmzb.qgs'."""
        try:
            data = os.read(self.descriptor, 1 << 20)
        except BlockingIOError:
            return []
        found, at = [], 0
        while at < len(data):
            number, mask, _, length = _HEADER.unpack_from(data, at)
            name = os.fsdecode(data[at + _HEADER.size : at + _HEADER.size + length].rstrip(b"\0"))
            at += _HEADER.size + length
            if mask & IS_DIR and mask & CREATE:
                self._add(f"{self.places[number]}/{name}")
            word = next((word for bit, word in WORDS.items() if mask & bit), "")
            if word:
                found.append(f"{word} {name}")
        return found

    def close(self) -> None:
        os.close(self.descriptor)


class Feedback(QgsProcessingFeedback):
    """Puts the progress where the parent reads it, also after the child was killed."""

    def __init__(self, shared):
        super().__init__(False)
        self.shared, self.errors = shared, []
        self.progressChanged.connect(lambda value: shared.__setitem__(slice(0, 8), struct.pack("d", value)))

    def reportError(self, error, fatalError=False):
        self.errors.append(error)


def opened(STORE: str) -> dict:
    """Open a store, migrating it where it is old."""
    store = open_store(STORE)
    return {"notice": store.notice, "read_only": store.read_only}


def save(STORE: str, NOTE: str, BREAK: str = "", BACK: str = "") -> dict:
    """Save a note and a place of the first report, as an officer who edits the layer does.

    ``BREAK`` is a command of the shell that does something to the store between the typing and the saving;
    ``BACK`` is one that undoes it, and then the officer saves again.
    """
    layer = QgsVectorLayer(Store(Path(STORE), 0).layer_uri("report"), "reports", "ogr")
    told = []
    saving.events.refused.connect(lambda _layer, error: told.append(error.message))
    saving.configure(layer)
    if not layer.startEditing():
        return {"error": "not editable", "told": told}
    fid = next(layer.getFeatures()).id()
    layer.changeAttributeValue(fid, layer.fields().indexOf("note"), NOTE)
    layer.changeGeometry(fid, QgsGeometry.fromWkt("POINT(600000 400000)"))
    if BREAK:
        subprocess.run(BREAK, shell=True, check=True)
    done = layer.commitChanges()
    answer = {
        "error": "" if done else "\n".join(told) or "no sentence: " + " ".join(layer.commitErrors()),
        "told": told,
        "kept": 0 if done else len(layer.editBuffer().changedAttributeValues()),
    }
    if BACK:
        subprocess.run(BACK, shell=True, check=True)
        answer["again"] = layer.commitChanges()
    layer.rollBack()
    del layer
    return answer


def setting(NAME: str, VALUE: str) -> dict:
    """Keep a setting of the plugin."""
    settings.put(NAME, VALUE)
    QgsSettings().sync()
    return {"file": QgsSettings().fileName()}


def call(FUNCTION: str, PATH: str) -> dict:
    """Look at something in this process's mounts by a function of ``faults_help``."""
    return {"value": getattr(faults_help, FUNCTION)(Path(PATH))}


JOBS = {"call": call, "open": opened, "save": save, "setting": setting}


def work(job: dict, shared) -> dict:
    """Do a job; what came of it."""
    if job["job"] in JOBS:
        try:
            return {"error": "", **JOBS[job["job"]](**job["parameters"])}
        except KmzbError as error:
            return {"error": str(error), "code": error.code}
    feedback = Feedback(shared)
    algorithm = next(found for found in algorithm_classes() if job["job"] == found.NAME)().create()
    context = QgsProcessingContext()
    results, done = algorithm.run(job["parameters"], context, feedback)
    return {"results": results, "error": "" if done else "\n".join(feedback.errors) or "failed"}


def run(job: dict) -> dict:
    """Run a job in a child; kill it when its moment comes."""
    shared = mmap.mmap(-1, 8)
    watch = Watch(job.get("watch", ()))
    ours, theirs = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        try:
            if "limit" in job:  # no file may grow beyond it, as on a full disk
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (job["limit"], job["limit"]))
            store_room.BUSY_SECONDS = job.get("busy", store_room.BUSY_SECONDS)  # how long to wait for a lock
            patience.SECONDS = job.get("busy", patience.SECONDS)
            answer = work(job, shared)
        except BaseException as error:  # a child must never go on as its parent
            answer = {"error": f"{type(error).__name__}: {error}", "crash": True}
        with os.fdopen(theirs, "wb") as pipe:
            pipe.write(json.dumps(answer, default=str).encode())
        os._exit(0)
    os.close(theirs)
    after, wanted, named = job.get("after"), job.get("event"), job.get("change")
    events: list[str] = []
    ended = False
    while True:
        left = None if after is None else after - (time.monotonic() - started)
        if left is not None and left <= 0:
            if "break" not in job:
                break
            subprocess.run(job["break"], shell=True, check=False)
            after = left = None
        ready, _, _ = select.select([ours, watch.descriptor], [], [], left)
        if watch.descriptor in ready:
            events += watch.read()
        if (wanted is not None and len(events) >= wanted) or named in events:
            break
        if ours in ready:
            ended = True
            break
    seconds, known = time.monotonic() - started, len(events)
    answer: dict = {}
    if ended:
        with os.fdopen(os.dup(ours), "rb") as pipe:
            answer = json.loads(pipe.read() or b"{}")
        os.waitpid(child, 0)
    else:
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:  # it had not yet made its group
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    events += watch.read()
    watch.close()
    os.close(ours)
    (progress,) = struct.unpack("d", shared[:8])
    return {
        "killed": not ended, "seconds": seconds, "progress": progress,
        "events": len(events), "last": events[known - 1] if known else "", **answer,
    }  # fmt: skip


def warm_up() -> None:
    """Load what jobs load only when they run, so that a child's time is the job's own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sample.write_sample(place / "a.csv", 20, 1, warsaw.now())
        store = create_store(place / "a.gpkg").path
        work({"job": "importfile", "parameters": {"INPUT": str(place / "a.csv"), "STORE": str(store)}}, bytearray(8))
    gc.freeze()


def main() -> None:
    """Answer jobs until the input ends."""
    application = QgsApplication([], False)
    application.initQgis()
    warm_up()
    # No server runs here that still needs the old data for two seconds; libfaketime does not get time.sleep right.
    switch.time = SimpleNamespace(sleep=lambda _seconds: select.select([], [], [], 0.02))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        if job["job"] == "system":  # for all later children, so not in one of them
            done = subprocess.run(job["command"], capture_output=True, text=True, check=False)
            print(json.dumps({"code": done.returncode, "said": done.stderr}), flush=True)
        else:
            print(json.dumps(run(job)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
