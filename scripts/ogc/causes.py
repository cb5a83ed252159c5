"""Why a test fails that is known to, and whose fault it is; what is not here must pass."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """``suite`` and the beginning of the test's name; ``whose``: the service's, QGIS Server's or the suite's."""

    suite: str
    test: str
    whose: str
    why: str


WFS20, WFS11, OAPIF = "WFS 2.0.0", "WFS 1.1.0", "OGC API Features"
READ_ONLY = "The service is read-only and says so; the suite counts its own question for the class as a failed test."

KNOWN = (
    Cause(WFS20, "TransactionCapabilitiesTests.implementsTransactionalWFS", "nobody's", READ_ONLY),
    Cause(WFS20, "LockingCapabilitiesTests.implementsLockingWFS", "nobody's", READ_ONLY),
    Cause(WFS20, "GetFeatureWithLockTests.sutImplementsGetFeatureWithLock", "nobody's", READ_ONLY),
    Cause(
        WFS11,
        "GET-tc4: SERVICE, VERSION and REQUEST are required",
        "the service's, on purpose",
        "A request without VERSION is answered in the version that its other parameters belong to (TYPENAME: 1.1.0),"
        " for many clients leave it out. One without SERVICE or REQUEST is refused.",
    ),
)


def of(suite: str, test: str) -> Cause | None:
    """The cause of a failed test, None where it is not known."""
    return next((one for one in KNOWN if one.suite == suite and test.startswith(one.test)), None)
