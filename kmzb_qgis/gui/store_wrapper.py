"""The field for a store in the dialogs of the algorithms; only Processing, which need not be there, imports it."""

from __future__ import annotations

from processing.gui.wrappers import WidgetWrapper

from .store_widget import StoreWidget


class StoreWrapper(WidgetWrapper):
    """The parameter's widget."""

    def createWidget(self):
        widget = StoreWidget()
        widget.fileChanged.connect(lambda *_: self.widgetValueHasChanged.emit(self))
        return widget

    def setValue(self, value) -> None:
        self.widget.setFilePath(str(value or ""))

    def value(self) -> str:
        return self.widget.filePath()
