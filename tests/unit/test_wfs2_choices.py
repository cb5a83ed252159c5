"""Choices of filters that a data file's source keeps, in tables that are used again for later ones."""

from __future__ import annotations

import numpy as np
import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.server.refusal import Refused
from kmzb_qgis.server.wfs2 import crs, model, query, tree
from kmzb_qgis.server.wfs2.encoders.lines import Key
from kmzb_qgis.server.wfs2.source_file import FileSource
from tests.unit import wfs2_rows

PLACES = np.array([(500000.0 + number, 400000.0) for number in range(40)])


@pytest.fixture
def source(tmp_path):
    opened = FileSource(wfs2_rows.make(tmp_path / "data.gpkg", places=PLACES), "v")
    yield opened
    opened.close()


def boxed(first: int, last: int, *more) -> query.Query:
    """The points from number ``first`` to ``last``."""
    box = tree.Box(500000.0 + first, 400000, 500000.0 + last, 400000)
    return query.Query(model.feature_types()["zgloszenia"], crs.Crs.default(), tree.And((box, *more)) if more else box)


def given(source, asked: query.Query) -> list[str]:
    sent: list[bytes] = []
    with source.reading(warsaw.now(), 60) as reading:
        page = reading.page(asked, 0, 1000)
        reading.send(asked, page, (Key(), "\n"), sent.append)
        assert page.matched == reading.matched(asked)
    return b"".join(sent).decode().split()


def test_a_table_used_again_holds_the_new_choice_alone(source):
    """Large and small choices by turns, some of none; the first ones again after they were let go."""
    stretches = [(0, 39), (5, 5), (30, 36), (50, 60), (0, 20), (7, 8), (39, 39), (1, 38), (2, 2)]
    for first, last in stretches * 3:
        wanted = [f"r{number + 1}" for number in range(first, min(last, 39) + 1)]
        assert given(source, boxed(first, last)) == wanted
    tables = source.connection.execute("SELECT count(*) FROM temp.sqlite_master WHERE name LIKE 'wybor%'").fetchone()[0]
    assert tables <= 6


def test_a_choice_that_failed_leaves_nothing(source):
    for number in range(6):
        given(source, boxed(number, number + 3))
    broken = boxed(0, 39, tree.Comparison("typ", tree.Compare.EQUAL, "x", match_case=False))
    source.know_shapes()

    def fails(_text):
        raise ValueError

    source.connection.create_function("kmzb_fold", 1, fails)
    with pytest.raises(Refused):
        given(source, broken)
    for first, last in ((0, 39), (3, 4), (10, 12), (0, 39), (20, 21), (22, 22)):
        assert given(source, boxed(first, last)) == [f"r{number + 1}" for number in range(first, last + 1)]
