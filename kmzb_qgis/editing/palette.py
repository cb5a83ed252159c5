"""The colours under the name by which the form's lists know them."""

from ..toolbelt.palette import DARK, LIGHT, contrast, glyph_colour, luminance

__all__ = ["DARK", "LIGHT", "contrast", "glyph_colour", "luminance"]
