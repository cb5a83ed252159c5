"""The list of categories in an open form: a pictogram beside each name, and the list of the day that is being typed.

The form itself stays QGIS's own value relation, which knows neither; so it works without the plugin too. What is
chosen, and what the report had when the form opened, always stays in the list: nothing is changed or emptied here.
"""

from __future__ import annotations

import functools

from qgis.core import NULL, QgsApplication, QgsProject, QgsVectorLayer
from qgis.gui import QgsAttributeForm, QgsEditorWidgetWrapper
from qgis.PyQt.QtCore import QCollator, QObject, QSize, QTimer
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap
from qgis.PyQt.QtWidgets import QComboBox, QStyle

from ..catalogue import UnknownName, load, warsaw
from ..editing import categories, palette
from ..toolbelt import paths
from . import category_picker, form_parts
from .slots import safe

CATEGORY, DAY = "category_id", "reported_local"
SIZE = 20  # pixels
TILE = "#37474f"
SHORT = 16  # letters


@safe
def attach(form: QgsAttributeForm, parts: form_parts.Parts | None = None) -> CategoryList | None:
    """Look after a form's list of categories; once. None where the form has no such list."""
    found = form_parts.own(form, CategoryList)
    if found is not None:
        return found
    parts = parts or form_parts.of(form)
    box = parts.fields.get(CATEGORY)
    return CategoryList(form, parts) if box and isinstance(box.widget(), QComboBox) else None


@functools.lru_cache(maxsize=64)
def icon(category: int) -> QIcon:
    """The pictogram of a category; an empty one of the same size where the catalogue does not know it."""
    pixmap = QPixmap(2 * SIZE, 2 * SIZE)  # twice, for fine screens
    pixmap.fill(QColor(0, 0, 0, 0))
    try:
        name = load().category(category).icon
    except UnknownName:
        return QIcon(pixmap)
    glyph = QColor(palette.glyph_colour(TILE))
    image, _ = QgsApplication.svgCache().svgAsImage(
        paths.icon(f"category/{name}"), 2 * SIZE, QColor(TILE), glyph, 1.0, 1.0, 0.0, True
    )
    return QIcon(QPixmap.fromImage(image))


class CategoryList(QObject):
    """Stands behind one form's list, as the form's child."""

    def __init__(self, form: QgsAttributeForm, parts: form_parts.Parts):
        super().__init__(form)
        self.setObjectName(type(self).__name__)
        self._form, self._box, self._day = form, parts.fields[CATEGORY], parts.fields.get(DAY)
        self.combo: QComboBox = self._box.widget()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.follow)
        self.combo.setIconSize(QSize(SIZE, SIZE))
        self.combo.setMaxVisibleItems(16)
        self.opener = category_picker.Opener(self.combo, icon)
        for box in parts.combos:
            # Else the longest name of a list sets the width of the whole form, also of lists that are not seen.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(SHORT)
        self.combo.model().rowsInserted.connect(self._inserted)
        form.widgetValueChanged.connect(self._changed)
        self._paint(0, self.combo.count() - 1)
        self.follow()

    def _changed(self, attribute: str, *_) -> None:
        if attribute == DAY:
            self.follow()

    @safe
    def _inserted(self, _parent, first: int, last: int) -> None:
        """QGIS filled the list anew."""
        self._paint(first, last)
        self._soon.start(0)

    def _paint(self, first: int, last: int) -> None:
        for index in range(first, last + 1):
            key = _number(self.combo.itemData(index))
            if key is not None:
                self.combo.setItemIcon(index, icon(key))

    @safe
    def follow(self) -> None:
        """Offer what is in force on the day that stands in the form."""
        if self.combo.count() == 0 or self._day is None:
            return
        entries = _entries(self._box)
        if not entries:
            return  # the lists of this form are not in the project
        report = self._form.feature()
        if report.fields().lookupField(CATEGORY) < 0:
            return  # QGIS shows the form before it says which report it is of, and then each value changes
        kept = {_number(self.combo.currentData()), _number(report.attribute(CATEGORY))}
        wanted = categories.wanted(entries, self._typed_day(), kept)
        keys = {entry.id for entry in wanted}
        blocked = self.combo.blockSignals(True)  # what is chosen stays: there is nothing to tell
        try:
            for index in reversed(range(self.combo.count())):
                key = _number(self.combo.itemData(index))
                if key is not None and key not in keys:
                    self.combo.removeItem(index)
            standing = {_number(self.combo.itemData(index)) for index in range(self.combo.count())}
            for entry in wanted:
                if entry.id not in standing:
                    self.combo.insertItem(self._place(entry.name), icon(entry.id), entry.name, entry.id)
        finally:
            self.combo.blockSignals(blocked)
        self._soon.stop()
        # The open list shows every name whole, however narrow the form is.
        room = self.combo.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.combo.view().setMinimumWidth(self.combo.view().sizeHintForColumn(0) + SIZE + room)

    def _place(self, name: str) -> int:
        """Where a name belongs in the list's order, QGIS's own: the language's."""
        order = QCollator()
        named = (i for i in range(self.combo.count()) if _number(self.combo.itemData(i)) is not None)
        return next((i for i in named if order.compare(self.combo.itemText(i), name) > 0), self.combo.count())

    def _typed_day(self) -> str:
        value = self._day.value()
        text = "" if value is None or value == NULL else str(value)
        return text[:10] or warsaw.day_of(warsaw.now()).isoformat()


def _number(key) -> int | None:
    """A list entry's key; None for 'no choice'."""
    try:
        return int(key)
    except (TypeError, ValueError):
        return None


def _entries(box: QgsEditorWidgetWrapper) -> list[categories.Entry]:
    """All categories of the form's store; none where its lists are not in the project."""
    config = box.config()
    layer = QgsProject.instance().mapLayer(str(config.get("Layer", "")))
    if layer is None:
        layer = next(iter(QgsProject.instance().mapLayersByName(str(config.get("LayerName", "")))), None)
    if not isinstance(layer, QgsVectorLayer):
        return []
    return [
        categories.Entry(int(row["id"]), _text(row["name"]), _text(row["valid_from"]), _text(row["valid_to"]))
        for row in layer.getFeatures()
    ]


def _text(value) -> str:
    return "" if value is None or value == NULL else str(value)
