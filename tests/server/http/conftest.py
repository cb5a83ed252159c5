"""A publication and the real QGIS Server in front of it, once with the guard and once without."""

from __future__ import annotations

import pytest

from tests.server import harness
from tests.server.attacks.target import Target, rows


@pytest.fixture(scope="session")
def site():
    with harness.site(harness.rows(120), service_url="https://mapy.example.org/kmzb", email="kmzb@example.org") as made:
        yield made


@pytest.fixture(scope="session")
def running(site):
    with harness.service(site.project, workers=1) as service:
        yield service


@pytest.fixture(scope="session")
def client(running):
    return harness.Client(running.url)


@pytest.fixture(scope="session")
def bare(site):
    """The same publication, served without the plugin: what the guard is measured against."""
    with harness.service(site.project, workers=1, plugin=False, guarded=False) as service:
        yield harness.Client(service.url)


@pytest.fixture(scope="session")
def target():
    """What the attack suite attacks: one worker behind nginx; afterwards every file must be as it was."""
    with harness.site(rows()) as made, harness.service(made.project, workers=1) as service:
        attacked = Target(made, service)
        yield attacked
        assert attacked.unwritten() and attacked.same_workers()
