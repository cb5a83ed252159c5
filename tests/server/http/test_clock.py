"""Reports vanish at Warsaw's midnight by themselves: one running worker passes it while nobody publishes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from qgis.PyQt.QtGui import QImage

from kmzb_qgis.catalogue import warsaw
from tests.server import harness

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
NOT_CONFIRMED = 6


BEFORE = {
    "1.0.0": 2, "1.1.0": 2, "hits": 2, "features api": 2, "features api rows": 2, "map": 1, "grid": 2,
    "grid not confirmed": 1,
}  # fmt: skip
AFTER = {
    "1.0.0": 1, "1.1.0": 1, "hits": 1, "features api": 1, "features api rows": 1, "map": 0, "grid": 1,
    "grid not confirmed": 0,
}  # fmt: skip


class Clock:
    """The workers' clock: a file that libfaketime reads at every call."""

    def __init__(self, path: Path):
        self.path = path
        self.ahead(0)

    def ahead(self, seconds: float) -> None:
        self.path.write_text(f"+{int(seconds)}\n", encoding="ascii")
        self.path.chmod(0o644)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self.path),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


@pytest.fixture
def expiring():
    assert FAKETIME.exists(), "Debian's package faketime is needed"
    now = warsaw.now()
    midnight = warsaw.midnight(warsaw.add_days(warsaw.day_of(now), 1))
    if midnight - now < timedelta(minutes=2):
        pytest.skip("too near to midnight: the first half would already be over")
    noon = warsaw.midnight(warsaw.add_days(warsaw.day_of(now), -7)) + timedelta(hours=12)
    rows = [
        harness.report("stays", "gdansk", status=3),
        harness.report("leaves", "suwalki", status=NOT_CONFIRMED, status_changed_at=harness.text(noon)),
    ]
    with harness.site(rows) as site:
        clock = Clock(site.root / "clock")
        with harness.service(site.project, workers=1, environment=clock.environment) as service:
            yield clock, midnight, service


def seen(client: harness.Client) -> dict[str, int]:
    """How many reports each service shows, and the counts of the grid."""
    e, n = harness.PLACES["suwalki"]
    image = QImage()
    box = f"{n - 10000},{e - 10000},{n + 10000},{e + 10000}"
    assert image.loadFromData(client.wms(BBOX=box, WIDTH="400", HEIGHT="400").content)
    drawn = {image.pixel(x, y) for x in range(190, 211) for y in range(190, 211)}
    grid = client.wfs(TYPENAME="siatka_10km").text
    return {
        "1.0.0": client.wfs(VERSION="1.0.0").text.count("<qgs:zgloszenia "),
        "1.1.0": client.wfs().text.count("<qgs:zgloszenia "),
        "hits": int(re.search(r'numberOfFeatures="(\d+)"', client.wfs(RESULTTYPE="hits").text).group(1)),
        "features api": client.items(limit=100).json()["numberMatched"],
        "features api rows": len(client.items(limit=100).json()["features"]),
        "map": int(len(drawn) > 1),
        "grid": sum(map(int, re.findall(r"<qgs:razem>(\d+)<", grid))),
        "grid not confirmed": sum(map(int, re.findall(r"<qgs:s_niepotwierdzone>(\d+)<", grid))),
    }


def test_midnight_passes_while_nobody_publishes(expiring):
    clock, midnight, service = expiring
    client, worker = harness.Client(service.url), service.worker_pids
    kept = client.wfs(RESULTTYPE="hits")
    assert seen(client) == BEFORE
    clock.ahead((midnight - datetime.now(timezone.utc)).total_seconds() - 40)
    late = client.wfs(RESULTTYPE="hits")
    assert 'numberOfFeatures="2"' in late.text
    assert int(re.search(r"max-age=(\d+)", late.headers["Cache-Control"]).group(1)) <= 40
    clock.ahead((midnight - datetime.now(timezone.utc)).total_seconds() + 5)
    assert seen(client) == AFTER
    assert client.wfs(RESULTTYPE="hits").headers["ETag"] != kept.headers["ETag"]
    assert service.worker_pids == worker
