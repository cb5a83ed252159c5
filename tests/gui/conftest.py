"""What the tests inside QGIS share."""

from __future__ import annotations

import pytest


@pytest.fixture()
def run(qgis_processing):
    """Runs an algorithm of the plugin as QGIS does: ``run("publish", STORE=…)``."""
    import processing
    from qgis.core import QgsApplication

    from kmzb_qgis.processing.provider import KmzbProvider

    provider = KmzbProvider()
    assert QgsApplication.processingRegistry().addProvider(provider)
    yield lambda name, **parameters: processing.run(f"kmzb:{name}", parameters)
    QgsApplication.processingRegistry().removeProvider(provider)
