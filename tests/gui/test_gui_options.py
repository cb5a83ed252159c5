"""The options page: kept values come back, wrong ones are named and not kept."""

import json

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtWidgets import QLineEdit

from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.options import OptionsFactory, problem
from kmzb_qgis.toolbelt import settings
from tests.gui.waiting import told


@pytest.fixture
def page(qgis_iface):
    qgis_iface.messageBar().clear_messages()
    for name, value in settings.DEFAULTS.items():
        settings.put(name, value)
    page = OptionsFactory(Messages(qgis_iface)).createWidget(None)
    yield page
    for name, value in settings.DEFAULTS.items():
        settings.put(name, value)


def test_values_are_kept(page, tmp_path, qgis_iface):
    own = tmp_path / "usługi.json"
    own.write_text(json.dumps({"services": []}), encoding="utf-8")
    page.service_url.setText(" https://example.org/kmzb ")
    page.service_pause_s.setValue(2.5)
    page.service_timeout_s.setValue(90)
    page.publication_folder.setFilePath(str(tmp_path))
    page.catalogue_file.setFilePath(str(own))
    page.duplicate_metres.setValue(120)
    page.duplicate_days.setValue(7)
    page.apply()
    assert told(qgis_iface) == []
    elsewhere = {"store", "authcfg", *(name for name in settings.DEFAULTS if name.startswith(("queue_", "verifying_")))}
    kept = {name: settings.get(name) for name in settings.DEFAULTS if name not in elsewhere}
    assert kept == {
        "service_url": "https://example.org/kmzb",
        "service_pause_s": 2.5,
        "service_timeout_s": 90,
        "publication_folder": str(tmp_path),
        "catalogue_file": str(own),
        "duplicate_metres": 120.0,
        "duplicate_days": 7.0,
    }
    again = OptionsFactory(Messages(qgis_iface)).createWidget(None)
    assert again.service_url.text() == "https://example.org/kmzb"
    assert again.service_timeout_s.value() == 90 and again.service_pause_s.value() == 2.5


def test_service_is_off_at_first(page):
    assert page.service_url.text() == "" and settings.get("service_url") == ""
    assert page.service_url.placeholderText()


def test_wrong_value_is_named_and_not_kept(page, qgis_iface, tmp_path):
    settings.put("service_url", "https://example.org/old")
    page.service_url.setText("ftp://example.org")
    assert "http://" in page.hint("service_url")  # at once, under the field
    page.publication_folder.setFilePath(str(tmp_path / "nie ma"))
    page.apply()
    assert settings.get("service_url") == "https://example.org/old"
    assert settings.get("publication_folder") == ""
    assert [text.split(" was not changed. ")[0] for text in told(qgis_iface)] == [
        "KMZB:The setting 'KMZB data service'",
        "KMZB:The setting 'Publication folder'",
    ]
    page.service_url.setText("https://example.org/new")
    assert "http://" not in page.hint("service_url")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("service_url", "example.org", "http://"),
        ("service_url", "https://", "name a host"),
        ("service_url", "https://jan:x@example.org", "user and password"),
        ("service_url", "https://example.org:port", "not a valid address"),
        ("publication_folder", "/no/such/folder", "does not exist"),
        ("catalogue_file", "/no/such/file.json", "could not be read"),
        ("service_url", "", ""),
        ("catalogue_file", "", ""),
    ],
)
def test_sentences(qgis_app, name, value, words):
    sentence = problem(name, value)
    assert words in sentence and bool(words) == bool(sentence)


def test_labels_belong_to_their_fields(page):
    """A mnemonic must lead somewhere."""
    assert isinstance(page.service_url, QLineEdit)
    labels = [page._form.labelForField(widget) for widget in (page.service_url, page.service_timeout_s)]
    assert all("&" in label.text() for label in labels)


@pytest.mark.parametrize("kept", ["soon", "", ["1", "2"]])
def test_spoilt_settings_file_gives_the_default(page, kept):
    QgsSettings().setValue("kmzb/service_timeout_s", kept)
    assert settings.get("service_timeout_s") == settings.DEFAULTS["service_timeout_s"]
    QgsSettings().setValue("kmzb/service_timeout_s", "45")
    assert settings.get("service_timeout_s") == 45


def test_unknown_setting_is_an_error(qgis_app):
    with pytest.raises(KeyError):
        settings.put("no_such_setting", 1)
    with pytest.raises(KeyError):
        settings.get("no_such_setting")
