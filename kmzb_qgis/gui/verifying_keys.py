"""Keys of the verification window: they work wherever its focus is, and on the map while it is open.

QGIS's main window has shortcuts of its own on some of them, and text boxes have others: a key that is taken here is
claimed before either sees it.
"""

from __future__ import annotations

from typing import Callable

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, Qt, QTimer
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from .slots import safe

NEXT, PREVIOUS, UNDO, AGAIN, SHOW, ESCAPE = "Alt+Right", "Alt+Left", "Ctrl+0", "F5", "Ctrl+M", "Esc"
DECISIONS = ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+6")
_HELD = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Alt": Qt.KeyboardModifier.AltModifier}
_ARROWS = {"Right": "→", "Left": "←"}
_LONG = {"Esc": "Escape"}
_LOCKS = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier


def shown(key: str) -> str:
    """A key as the buttons name it: as this system writes keys, arrows as arrows (Qt calls them by long names)."""
    held, _, name = key.rpartition("+")
    if name in _ARROWS:
        return f"{held}+{_ARROWS[name]}"
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class Keys(QObject):
    """Runs ``runs[key]`` when the key is pressed in one of the widgets watched; any other key passes on."""

    def __init__(self, runs: dict[str, Callable[[], object]], parent: QObject):
        super().__init__(parent)
        self._runs = [(*_parts(key), run) for key, run in runs.items()]
        self._watched: list[QWidget] = []

    def watch(self, *widgets: QWidget) -> None:
        """Hear the keys of these widgets and of all inside them; once more does no harm."""
        for widget in widgets:
            for part in (widget, *widget.findChildren(QWidget)):
                if part not in self._watched:
                    part.installEventFilter(self)
                    self._watched.append(part)

    def come_with(self, dock: QDockWidget, home: Callable[[], QWidget]) -> None:
        """Where the dock is raised, by its tab perhaps, the keyboard comes to ``home()``, once Qt is through."""

        @safe
        def come() -> None:
            now = None if sip.isdeleted(dock) else dock.window().focusWidget()
            inside = now is not None and dock.isAncestorOf(now)
            if not sip.isdeleted(dock) and not inside and dock.isVisible() and not self._unseen():
                home().setFocus()

        @safe
        def raised(seen: bool) -> None:
            if seen:
                self._watch_tabs(dock)
                QTimer.singleShot(0, come)

        dock.visibilityChanged.connect(raised)

    def _watch_tabs(self, dock: QDockWidget) -> None:
        """Hear the keys of the tab bar behind which the dock stands; Qt makes another one when docks are moved."""
        main = dock.parentWidget()
        if dock.isFloating() or not isinstance(main, QMainWindow):
            return
        for bar in main.findChildren(QTabBar, "", Qt.FindChildOption.FindDirectChildrenOnly):
            if any(bar.tabText(place) == dock.windowTitle() for place in range(bar.count())):
                self.watch(bar)

    def leave(self) -> None:
        """Hear none any more."""
        for part in self._watched:
            if not sip.isdeleted(part):
                part.removeEventFilter(self)
        self._watched = []

    def eventFilter(self, _watched, event) -> bool:
        """Claim the keys that do something here."""
        return bool(self._hear(event))  # Qt takes nothing else

    def _unseen(self) -> bool:
        """Whether the window is shut, or behind another dock's tab: nothing is decided on what nobody sees."""
        window = self.parent()
        return window.isHidden() or (window.isVisible() and window.visibleRegion().isEmpty())

    @safe
    def _hear(self, event) -> bool:
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        held = event.modifiers() & ~_LOCKS
        run = next((run for key, modifiers, run in self._runs if event.key() == key and held == modifiers), None)
        if run is None or self._unseen():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # then Qt sends it as a key, not as a shortcut
        elif not event.isAutoRepeat():  # a key held down must not decide report after report
            run()
        return True


def _parts(key: str) -> tuple:
    """Key and modifiers of a text like 'Ctrl+1'."""
    *held, name = key.split("+")
    modifiers = Qt.KeyboardModifier.NoModifier
    for part in held:
        modifiers |= _HELD[part]
    return getattr(Qt.Key, f"Key_{_LONG.get(name, name)}"), modifiers
