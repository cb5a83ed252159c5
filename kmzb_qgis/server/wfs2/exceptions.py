"""Exceptions of WFS 2.0 with their HTTP status.

OGC 09-025r2, table D.2, gives 400 to nearly every code, also where an operation or an option is not there at all; 403
to what the server refuses to work out, 404 to the feature that GetFeatureById does not find. Beside it stand what HTTP
itself asks of a service: 405 (method), 413 (too long), 500 and 503 (a fault of ours) with ``NoApplicableCode``.
"""

from __future__ import annotations

from ..refusal import Refused

# What a request may be told that asks for an operation of the standard which a read-only service has not
WRITING = frozenset({"Transaction", "LockFeature", "GetFeatureWithLock", "CreateStoredQuery", "DropStoredQuery"})


def missing(name: str) -> Refused:
    """A mandatory parameter is not there."""
    return Refused(400, "MissingParameterValue", f"{name} is missing", name)


def invalid(text: str, name: str) -> Refused:
    """A parameter's value cannot be used; ``text`` says why."""
    return Refused(400, "InvalidParameterValue", text, name)


def no_option(text: str, name: str) -> Refused:
    """An option of the standard that this service does not have."""
    return Refused(400, "OptionNotSupported", text, name)


def no_operation(name: str) -> Refused:
    """An operation that this service does not have."""
    why = "the service is read only" if name in WRITING else "see GetCapabilities for what is"
    return Refused(400, "OperationNotSupported", f"The request '{name[:60]}' is not served: {why}", name[:60])


def unreadable(text: str) -> Refused:
    """A body that is no XML, or none of a request."""
    return Refused(400, "OperationParsingFailed", text, "body")


def not_found(text: str, name: str) -> Refused:
    """The stored query GetFeatureById found no feature."""
    return Refused(404, "NotFound", text, name)


def later(text: str) -> Refused:
    """A client claims capabilities that are newer than those there are."""
    return Refused(400, "InvalidUpdateSequence", text)


def no_version(text: str) -> Refused:
    """No version that the client accepts is served. The standard leaves the locator out."""
    return Refused(400, "VersionNegotiationFailed", text)
