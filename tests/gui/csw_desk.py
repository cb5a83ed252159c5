"""One catalogue stand-in for the tests of a module: starting a pycsw takes a second or two."""

from __future__ import annotations

import pytest

from tests.standins.csw import Catalogue


@pytest.fixture(scope="module")
def shared_catalogue():
    """A real pycsw with records, and the services these lead to."""
    with Catalogue() as server:
        yield server
