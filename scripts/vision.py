"""How colours look to people who see colours otherwise, and how far colours are apart. Pure Python.

``python scripts/vision.py`` prints the figures of docs/symbols.md: contrasts of the badges, distances of the colours.

Dichromacy: Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
IEEE TVCG 15(6), 2009, the matrices of severity 1.0, applied to linear RGB. Distance: CIE 1976 (L*a*b*, D65).
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

# Colours of an orthophoto, and white paper.
GROUNDS = {
    "wood": "#2f3f2a", "meadow": "#6f7a58", "field": "#96885e", "asphalt": "#7d7d7d", "tiles": "#a0584a",
    "bright roof": "#e6e4de", "sand": "#d9c9a0", "water": "#3c5560", "white": "#ffffff",
}  # fmt: skip
DEFICIENCIES = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def _linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def simulate(colour: str, deficiency: str) -> str:
    """``#rrggbb`` as a person with a deficiency sees it."""
    source = _linear(colour)
    seen = [sum(a * b for a, b in zip(row, source)) for row in DEFICIENCIES[deficiency]]
    seen = [min(max(part, 0.0), 1.0) for part in seen]
    parts = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in seen]
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str) -> float:
    """ΔE*ab of two colours; about 2.3 is just noticeable side by side."""
    return sum((a - b) ** 2 for a, b in zip(_lab(one), _lab(other))) ** 0.5


def over(colour: str, ground: str, opacity: float) -> str:
    """``#rrggbb`` of a colour laid over another one, as a screen mixes them."""
    parts = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * opacity + b * (1 - opacity)):02x}" for a, b in parts)


def main() -> None:
    """Print the figures."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from kmzb_qgis import catalogue
    from kmzb_qgis.editing import style
    from kmzb_qgis.toolbelt import badges, palette

    statuses = catalogue.load().statuses
    print("contrast with the ground (WCAG 2): ring, edge, the better of both; late ring with the disc that it encloses")
    for name, ground in GROUNDS.items():
        sides = [palette.contrast(ground, side) for side in (palette.LIGHT, palette.DARK)]
        halo = palette.contrast(style.HALO, over(palette.LIGHT, ground, badges.DISC))
        print(f"  {name:12}" + "".join(f"{side:7.2f}" for side in (*sides, max(sides), halo)))
    print("contrast of the pictogram on its plate")
    for status in statuses:
        print(f"  {status.name:40}{palette.contrast(status.colour, palette.glyph_colour(status.colour)):6.2f}")
    print("nearest two colours, CIE 1976")
    for deficiency in (None, *DEFICIENCIES):
        seen = {one.key: simulate(one.colour, deficiency) if deficiency else one.colour for one in statuses}
        far, pair = min((distance(seen[a], seen[b]), f"{a}, {b}") for a, b in itertools.combinations(seen, 2))
        print(f"  {deficiency or 'all colours':12}{far:6.1f}  {pair}")


if __name__ == "__main__":
    main()
