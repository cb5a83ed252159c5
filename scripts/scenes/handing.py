"""Scenes of hand-overs for the handbook's pictures: bodies and letters are synthetic, put into a copy of the store."""

from __future__ import annotations

from datetime import timedelta

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtWidgets import QTabWidget
from qgis.utils import iface

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.editing import body_form
from kmzb_qgis.store import handing, open_store

from .desk import PLAN, face

BODIES = (
    ("Zarząd Dróg Miasta (przykład)", "road", "ul. Centralna 53, 31-586 Kraków", "{7,9,11,14,15,18,26}", 14),
    ("Straż Miejska (przykład)", "guard", "ul. Dobrego Pasterza 116, 31-416 Kraków", "{1,3,11,22}", 14),
    ("Urząd Miasta, Wydział Gospodarki Komunalnej (przykład)", "municipality", "os. Zgody 2, Kraków", "{3,15,22}", 30),
    ("Nadleśnictwo (przykład)", "forest", "Niepołomice", "{3,9,17,23}", 30),
    ("PKP Polskie Linie Kolejowe (przykład)", "railway", "Kraków", "{12,13}", 30),
)
LETTERS = ((1, 41, "RD-5321/101/2026"), (1, 27, "RD-5321/114/2026"), (2, 3, "RD-5321/131/2026"), (3, 9, ""))


def today():
    """Warsaw's day."""
    return warsaw.day_of(warsaw.now())


def letters() -> list[int]:
    """Bodies and hand-overs: two overdue, two waiting, one answered; the fids of confirmed reports that are left."""
    store = open_store(PLAN["store"])
    old = warsaw.to_text(warsaw.now() - timedelta(days=60))
    with store.connect() as db:
        for name, kind, address, categories, days in BODIES:
            db.execute(
                "INSERT INTO body (name, kind, address, email, phone, categories, answer_days) VALUES"
                " (?, ?, ?, 'sekretariat@example.org', '12 000 00 00', ?, ?)",
                (name, kind, address, categories, days),
            )
        fids = [row[0] for row in db.execute("SELECT fid FROM report WHERE status_id = 3 AND geom IS NOT NULL LIMIT 8")]
        db.executemany(
            "UPDATE report SET reported_at = ?, modified_by = 'asp. Nowak', base_version = version WHERE fid = ?",
            [(old, fid) for fid in fids],
        )
        first = db.execute("SELECT min(id) FROM body").fetchone()[0] - 1
    rows = []
    for fid, (body, days, number) in zip(fids, (*LETTERS, (1, 20, "RD-5321/120/2026"))):
        day = today() - timedelta(days=days)
        rows += handing.hand_over(store, handing.Order((fid,), first + body, "asp. Kowalska", day, number))
    given = handing.Answer(today() - timedelta(days=2), "planned", "Naprawa nawierzchni w przyszłym tygodniu.")
    handing.answer(store, rows[-1], given, "asp. Kowalska")
    return fids[5:]


def window():
    """The window of hand-overs, with its list."""
    desk = face().hand_overs
    shown = desk.open()
    shown.move(40, 60)
    shown.state.setCurrentIndex(shown.state.count() - 1)
    return desk


def hand_overs():
    """The list, overdue ones in red."""
    letters()
    window()
    yield 2.0


def hand_over_new():
    """The question before reports are handed over."""
    left = letters()
    asked = window().hand_over(left[:2])
    yield 2.0
    asked.number.setText("RD-5321/{n}/2026")
    yield 0.5


def hand_over_answer():
    """The answer to the most overdue one."""
    letters()
    desk = window()
    yield 2.0
    desk.window.table.selectRow(0)
    asked = desk.answer()
    asked.outcome.setCurrentIndex(asked.outcome.findData("removed"))
    asked.text.setPlainText("Ubytki w jezdni uzupełniono, oznakowanie poziome odnowiono.")
    asked.closes.setChecked(True)
    yield 1.0


def hand_over_bodies():
    """The form of a body."""
    letters()
    layer = body_form.load(open_store(PLAN["store"]), QgsProject.instance())
    layer.startEditing()
    form = iface.getFeatureForm(layer, next(layer.getFeatures()))
    form.setWindowModality(0)
    form.show()
    form.resize(760, 720)
    form.move(260, 30)
    form.findChild(QTabWidget).setCurrentIndex(1)
    QgsApplication.processEvents()
    yield 2.0


SCENES = {scene.__name__: scene for scene in (hand_overs, hand_over_new, hand_over_answer, hand_over_bodies)}
