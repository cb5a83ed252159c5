"""A store's form after an update of the plugin: told, renewed with the styles, the person's own styles kept."""

from __future__ import annotations

import re
import sqlite3
import sys
from pathlib import Path

import pytest
from qgis.core import QgsFeedback, QgsProject, QgsVectorLayer
from qgis.gui import QgsGui, QgsMessageBar
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QTextBrowser

from kmzb_qgis import editing
from kmzb_qgis.editing import belonging, renewal
from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.open_forms import open_forms
from kmzb_qgis.gui.renewing import Renewing
from kmzb_qgis.gui.stores import Stores
from kmzb_qgis.store import open_store
from kmzb_qgis.toolbelt import settings
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

sys.path.insert(0, str(Path(__file__).parent))
import look_store
from waiting import run_events, wait_idle, wait_until


@pytest.fixture
def store(tmp_path, qgis_new_project):
    QgsGui.editorWidgetRegistry().initEditors()
    return look_store.make(tmp_path / "zgłoszenia.gpkg")


def age(store):
    """The form as a plugin before this one left it: no number, no history tab."""
    with store.connect() as db:
        ((number, qml),) = db.execute(
            "SELECT id, styleQML FROM layer_styles WHERE f_table_name = 'report' AND useAsDefault"
        ).fetchall()
        older = re.sub(r"<attributeEditorRelation.*?</attributeEditorRelation>", "", qml, flags=re.DOTALL)
        older = re.sub(r'<Option[^>]*"kmzb/form"[^>]*/>', "", older)
        assert older != qml
        db.execute("UPDATE layer_styles SET styleQML = ? WHERE id = ?", (older, number))


def save_own_style(store, name, default=False):
    """What a person does in the layer's properties."""
    layer = QgsVectorLayer(store.layer_uri("report"), "mine", "ogr")
    layer.setDisplayExpression("'moje'")
    assert not layer.saveStyleToDatabase(name, "", default, "")


def styles(store):
    with store.connect() as db:
        return db.execute(
            "SELECT f_table_name, styleName, useAsDefault FROM layer_styles ORDER BY f_table_name, styleName"
        ).fetchall()


FAR = [(table, table, 1) for table in ("report_cells_1km", "report_cells_5km", "report_grid_10km")]


OWN = [
    ("report", "KMZB zgłoszenia", 1),
    ("report", "KMZB zgłoszenia: druk", 0),
    ("report_cells_1km", "report_cells_1km", 1),
    ("report_cells_5km", "report_cells_5km", 1),
    ("report_grid_10km", "report_grid_10km", 1),
]


TABS = ["Zgłoszenie", "Weryfikacja", "Przekazanie", "Załączniki", "Historia"]


def tabs(layer):
    return [tab.name() for tab in layer.editFormConfig().tabs()]


def test_a_new_store_has_the_plugins_form(store):
    assert renewal.stored_version(store) == 3
    assert not renewal.is_older(store)


def test_an_older_form_is_found_and_renewed(store):
    age(store)
    assert renewal.stored_version(store) == renewal.FIRST
    assert renewal.is_older(store)
    assert renewal.renew(store).kept == ()
    assert not renewal.is_older(store)
    layer = QgsVectorLayer(store.layer_uri("report"), "again", "ogr")
    assert tabs(layer) == TABS
    assert styles(store) == [("report", "KMZB zgłoszenia", 1), ("report", "KMZB zgłoszenia: druk", 0), *FAR]


def test_what_is_renewed_is_what_a_new_store_gets(store, tmp_path):
    age(store)
    renewal.renew(store)
    fresh = look_store.make(tmp_path / "fresh.gpkg")

    def content(of):
        with of.connect() as db:
            texts = dict(db.execute("SELECT styleName, styleQML FROM layer_styles"))
        # QGIS makes ids and the colours of unused profiles anew each time, and writes attributes in any order.
        chance = r'\{?[0-9a-f-]{36}\}?|_[0-9a-f_]{36}|value="\d+,\d+,\d+,\d+(,[a-z]+:[0-9.,e-]+)?"'
        return {name: sorted(re.findall(r'\w+="[^"]*"', re.sub(chance, "", qml))) for name, qml in texts.items()}

    assert content(store) == content(fresh)


