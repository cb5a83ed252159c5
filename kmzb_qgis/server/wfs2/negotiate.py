"""Which version of WFS answers a request.

The built-in services take any version they do not know for 1.1.0, and an answer in another version than the one asked
is worse than an exception. So the guard settles the version before QGIS Server chooses a service:

- GetCapabilities: the first of ACCEPTVERSIONS that is served (06-121r3, 7.3.2), else VERSION as clients of 1.x send it,
  else the newest. None served: VersionNegotiationFailed.
- every other request: VERSION. Without it (the standard wants one) words that only 1.x has mean 1.1.0, anything else
  2.0.0. Unknown: InvalidParameterValue.
- a body: its attribute ``version``, else the version of its namespace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .exceptions import invalid, no_version

NEWEST, SERVED = "2.0.0", ("2.0.0", "1.1.0", "1.0.0")
# 09-025r2 is the second edition of 2.0, whose schemas and texts carry 2.0.0 and 2.0.2 for the same thing
FAMILY = re.compile(r"2\.0(\.\d)?")
NAMESPACES = {"http://www.opengis.net/wfs": "1.1.0", "http://www.opengis.net/wfs/2.0": "2.0.0"}
OLD_WORDS = frozenset({"TYPENAME", "MAXFEATURES", "FEATUREID", "FEATUREVERSION"})
NEW_WORDS = frozenset(
    {"TYPENAMES", "COUNT", "RESOURCEID", "STOREDQUERY_ID", "NAMESPACES", "PAGETOKEN", "VALUEREFERENCE"}
)


def served(version: str) -> str:
    """The served version that a client's spelling means; empty for none."""
    text = version.strip()
    return NEWEST if FAMILY.fullmatch(text) else text if text in SERVED else ""


def settle(given: Mapping[str, str], namespace: str = "") -> str:
    """The version that answers. ``given``: parameters with names in capitals, or what a body says in their place;
    ``namespace``: of the body's root element. Raises Refused."""
    request = given.get("REQUEST", "").strip().rpartition(":")[2].lower()
    version = given.get("VERSION", "").strip()
    accepted = [text.strip() for text in given.get("ACCEPTVERSIONS", "").split(",") if text.strip()]
    if request == "getcapabilities" and accepted:
        found = next(filter(None, map(served, accepted)), "")
        if not found:
            raise no_version(f"None of the accepted versions is served; these are: {', '.join(SERVED)}")
        return found
    if not version:
        return NAMESPACES.get(namespace) or _by_words(request, given)
    found = served(version)
    if not found and request == "getcapabilities":
        raise no_version(f"The version {version[:20]} is not served; these are: {', '.join(SERVED)}")
    if not found:
        raise invalid(f"The version {version[:20]} is not served; these are: {', '.join(SERVED)}", "VERSION")
    if namespace and (NAMESPACES.get(namespace) == NEWEST) != (found == NEWEST):
        raise invalid(f"The body's namespace is not that of version {found}", "VERSION")
    return found


def _by_words(request: str, given: Mapping[str, str]) -> str:
    if request in ("getfeature", "describefeaturetype") and OLD_WORDS & given.keys() and not NEW_WORDS & given.keys():
        return "1.1.0"
    return NEWEST
