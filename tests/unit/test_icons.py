"""The pictograms: one for each category, one family, tinted by QGIS, without text."""

import itertools
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kmzb_qgis import catalogue
from kmzb_qgis.toolbelt import badges, palette, paths

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import vision

BOOK = catalogue.load()
ACTIONS = (
    "kmzb", "queue", "verify", "new_report", "duplicates", "change_status", "hand_over", "differences",
    "here", "print_map", "basemap", "catalogue", "settings",
    "store", "new_store", "open_store", "new_project", "renew_form", "copy_store", "check_store", "attachments_folder",
    "anonymise", "check_out", "check_in", "move_store",
    "import", "import_file", "import_service", "import_units", "assign_units", "sample",
    "publication", "publish", "check", "push", "rollback", "withdraw", "metadata",
    "attach", "check_attachments",
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


ATTRIBUTES = {
    "width", "height", "viewBox", "x", "y", "rx", "ry", "r", "cx", "cy", "d", "fill", "fill-opacity", "stroke",
    "stroke-width", "stroke-linecap", "stroke-linejoin", "transform",
}  # fmt: skip
APART = 10  # ΔE*ab; about 2.3 is just noticeable


@pytest.mark.parametrize("category", BOOK.categories, ids=lambda category: category.icon)
def test_pictogram_keeps_to_the_grid(category):
    root = ElementTree.parse(paths.icon(f"category/{category.icon}")).getroot()
    assert (root.get("width"), root.get("height")) == ("24", "24")
    tile, glyph = root
    assert [tile.get(side) for side in ("x", "y", "width", "height", "rx")] == ["0.75", "0.75", "22.5", "22.5", "5"]
    assert glyph.tag.endswith("}g")
    for element in glyph.iter():
        assert set(element.attrib) <= ATTRIBUTES
        if "stroke-width" in element.attrib:
            assert 1 <= float(element.get("stroke-width")) <= 5  # 1 unit: 0.3 mm on a map, 2/3 px of 16


@pytest.mark.parametrize("status", BOOK.statuses, ids=lambda status: status.key)
def test_status_has_its_badge(status):
    root = ElementTree.parse(paths.icon(f"status/{status.key}")).getroot()
    assert root.get("viewBox") == "0 0 32 32"
    assert tags(root) == {"svg", "path"}
    edge, plate = root
    assert edge.get("d") == plate.get("d") == badges.outline(status)
    assert (edge.get("fill"), edge.get("stroke-width")) == (palette.DARK, "3")
    assert (plate.get("stroke"), plate.get("stroke-width")) == (palette.LIGHT, "1.5")
    assert plate.get("fill") == f"param(fill) {status.colour}"
    assert status.key in badges.PLACES


def test_no_two_badges_have_one_shape():
    assert len({badges.outline(status) for status in BOOK.statuses}) == len(BOOK.statuses)


@pytest.mark.parametrize("deficiency", [None, *vision.DEFICIENCIES])
def test_statuses_differ_in_colour_for_everybody(deficiency):
    def seen(status):
        return status.colour if deficiency is None else vision.simulate(status.colour, deficiency)

    for one, other in itertools.combinations(BOOK.statuses, 2):
        assert vision.distance(seen(one), seen(other)) >= APART, (one.key, other.key)


@pytest.mark.parametrize("name", vision.GROUNDS)
def test_ring_or_edge_of_a_badge_stands_out_from_the_ground(name):
    ground = vision.GROUNDS[name]
    assert max(palette.contrast(ground, side) for side in (palette.LIGHT, palette.DARK)) >= 3


@pytest.mark.parametrize("name", vision.GROUNDS)
def test_ring_of_a_late_report_stands_out_from_the_disc_within(name):
    style = (Path(__file__).parents[2] / "kmzb_qgis/editing/style.py").read_text(encoding="utf-8")
    halo = re.search(r'^HALO = "(#\w{6})"$', style, re.M)[1]  # read as text: the module needs QGIS
    disc = vision.over(palette.LIGHT, vision.GROUNDS[name], badges.DISC)
    drawn = badges.ringed(badges.badge(BOOK.statuses[0]), 20, 2, halo)
    assert f'fill-opacity="{badges.DISC}" stroke="{halo}"' in drawn
    assert palette.contrast(halo, disc) >= 3


def test_colours_are_simulated_as_published():
    assert vision.simulate("#ffffff", "deutan") == "#ffffff"
    red, green, blue = (int(vision.simulate("#ff0000", "protan")[i : i + 2], 16) for i in (1, 3, 5))
    assert (red, green, blue) == (109, 95, 0)
    assert vision.distance("#ffffff", "#000000") == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("paper", [False, True])
def test_symbols_are_plain_svg_without_places_to_fill(paper):
    for category, status in itertools.product(BOOK.categories, BOOK.statuses):
        root = ElementTree.fromstring(badges.symbol(category, status, paper))
        assert tags(root) <= ALLOWED
        text = ElementTree.tostring(root, encoding="unicode")
        assert "param(" not in text
        assert "@" not in text
        assert (status.colour in text) is not paper
