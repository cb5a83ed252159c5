"""Jobs in the background after the thread of an earlier one has ended: QGIS 3.40 and 3.44 lose coordinate systems."""

import math

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
)
from qgis.PyQt.QtCore import QThreadPool

from kmzb_qgis.gui.task import Work
from tests.gui.waiting import run_events, wait_idle, wait_until

MARKET = QgsPointXY(567066.9, 244247.1)  # Kraków: 50.0617 N, 19.9373 E


@pytest.fixture
def short_lived(qgis_app):
    """Idle threads end after 50 ms instead of QGIS's 30 s; no coordinate system is known from before."""
    manager = QgsApplication.taskManager()
    pools = [QThreadPool.globalInstance()] + ([manager.threadPool()] if hasattr(manager, "threadPool") else [])
    before = [pool.expiryTimeout() for pool in pools]
    wait_idle()
    for pool in pools:
        pool.setExpiryTimeout(50)
    run_events(0.2)
    QgsCoordinateReferenceSystem.invalidateCache()
    QgsCoordinateTransform.invalidateCache()
    yield
    for pool, milliseconds in zip(pools, before):
        pool.setExpiryTimeout(milliseconds)


def degrees() -> tuple[float, float]:
    """Where the market square is, as QGIS reckons it in this thread."""
    ends = [QgsCoordinateReferenceSystem(code) for code in ("EPSG:2180", "EPSG:4326")]
    point = QgsCoordinateTransform(*ends, QgsProject.instance().transformContext()).transform(MARKET)
    return point.x(), point.y()


def test_a_job_can_transform_after_the_thread_of_another_has_ended(short_lived, qgis_new_project):
    results, failed = [], []
    for count in range(1, 4):
        Work("Kraków", lambda feedback: degrees(), results.append, failed.append).start()
        wait_until(lambda n=count: len(results) + len(failed) == n)
        QgsCoordinateTransform.invalidateCache()  # each job makes its own, as for each new pair of systems
        assert degrees() == pytest.approx((19.9373, 50.0617), abs=1e-3)  # and the window goes on using them
        run_events(0.3)
    assert failed == []
    assert all(math.isfinite(x) and (x, y) == pytest.approx((19.9373, 50.0617), abs=1e-3) for x, y in results)
