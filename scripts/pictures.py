#!/usr/bin/env python3
"""Makes the screenshots in docs/pictures anew, so that they stay true: real QGIS on an invisible display, in Polish.

The reports are the demo's (synthetic); the basemaps come from the stand-in geoportal. Needs a demo run before.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO_STORE = ROOT / "build" / "demo" / "kmzb.gpkg"
STAGE = ROOT / "build" / "stage"
PICTURES = ROOT / "docs" / "pictures"
DESK = Path("/tmp/KMZB")  # noqa: S108 - it stands in pictures, so it is the same in each run; made anew, mode 0700
POLAND = "140000,120000,890000,790000"
SILESIA = "470000,225000,620000,310000"
KRAKOW = "560000,238000,575000,248000"
OLD_TOWN = "565500,242600,568500,244600"

SMALL = ("--size", "1280x800")
MAP = (*SMALL, "--tree-width", "0", "--basemap", "basemap")
QUEUE = ("--size", "1500x900", "--tree-width", "0", "--basemap", "orthophoto", "--extent", KRAKOW)
PROJECT = (*SMALL, "--tree-width", "330")
SHOTS = {
    "desktop.png": (
        *("--basemap", "orthophoto", "--extent", "563500,242000,569500,246000", "--legend", "--edit"),
        *("--form", '"status_id" = 1 and "category_id" = 18', "--form-box", "660x860+920+110"),
    ),
    "basemap.png": (*SMALL, "--basemap", "basemap", "--extent", KRAKOW, "--menu", "basemaps"),
    "basemap_added.png": (*MAP, "--extent", KRAKOW, "--scene", "basemap_opacity"),
    "basemap_down.png": (*MAP, "--extent", KRAKOW, "--scene", "basemap_down", "--crop", "1280x420+0+0"),
    "basemap_slow.png": (*MAP, "--extent", KRAKOW, "--scene", "basemap_slow", "--crop", "1280x420+0+0"),
    "handbook/menu.png": (*MAP, "--extent", KRAKOW, "--menu", "menu"),
    "handbook/settings.png": (*SMALL, "--no-standin", "--menu", "settings"),
    "handbook/import_columns.png": (*SMALL, "--scene", "import_columns"),
    "handbook/import_question.png": (*SMALL, "--scene", "import_question"),
    "handbook/import_check.png": (*SMALL, "--scene", "import_result", "--dry"),
    "handbook/import_result.png": (*SMALL, "--scene", "import_result"),
    "handbook/desk_differences_window.png": (*MAP, "--extent", KRAKOW, "--scene", "differences"),
    "handbook/map_national.png": (*MAP, "--extent", POLAND),
    "handbook/map_regional.png": (*MAP, "--extent", SILESIA),
    "handbook/map_local.png": (*MAP, "--extent", OLD_TOWN, "--scene", "late"),
    "handbook/legend.png": (
        *("--size", "1280x1300", "--tree-width", "560", "--basemap", "basemap", "--extent", OLD_TOWN),
        *("--legend", "--crop", "560x1012+0+155"),
    ),
    "handbook/refusal.png": (*MAP, "--extent", OLD_TOWN, "--scene", "refusal", "--form", '"status_id" = 1'),
    "handbook/publish.png": (*SMALL, "--scene", "publish"),
    "handbook/units.png": (*SMALL, "--scene", "units"),
    "handbook/assigned.png": (*SMALL, "--scene", "units_assigned"),
    "handbook/project_day.png": (*PROJECT, "--extent", KRAKOW, "--scene", "units_project_day"),
    "handbook/project_night.png": (*PROJECT, "--extent", KRAKOW, "--scene", "units_project_night"),
    "handbook/project_print.png": (*PROJECT, "--extent", OLD_TOWN, "--scene", "units_project_print"),
    "handbook/locator.png": (*MAP, "--extent", OLD_TOWN, "--scene", "locator_found", "--crop", "1280x640+0+158"),
    "handbook/what_is_here.png": (*MAP, "--extent", OLD_TOWN, "--scene", "here"),
    "handbook/desk_digitizing_form.png": (*MAP, "--extent", OLD_TOWN, "--scene", "desk_new_report", "--dry"),
    "handbook/desk_digitizing_nearby.png": (*MAP, "--extent", OLD_TOWN, "--scene", "desk_new_report"),
    "handbook/desk_duplicates_window.png": (*MAP, "--extent", OLD_TOWN, "--scene", "desk_duplicates", "--dry"),
    "handbook/desk_duplicates_linked.png": (*MAP, "--extent", OLD_TOWN, "--scene", "desk_duplicates"),
    "handbook/catalogue.png": (*MAP, "--extent", OLD_TOWN, "--scene", "catalogue"),
    "handbook/metadata.png": (*("--size", "1280x1000"), "--scene", "metadata", "--crop", "1120x940+0+0"),
    "handbook/desk_queue_list.png": (*QUEUE, "--scene", "queue_list"),
    "handbook/desk_queue_filters.png": (*QUEUE, "--scene", "queue_filters"),
    "handbook/desk_queue_units.png": (*QUEUE, "--scene", "queue_units"),
    "handbook/desk_queue_area.png": (*QUEUE, "--scene", "queue_area"),
    "handbook/desk_queue_none.png": (*QUEUE, "--scene", "queue_none"),
    "locator_bar.png": (*MAP, "--extent", OLD_TOWN, "--scene", "locator", "--crop", "760x420+0+380"),
    "locator_reports.png": (*MAP, "--extent", OLD_TOWN, "--scene", "locator_reports", "--crop", "1100x600+0+200"),
    "catalogue_layers.png": (*MAP, "--extent", OLD_TOWN, "--scene", "catalogue_layers"),
    "project_dialog.png": (*SMALL, "--scene", "project_dialog"),
    "project_bookmarks.png": (*PROJECT, "--scene", "project_bookmarks"),
    "form_new.png": (
        *("--size", "1280x800", "--form-new", "567059,244219", "--form-box", "640x740+10+40"),
        *("--crop", "660x800+0+0", "--form-set", "description=Ławka i wiata zniszczone, szkło na chodniku."),
    ),
    "form_existing.png": (
        *("--size", "1280x800", "--edit", "--late", "5", "--form", '"status_id" = 1 and "category_id" = 18'),
        *("--form-box", "640x740+10+40", "--form-tab", "1", "--crop", "660x800+0+0"),
    ),
    "form_closing.png": (
        *("--size", "1280x800", "--edit", "--form", '"status_id" = 2', "--form-set", "status_id=6"),
        *("--form-box", "640x740+10+40", "--form-tab", "1", "--crop", "660x800+0+0"),
    ),
    "form_categories.png": (
        *("--size", "1280x800", "--form-new", "567059,244219", "--form-box", "640x740+10+40"),
        *("--crop", "660x800+0+0", "--form-list", "category_id"),
    ),
    "form_attachments.png": (
        *("--size", "1280x800", "--edit", "--form", '"status_id" = 2 and "category_id" = 18', "--form-tab", "3"),
        *("--form-attach", str(PICTURES / "handbook" / "map_local.png"), "--form-attach", str(ROOT / "LICENSE")),
        *("--form-attach", str(ROOT / "icons" / "kmzb.svg"), "--form-box", "640x560+10+40", "--crop", "660x620+0+0"),
    ),
    "form_history.png": (
        *("--size", "1280x800", "--history", "--form", '"status_id" = 1 and "category_id" = 18', "--form-tab", "4"),
        *("--form-box", "640x740+10+40", "--crop", "660x800+0+0"),
    ),
    "handbook/desk_handover_list.png": (*MAP, "--extent", OLD_TOWN, "--scene", "hand_overs"),
    "handbook/desk_handover_new.png": (*MAP, "--extent", OLD_TOWN, "--scene", "hand_over_new"),
    "handbook/desk_handover_answer.png": (*MAP, "--extent", OLD_TOWN, "--scene", "hand_over_answer"),
    "handbook/desk_handover_bodies.png": (*MAP, "--extent", OLD_TOWN, "--scene", "hand_over_bodies"),
}


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


def take(name: str, store: Path, plugins: Path) -> None:
    """Take one picture, of a copy of the store: what it does there must not be in the next one."""
    shutil.rmtree(DESK, ignore_errors=True)
    DESK.mkdir(mode=0o700)
    copy = DESK / "zgłoszenia.gpkg"
    shutil.copy2(store, copy)
    target = PICTURES / name
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(ROOT / "scripts" / "desktop.py"), "--store", str(copy), "--plugins", str(plugins)]
    subprocess.run([*command, *SHOTS[name], "--picture", str(target)], check=True, timeout=300)
    if shutil.which("convert"):
        # 256 colours are enough for a screen and a third of the size.
        subprocess.run(["convert", str(target), "-colors", "256", f"PNG8:{target}"], check=True, timeout=60)
    print(f"pictures: {target.relative_to(ROOT)}", flush=True)


if __name__ == "__main__":
    main()
