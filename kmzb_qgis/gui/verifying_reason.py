"""The list of public reasons: one types a part of the words and takes what is left with Enter."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QCompleter

LETTERS = 24


class ReasonBox(QComboBox):
    """Public reasons of one status. Its lists show whole sentences, however narrow the box is."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_verifying_reason")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS)
        self.setMaxVisibleItems(16)
        completer = self.completer()
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def offer(self, reasons: list[tuple[int, str]], chosen: int | None = None) -> None:
        """List other reasons; ``chosen`` stays where it is among them. A typed text that is no reason stays too."""
        typed = self.currentText()
        self.clear()
        for number, words in reasons:
            self.addItem(words, number)
        self.setCurrentIndex(self.findData(chosen) if chosen is not None else -1)
        if self.currentIndex() < 0:
            self.setEditText(typed if self.match(typed) is not None else "")
        width = self.view().sizeHintForColumn(0) + 30
        for view in (self.view(), self.completer().popup()):
            view.setMinimumWidth(width)

    def match(self, text: str) -> int | None:
        """The place of the only reason that holds a text, or is it; None where that is none or several."""
        text = " ".join(text.split()).casefold()
        words = [self.itemText(place).casefold() for place in range(self.count())]
        if text in words:
            return words.index(text)
        found = [place for place, sentence in enumerate(words) if text and text in sentence]
        return found[0] if len(found) == 1 else None

    def several(self) -> bool:
        """Whether what is typed is a part of more than one reason."""
        text = " ".join(self.currentText().split()).casefold()
        if not text or self.match(text) is not None:
            return False
        return any(text in self.itemText(place).casefold() for place in range(self.count()))

    def take(self) -> bool:
        """Enter in the open suggestions: the marked one is taken, else the only one; False: the choice stays open."""
        popup = self.completer().popup()
        marked = popup.currentIndex()
        place = self.findText(marked.data()) if marked.isValid() else self.match(self.currentText())
        if place is None or place < 0:
            return False
        popup.hide()
        self.setCurrentIndex(place)
        self.setEditText(self.itemText(place))
        return True

    def reason(self) -> int | None:
        """The number of the reason that stands in the box; takes what a part of the words leaves no doubt of."""
        place = self.match(self.currentText())
        if place is None:
            return None
        if self.currentIndex() != place or self.currentText() != self.itemText(place):
            self.setCurrentIndex(place)
            self.setEditText(self.itemText(place))
        return self.itemData(place)
