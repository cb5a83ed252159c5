"""What stands in the menu: the entries in their words and order, the submenus, and which of them are on the toolbar.

The day's work stands on top; what is done now and then (stores, imports, publications) in a submenu each. A letter
after '&' picks an entry; it is unique within its menu, in each language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable

from qgis.PyQt.QtWidgets import QMenu

from ..processing.algorithms.assignunits import AssignUnits
from ..processing.algorithms.metadata import Metadata
from ..processing.base import KmzbAlgorithm
from ..toolbelt.i18n import tr

# Groups of the toolbar, by entry; "basemaps" is the button with that menu.
TOOLBAR = (
    ("queue", "verify", "new_report", "hand_over", "here"),
    ("open_store", "import_file", "publish"),
    ("basemaps",),
)


@dataclass(frozen=True)
class Entry:
    """One action: its name (and its icon's), words, what it does, the key it gets unless that is taken."""

    name: str
    text: str
    tip: str
    run: Callable[[], object]
    icon: str = ""
    key: str = ""


@dataclass(frozen=True)
class Part:
    """A submenu: its name (and its icon's), words, entries in groups."""

    name: str
    text: str
    tip: str
    groups: list[list[Entry]]


def top(window) -> list[list[Entry | Part | QMenu]]:
    """The menu of a :class:`window.Window`: groups, with a line between two of them."""
    return [
        _reports(window),
        _map(window),
        [_store(window), _import(window), _publication(window)],
        [
            Entry("settings", tr("S&ettings…"), tr("Service, folders, own service catalogue"), window.settings),
            Entry("about", tr("Ab&out KMZB"), tr("Version, licence, help"), window.about, icon="kmzb"),
        ],
    ]


def _reports(window) -> list[Entry]:
    return [
        Entry(
            "queue",
            tr("Work &queue"),
            tr("The open reports, the late ones first, with filters: choose one and the map shows it"),
            window.queue.toggle,
            key="F8",
        ),
        Entry(
            "verify",
            tr("&Verify reports…"),
            tr("One report after another over the orthophoto, decisions by key, each saved at once"),
            window.verifying.open,
            key="F9",
        ),
        Entry(
            "new_report",
            tr("&Digitize a new report"),
            tr("Click on the map where a report of a talk, a debate or a letter lies: its form opens"),
            window.locators.pick_new,
        ),
        Entry(
            "duplicates",
            tr("&Repeats an existing report…"),
            tr("For the selected report: which report may it repeat? Shows them on the map and links to one"),
            window.duplicates.ask_selected,
        ),
        Entry(
            "change_status",
            tr("&Adjust the status of selected reports…"),
            tr("One status with one reason for all reports selected on the map: all of them or none"),
            window.job_entries.change_status,
        ),
        Entry(
            "hand_over",
            tr("&Hand-overs…"),
            tr("Hand reports over to other bodies, record their answers; overdue answers first"),
            window.hand_overs.open,
        ),
        Entry(
            "differences",
            tr("Di&fferences from the service…"),
            tr("List reports whose status here is not the one that the service last said, to enter it there"),
            window.differences.open,
        ),
    ]


def _map(window) -> list[Entry | QMenu]:
    return [
        Entry(
            "here",
            tr("&What is here?"),
            tr("Click on the map: nearest address, parcel, units and police of that place"),
            window.locators.pick,
        ),
        Entry(
            "print_map",
            tr("&Print map…"),
            tr("Lay the map out on A4 with key, scale and date, as it looks on paper, to print or save as PDF"),
            window.printing.ask,
        ),
        window.basemaps,
        Entry(
            "catalogue",
            tr("&Catalogue search…"),
            tr("Search the metadata catalogue of the national geoportal and add services it lists as layers"),
            window.catalogue.open,
        ),
    ]


def _store(window) -> Part:
    stores, job = window.stores, window.job_entries.job
    groups = [
        [
            Entry("new_store", tr("&New store…"), tr("Make an empty store for reports"), stores.ask_new),
            Entry("open_store", tr("&Open a store…"), tr("Open a store and show its reports"), stores.ask_open),
            Entry(
                "new_project",
                tr("New &KMZB project…"),
                tr("Make a project of a store: reports, units, basemaps, bookmarks, looks for day, night and print"),
                window.new_project.ask,
            ),
        ],
        [
            Entry(
                "renew_form",
                tr("Renew &form and styles of the store"),
                tr("After an update of the plugin: give the store its new form and symbols; your own styles stay"),
                window.renewing.ask,
            ),
            Entry(
                "copy_store",
                tr("&Copy the store…"),
                tr("Make a whole copy of the store, also while it is open and edited"),
                job("copystore"),
            ),
            Entry(
                "check_store",
                tr("C&heck the store…"),
                tr("Whether the store is what its version made: tables, rules, rights, lists"),
                job("checkstore"),
            ),
            Entry(
                "attachments_folder",
                tr("Folder of &attachments…"),
                tr("Where the attachments of a team's database lie: a folder that every desk reaches"),
                job("attachmentsfolder"),
            ),
        ],
        [
            Entry(
                "check_out",
                tr("Take reports o&ut…"),
                tr("A working copy of a unit's or an area's reports, to work on without the network"),
                job("checkout"),
            ),
            Entry(
                "check_in",
                tr("Check a working copy &in…"),
                tr("Bring what was done in a working copy back; decide what was changed on both sides"),
                window.checking_in.open,
            ),
            Entry(
                "move_store",
                tr("&Move the store…"),
                tr("Bring the whole store into a database of PostgreSQL, back, or into another file"),
                job("movestore"),
            ),
        ],
        [
            Entry(
                "anonymise",
                tr("&Erase texts…"),
                tr("Blank descriptions, notes and attachments of old or chosen reports for good; rehearsed first"),
                job("anonymise", stores.changed),
            ),
        ],
    ]
    return Part("store", tr("&Store"), tr("Make, open, copy and look after a store of reports"), groups)


def _import(window) -> Part:
    job, changed = window.job_entries.job, window.stores.changed
    groups = [
        [
            Entry(
                "import_file",
                tr("Import &files…"),
                tr("Load reports from files: CSV, XLSX, GeoJSON, GeoPackage, Shapefile, JSON"),
                window.job_entries.import_files,
            ),
            Entry(
                "import_service",
                tr("Import from the &service…"),
                tr("Load reports from the KMZB data service"),
                job("importservice", changed),
            ),
        ],
        [
            Entry(
                "import_units",
                tr("Import &units…"),
                tr("Load municipalities, counties, voivodeships and police jurisdictions"),
                job("importunits", changed),
            ),
            _of_algorithm("assign_units", AssignUnits(), "r", job(AssignUnits.NAME, changed)),
        ],
        [
            Entry(
                "sample",
                tr("&Make sample reports…"),
                tr("Write a file of synthetic reports to try things out"),
                job("samplereports", window.job_entries.sampled),
            ),
        ],
    ]
    return Part("import", tr("I&mport"), tr("Load reports and units; sample reports to try things out"), groups)


def _publication(window) -> Part:
    job = window.job_entries.job
    groups = [
        [
            Entry("publish", tr("&Publish…"), tr("Publish the public part of the reports"), job("publish")),
            Entry(
                "check",
                tr("&Check the publication…"),
                tr("Read the publication back over the network"),
                job("checkpublication"),
            ),
            Entry(
                "push",
                tr("P&ush to the public zone…"),
                tr("Bring what is published to the public server's database, now and whenever it changes"),
                job("pushpublication"),
            ),
        ],
        [
            Entry("rollback", tr("&Roll back…"), tr("Go back to an earlier publication"), job("rollback")),
            Entry(
                "withdraw",
                tr("&Withdraw a report…"),
                tr("Take one report out of the publication at once"),
                job("withdraw"),
            ),
        ],
        [_of_algorithm("metadata", Metadata(), "do", job(Metadata.NAME))],
    ]
    tip = tr("Publish reports, check what is served, take something back, describe it")
    return Part("publication", tr("P&ublication"), tip, groups)


def _of_algorithm(name: str, algorithm: KmzbAlgorithm, keys: str, run: Callable[[], object]) -> Entry:
    """An entry in the algorithm's own words; the first of ``keys`` in them picks it."""
    words = re.sub(f"[{keys}]", lambda letter: f"&{letter[0]}", algorithm.title(), count=1, flags=re.IGNORECASE)
    return Entry(name, f"{words}…", algorithm.shortDescription(), run)
