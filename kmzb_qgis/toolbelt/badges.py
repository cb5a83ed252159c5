"""Map symbols as SVG: the badge of a status (its shape and colour) with the pictogram of a category in it.

Made from icons/status/*.svg (grid of 32 units) and icons/category/*.svg (grid of 24, see docs/symbols.md).
Pure Python; ``category`` and ``status`` are the catalogue's.
A white ring and a dark edge round each badge keep it apart from any background, whatever its colour.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path

from . import paths
from .palette import DARK, LIGHT, glyph_colour

# Where the middle of a pictogram stands in each badge, and how much of its size it keeps there.
PLACES = {
    "nowe": (16, 16, 0.9),
    "weryfikacja": (16, 16, 0.74),
    "potwierdzone": (16, 19.8, 0.7),
    "przekazane": (14, 16, 0.84),
    "wyeliminowane": (16, 16, 0.98),
    "niepotwierdzone": (16, 14, 0.86),
    "zart": (16, 16, 0.86),
}
DISC = 0.75  # opacity of the white within the ring of a late report
GROWN = {"weryfikacja": 1.15, "potwierdzone": 1.25}  # pointed shapes leave less room
_ANY = (16, 16, 0.8)  # a status that a newer catalogue brings: drawn on a disc
_PAPER_CLOSED = "#d9d9d9"
_GRID = 'viewBox="0 0 32 32">'


def badge(status, paper: bool = False) -> str:
    """The empty badge. ``paper``: white (open) or light grey (closed) with a black edge, for black-and-white print."""
    return _svg(_frame(status, paper))


def symbol(category, status, paper: bool = False) -> str:
    """The badge with the category's pictogram."""
    x, y, scale = PLACES.get(status.key, _ANY)
    plate = _plate(status, paper)
    glyph = _glyph(category.icon).replace("@plate", plate).replace("@glyph", DARK if paper else glyph_colour(plate))
    move = f'transform="translate({x - 12 * scale:g} {y - 12 * scale:g})scale({scale:g})"'
    return _svg(f"{_frame(status, paper)}<g {move}>{glyph}</g>")


def unknown() -> str:
    """What stands for a category or status that this plugin does not know."""
    return _svg(f'<circle cx="16" cy="16" r="9" fill="{LIGHT}" stroke="{DARK}" stroke-width="3"/>')


def pictogram(category, glyph: str = DARK, plate: str = LIGHT) -> str:
    """The pictogram alone, without a badge: for keys and lists."""
    drawing = _glyph(category.icon).replace("@plate", plate).replace("@glyph", glyph)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{drawing}</svg>'


def ringed(svg: str, radius: float, line: float, colour: str) -> str:
    """A badge or symbol on a whitish disc with a ring round it; radius and line in units of its grid.

    The new grid's side is twice the radius and the line together: the ring's outside and half a line of room.
    """
    low, side = 16 - radius - line, 2 * (radius + line)
    ring = (
        f'<circle cx="16" cy="16" r="{radius:.3f}" fill="{LIGHT}" fill-opacity="{DISC}" stroke="{colour}"'
        f' stroke-width="{line:.3f}"/>'
    )
    return svg.replace(_GRID, f'viewBox="{low:.3f} {low:.3f} {side:.3f} {side:.3f}">{ring}', 1)


def inline(svg: str) -> str:
    """An SVG as QGIS takes it instead of a file, so that it travels inside styles and projects."""
    return "base64:" + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def outline(status) -> str:
    """The path of a badge's edge."""
    return re.search(r' d="([^"]+)"', _text(f"status/{_shape(status)}"))[1]


def _plate(status, paper: bool) -> str:
    if not paper:
        return status.colour
    return LIGHT if status.open else _PAPER_CLOSED


def _frame(status, paper: bool) -> str:
    path, plate = outline(status), _plate(status, paper)
    ring = DARK if paper else LIGHT
    return (
        f'<path d="{path}" fill="{DARK}" stroke="{DARK}" stroke-width="3" stroke-linejoin="round"/>'
        f'<path d="{path}" fill="{plate}" stroke="{ring}" stroke-width="1.5" stroke-linejoin="round"/>'
    )


def _svg(inner: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {_GRID}{inner}</svg>'


def _shape(status) -> str:
    return status.key if status.key in PLACES else "nowe"


@lru_cache(maxsize=64)
def _text(name: str) -> str:
    return Path(paths.icon(name)).read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _glyph(icon: str) -> str:
    """What a category's file draws on its tile."""
    found = re.search(r"<g .*</g>", _text(f"category/{icon}"), re.DOTALL)[0].replace("\n", "")
    return re.sub(r"param\(fill\) #\w+", "@plate", re.sub(r"param\(outline\) #\w+", "@glyph", found))
