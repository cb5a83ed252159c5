"""The plugin's page in QGIS's options: every setting, checked while it is typed, one sentence for what is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from qgis.gui import QgsAuthConfigSelect, QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QDoubleSpinBox, QFormLayout, QLabel, QLineEdit, QSpinBox, QVBoxLayout

from ..geoportal import services
from ..store import duplicate_search
from ..toolbelt import paths, settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .messages import Messages

PAGE = "kmzb_options"


def problem(name: str, value: str) -> str:
    """The sentence that says what is wrong with a setting's text; empty where it may be kept."""
    if not value:
        return ""
    if name == "service_url":
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            return tr("The service's address is not a valid address.")
        if not good:
            return tr("The service's address must begin with http:// or https:// and name a host.")
        if parts.username or parts.password:
            return tr("Leave user and password out of the address: keep them in an authentication configuration.")
    if name == "publication_folder":
        if not Path(value).is_dir():
            return tr("The publication folder {path} does not exist.", path=value)
        if not os.access(value, os.W_OK):
            return tr("The publication folder {path} cannot be written to.", path=value)
    if name == "catalogue_file":
        try:
            services.load(value)
        except KmzbError as error:
            return error.message
    return ""


class OptionsFactory(QgsOptionsWidgetFactory):
    """Gives QGIS the page."""

    def __init__(self, messages: Messages):
        super().__init__()
        self._messages = messages
        self.setTitle("KMZB")

    def icon(self) -> QIcon:
        return QIcon(paths.icon("kmzb"))

    def createWidget(self, parent):
        return OptionsPage(self._messages, parent)


class OptionsPage(QgsOptionsPageWidget):
    """The page itself. ``apply`` keeps what is right and tells what is not."""

    def __init__(self, messages: Messages, parent=None):
        super().__init__(parent)
        self.setObjectName(PAGE)
        self._messages = messages
        self._hints: dict[str, QLabel] = {}
        self._labels: dict[str, str] = {}
        self._form = QFormLayout()
        self.service_url = QLineEdit()
        self.service_url.setPlaceholderText(tr("empty: off"))
        self.service_url.setClearButtonEnabled(True)
        self._text(
            "service_url",
            tr("KMZB data &service:"),
            self.service_url,
            tr("The base address before /imlDataService. No default: the operator's terms decide who may use it."),
        )
        self.authcfg = QgsAuthConfigSelect()
        self._form.addRow(tr("&Authentication:"), self.authcfg)
        self.service_pause_s = QDoubleSpinBox()
        self.service_pause_s.setRange(0.2, 60)
        self.service_pause_s.setDecimals(1)
        self.service_pause_s.setSuffix(" s")
        self._row("service_pause_s", tr("&Pause between requests:"), self.service_pause_s, "")
        self.service_timeout_s = QSpinBox()
        self.service_timeout_s.setRange(5, 600)
        self.service_timeout_s.setSuffix(" s")
        self._row(
            "service_timeout_s", tr("&Time-out:"), self.service_timeout_s, tr("For the data service and the basemaps.")
        )
        self.publication_folder = QgsFileWidget()
        self.publication_folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._text(
            "publication_folder",
            tr("Publication &folder:"),
            self.publication_folder.lineEdit(),
            tr("QGIS Server serves what lies in its 'public' folder."),
            self.publication_folder,
        )
        self.catalogue_file = QgsFileWidget()
        self.catalogue_file.setFilter(tr("Service catalogue (*.json)"))
        self._text(
            "catalogue_file",
            tr("Own service &catalogue:"),
            self.catalogue_file.lineEdit(),
            tr("A JSON file whose entries replace or add to the plugin's list of geoportal services."),
            self.catalogue_file,
        )
        self.duplicate_metres = QDoubleSpinBox()
        self.duplicate_metres.setRange(1, duplicate_search.MOST_METRES)
        self.duplicate_metres.setDecimals(0)
        self.duplicate_metres.setSuffix(" m")
        self._row("duplicate_metres", tr("&Duplicates: distance:"), self.duplicate_metres, "")
        self.duplicate_days = QDoubleSpinBox()
        self.duplicate_days.setRange(0, duplicate_search.MOST_DAYS)
        self.duplicate_days.setDecimals(0)
        self._row(
            "duplicate_days",
            tr("Duplicates: da&ys apart:"),
            self.duplicate_days,
            tr("What is looked for beside a report, and before a new one is saved."),
        )
        outer = QVBoxLayout(self)
        outer.addLayout(self._form)
        outer.addStretch(1)
        self.show_settings()

    def show_settings(self) -> None:
        """Fill the page with what is kept."""
        for name, edit in self._edits().items():
            edit.setText(str(settings.get(name)))
        self.authcfg.setConfigId(settings.get("authcfg"))
        self.service_pause_s.setValue(settings.get("service_pause_s"))
        self.service_timeout_s.setValue(settings.get("service_timeout_s"))
        self.duplicate_metres.setValue(settings.get("duplicate_metres"))
        self.duplicate_days.setValue(settings.get("duplicate_days"))

    def helpKey(self) -> str:
        return ""

    def apply(self) -> None:
        """Keep the settings; one that is wrong stays as it was, and the message bar says why."""
        for name, edit in self._edits().items():
            value = edit.text().strip()
            wrong = problem(name, value)
            if wrong:
                self._messages.warning(
                    tr("The setting '{name}' was not changed. {reason}", name=self._labels[name], reason=wrong)
                )
            else:
                settings.put(name, value)
        settings.put("authcfg", self.authcfg.configId())
        settings.put("service_pause_s", self.service_pause_s.value())
        settings.put("service_timeout_s", self.service_timeout_s.value())
        settings.put("duplicate_metres", self.duplicate_metres.value())
        settings.put("duplicate_days", self.duplicate_days.value())

    def hint(self, name: str) -> str:
        """What stands under a field now."""
        return self._hints[name].text()

    def _edits(self) -> dict[str, QLineEdit]:
        return {
            "service_url": self.service_url,
            "publication_folder": self.publication_folder.lineEdit(),
            "catalogue_file": self.catalogue_file.lineEdit(),
        }

    def _row(self, name: str, label: str, widget, note: str) -> None:
        widget.setObjectName(f"kmzb_{name}")
        self._labels[name] = label.replace("&", "").rstrip(": ")
        self._form.addRow(label, widget)
        if note:
            hint = QLabel(note)
            hint.setWordWrap(True)
            self._hints[name] = hint
            self._form.addRow("", hint)

    def _text(self, name: str, label: str, edit: QLineEdit, note: str, widget=None) -> None:
        self._row(name, label, widget or edit, note)

        def check(text: str) -> None:
            wrong = problem(name, text.strip())
            self._hints[name].setText(wrong or note)
            self._hints[name].setStyleSheet("color: #c62828" if wrong else "")

        edit.textChanged.connect(check)
