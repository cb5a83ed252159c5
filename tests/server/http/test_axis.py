"""Axis order: every service, version, spelling of the CRS, question, format and client, at three known places.

What is right stands in tests/server/axis/truth.py, where the service refuses or a client errs in axis/plan.py, each
with its reason; docs/axis.md shows the same as tables.
"""

from __future__ import annotations

import pytest

from tests.server.axis import openlayers, page, plan, truth
from tests.server.axis.cells import WFS, Cell


@pytest.fixture(scope="module")
def found(running, client, tmp_path_factory):
    """What each client's cells came to; asked when first needed."""
    kept: dict[str, dict[Cell, str]] = {}

    def of(name: str) -> dict[Cell, str]:
        if name == plan.OPENLAYERS and not openlayers.prepare():
            pytest.skip("Node and npm are not installed (Debian: nodejs, npm)")
        if name not in kept:
            kept[name] = plan.asked(name, client, running.url, tmp_path_factory.mktemp("home"))
        return kept[name]

    return of


def recorded() -> bool:
    """Whether the clients are of the versions for which docs/axis.md and the reasons in plan.py were written."""
    return page.versions() in page.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", plan.CLIENTS)
def test_every_cell_is_right_or_stated(found, name):
    """On the recorded versions exactly as stated, so that a change shows; another version of a client may do better."""
    wrong = {}
    for cell, word in found(name).items():
        allowed = {plan.expected(cell)[0]} if recorded() else {plan.expected(cell)[0], plan.right(cell)}
        if word not in allowed:
            wrong[str(cell)] = f"{word} instead of {' or '.join(sorted(allowed))}"
    assert not wrong


@pytest.mark.parametrize("service", ["OAPIF", "WMS", *(f"WFS {version}" for version in WFS)])
def test_the_service_itself_is_never_wrong(found, service):
    """Whatever raw HTTP asks is answered right or refused, on every version of QGIS Server."""
    cells = [(c, word) for c, word in found(plan.RAW).items() if f"{c.service} {c.version}".strip().startswith(service)]
    assert len(cells) > 5
    for cell, word in cells:
        assert word == plan.right(cell) or (word == truth.REFUSED and plan.stated(cell)), str(cell)
    if service == "WFS 2.0.0":
        assert all(word == plan.right(cell) for cell, word in cells)  # nothing of it needs refusing


def test_refusals_say_why(client):
    told = {
        "BBOX": client.wfs(BBOX="19,50,20,51,EPSG:4326"),
        "GML 2": client.wfs(OUTPUTFORMAT="GML2", SRSNAME="urn:ogc:def:crs:EPSG::2180"),
        "crs": client.items(crs="EPSG:2180"),
    }
    for word, answer in told.items():
        assert answer.status_code == 400 and word in answer.text, word


def test_a_swap_would_be_seen():
    """The places tell the orders apart in every system, and so does the verdict."""
    for code in (2180, 4326, 3857):
        for place in truth.CHOSEN:
            x, y = truth.at(place, code)
            assert abs(x - y) > 1000 * truth.TOLERANCE[code]
    cell = Cell(plan.RAW, "WFS", "2.0.0", "urn", 2180, "output")
    assert plan.right(cell) == truth.NE
    assert plan.right(Cell(plan.RAW, "WFS", "2.0.0", "short", 2180, "output")) == truth.EN


def test_the_page_shows_what_was_found(found):
    if not recorded():
        pytest.skip("docs/axis.md was measured with other versions")
    everything = {cell: word for name in plan.CLIENTS for cell, word in found(name).items()}
    shown = page.PAGE.read_text(encoding="utf-8")
    assert shown.split(page.BEGIN)[1] == page.written(everything).split(page.BEGIN)[1], "run `make axis`"
