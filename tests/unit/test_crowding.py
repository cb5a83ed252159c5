"""From which scale on single reports are drawn: by the densest place of a publication."""

from __future__ import annotations

import numpy as np
import pytest

from kmzb_qgis.publishing.crowding import LADDER, MOST_DOTS, MOST_PICTURES, Bands, bands, of_cells


def city(total: int, side: int = 20) -> np.ndarray:
    """Cells of a square city whose reports are spread evenly, and one report far away."""
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    cells = np.stack([600 + column.ravel(), 480 + row.ravel(), np.full(side * side, total // side**2)], axis=1)
    return np.concatenate([cells, [[200, 300, 1]]])


def test_a_sparse_publication_has_the_usual_bands():
    assert of_cells(np.empty((0, 3), "i8")) == Bands(500_000, 100_000)
    assert of_cells(city(4000)) == Bands(500_000, 100_000)
    assert of_cells(np.array([[567, 244, 1]])) == Bands(500_000, 100_000)


def test_the_denser_the_nearer():
    found = [of_cells(city(total)) for total in (4_000, 40_000, 400_000, 4_000_000)]
    assert [one.dots for one in found] == sorted((one.dots for one in found), reverse=True)
    assert len({one.dots for one in found}) == 4 and found[-1] == Bands(LADDER[-1], LADDER[-1])
    assert all(one.pictures <= one.dots for one in found)


@pytest.mark.parametrize("total", [20_000, 100_000, 400_000])
def test_a_map_of_the_densest_place_holds_no_more_than_it_may(total):
    found, per_km2 = of_cells(city(total)), total // 400
    for scale, most in ((found.dots, MOST_DOTS), (found.pictures, MOST_PICTURES)):
        wide, high = 0.224 * scale / 1000, 0.168 * scale / 1000
        assert per_km2 * min(20, int(wide)) * min(20, int(high)) <= most
    further = LADDER[LADDER.index(found.dots) - 1]  # and it is the first such scale
    assert per_km2 * min(20, 0.224 * further / 1000 + 1) * min(20, 0.168 * further / 1000 + 1) > MOST_DOTS


def test_a_file_that_cannot_tell_has_the_usual_bands(tmp_path):
    (tmp_path / "empty.gpkg").write_bytes(b"")
    assert bands(tmp_path / "empty.gpkg") == Bands()
