"""The table of all pictures in docs/pictures: what ``pictures.py`` takes, and how."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Shot:
    """A picture: what desktop.py is told and the store that it opens; or the script that draws it without a desktop."""

    options: tuple[str, ...] = ()
    store: str = "demo"  # or one that picture_stores.py makes
    script: str = ""


POLAND = "140000,120000,890000,790000"
SILESIA = "470000,225000,620000,310000"
KRAKOW = "560000,238000,575000,248000"
OLD_TOWN = "565500,242600,568500,244600"

SMALL = ("--size", "1280x800")
MAP = (*SMALL, "--tree-width", "0", "--basemap", "basemap")
QUEUE = ("--size", "1500x900", "--tree-width", "0", "--basemap", "orthophoto", "--extent", KRAKOW)
SHEET = "565900,242900,568100,244500"
PLAIN = (*SMALL, "--tree-width", "0")
DECIDING = (
    *("--size", "1366x768", "--tree-width", "0", "--basemap", "basemap", "--basemap", "orthophoto"),
    *("--limit", "240"),
)
PROJECT = (*SMALL, "--tree-width", "330")
SHOTS = {
    "desktop.png": Shot(
        (
            *("--basemap", "orthophoto", "--extent", "563500,242000,569500,246000", "--legend", "--edit"),
            *("--form", '"status_id" = 1 and "category_id" = 18', "--form-box", "660x860+920+110"),
        )
    ),
    "basemap.png": Shot((*SMALL, "--basemap", "basemap", "--extent", KRAKOW, "--menu", "basemaps")),
    "basemap_added.png": Shot((*MAP, "--extent", KRAKOW, "--scene", "basemap_opacity")),
    "basemap_down.png": Shot((*MAP, "--extent", KRAKOW, "--scene", "basemap_down", "--crop", "1280x420+0+0")),
    "basemap_slow.png": Shot((*MAP, "--extent", KRAKOW, "--scene", "basemap_slow", "--crop", "1280x420+0+0")),
    "handbook/menu.png": Shot((*MAP, "--extent", KRAKOW, "--menu", "menu")),
    "handbook/settings.png": Shot((*SMALL, "--no-standin", "--menu", "settings")),
    "handbook/import_columns.png": Shot((*SMALL, "--scene", "import_columns")),
    "handbook/import_question.png": Shot((*SMALL, "--scene", "import_question")),
    "handbook/import_check.png": Shot((*SMALL, "--scene", "import_result", "--dry")),
    "handbook/import_result.png": Shot((*SMALL, "--scene", "import_result")),
    "handbook/desk_differences_window.png": Shot((*MAP, "--extent", KRAKOW, "--scene", "differences")),
    "handbook/map_national.png": Shot((*MAP, "--extent", POLAND)),
    "handbook/map_regional.png": Shot((*MAP, "--extent", SILESIA)),
    "handbook/map_local.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "late")),
    "handbook/legend.png": Shot(
        (
            *("--size", "1280x1300", "--tree-width", "560", "--basemap", "basemap", "--extent", OLD_TOWN),
            *("--legend", "--crop", "560x1012+0+155"),
        )
    ),
    "handbook/refusal.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "refusal", "--form", '"status_id" = 1')),
    "handbook/publish.png": Shot((*SMALL, "--scene", "publish")),
    "handbook/units.png": Shot((*SMALL, "--scene", "units")),
    "handbook/assigned.png": Shot((*SMALL, "--scene", "units_assigned")),
    "handbook/project_day.png": Shot((*PROJECT, "--extent", KRAKOW, "--scene", "units_project_day")),
    "handbook/project_night.png": Shot((*PROJECT, "--extent", KRAKOW, "--scene", "units_project_night")),
    "handbook/project_print.png": Shot((*PROJECT, "--extent", OLD_TOWN, "--scene", "units_project_print")),
    "handbook/locator.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "locator_found", "--crop", "1280x640+0+158")),
    "handbook/what_is_here.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "here")),
    "handbook/desk_digitizing_form.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "desk_new_report", "--dry")),
    "handbook/desk_digitizing_nearby.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "desk_new_report")),
    "handbook/desk_duplicates_window.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "desk_duplicates", "--dry")),
    "handbook/desk_duplicates_linked.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "desk_duplicates")),
    "handbook/catalogue.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "catalogue")),
    "handbook/metadata.png": Shot((*("--size", "1280x1000"), "--scene", "metadata", "--crop", "1120x940+0+0")),
    "handbook/desk_queue_list.png": Shot((*QUEUE, "--scene", "queue_list")),
    "handbook/desk_queue_filters.png": Shot((*QUEUE, "--scene", "queue_filters")),
    "handbook/desk_queue_units.png": Shot((*QUEUE, "--scene", "queue_units")),
    "handbook/desk_queue_area.png": Shot((*QUEUE, "--scene", "queue_area")),
    "handbook/desk_queue_none.png": Shot((*QUEUE, "--scene", "queue_none")),
    "locator_bar.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "locator", "--crop", "760x420+0+380")),
    "locator_reports.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "locator_reports", "--crop", "1100x600+0+200")),
    "catalogue_layers.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "catalogue_layers")),
    "project_dialog.png": Shot((*SMALL, "--scene", "project_dialog")),
    "project_bookmarks.png": Shot((*PROJECT, "--scene", "project_bookmarks")),
    "form_new.png": Shot(
        (
            *("--size", "1280x800", "--form-new", "567059,244219", "--form-box", "640x740+10+40"),
            *("--crop", "660x800+0+0", "--form-set", "description=Ławka i wiata zniszczone, szkło na chodniku."),
        )
    ),
    "form_existing.png": Shot(
        (
            *("--size", "1280x800", "--edit", "--late", "5", "--form", '"status_id" = 1 and "category_id" = 18'),
            *("--form-box", "640x740+10+40", "--form-tab", "1", "--crop", "660x800+0+0"),
        )
    ),
    "form_closing.png": Shot(
        (
            *("--size", "1280x800", "--edit", "--form", '"status_id" = 2', "--form-set", "status_id=6"),
            *("--form-box", "640x740+10+40", "--form-tab", "1", "--crop", "660x800+0+0"),
        )
    ),
    "form_categories.png": Shot(
        (
            *("--size", "1280x800", "--form-new", "567059,244219", "--form-box", "640x740+10+40"),
            *("--crop", "660x800+0+0", "--form-list", "category_id"),
        )
    ),
    "form_attachments.png": Shot(
        (
            *("--size", "1280x800", "--edit", "--form", '"status_id" = 2 and "category_id" = 18', "--form-tab", "3"),
            *("--form-attach", str(PICTURES / "handbook" / "map_local.png"), "--form-attach", str(ROOT / "LICENSE")),
            *(
                "--form-attach",
                str(ROOT / "icons" / "kmzb.svg"),
                "--form-box",
                "640x560+10+40",
                "--crop",
                "660x620+0+0",
            ),
        )
    ),
    "form_history.png": Shot(
        (
            *("--size", "1280x800", "--history", "--form", '"status_id" = 1 and "category_id" = 18', "--form-tab", "4"),
            *("--form-box", "640x740+10+40", "--crop", "660x800+0+0"),
        )
    ),
    "handbook/desk_handover_list.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "hand_overs")),
    "handbook/desk_handover_new.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "hand_over_new")),
    "handbook/desk_handover_answer.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "hand_over_answer")),
    "handbook/desk_handover_bodies.png": Shot((*MAP, "--extent", OLD_TOWN, "--scene", "hand_over_bodies")),
    "handbook/desk_deciding_first.png": Shot((*DECIDING, "--scene", "verifying_first"), store="week"),
    "handbook/desk_deciding_text.png": Shot((*DECIDING, "--scene", "verifying_text"), store="week"),
    "handbook/desk_deciding_undone.png": Shot((*DECIDING, "--scene", "verifying_undone"), store="week"),
    "handbook/desk_redact_form.png": Shot(
        (
            *("--size", "1280x1000", "--form", '"fid" = 1', "--edit", "--form-box", "760x910+20+30"),
            *("--crop", "764x940+19+4"),
        ),
        store="texts",
    ),
    "handbook/desk_redact_erase.png": Shot((*PLAIN, "--scene", "erase"), store="texts"),
    "handbook/desk_redact_rehearsal.png": Shot((*PLAIN, "--scene", "erase", "--dry"), store="texts"),
    "checkin.png": Shot(
        (*SMALL, "--basemap", "basemap", "--scene", "checkin", "--crop", "1262x354+9+100"), store="week"
    ),
    "print_layout.png": Shot(("--size", "1600x1000", "--tree-width", "0", "--extent", SHEET, "--scene", "print_map")),
    "handbook/desk_handover_sheet.png": Shot(script="hand_over_sheet.py"),
    "contact_sheet.png": Shot(script="contact_sheet.py"),
    "openlayers_wfs2.png": Shot(script="client_pictures.py"),
    "qgis_wfs2.png": Shot(script="client_pictures.py"),
    "two_desks_open.png": Shot(script="two_desks.py"),
    "two_desks_sees.png": Shot(script="two_desks.py"),
    "two_desks_told.png": Shot(script="two_desks.py"),
}