def test_own_styles_stay(store):
    save_own_style(store, "Moja mapa", default=True)
    save_own_style(store, "Druk")
    assert renewal.stored_version(store) is None  # another style is the default: nothing is offered
    assert set(renewal.renew(store).kept) == {"Moja mapa", "Druk"}
    assert styles(store) == sorted([*OWN, ("report", "Druk", 0), ("report", "Moja mapa", 0)])


def test_every_style_of_the_plugin_is_renewed(store):
    """Each table's: what an older plugin drew is gone from all of them, in one go."""
    age(store)
    with store.connect() as db:
        db.execute("UPDATE layer_styles SET styleSLD = 'dawny', description = 'dawny'")
    assert renewal.renew(store).kept == ()
    with store.connect() as db:
        assert (
            db.execute("SELECT count(*) FROM layer_styles WHERE 'dawny' IN (styleSLD, description)").fetchone()[0] == 0
        )
        before = db.execute("SELECT * FROM layer_styles ORDER BY id").fetchall()
        db.execute(
            "CREATE TRIGGER no BEFORE INSERT ON layer_styles WHEN NEW.f_table_name = 'report_cells_5km'"
            " BEGIN SELECT RAISE(ABORT, 'nie'); END"
        )
    with pytest.raises(KmzbError):
        renewal.renew(store)  # the last of them fails: none is changed
    with store.connect() as db:
        assert db.execute("SELECT * FROM layer_styles ORDER BY id").fetchall() == before


def test_the_other_languages_styles_give_way(store):
    """A store with the plugin's styles in both languages ends with one language's."""
    with store.connect() as db:
        db.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, useAsDefault, owner) VALUES ('', '', 'report', 'geom', 'KMZB reports: print', 'x', 0, '')"
        )
    assert renewal.renew(store).kept == ()
    assert styles(store) == OWN


def test_the_stores_language_stays(store):
    editing.install(store, "en")
    age(store)
    renewal.renew(store)
    assert tabs(QgsVectorLayer(store.layer_uri("report"), "again", "ogr"))[-1] == "History"


def test_a_store_that_cannot_be_written_is_told_and_keeps_its_form(store, monkeypatch):
    age(store)
    before = styles(store)
    with pytest.raises(KmzbError, match="read-only"):
        renewal.renew(open_store(store.path, read_only=True))
    with store.connect() as db:
        db.execute("CREATE TRIGGER no BEFORE INSERT ON layer_styles BEGIN SELECT RAISE(ABORT, 'pełny dysk'); END")
    with pytest.raises(KmzbError, match="pełny dysk"):
        renewal.renew(store)
    assert styles(store) == before
    assert renewal.is_older(store)


def test_a_cancelled_renewal_changes_nothing(store):
    age(store)
    feedback = QgsFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        renewal.renew(store, feedback)
    assert renewal.is_older(store)


@pytest.fixture
def desk(store, qgis_iface, qgis_processing, monkeypatch):
    """The plugin's parts on a window with a real message bar, the older store opened."""
    bar = QgsMessageBar()
    monkeypatch.setattr(qgis_iface, "messageBar", lambda: bar)
    messages = Messages(qgis_iface)
    stores = Stores(qgis_iface, messages, Jobs(qgis_iface))
    renewing = Renewing(qgis_iface, messages, stores)
    age(store)
    stores.open(str(store.path))
    wait_idle()
    yield bar, renewing
    wait_idle()
    QgsProject.instance().clear()
    settings.put("store", "")


def shown(store):
    return belonging.layers_of(QgsProject.instance(), store.path)["report"]


def texts(bar):
    return " | ".join([item.text() for item in bar.items()] + [label.text() for label in bar.findChildren(QLabel)])


