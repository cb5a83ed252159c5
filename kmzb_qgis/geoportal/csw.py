"""Searching the metadata catalogue (CSW) of the service catalogue's entry ``catalogue``: asks, waits, tries again.

For any thread. Nothing is asked before somebody searches.
"""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import quote, urlencode

from ..toolbelt import net, settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import csw_answer, csw_question, services
from .csw_answer import Page
from .csw_question import CORE, ISO, PAGE, Query
from .csw_record import Record
from .services import Service

SERVICE = "catalogue"
LIMIT = 32 * 1024 * 1024  # bytes of an answer; a hundred long records are a tenth of it
BARREN = 3  # pages without anything new, after which a catalogue that claims to have more is not believed
PAUSES_S = (0.5, 1.0, 2.0)  # between tries: the geoportal answers an empty 404 now and then


def search(query: Query, start: int = 1, size: int = PAGE, feedback=None) -> Page:
    """The records from number ``start`` on. Raises KmzbError with one sentence, Cancelled."""
    service = services.find(SERVICE)
    progress = Progress(feedback)
    refusal = None
    for dialect in (query.dialect,) if query.dialect else (ISO, CORE):
        try:
            page = _ask(service, query, start, size, dialect, progress)
        except KmzbError as error:
            if error.code == "cancelled":
                raise
            if error.code != csw_answer.REFUSED or dialect != ISO or query.dialect:
                raise _failed(refusal or error) from error
            refusal = error  # perhaps it only lacks the profile's names: once more in those that all know
            continue
        except ImportError as error:
            raise KmzbError(
                tr("Searching the catalogue needs the Python packages lxml and OWSLib, which this QGIS lacks."),
                str(error),
                "packages",
            ) from error
        return page if dialect == ISO else replace(page, notes=_notes(query))
    raise AssertionError  # pragma: no cover - the last dialect returns or raises


def search_all(query: Query, most: int, feedback=None) -> Page:
    """Up to ``most`` records in one page, asked for page by page; none twice. Raises KmzbError, Cancelled."""
    progress = Progress(feedback)
    records: dict[object, Record] = {}
    unread, page, start, barren = 0, None, 1, 0
    while start and len(records) < most and barren < BARREN:
        before = len(records)
        page = search(query if page is None else page.query, start, csw_question.MOST, feedback)
        for number, record in enumerate(page.records):
            records.setdefault(record.id or (start, number), record)
        unread += page.unread
        start = page.next
        barren = barren + 1 if len(records) == before else 0
        progress.percent(100 * len(records) / max(1, min(most, page.matched)))
    found = tuple(records.values())
    notes = page.notes
    if start and barren == BARREN:
        notes += (tr("The catalogue gave nothing new on several pages: it was not asked for the rest."),)
    following = start if len(found) <= most else most + 1
    return replace(page, records=found[:most], start=1, unread=unread, next=following, notes=notes)


def record_url(service: Service, identifier: str) -> str:
    """The address of a record's whole text (GetRecordById, OGC 07-006, 10.9), for people and for other programs."""
    if not identifier:
        return ""
    pairs = {
        "SERVICE": "CSW", "VERSION": "2.0.2", "REQUEST": "GetRecordById", "ELEMENTSETNAME": "full",
        "OUTPUTSCHEMA": "http://www.isotc211.org/2005/gmd", "ID": identifier,
    }  # fmt: skip
    joint = "" if service.url.endswith(("?", "&")) else "&" if "?" in service.url else "?"
    return f"{service.url}{joint}{urlencode(pairs, quote_via=quote)}"


def _ask(service: Service, query: Query, start: int, size: int, dialect: str, progress: Progress) -> Page:
    document = csw_question.body(query, start, size, dialect)
    answer = patiently(service.url, service.authcfg, progress, document)
    return csw_answer.read(answer.body, replace(query, dialect=dialect), start, lambda each: record_url(service, each))


def patiently(url: str, authcfg: str, progress: Progress, document: bytes = b"") -> net.Answer:
    """The answer of an address, or to a document posted there; tried again where a fault may pass."""
    timeout = float(settings.get("service_timeout_s"))
    for pause in (*PAUSES_S, None):
        progress.check()
        try:
            return net.fetch(
                url, timeout_s=timeout, authcfg=authcfg, feedback=progress.feedback, xml=document, limit=LIMIT
            )
        except net.NetworkError as error:
            empty = error.status == 404 and not error.body.strip()
            if document and b"ExceptionReport" in error.body[:2000]:  # told with an HTTP error's status, as is allowed
                return net.Answer(net.shown(url), error.status, error.headers, error.body)
            if pause is None or not (error.status >= 500 or error.status == 429 or error.kind == "dropped" or empty):
                raise
        end = time.monotonic() + pause
        while time.monotonic() < end:
            progress.check()
            time.sleep(0.05)
    raise AssertionError  # pragma: no cover - the last try returns or raises


def _notes(query: Query) -> tuple[str, ...]:
    if query.kind in ("view", "download"):
        return (tr("This catalogue does not tell kinds of services apart: all services are listed."),)
    return ()


def _failed(error: KmzbError) -> KmzbError:
    if error.code == "question":
        return error
    message = tr("The catalogue cannot be searched. {reason}", reason=error.message)
    return KmzbError(message, error.details, "catalogue")
