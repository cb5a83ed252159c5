"""The health address: whether this worker can answer with a publication that is good. For who watches over the service.

``…/health`` answers 200 with the version and its age in seconds, else 503 with a reason; both as JSON, never kept. It
looks at the pinned project and the data beside it, or asks the zone's database, but opens no layer: it costs next to
nothing. nginx lets only known addresses ask (deploy/nginx-kmzb.conf). It tells nothing that an answer of the service
does not tell as well.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from qgis.PyQt.QtCore import QUrl

from ..catalogue import warsaw
from . import zone
from .publication import Publication
from .refusal import Answer

SQLITE = b"SQLite format 3\x00"


def asked(url: str) -> bool:
    """Whether a request's address is the health address, below whatever path the service has."""
    path = QUrl(url).path()
    return path.endswith("/health") and "/wfs3" not in path


def answer(publication: Publication, pinned: str, served: zone.Served) -> Answer:
    """What the health address says about the project that the server was started with."""
    now = warsaw.now()
    told: dict[str, object] = {"status": "ok", "publication": publication.version}
    reason = _fault(publication, pinned)
    published, until = _times(publication, pinned, served) if not reason else (None, None)
    if published is not None:
        told["published"] = warsaw.to_text(published)
        told["age_seconds"] = max(0, int((now - published).total_seconds()))
    if until is not None:
        told["good_until"] = warsaw.to_text(until)
        if now >= until:
            reason = "The publication is out of date: nothing was published since its day ended"
    if reason:
        told.update(status="fault", reason=reason)
    body = json.dumps(told).encode() + b"\n"
    return Answer(503 if reason else 200, body, "application/json; charset=utf-8")


def _fault(publication: Publication, pinned: str) -> str:
    if publication.gone:
        return "The database of the zone does not answer, or nothing was pushed to it yet"
    if publication.version == "unknown":
        return "Nothing is published, or the publication cannot be read"
    if zone.service_of(pinned) is None and not _is_data(Path(pinned).with_name(f"kmzb-{publication.version}.gpkg")):
        return "The publication's data cannot be read"
    return ""


def _is_data(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            return handle.read(len(SQLITE)) == SQLITE
    except OSError:
        return False


def _times(publication: Publication, pinned: str, served: zone.Served) -> tuple[datetime | None, datetime | None]:
    """When the publication was made, and until when it is good; None where it does not say."""
    service = zone.service_of(pinned)
    texts = (publication.published_at, publication.valid_until) if service is None else served.times()
    return tuple(_instant(text) for text in texts)


def _instant(text: str) -> datetime | None:
    try:
        return warsaw.from_text(text) if text else None
    except ValueError:
        return None
