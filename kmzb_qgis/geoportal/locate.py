"""Asking the geoportal's locators: addresses (UUG), parcels and units (ULDK), and what lies at a place.

Never from the GUI thread: a question waits for its turn and for the service. Addresses come from the catalogue.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from ..toolbelt import net
from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.net_errors import NetworkError
from ..toolbelt.progress import Progress
from . import pace, plausible, services, uldk, uug
from .found import Found

LEAST_LETTERS = 3  # of a text that is worth a question
TIMEOUT_S = 15
LIMIT = 8 * 1024 * 1024  # bytes of an answer: fifty outlines of whole counties are less
AGAIN_S = (0.5, 1.0)  # pauses before the second and third try
GENERAL = ("region", "commune")  # asked where there is no parcel: precincts cover waters too, municipalities all


@dataclass(frozen=True)
class Here:
    """What lies at a place of EPSG:2180. ``problems`` are sentences on what could not be learnt."""

    x: float
    y: float
    address: Found | None
    land: Found | None
    problems: tuple[str, ...]


def addresses(text: str, feedback=None) -> list[Found]:
    """Addresses, streets and towns by text; none for fewer than three letters. Raises KmzbError, Cancelled."""
    if len(text.strip()) < LEAST_LETTERS:
        return []
    answer = _ask("uug", uug.by_text(text), feedback)
    return uug.read(answer.body, answer.headers.get("content-type", ""))


def parcels(text: str, feedback=None) -> list[Found]:
    """Parcels and units by id, by name and number, or by name (see ``uldk.by_text``). Raises KmzbError, Cancelled."""
    if len(text.strip()) < LEAST_LETTERS:
        return []
    kind, question = uldk.by_text(text)
    answer = _ask("uldk", question, feedback)
    return uldk.read(answer.body, answer.headers.get("content-type", ""), kind)


def here(x: float, y: float, feedback=None) -> Here:
    """The nearest address, and the parcel or the smallest unit, at a place of EPSG:2180 (x easting).

    What one service fails to tell is a sentence in the result; the other's answer is kept. Raises KmzbError for a
    place outside Poland, of which nothing is asked, and Cancelled.
    """
    if not plausible.inside(plausible.poland(), x, y):
        raise KmzbError(tr("This place lies outside Poland: the services of the geoportal know nothing of it."))
    problems = []

    def part(find):
        try:
            return find()
        except Cancelled:
            raise
        except KmzbError as error:
            problems.append(error.message)
            return None

    land = part(lambda: _land(x, y, feedback))
    address = part(lambda: _address(x, y, feedback))
    return Here(x, y, address, land, tuple(problems))


def address(x: float, y: float, feedback=None) -> Found | None:
    """The nearest address alone, as in :func:`here`. Raises KmzbError also where the service fails, Cancelled."""
    if not plausible.inside(plausible.poland(), x, y):
        raise KmzbError(tr("This place lies outside Poland: the services of the geoportal know nothing of it."))
    return _address(x, y, feedback)


def _land(x: float, y: float, feedback) -> Found | None:
    for kind in ("parcel", *GENERAL):
        answer = _ask("uldk", uldk.by_place(kind, x, y), feedback)
        try:
            found = uldk.read(answer.body, answer.headers.get("content-type", ""), kind, (x, y))
        except KmzbError:
            if kind == GENERAL[-1]:
                raise
            continue  # parcels come from the counties' own servers, units from the state's
        if found:
            return found[0]
    return None


def _address(x: float, y: float, feedback) -> Found | None:
    answer = _ask("uug", uug.by_place(x, y), feedback)
    return next(iter(uug.read(answer.body, answer.headers.get("content-type", ""), (x, y))), None)


def _ask(service_id: str, question: dict, feedback) -> net.Answer:
    """The service's answer, at its pace; asked again where it answered an empty 404 or dropped the connection."""
    service = services.find(service_id)
    joint = "&" if "?" in service.url else "?"
    url = f"{service.url.rstrip('&?')}{joint}{urlencode(question, quote_via=quote)}"
    pauses = iter(AGAIN_S)
    while True:
        pace.SHARED.take(feedback)
        try:
            return net.fetch(url, timeout_s=TIMEOUT_S, authcfg=service.authcfg, feedback=feedback, limit=LIMIT)
        except NetworkError as error:
            empty = error.status == 404 and not error.body.strip()
            pause = next(pauses, None) if empty or error.kind == "dropped" else None
            if pause is None and empty:
                raise _gave_nothing(service, error) from error
            if pause is None:
                raise
        _rest(pause, feedback)


def _gave_nothing(service, error: NetworkError) -> KmzbError:
    return KmzbError(
        tr("'{title}' answered nothing three times (HTTP 404): the geoportal has a fault.", title=service.title),
        error.message,
        "network",
    )


def _rest(seconds: float, feedback) -> None:
    progress, end = Progress(feedback), time.monotonic() + seconds
    while time.monotonic() < end:
        progress.check()
        time.sleep(pace.STEP_S)
