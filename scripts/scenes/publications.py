"""Scenes of publishing, of its metadata and of the erasure of texts."""

from __future__ import annotations

import processing
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtWidgets import QTextBrowser
from qgis.utils import iface

from .desk import PLAN, folder, job


def publish():
    """Publishing, from the menu's own dialog, to its end."""
    target = folder() / "publikacja"
    target.mkdir(exist_ok=True)
    yield from job("publish", not PLAN["dry"], FOLDER=str(target))


def metadata():
    """The publication described, and the document for the national register."""
    target = folder() / "publikacja"
    target.mkdir()
    processing.run("kmzb:publish", {"STORE": PLAN["store"], "FOLDER": str(target)})
    form = folder() / "zgłoszenie do ewidencji.html"
    given = {
        "STORE": PLAN["store"], "FOLDER": str(target), "FORM": str(form),
        "ORGANIZATION": "Komenda Miejska Policji w Krakowie", "PERSON": "Wydział Prewencji",
        "EMAIL": "kmzb@example.org", "PHONE": "+48 12 000 00 00", "SERVICE_URL": "https://mapy.example.org/kmzb",
        "REGON": "012137497", "LEGAL_BASIS": "ustawa z dnia 6 kwietnia 1990 r. o Policji",
    }  # fmt: skip
    processing.run("kmzb:metadata", given)
    iface.kmzb_document = view = QTextBrowser()
    view.setWindowTitle(form.name)
    view.setGeometry(0, 0, 1120, 940)
    view.setSource(QUrl.fromLocalFile(str(form)))
    view.show()
    yield 2.0


def erase():
    """The dialog that erases texts: filled in, or (where only to be shown) after its rehearsal."""
    yield from job("anonymise", PLAN["dry"], MONTHS=12)


SCENES = {
    scene.__name__: scene
    for scene in (
        publish,
        metadata,
        erase,
    )
}
