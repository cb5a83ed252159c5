"""Which of QGIS Server's good answers are put right before they leave, and by what."""

from __future__ import annotations

from . import capabilities
from .oapif import documents
from .publication import Publication

HEAD = 700  # characters in which an answer says what it is
# The media type of a described schema in WFS 1.1.0 (04-094, 8.2)
SCHEMA_1_1 = "text/xml; subtype=gml/3.1.1; charset=utf-8"


def answer(service: str, version: str, path: str, body: bytes, publication: Publication) -> tuple[bytes, str] | None:
    """The answer as it should be, and its media type where that changes; None for one that is good as it is.

    ``service`` and ``version``: of the request; ``path``: of its address.
    """
    if service == "OAPIF":
        return documents.mend(path, body, publication.version), ""
    start = body[:HEAD]
    if b"_Capabilities" in start:
        return capabilities.mend(body, publication.record), ""
    if b"<schema" in start:
        return capabilities.optional(body), SCHEMA_1_1 if version == "1.1.0" else ""
    return None
