#!/usr/bin/env python3
"""Serves a publication's metadata records by a real pycsw on loopback, and fetches pycsw for that into build/pycsw.

    python scripts/pycsw.py                                  # fetch only, from PyPI; repeatable
    python scripts/pycsw.py --records FOLDER/metadata --port 8090

For tests and for trying out: docs/metadata.md tells what to do on a public machine. Stops on SIGTERM or Ctrl-C. With
port 0 a free one is taken. The first line printed is the address.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "pycsw"
REQUIREMENTS = ROOT / "requirements-pycsw.txt"
CONFIG = ROOT / "deploy" / "pycsw.cfg.example"


def fetch() -> Path:
    """The folder with pycsw and what it needs; made where it is missing or its list has changed."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    stamp = TARGET / "requirements.sha256"
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != wanted:
        shutil.rmtree(TARGET, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps"]
        subprocess.run([*pip, "--target", str(TARGET), "-r", str(REQUIREMENTS)], check=True, timeout=600)
        stamp.write_text(wanted, encoding="ascii")
    return TARGET


def _configure(folder: Path, url: str) -> Path:
    """The example of deploy/, with this run's address and data base, and nothing else changed."""
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    parser.read(CONFIG, encoding="utf-8")
    parser["server"]["url"] = url
    parser["repository"]["database"] = f"sqlite:///{folder}/records.db"
    path = folder / "pycsw.cfg"
    with path.open("w", encoding="utf-8") as handle:
        parser.write(handle)
    return path


def load(records: Path, work: str) -> None:
    """What pycsw-admin.py's setup_db and load_records do."""
    from pycsw.core import admin
    from pycsw.core.config import StaticContext

    database = f"sqlite:///{work}/records.db"
    admin.setup_db(database, "records", work)
    loaded = admin.load_records(StaticContext(), database, "records", str(records), False, True)
    if len(loaded) != len(list(records.glob("*.xml"))):
        raise SystemExit("pycsw: not every record could be loaded")


def serve(records: Path, port: int) -> None:
    """Load the records into a data base that is thrown away, and answer until stopped."""
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_words):
            """Nothing."""

    with (
        tempfile.TemporaryDirectory(prefix="kmzb-pycsw-") as work,
        make_server("127.0.0.1", port, None, handler_class=Quiet) as listening,
    ):
        url = f"http://127.0.0.1:{listening.server_port}/csw"
        config = _configure(Path(work), url)
        load(records, work)
        os.environ["PYCSW_CONFIG"] = str(config)
        from pycsw.wsgi import application

        listening.set_app(application)
        print(url, flush=True)
        sys.stdout = sys.stderr  # pycsw prints each path it is asked for
        listening.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=Path)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    fetch()
    if given.records is None:
        print(f"pycsw: {TARGET}")
        return
    if os.environ.get("KMZB_PYCSW") != "1":  # once more, with pycsw on the path from the start
        os.environ.update(KMZB_PYCSW="1", PYTHONPATH=str(TARGET))
        # sys.path[0] would be scripts/, where this file hides the package of its name
        os.execv(sys.executable, [sys.executable, "-c", _START, *sys.argv[1:]])  # noqa: S606 - no shell, fixed program
    serve(given.records, given.port)


_START = f"import runpy; runpy.run_path({str(Path(__file__).resolve())!r}, run_name='__main__')"

if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
