"""The service: WFS 2.0.0 beside QGIS Server's own 1.0.0 and 1.1.0.

QGIS Server hands it a request by ``VERSION=2.0.0``; any other spelling goes to 1.1.0, so the guard settles the version
first (negotiate.py). The guard also reads and checks the request: the service answers what it was handed, and nothing
else. A request of another project comes here without having been handed over: it goes on to the service that answered
it before this one was registered.
"""

from __future__ import annotations

from dataclasses import dataclass

from qgis.server import QgsService

from ...toolbelt import log
from ..publication import Publication
from ..refusal import Refused
from . import about, capabilities, getfeature, negotiate, schema, source, stored
from .operations import STORED as STORED_QUERIES
from .operations import (
    DescribeFeatureType,
    DescribeStoredQueries,
    GetCapabilities,
    ListStoredQueries,
    Operation,
)

NAME = "WFS"


@dataclass(frozen=True)
class Turn:
    """One checked request. ``path``: the pinned project; ``base``: the service's address."""

    operation: Operation
    publication: Publication
    path: str
    base: str


class Wfs2Service(QgsService):
    """``turn`` is set by the guard for each request that is to be answered here, and cleared before the next one.
    ``refused`` is what went wrong; the guard puts it in the answer's place."""

    def __init__(self, server_iface):
        super().__init__()
        self._registry = server_iface.serviceRegistry()
        self.turn: Turn | None = None
        self.refused: Refused | None = None

    def clear(self) -> None:
        """Forget the last request."""
        self.turn = self.refused = None

    def name(self) -> str:
        return NAME

    def version(self) -> str:
        return negotiate.NEWEST

    def allowMethod(self, _method) -> bool:
        return True  # the guard allows or refuses, other projects' services do it themselves

    def executeRequest(self, request, response, project) -> None:
        turn = self.turn
        if turn is None:
            self._registry.getService(NAME, "1.1.0").executeRequest(request, response, project)
            return
        try:
            self._answer(turn, response, project)
        except Refused as refusal:
            self.refused = refusal
        except Exception as error:  # nothing of it may reach the client, and QGIS would answer 200 with no body
            log.error(f"wfs 2.0: {type(error).__name__}: {error}")
            self.refused = Refused(500, "NoApplicableCode", "The request cannot be answered")

    def _answer(self, turn: Turn, response, project) -> None:
        operation = turn.operation
        if isinstance(operation, GetCapabilities):
            sections = capabilities.since(operation.sections, operation.sequence, turn.publication.version)
            text = capabilities.document(about.of(project), turn.base, sections, turn.publication.version)
            _write(response, text, f"{operation.media_type}; charset=utf-8")
        elif isinstance(operation, DescribeFeatureType):
            _write(response, schema.describe(operation.types), schema.MEDIA_TYPE)
        elif isinstance(operation, ListStoredQueries):
            _write(response, stored.listed(STORED_QUERIES), stored.MEDIA_TYPE)
        elif isinstance(operation, DescribeStoredQueries):
            _write(response, stored.described(operation.ids), stored.MEDIA_TYPE)
        else:
            getfeature.answer(operation, source.open_source(turn.path), response, turn.base)


def _write(response, text: str, media_type: str) -> None:
    response.setStatusCode(200)
    response.setHeader("Content-Type", media_type)
    response.write(text.encode("utf-8"))
