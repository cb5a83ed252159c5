"""Colours of the report map, reckoned from the catalogue's status colours. Pure Python."""

from __future__ import annotations

DARK, LIGHT = "#1a1a1a", "#ffffff"


def luminance(colour: str) -> float:
    """Relative luminance (0–1, WCAG 2) of ``#rrggbb``."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (1–21, WCAG 2) of two colours."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def glyph_colour(tile: str) -> str:
    """White on a tile where it can be read (3:1, WCAG for graphics), else near-black: white on yellow cannot."""
    return LIGHT if contrast(tile, LIGHT) >= 3 else DARK
