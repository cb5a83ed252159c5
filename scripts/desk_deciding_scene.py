"""The scene of desk_deciding.py, inside QGIS: reports taken through the verification mode by the screen's keyboard."""

from __future__ import annotations

import subprocess
from pathlib import Path

import qgis.utils
from qgis.utils import iface


def picture(folder: Path, name: str) -> None:
    """The screen as it is now."""
    words = ["import", "-window", "root", str(folder / f"desk_deciding_{name}.png")]
    subprocess.run(words, check=True, timeout=30)


def press(*keys: str) -> None:
    """Keys to the window that has the keyboard; QGIS sees them when the scene yields."""
    subprocess.run(["xdotool", "key", "--clearmodifiers", "--delay", "60", *keys], check=True, timeout=30)


def type_in(text: str) -> None:
    """A text to the window that has the keyboard."""
    subprocess.run(["xdotool", "type", "--delay", "30", text], check=True, timeout=30)


def play(plan: dict):
    """Six reports: not confirmed, a joke, confirmed twice, taken up, and one decision undone."""
    folder = Path(plan["picture"]).parent
    face = qgis.utils.plugins["kmzb_qgis"]._face
    next(action for action in face.menu.actions() if action.objectName() == "kmzb_verify").trigger()
    yield 2.0
    window = face.verifying
    iface.messageBar().clearWidgets()
    iface.mainWindow().activateWindow()
    window.dock.next.setFocus()
    yield 2.0
    picture(folder, "first")
    press("ctrl+1")  # the first: taken up
    yield 1.5
    press("alt+Left")
    yield 1.0
    press("ctrl+3")  # not confirmed: a reason is asked for
    yield 0.7
    type_in("kontroli")
    yield 1.0
    picture(folder, "reason")
    press("Down", "Return")  # of the list that stands open
    yield 0.5
    press("Tab")
    yield 0.3
    type_in("Kontakt: 501 502 503")
    yield 0.7
    press("Return")  # refused: a phone number
    yield 0.7
    picture(folder, "text")
    if window.facts.status != 2:
        raise RuntimeError("personal data went through")
    press("ctrl+a")
    type_in("Sprawdzono dwukrotnie.")
    press("Return")
    yield 1.5
    press("ctrl+1")  # the second late one: taken up
    yield 1.0
    press("alt+Left")
    yield 0.7
    press("ctrl+4")
    yield 0.5
    type_in("art")
    yield 0.5
    press("Return")
    yield 0.5
    press("Return")
    yield 1.5
    press("ctrl+2")  # confirmed by mistake
    yield 1.0
    press("ctrl+0")
    yield 1.5
    picture(folder, "undone")
    press("alt+Right")
    yield 0.7
    press("ctrl+2")
    yield 1.0
    press("ctrl+1")
    yield 1.0
    press("ctrl+2")
    yield 2.0
    iface.messageBar().clearWidgets()
