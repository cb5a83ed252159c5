#!/usr/bin/env python3
"""Makes the screenshots in docs/pictures anew, so that they stay true: real QGIS on an invisible display, in Polish.

The reports are the demo's (synthetic); the basemaps come from the stand-in geoportal. Needs a demo run before.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "build" / "demo" / "kmzb.gpkg"
PICTURES = ROOT / "docs" / "pictures"
KRAKOW = "560000,238000,575000,248000"

SHOTS = {
    "desktop.png": (
        *("--basemap", "orthophoto", "--extent", "563500,242000,569500,246000", "--legend", "--edit"),
        *("--form", '"status_id" = 1 and "category_id" = 18', "--form-box", "660x860+920+110"),
    ),
    "menu.png": ("--size", "1280x800", "--basemap", "basemap", "--menu", "menu"),
    "basemap.png": ("--size", "1280x800", "--basemap", "basemap", "--extent", KRAKOW, "--menu", "basemaps"),
    "national.png": ("--size", "1280x800", "--basemap", "basemap", "--legend"),
    "form_new.png": (
        *("--size", "1280x800", "--form-new", "567059,244219", "--form-box", "640x740+10+40"),
        *("--crop", "660x800+0+0", "--form-set", "description=Ławka i wiata zniszczone, szkło na chodniku."),
    ),
    "form_existing.png": (
        *("--size", "1280x800", "--edit", "--late", "5", "--form", '"status_id" = 1 and "category_id" = 18'),
        *("--form-box", "640x740+10+40", "--crop", "660x800+0+0"),
    ),
    "form_closing.png": (
        *("--size", "1280x800", "--edit", "--form", '"status_id" = 2', "--form-set", "status_id=6"),
        *("--form-box", "640x740+10+40", "--crop", "660x800+0+0"),
    ),
    "form_categories.png": (
        *("--size", "1280x800", "--form-new", "567059,244219", "--form-box", "640x740+10+40"),
        *("--crop", "660x800+0+0", "--form-list", "category_id"),
    ),
    "form_history.png": (
        *("--size", "1280x800", "--history", "--form", '"status_id" = 1 and "category_id" = 18', "--form-tab", "2"),
        *("--form-box", "640x740+10+40", "--crop", "660x800+0+0"),
    ),
    "settings.png": ("--size", "1280x800", "--menu", "settings"),
}


def main() -> None:
    """Take every picture, or those named on the command line."""
    if not STORE.exists():
        sys.exit("pictures: run 'make demo' first: the pictures show its reports")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, words in SHOTS.items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        # A copy: what the picture does to the store must not be in the next one.
        copy = ROOT / "build" / "pictures" / "zgłoszenia.gpkg"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(STORE, copy)
        target = PICTURES / name
        command = [sys.executable, str(ROOT / "scripts" / "desktop.py"), "--store", str(copy), *words]
        subprocess.run([*command, "--picture", str(target)], check=True, timeout=300)
        if shutil.which("convert"):
            # 256 colours are enough for a screen and a third of the size.
            subprocess.run(["convert", str(target), "-colors", "256", f"PNG8:{target}"], check=True, timeout=60)
        print(f"pictures: {target.relative_to(ROOT)}", flush=True)


if __name__ == "__main__":
    main()
