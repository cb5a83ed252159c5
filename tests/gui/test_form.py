"""The digitizing form, opened for real: lists, constraints with Polish messages, defaults, saves and refusals."""

import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from qgis.core import (
    NULL,
    QgsAttributeEditorElement,
    QgsEditFormConfig,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsGui
from qgis.PyQt.QtWidgets import QPlainTextEdit

from kmzb_qgis import editing
from kmzb_qgis.catalogue import warsaw

sys.path.insert(0, str(Path(__file__).parent))
import engines
import look_store
from engines import BOTH
from form_desk import Desk

BOOK = look_store.BOOK


@pytest.fixture
def engine(request):
    return engines.of(request)


@pytest.fixture
def store(new_store, qgis_new_project):
    QgsGui.editorWidgetRegistry().initEditors()
    return look_store.fill(new_store("store"))


@pytest.fixture
def layer(store):
    layer = editing.load_layer(store, QgsProject.instance())
    assert layer.startEditing()
    yield layer
    layer.rollBack()


def names(statuses):
    return sorted(status.name for status in statuses)


@pytest.mark.parametrize("status", BOOK.statuses, ids=lambda status: status.key)
def test_only_legal_next_statuses_are_offered(layer, status):
    expected = names([status, *BOOK.next_statuses(status.id)])
    desk = Desk(layer, status.id)
    assert sorted(desk.choices("status_id")) == expected
    assert desk.wrapper("status_id").value() == status.id
    following = BOOK.next_statuses(status.id)[0]
    desk.choose("status_id", following.name)
    desk.put("note", "zmiana")
    assert sorted(desk.choices("status_id")) == expected  # still reckoned from the stored status
    desk.choose("status_id", status.name)
    assert sorted(desk.choices("status_id")) == expected
    assert desk.wrapper("status_id").value() == status.id


@BOTH
def test_only_legal_statuses_while_the_value_goes_to_and_fro_between_saves(store, layer):
    """The list is that of the status in the store: of no value in the form, the buffer, or a save that was refused."""
    desk = Desk(layer, 2)
    legal = names([BOOK.status(2), *BOOK.next_statuses(2)])
    for name in [*legal, *reversed(legal), "Niepotwierdzone"]:
        desk.choose("status_id", name)
        assert sorted(desk.choices("status_id")) == legal
    assert desk.form.save()  # the buffer says Niepotwierdzone
    again = Desk(layer, 2)
    assert sorted(again.choices("status_id")) == legal
    again.choose("status_id", "Weryfikacja")
    assert again.form.save()  # and now what the store says, as a change of the buffer
    assert sorted(Desk(layer, 2).choices("status_id")) == legal
    with store.connect() as connection:  # another officer closes it meanwhile
        connection.execute("UPDATE report SET status_id = 6, reason_id = 20, base_version = version WHERE fid = 2")
    closed = Desk(layer, 2)
    assert sorted(closed.choices("status_id")) == names([BOOK.status(6), *BOOK.next_statuses(6)])


@BOTH
def test_statuses_follow_the_stored_one_after_each_save(store, layer):
    desk = Desk(layer, 1)
    desk.choose("status_id", "Weryfikacja")
    assert desk.form.save()
    again = Desk(layer, 1)  # saved into the buffer only: the database still says Nowe
    assert sorted(again.choices("status_id")) == ["Nowe", "Weryfikacja"]
    assert layer.commitChanges(False), layer.commitErrors()
    assert look_store.row(store, 1, "status_id, version, base_version") == (2, 2, None)
    assert sorted(Desk(layer, 1).choices("status_id")) == names([BOOK.status(2), *BOOK.next_statuses(2)])


@BOTH
def test_new_point_saved(store, layer):
    desk = Desk(layer)
    assert desk.choices("status_id") == ["Nowe"]
    assert desk.wrapper("category_id").value() in (None, NULL)  # nothing chosen for the officer
    assert "Wybierz kategorię zagrożenia." in desk.messages("category_id")
    desk.choose("category_id", "Żebractwo")
    desk.put("description", "Pod dworcem, Łódź Kaliska")
    assert desk.form.save()
    assert layer.commitChanges(False), layer.commitErrors()
    with store.connect() as connection:
        saved = connection.execute(
            "SELECT id, plane, category_id, status_id, description, reported_at, read_by, version, modified_by"
            " FROM report ORDER BY fid DESC LIMIT 1"
        ).fetchone()
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", saved[0])
    assert saved[1:5] == (2, 27, 1, "Pod dworcem, Łódź Kaliska")
    assert abs(warsaw.from_text(saved[5]) - warsaw.now()) < timedelta(minutes=2)
    assert saved[6] is not None
    assert saved[7] == 1
    assert saved[8]


@BOTH
def test_new_point_without_category_is_not_saved(store, layer):
    desk = Desk(layer)
    desk.put("description", "bez kategorii")
    desk.form.save()
    layer.commitChanges(False)
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (8,)


@BOTH
def test_categories_by_the_day_of_the_report(store, layer):
    today = Desk(layer).choices("category_id")
    assert set(today) == {category.name for category in BOOK.offered_categories(warsaw.day_of(warsaw.now()))}
    layer.rollBack()
    with store.connect() as connection:
        connection.execute(
            "UPDATE report SET reported_local = '2022-09-30T23:59:00', base_version = version WHERE fid = 1"
        )
    layer.reload()
    layer.startEditing()
    assert set(Desk(layer, 1).choices("category_id")) == {category.name for category in BOOK.categories}


def test_category_stays_chosen_when_the_date_is_edited(layer):
    desk = Desk(layer, 1)
    before = desk.wrapper("category_id").value()
    assert before
    desk.put("reported_local", "2024-03-01T12:00:00")
    assert desk.wrapper("category_id").value() == before
    desk.form.save()
    assert layer.getFeature(1)["category_id"] == before


@BOTH
def test_ended_category_stays_with_the_report_that_has_it(layer):
    assert "Utonięcia" in Desk(layer, 8).choices("category_id")
    assert "Utonięcia" not in Desk(layer, 1).choices("category_id")


def test_description_counts_and_stops_at_500(store, layer):
    desk = Desk(layer, 1)
    desk.put("description", "ż" * 500)
    assert any("Opis (500/500)" in text and "#c00000" not in text for text in desk.labels())
    assert desk.messages("description") == ""
    desk.put("description", "ż" * 501)
    assert any("Opis (501/500)" in text and "#c00000" in text for text in desk.labels())
    assert "Opis może mieć najwyżej 500 znaków" in desk.messages("description")
    desk.form.save()
    layer.commitChanges(False)
    assert look_store.row(store, 1, "description") == ("Zażółć <b>gęślą</b> jaźń",)


@BOTH
def test_boxes_of_an_imported_report_are_empty_not_null(store, layer):
    with store.connect() as connection:
        connection.execute(
            "INSERT INTO report (fid, id, plane, category_id, status_id, description, note, reported_at,"
            " status_changed_at, import_run_id) VALUES (9, 'r9', 3, 1, 4, NULL, NULL, ?1, ?1, 1)",
            (look_store.REPORTED,),
        )
    desk = Desk(layer, 9)
    boxes = desk.form.findChildren(QPlainTextEdit)
    assert len(boxes) == 3  # description, explanation, note
    assert [box.toPlainText() for box in boxes] == ["", "", ""]
    assert desk.form.save()
    assert layer.editBuffer().changedAttributeValues() == {}


def test_entertainment_needs_a_description(layer):
    desk = Desk(layer)
    desk.choose("category_id", BOOK.category(8).name)
    assert "obowiązkowy" in desk.messages("description")
    desk.put("description", "Klub w piwnicy")
    assert desk.messages("description") == ""


def wall(instant):
    return f"{instant.astimezone(warsaw.WARSAW):%Y-%m-%dT%H:%M:%S}"


@BOTH
def test_report_date_in_the_future_is_told(layer):
    desk = Desk(layer)
    for wrong in (wall(warsaw.now() + timedelta(minutes=20)), "1999-12-31T23:59:59", None):
        desk.put("reported_local", wrong)
        assert "nie późniejszą niż teraz" in desk.messages("reported_local")
    for right in (wall(warsaw.now() - timedelta(minutes=1)), "2000-01-01T00:00:00"):
        desk.put("reported_local", right)
        assert desk.messages("reported_local") == ""


@BOTH
def test_times_are_in_polish_time_and_deadlines_by_day(store, layer):
    desk = Desk(layer, 1)
    assert desk.wrapper("reported_local").widget().text() == "01.07.2024 23:30"
    assert any("Zmiana statusu: <b>01.07.2024 23:30</b>" in text for text in desk.labels())
    assert not any("UTC" in text for text in desk.labels())
    read = next(text for text in desk.labels() if "Zapoznać się do końca dnia" in text)
    assert "04.07.2024" in read  # three days after 1 July in Warsaw
    assert "#c00000" in read  # long past, and still Nowe
    verify = next(text for text in desk.labels() if "Zweryfikować do końca dnia" in text)
    assert "08.07.2024" in verify
    desk.put("event_local", "2024-01-16T00:30:00")
    assert desk.form.save()
    assert layer.commitChanges(False), layer.commitErrors()
    assert look_store.row(store, 1, "event_at, event_local, version") == (
        "2024-01-15T23:30:00.000Z", "2024-01-16T00:30:00", 2,
    )  # fmt: skip
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM report_history WHERE report_id = 'r1'").fetchone() == (1,)


@BOTH
def test_a_day_that_is_moved_moves_the_deadlines(store, layer):
    desk = Desk(layer, 1)
    desk.put("reported_local", "2024-07-02T00:15:00")
    desk.choose("category_id", BOOK.category(1).name)  # the list was read anew, which takes the choice away
    assert desk.form.save()
    assert layer.commitChanges(False), layer.commitErrors()
    assert look_store.row(store, 1, "reported_at, read_by, version") == (
        "2024-07-01T22:15:00.000Z", "2024-07-05T22:00:00.000Z", 2,
    )  # fmt: skip


@BOTH
def test_an_emptied_event_date_is_none(store, layer):
    for value, expected in (("2024-06-30T12:00:00", "2024-06-30T10:00:00.000Z"), (None, None)):
        desk = Desk(layer, 1)
        desk.put("event_local", value)
        assert desk.form.save()
        assert layer.commitChanges(False), layer.commitErrors()
        assert look_store.row(store, 1, "event_at") == (expected,)


@BOTH
def test_an_emptied_note_is_empty(store, layer):
    """QGIS 3.44 leaves a text that equals the column's default to the database, and would not write it."""
    for text in ("do sprawdzenia", ""):
        desk = Desk(layer, 1)
        desk.put("note", text)
        assert desk.form.save()
        assert layer.commitChanges(False), layer.commitErrors()
        assert look_store.row(store, 1, "note") == (text,)


@BOTH
def test_an_hour_that_never_was_is_saved_through_the_form(store, layer):
    desk = Desk(layer, 1)
    layer.changeAttributeValue(1, layer.fields().lookupField("event_local"), "2024-03-31T02:30:00")
    desk.put("note", "też")
    assert layer.commitChanges(False), layer.commitErrors()
    assert look_store.row(store, 1, "event_at, event_local, version") == (
        "2024-03-31T01:30:00.000Z", "2024-03-31T03:30:00", 2,
    )  # fmt: skip


@BOTH
def test_reasons_belong_to_the_status(layer):
    desk = Desk(layer, 2)
    desk.tab("Weryfikacja")
    assert not desk.box("Powód (publiczny)").isVisibleTo(desk.form)
    assert desk.choices("reason_id") == []
    desk.choose("status_id", "Niepotwierdzone")
    assert desk.box("Powód (publiczny)").isVisibleTo(desk.form)
    assert sorted(desk.choices("reason_id")) == sorted(r.name for r in BOOK.reasons if r.status_id == 6)
    assert "Podaj powód" in desk.messages("reason_id")
    desk.choose("reason_id", "Opisane zachowanie nie narusza prawa")
    assert desk.messages("reason_id") == ""


@BOTH
def test_reopening_needs_its_reason(store, layer):
    desk = Desk(layer, 6)
    desk.choose("status_id", "Weryfikacja")
    assert sorted(desk.choices("reason_id")) == sorted(r.name for r in BOOK.reasons if r.status_id == 2)
    assert "wznowienie zgłoszenia wymaga podania powodu" in desk.messages("status_id")
    desk.choose("reason_id", "Wznowienie: zagrożenie wróciło")
    assert desk.messages("status_id") == ""
    assert desk.form.save()
    assert layer.commitChanges(False), layer.commitErrors()
    assert look_store.row(store, 6, "status_id, reason_id") == (2, 41)
    assert Desk(layer, 6).wrapper("reason_id").value() == 41


@BOTH
def test_database_refuses_what_goes_past_the_form(store, layer):
    index = layer.fields().lookupField
    assert layer.changeAttributeValue(1, index("status_id"), 5)
    layer.changeAttributeValue(1, index("base_version"), 1)
    assert not layer.commitChanges(False)
    assert any("KMZB-403" in error for error in layer.commitErrors())
    assert look_store.row(store, 1, "status_id") == (1,)


def test_form_travels_in_the_store(store):
    plain = QgsVectorLayer(store.layer_uri("report"), "anything", "ogr")
    config = plain.editFormConfig()
    assert config.layout() == QgsEditFormConfig.EditorLayout.TabLayout
    assert [tab.name() for tab in config.tabs()] == [
        "Zgłoszenie", "Weryfikacja", "Przekazanie", "Załączniki", "Historia",
    ]  # fmt: skip
    assert config.initCodeSource() == QgsEditFormConfig.PythonInitCodeSource.CodeSourceNone
    assert not config.initCode()
    assert config.uiForm() == ""
    shown = {
        field.name()
        for tab in config.tabs()
        for field in tab.findElements(QgsAttributeEditorElement.AttributeEditorType.AeTypeField)
    }
    assert {"category_id", "status_id", "description", "read_by", "verify_by", "note"} <= shown
    assert "base_version" in shown  # carried, so that the form knows what it had read, but not to be seen
    assert plain.editorWidgetSetup(plain.fields().lookupField("base_version")).type() == "Hidden"
    shown.remove("base_version")
    assert not {"fid", "id", "source_key", "source_digest", "import_run_id"} & shown
    columns = {column.name for column in plain.attributeTableConfig().columns() if not column.hidden}
    assert shown == columns
    with store.connect() as connection:
        styles = connection.execute("SELECT styleQML FROM layer_styles").fetchall()
    assert len(styles) == 5
    assert not any(str(store.path.parent) in qml for (qml,) in styles)  # no path of this computer


def test_what_is_carried_unseen_leaves_no_trace_in_the_form(layer):
    desk = Desk(layer, 1)
    assert not desk.wrapper("base_version").widget().isVisibleTo(desk.form)
    assert not any("base_version" in text for text in desk.labels())


def test_plain_qgis_is_told_where_the_lists_are(store):
    # QGIS Desktop loads these tables by itself when the report layer is added without the plugin.
    plain = QgsVectorLayer(store.layer_uri("report"), "anything", "ogr")
    setups = [plain.editorWidgetSetup(index) for index in range(plain.fields().count())]
    lists = [setup.config() for setup in setups if setup.type() == "ValueRelation"]
    assert {(entry["LayerName"], entry["LayerSource"].split("layername=")[1]) for entry in lists} == {
        ("kmzb_category", "category"), ("kmzb_transition", "transition"), ("kmzb_closing_reason", "closing_reason"),
        ("kmzb_body", "body"), ("kmzb_stored", "report"),
    }  # fmt: skip
    assert all(entry["Layer"] and entry["LayerProviderName"] == "ogr" for entry in lists)


def test_form_works_without_the_plugin(store):
    for name, table in (("category", "category"), ("transition", "transition"), ("closing_reason", "closing_reason"),
                        ("body", "body"), ("stored", "report")):  # fmt: skip
        QgsProject.instance().addMapLayer(QgsVectorLayer(store.layer_uri(table), f"kmzb_{name}", "ogr"))
    plain = QgsProject.instance().addMapLayer(QgsVectorLayer(store.layer_uri("report"), "anything", "ogr"))
    assert plain.startEditing()
    desk = Desk(plain, 3)
    assert sorted(desk.choices("status_id")) == names([BOOK.status(3), *BOOK.next_statuses(3)])
    desk.choose("status_id", "Potwierdzone (wyeliminowane)")
    desk.choose("reason_id", "Zagrożenie ustało samo")
    assert desk.form.save()
    assert plain.commitChanges(), plain.commitErrors()
    assert look_store.row(store, 3, "status_id, reason_id, version") == (5, 5, 2)


def test_installing_again_replaces_the_form_and_its_language(store):
    editing.install(store, "en")
    plain = QgsVectorLayer(store.layer_uri("report"), "anything", "ogr")
    assert [tab.name() for tab in plain.editFormConfig().tabs()] == [
        "Report", "Verification", "Hand-over", "Attachments", "History",
    ]  # fmt: skip
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM layer_styles WHERE useAsDefault").fetchone() == (4,)


def test_two_stores_keep_their_lists_apart(store, tmp_path):
    other = look_store.make(tmp_path / "other.gpkg")
    with other.connect() as connection:
        connection.execute("UPDATE category SET name = 'Żebractwo natarczywe' WHERE id = 27")
    first = editing.load_layer(store, QgsProject.instance())
    second = editing.load_layer(other, QgsProject.instance())
    assert editing.load_layer(store, QgsProject.instance()) is first
    assert "Żebractwo" in Desk(first, 1).choices("category_id")
    assert "Żebractwo natarczywe" in Desk(second, 1).choices("category_id")
