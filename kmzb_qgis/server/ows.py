"""Requests of WFS 1.x and WMS, which QGIS Server answers itself: the parameters that it may see."""

from __future__ import annotations

from . import map_box, parameters, postbody, pyramid, stretched, wfs1_axes, xmlcheck
from .refusal import Refused

# What the attributes of a body's root element may say
FROM_ROOT = {"SERVICE", "VERSION", "OUTPUTFORMAT", "MAXFEATURES", "COUNT", "STARTINDEX", "RESULTTYPE"}


def settle(service: str, request: str, given: dict[str, str], path: str) -> dict[str, str]:
    """The parameters of a request to WFS 1.x or WMS; ``path`` is the pinned project's. Raises Refused."""
    if request.lower() not in parameters.REQUESTS[service]:
        raise Refused(403, "OperationNotSupported", f"The request '{request[:60]}' is not served", "REQUEST")
    kept = parameters.settle(service, given)
    if service == "WFS" and request.lower() == "getfeature":
        return wfs1_axes.settle(kept)
    if service == "WMS" and request.lower() != "getcapabilities":
        map_box.check(request, kept)
        return stretched.settle(request, pyramid.settle(request, kept, pyramid.layers_of(path)))
    return kept


def body(handler, service: str) -> str:
    """The text of a POST body; the parameters of the address do not count beside it. Raises Refused.

    It is read as it came: in QGIS Server's parameter REQUEST_BODY a plus has become a space, and percent signs with two
    hexadecimal digits a character; besides, an address can carry a parameter of that name.
    """
    if service != "WFS":
        raise Refused(400, "InvalidParameterValue", "Only WFS takes a body of XML", "body")
    return bytes(handler.data()).decode("utf-8", "replace").lstrip("\ufeff")


def from_body(text: str, given: dict[str, str]) -> dict[str, str]:
    """The parameters of a body of WFS 1.x. Raises Refused."""
    request, document = xmlcheck.check_body(text)
    root = {name: value for name, value in given.items() if name in FROM_ROOT}
    return {**root, "REQUEST": request, **postbody.to_parameters(request, document)}
