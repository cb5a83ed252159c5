"""The pictograms: one for each category, one family, tinted by QGIS, without text."""

import re
from xml.etree import ElementTree

import pytest

from kmzb_qgis import catalogue
from kmzb_qgis.editing import palette
from kmzb_qgis.toolbelt import paths

BOOK = catalogue.load()
ACTIONS = (
    "kmzb", "new_store", "open_store", "import_file", "import_service", "basemap", "publish", "settings", "check",
    "rollback", "withdraw", "sample",
)  # fmt: skip
ALLOWED = {"svg", "g", "path", "circle", "ellipse", "rect"}


def tags(root):
    return {element.tag.split("}")[1] for element in root.iter()}


@pytest.mark.parametrize("category", BOOK.categories, ids=lambda category: category.icon)
def test_category_has_its_pictogram(category):
    root = ElementTree.parse(paths.icon(f"category/{category.icon}")).getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert tags(root) <= ALLOWED  # no text, gradient, picture or script
    paints = {element.get(part) for element in root.iter() for part in ("fill", "stroke")} - {None, "none"}
    assert all(re.match(r"param\((fill|outline)\) #|#ffffff$", paint) for paint in paints), paints
    assert any(paint.startswith("param(fill)") for paint in paints)
    assert any(paint.startswith("param(outline)") for paint in paints)


def test_no_pictogram_is_used_twice_and_none_is_left_over():
    files = sorted((paths.icons_dir() / "category").glob("*.svg"))
    assert sorted(file.stem for file in files) == sorted(category.icon for category in BOOK.categories)
    assert len({file.read_bytes() for file in files}) == len(BOOK.categories) == 27


@pytest.mark.parametrize("name", ACTIONS)
def test_action_has_its_icon(name):
    root = ElementTree.parse(paths.icon(name)).getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert tags(root) <= ALLOWED


@pytest.mark.parametrize("status", BOOK.statuses, ids=lambda status: status.key)
def test_glyph_can_be_read_on_its_tile(status):
    assert palette.contrast(status.colour, palette.glyph_colour(status.colour)) >= 3


def test_contrast_is_reckoned_as_wcag_says():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert palette.glyph_colour("#f2c500") == palette.DARK
