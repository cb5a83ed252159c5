#!/usr/bin/env python3
"""Makes all pictures in docs/pictures anew, so that they stay true: real QGIS on an invisible display, in Polish.

The table is ``SHOTS`` in picture_shots.py. Most show the demo's reports (synthetic; needs a demo run before), some a
small store of their own; the basemaps come from the stand-in geoportal.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from picture_shots import PICTURES, ROOT, SHOTS

DEMO_STORE = ROOT / "build" / "demo" / "kmzb.gpkg"
STAGE = ROOT / "build" / "stage"
DESK = Path("/tmp/KMZB")  # noqa: S108 - it stands in pictures, so it is the same in each run; made anew, mode 0700
SCRIPTS = ROOT / "scripts"


def main() -> None:
    """Take every picture, or those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="PICTURE", help=f"of {', '.join(SHOTS)} (default: all)")
    parser.add_argument("--store", type=Path, default=DEMO_STORE, help="whose reports are shown (default: the demo's)")
    parser.add_argument("--plugins", type=Path, default=STAGE, help="folder that holds kmzb_qgis")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(SHOTS):
        sys.exit(f"pictures: there is no {', '.join(sorted(unknown))}")
    if not chosen.store.exists():
        sys.exit("pictures: run 'make demo' first: the pictures show its reports")
    try:
        for name in chosen.names or SHOTS:
            take(name, chosen.store, chosen.plugins)
    finally:
        shutil.rmtree(DESK, ignore_errors=True)


def take(name: str, demo: Path, plugins: Path) -> None:
    """Take one picture, of a store of its own: what it does there must not be in the next one."""
    shot, target = SHOTS[name], PICTURES / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if shot.script:
        run(shot.script, target)
    else:
        shutil.rmtree(DESK, ignore_errors=True)
        DESK.mkdir(mode=0o700)
        store = DESK / "zgłoszenia.gpkg"
        if shot.store == "demo":
            shutil.copy2(demo, store)
        else:
            run("picture_stores.py", shot.store, store)
        run("desktop.py", "--store", store, "--plugins", plugins, *shot.options, "--picture", target)
    if shutil.which("convert"):
        # 256 colours are enough for a screen and a third of the size.
        subprocess.run(["convert", str(target), "-colors", "256", f"PNG8:{target}"], check=True, timeout=60)
    print(f"pictures: {target.relative_to(ROOT)}", flush=True)


def run(script: str, *words: object) -> None:
    """One of the scripts beside this one."""
    subprocess.run([sys.executable, str(SCRIPTS / script), *map(str, words)], check=True, timeout=300)


if __name__ == "__main__":
    main()
