"""The plugin speaks the language that QGIS shows."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSettings

from kmzb_qgis.toolbelt import i18n


@pytest.fixture
def settings():
    """QGIS's settings of the language, as they were afterwards."""
    values, names = QSettings(), ("locale/overrideFlag", "locale/userLocale")
    stood = {name: values.value(name) for name in names}
    loaded = QgsApplication.instance().translation()
    yield values
    QgsApplication.setTranslation(loaded)
    for name, value in stood.items():
        values.remove(name) if value is None else values.setValue(name, value)


def test_the_user_s_language_is_followed(settings):
    QgsApplication.setTranslation("")
    settings.setValue("locale/overrideFlag", True)
    for chosen in ("pl", "en_US"):
        settings.setValue("locale/userLocale", chosen)
        assert i18n.locale_code() == chosen[:2]


def test_a_desktop_started_in_a_language_of_its_own_is_followed(settings):
    """``qgis --lang pl`` on an English computer: QGIS's menus were Polish and the plugin's English."""
    settings.setValue("locale/overrideFlag", True)
    settings.setValue("locale/userLocale", "en_US")
    QgsApplication.setTranslation("pl")
    assert i18n.locale_code() == "pl"
    QgsApplication.setTranslation("C")
    assert i18n.locale_code() == "en"
