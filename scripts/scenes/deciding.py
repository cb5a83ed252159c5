"""The verification mode, by the screen's keyboard, on the store ``week`` of picture_stores.py."""

from __future__ import annotations

import subprocess
from functools import partial

from qgis.utils import iface

from kmzb_qgis.store import open_store

from .desk import PLAN, entry, face

UNDONE = [6, 2, 2, 2, 1, 7]  # statuses of the six reports when the last decision of the scene was taken back


def press(*keys: str) -> None:
    """Keys to the window that has the keyboard; QGIS sees them when the scene yields."""
    subprocess.run(["xdotool", "key", "--clearmodifiers", "--delay", "60", *keys], check=True, timeout=30)


def type_in(text: str) -> None:
    """A text to the window that has the keyboard."""
    subprocess.run(["xdotool", "type", "--delay", "30", text], check=True, timeout=30)


def verifying(stop: str):
    """Reports not confirmed, a joke, one confirmed and taken back, up to the picture asked for."""
    entry("verify").trigger()
    yield 2.0
    window = face().verifying
    iface.messageBar().clearWidgets()
    iface.mainWindow().activateWindow()
    window.dock.next.setFocus()
    yield 2.0
    if stop == "first":
        return
    press("ctrl+1")  # the first: taken up
    yield 1.5
    press("alt+Left")
    yield 1.0
    press("ctrl+3")  # not confirmed: a reason is asked for
    yield 0.7
    type_in("kontroli")
    yield 1.0
    press("Down")  # of the list that stands open
    yield 0.5
    press("Tab")
    yield 0.3
    type_in("Kontakt: 501 502 503")
    yield 0.7
    press("Return")  # refused: a phone number
    yield 0.7
    if window.facts.status != 2:
        raise RuntimeError("personal data went through")
    if stop == "text":
        return
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
    with open_store(PLAN["store"], read_only=True).connect() as db:
        held = [row[0] for row in db.execute("SELECT status_id FROM report ORDER BY fid")]
    if held != UNDONE:
        raise RuntimeError(f"the statuses are {held}")


SCENES = {f"verifying_{stop}": partial(verifying, stop) for stop in ("first", "text", "undone")}
