"""The picker of categories and the line of the place, in a real form."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from form_desk import Desk
from qgis.core import QgsProject
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QLabel, QPushButton

from kmzb_qgis import editing
from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.editing import category_groups
from kmzb_qgis.geoportal import locate, pace
from kmzb_qgis.gui import category_picker, history_tab, slots
from kmzb_qgis.toolbelt import settings
from tests.standins.locators import Locators as Services

sys.path.insert(0, str(Path(__file__).parent))
import look_store
from waiting import run_events, wait_idle, wait_until

BOOK = look_store.BOOK


@pytest.fixture(autouse=True)
def logged(monkeypatch):
    found = []
    monkeypatch.setattr(slots.log, "error", found.append)
    yield found
    assert not found, found[0]


@pytest.fixture
def store(tmp_path, qgis_new_project):
    QgsGui.editorWidgetRegistry().initEditors()
    store = look_store.make(tmp_path / "store.gpkg")
    with store.connect() as db:
        db.executemany(
            "INSERT INTO unit (id, level, teryt, name, valid_to) VALUES (?, ?, ?, ?, ?)",
            [
                ("1261011", "municipality", "1261011", "Kraków", None),
                ("1261", "county", "1261", "powiat Kraków", None),
                ("12", "voivodeship", "12", "małopolskie", None), ("KP1", "K05", None, "Komisariat I", None),
            ],
        )  # fmt: skip
    return store


@pytest.fixture
def layer(store):
    history_tab.install()
    layer = editing.load_layer(store, QgsProject.instance())
    assert layer.startEditing()
    yield layer
    wait_idle()
    layer.rollBack()
    history_tab.remove()


def opened(desk, key=Qt.Key.Key_Space):
    combo = desk.wrapper("category_id").widget()
    combo.setFocus()
    QTest.keyClick(combo, key)
    run_events()
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, category_picker.Picker)
    return combo, picker


def groups(picker):
    tops = [picker.tree.topLevelItem(i) for i in range(picker.tree.topLevelItemCount())]
    return {top.text(0): [top.child(i).text(0) for i in range(top.childCount())] for top in tops}


def test_categories_stand_in_groups_with_pictograms(layer):
    desk = Desk(layer)
    run_events()
    _combo, picker = opened(desk)
    found = groups(picker)
    today = warsaw.day_of(warsaw.now())
    assert {name for names in found.values() for name in names} == {c.name for c in BOOK.offered_categories(today)}
    assert next(iter(found)) == "Ruch drogowy"
    assert "Nieprawidłowe parkowanie" in found["Ruch drogowy"]
    tops = [picker.tree.topLevelItem(i) for i in range(picker.tree.topLevelItemCount())]
    assert not any(top.child(i).icon(0).isNull() for top in tops for i in range(top.childCount()))
    picker.close()


def test_search_and_enter_choose(layer):
    desk = Desk(layer)
    run_events()
    combo, picker = opened(desk)
    QTest.keyClicks(picker.search, "zebr")  # without the Polish letter
    assert groups(picker) == {"Osoby wymagające pomocy": ["Żebractwo"]}
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    run_events()
    assert combo.currentText() == "Żebractwo"
    assert desk.wrapper("category_id").value() == 27
    assert QApplication.activePopupWidget() is None
    _combo, picker = opened(desk, Qt.Key.Key_F4)
    assert picker.tree.currentItem().text(0) == "Żebractwo"
    QTest.keyClicks(picker.search, "kolej")  # a group's name finds its categories
    assert sorted(groups(picker)["Kolej"]) == ["Niestrzeżone przejście przez tory", "Niestrzeżony przejazd kolejowy"]
    first = picker.tree.currentItem().text(0)
    QTest.keyClick(picker.search, Qt.Key.Key_Down)
    assert picker.tree.currentItem().text(0) != first
    QTest.keyClicks(picker.search, "xyz")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)  # nothing to take
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    run_events()
    assert desk.wrapper("category_id").value() == 27


def test_a_click_opens_and_takes(layer):
    desk = Desk(layer, 1)
    run_events()
    combo = desk.wrapper("category_id").widget()
    QTest.mouseClick(combo, Qt.MouseButton.LeftButton)
    run_events()
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, category_picker.Picker)
    picker.search.setText("wandal")
    item = picker.tree.topLevelItem(0).child(0)
    QTest.mouseClick(picker.tree.viewport(), Qt.MouseButton.LeftButton, pos=picker.tree.visualItemRect(item).center())
    assert combo.currentText() == "Akty wandalizmu"


def test_the_picker_follows_the_date(layer):
    desk = Desk(layer, 1)
    run_events()
    desk.put("reported_local", "2021-06-01T12:00:00")
    _combo, picker = opened(desk)
    assert "Utonięcia" in groups(picker)["Woda"]
    picker.close()
    desk.put("reported_local", "2024-06-01T12:00:00")
    _combo, picker = opened(desk)
    assert "Utonięcia" not in groups(picker)["Woda"]
    picker.close()


def test_every_category_has_a_group():
    keys = {group.key for group in BOOK.groups}
    assert {category.group for category in BOOK.categories} == keys  # and no group is empty
    everything = [(c.id, c.name) for c in BOOK.categories]
    assert sum(len(g.categories) for g in category_groups.grouped(everything, "pl")) == len(BOOK.categories)
    assert category_groups.grouped([(999, "Własna")], "pl", "", "Inne") == [
        category_groups.Listed("Inne", ((999, "Własna"),))
    ]
    assert category_groups.grouped(everything, "pl", "ŻĄDŁO") == []
    (smoke,) = category_groups.grouped(everything, "pl", "traw wypal")
    assert smoke.categories == ((23, "Wypalanie traw"),)


def place(desk):
    return desk.form.findChild(QLabel, "kmzb_place_units").text()


def test_codes_are_named(layer):
    desk = Desk(layer, 1)
    run_events()
    assert "Kraków" not in place(desk)
    desk.put("teryt", "1261011")
    assert "Kraków" in place(desk) and "powiat Kraków" in place(desk) and "małopolskie" in place(desk)
    desk.put("unit_id", "KP1")
    assert "Komisariat I" in place(desk)
    desk.put("teryt", "1465011")  # not in the store
    assert "Kraków" not in place(desk) and "Komisariat I" in place(desk)


@pytest.fixture
def services(tmp_path, monkeypatch):
    monkeypatch.setattr(pace, "SHARED", pace.Pace(calls=100))
    monkeypatch.setattr(locate, "AGAIN_S", (0.02, 0.02))
    with Services() as server:
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "own.json")))
        yield server
        settings.put("catalogue_file", "")


def test_the_address_is_asked_only_by_a_click(services, store, layer):
    with store.connect() as db:
        db.execute("UPDATE report SET geom = kmzb_point(567055, 244215), base_version = version WHERE fid = 1")
        db.execute("UPDATE report SET geom = NULL, base_version = version WHERE fid = 2")
    layer.reload()
    desk = Desk(layer, 1)
    run_events(0.6)
    button = desk.form.findChild(QPushButton, "kmzb_place_ask")
    told = desk.form.findChild(QLabel, "kmzb_place_address")
    assert told.text() == ""
    button.click()
    wait_idle()
    assert "Rynek Główny" in told.text()
    settings.put("catalogue_file", "")  # from here on no question may reach anybody
    desk.form.setFeature(layer.getFeature(2))
    wait_until(lambda: told.text() == "")  # another report: another address
    assert not button.isEnabled()  # it has no place