def test_an_older_store_is_told_with_a_button_that_renews(store, desk):
    bar, _ = desk
    wait_until(lambda: bar.findChild(QPushButton, "kmzb_renew_button") is not None)
    assert store.path.name in texts(bar)
    layer = shown(store)
    assert tabs(layer) == TABS[: len(tabs(layer))]
    bar.findChild(QPushButton, "kmzb_renew_button").click()
    wait_idle()
    wait_until(lambda: not renewal.is_older(store))
    run_events()
    assert shown(store) is layer
    assert tabs(layer) == TABS
    assert layer.customProperty("kmzb/form") == 3
    (relation,) = QgsProject.instance().relationManager().referencedRelations(layer)
    assert relation.isValid()
    assert layer.startEditing()
    from form_desk import Desk

    form = Desk(layer, 1)
    assert "Żebractwo" in form.choices("category_id")
    assert sorted(form.choices("status_id")) == ["Nowe", "Weryfikacja"]
    assert form.form.findChild(QTextBrowser, "kmzb_history") is None  # the window's part is not built here
    layer.rollBack()


def test_edits_are_not_run_over(store, desk):
    _, renewing = desk
    layer = shown(store)
    assert layer.startEditing()
    with pytest.raises(KmzbError, match="edits"):
        renewing.ask()
    assert renewal.is_older(store)
    layer.rollBack()
    renewing.ask()
    wait_until(lambda: not renewal.is_older(store))


def close(form):
    form.dialog.close()
    form.dialog.deleteLater()
    run_events()


def test_an_open_form_is_not_taken_away(store, desk):
    """QGIS would crash: a form with live labels does not outlive a new form of its layer."""
    from form_desk import Desk

    _, renewing = desk
    form = Desk(shown(store), 1)
    with pytest.raises(KmzbError, match="open forms"):
        renewing.ask()
    assert renewal.is_older(store)
    close(form)
    assert not open_forms(shown(store))
    renewing.ask()
    wait_until(lambda: not renewal.is_older(store))
    wait_idle()
    assert tabs(shown(store)) == TABS


def test_a_closed_form_that_something_keeps_is_put_away(store, desk):
    """QGIS deletes the window of most forms when it is closed, but not of all."""
    from form_desk import Desk

    _, renewing = desk
    form = Desk(shown(store), 1)
    form.dialog.hide()
    assert open_forms(shown(store)), "kept, and seen by nobody"
    renewing.ask()
    wait_until(lambda: not renewal.is_older(store))
    wait_idle()
    assert tabs(shown(store)) == TABS and not open_forms(shown(store))


def test_a_form_that_opens_while_it_is_renewed_stays(store, desk):
    from form_desk import Desk

    bar, renewing = desk
    before = tabs(shown(store))
    renewing.ask()
    form = Desk(shown(store), 1)
    wait_until(lambda: "renew it once more" in texts(bar))
    assert not renewal.is_older(store) and tabs(shown(store)) == before
    close(form)
    renewing.ask()
    wait_idle()
    assert tabs(shown(store)) == TABS


def test_without_a_store_it_says_so(qgis_iface, qgis_processing):
    settings.put("store", "")
    messages = Messages(qgis_iface)
    with pytest.raises(KmzbError, match="store"):
        Renewing(qgis_iface, messages, Stores(qgis_iface, messages, Jobs(qgis_iface))).ask()


def test_a_store_without_styles_gets_them(tmp_path, qgis_new_project):
    from kmzb_qgis.store import create_store

    store = create_store(tmp_path / "bare.gpkg")
    with store.connect() as db:
        db.execute("DROP TABLE IF EXISTS layer_styles")
    assert renewal.stored_version(store) is None
    renewal.renew(store)
    assert renewal.stored_version(store) == 3
    with sqlite3.connect(store.path) as db:
        assert db.execute("SELECT count(*) FROM layer_styles").fetchone() == (5,)
