"""A report's form, opened for real and worked as a person works it."""

from __future__ import annotations

from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayerUtils
from qgis.gui import QgsAttributeDialog, QgsAttributeEditorContext, QgsEditorWidgetWrapper
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QGroupBox, QLabel, QPlainTextEdit, QTabWidget, QTextBrowser


def bare_form(layer, feature=None):
    """A form as code opens it: unseen. (3.22 ends when a form outside a dialog has a relation's table.)"""
    dialog = QgsAttributeDialog(layer, QgsFeature() if feature is None else feature, False)
    form = dialog.attributeForm()
    form.dialog = dialog  # Python must keep it as long as the form
    return form


class Desk:
    """An open dialog; without ``fid`` that of a new point."""

    def __init__(self, layer, fid=None):
        new = fid is None
        point = QgsGeometry.fromPointXY(QgsPointXY(637_000, 487_000))
        self.layer = layer
        self.feature = QgsVectorLayerUtils.createFeature(layer, point) if new else layer.getFeature(fid)
        self.dialog = QgsAttributeDialog(layer, self.feature, False)
        if new:
            self.dialog.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
        self.form = self.dialog.attributeForm()
        self.dialog.show()

    def wrapper(self, name):
        found = [w for w in self.form.findChildren(QgsEditorWidgetWrapper) if w.field().name() == name]
        assert found, f"{name} is not in the form"
        return found[0]

    def choices(self, name):
        combo = self.wrapper(name).widget()
        return [combo.itemText(i) for i in range(combo.count()) if combo.itemText(i)[:1] not in ("", "(")]

    def choose(self, name, text):
        combo = self.wrapper(name).widget()
        index = combo.findText(text)
        assert index >= 0, f"{text} is not offered: {self.choices(name)}"
        combo.setCurrentIndex(index)

    def put(self, name, value):
        self.wrapper(name).setValue(value)

    def messages(self, name):
        return self.wrapper(name).constraintFailureReason()

    def labels(self):
        return [label.text() for label in self.form.findChildren(QLabel)]

    def box(self, title):
        return next(box for box in self.form.findChildren(QGroupBox) if box.title() == title)

    def label(self, words):
        """The live label that holds some words."""
        return next(text for text in self.labels() if words in text)

    def type(self, name, text):
        """Press keys in a box of several lines."""
        box = self.wrapper(name).widget()
        box = box if isinstance(box, QPlainTextEdit) else box.findChild(QPlainTextEdit)
        box.setFocus()
        QTest.keyClicks(box, text)

    def press(self, name, *keys):
        """Press keys on a list or a date."""
        widget = self.wrapper(name).widget()
        widget.setFocus()
        for key in keys:
            QTest.keyClick(widget, key)

    def pick(self, name, text):
        """Choose from a list with the arrow keys, as far as needed."""
        combo = self.wrapper(name).widget()
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentText() == text:
                return
            QTest.keyClick(combo, Qt.Key.Key_Down)
        raise AssertionError(f"{text} is not offered: {self.choices(name)}")

    def tab(self, name):
        """Bring a tab to the front; its page."""
        tabs = self.form.findChild(QTabWidget)
        tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(name))
        return tabs.currentWidget()

    def history(self):
        """What stands in the history tab, brought to the front."""
        tabs = self.form.findChild(QTabWidget)
        tabs.setCurrentIndex(tabs.count() - 1)
        text = self.form.findChild(QTextBrowser, "kmzb_history")
        return text.toPlainText() if text is not None else None
