"""A posted GetFeature of WFS 1.x with shapes or paths in its filter, asked of QGIS Server's own service by parameters.

QGIS Server reads a body anew, whatever the guard made of it, takes shapes in EPSG:2180 for easting first under a urn
(3.22 to 3.44) and finds nothing by a name with a prefix, which the guard makes bare. A filter cannot change a body, but
a service that is called can ask another one.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from qgis.server import QgsBufferServerRequest, QgsServerRequest, QgsService

from ..toolbelt import log
from .filter_axes import HOLDS_SHAPES
from .refusal import Refused

NAME, VERSION = "KMZB-WFS1-BODY", "1.0"
# A property named by more than its name: ``qgs:typ``, ``zgloszenia/typ``, ``typ[1]``
HOLDS_PATHS = re.compile(r"(?:PropertyName|ValueReference)\s*>[^<]*[:/\[][^<]*<")


class Wfs1Body(QgsService):
    """``kept`` are the parameters that the guard made of a body, set for each request that is to be answered here.
    ``refused`` is what went wrong; the guard puts it in the answer's place."""

    def __init__(self, server_iface):
        super().__init__()
        self._registry = server_iface.serviceRegistry()
        self.kept: dict[str, str] | None = None
        self.refused: Refused | None = None

    def clear(self) -> None:
        """Forget the last request."""
        self.kept = self.refused = None

    def take(self, kept: dict[str, str], text: str) -> dict[str, str]:
        """The parameters for QGIS Server: those given, or, where the body (``text``) holds shapes or paths, the words
        that lead here."""
        if HOLDS_SHAPES.search(kept.get("FILTER", "")) is None and HOLDS_PATHS.search(text) is None:
            return kept
        self.kept = kept
        return {"SERVICE": NAME, "VERSION": VERSION}

    def name(self) -> str:
        return NAME

    def version(self) -> str:
        return VERSION

    def allowMethod(self, _method) -> bool:
        return True

    def executeRequest(self, request, response, project) -> None:
        try:
            if self.kept is None:
                raise Refused(400, "InvalidParameterValue", "There is no such service", "SERVICE")
            url = request.url().toString().split("?")[0]
            asked = f"{url}?{urlencode(self.kept, quote_via=quote)}"
            plain = QgsBufferServerRequest(asked, QgsServerRequest.Method.GetMethod, request.headers(), b"")
            self._registry.getService("WFS", "1.1.0").executeRequest(plain, response, project)
        except Refused as refusal:
            self.refused = refusal
        except Exception as error:  # QGIS Server's own words for it are lost on the way through Python
            log.error(f"wfs 1 body: {type(error).__name__}: {error}")
            self.refused = Refused(400, "InvalidParameterValue", "The request cannot be answered", "body")
