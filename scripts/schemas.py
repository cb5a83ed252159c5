#!/usr/bin/env python3
"""Fetches the schemas of WMS and SLD for the tests into build/schemas, from the PyPI package that carries them.

    schemas.py

Only the schema files of MapProxy's wheel are unpacked; the package itself is not installed. Repeatable: does nothing
where they are there. The schemas of WFS are taken from the folder that OGC_SCHEMAS names (see tests/server/schemas.py).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "schemas"
WHEEL = "MapProxy==7.0.0 --hash=sha256:319026e1a2d4ad4b6ad150fc2db474a9acf312a20bb71634029147d730cc1fdb"
PREFIX = "mapproxy/test/schemas/"
WANTED = ("wms/1.1.1/", "wms/1.3.0/", "sld/1.1.0/", "xlink/", "xml.xsd")


def fetch() -> Path:
    """The folder with wms/ and sld/ in it."""
    if (TARGET / "sld").is_dir():
        return TARGET
    with tempfile.TemporaryDirectory() as work:
        wanted = Path(work) / "wanted.txt"
        wanted.write_text(WHEEL + "\n", encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
        options = ["--only-binary", ":all:", "--require-hashes", "-r", str(wanted), "-d", work]
        subprocess.run([*pip, *options], check=True, timeout=600)
        with zipfile.ZipFile(next(Path(work).glob("*.whl"))) as wheel:
            for name in wheel.namelist():
                inner = name.removeprefix(PREFIX)
                if inner != name and inner.startswith(WANTED) and not name.endswith("/"):
                    path = TARGET / inner
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(wheel.read(name))
    return TARGET


if __name__ == "__main__":
    print(f"schemas of WMS: {fetch()}")
