"""What a metadata record says, as plain facts; see metadata_dataset and metadata_service for the records themselves.

Records follow ISO 19115:2003 and 19119:2005 in the XML of ISO 19139, with the elements that regulation (EC) 1205/2008
and the Polish profile ask for. What nobody knows is left out, never filled with a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

DATASET_FILE, VIEW_FILE, DOWNLOAD_FILE = "kmzb-zbior.xml", "kmzb-przegladanie.xml", "kmzb-pobieranie.xml"
FILES = (DATASET_FILE, VIEW_FILE, DOWNLOAD_FILE)

# What XML Schema's anyURI, and any address, has no place for: blanks, some marks, per cent signs that code nothing.
_NO_ADDRESS = re.compile(r"[\s<>\"{}|\\^`\u202a-\u202e\u2066-\u2069]|%(?![0-9A-Fa-f]{2})|#.*#")


@dataclass(frozen=True)
class Party:
    """Who answers for the data. Empty words are not known."""

    organization: str
    person: str = ""
    email: str = ""
    phone: str = ""
    web: str = ""


@dataclass(frozen=True)
class Facts:
    """What the records of one publication say. Days: ISO text, Warsaw's calendar; ``box``: W, E, S, N in degrees."""

    dataset_id: str  # the records' own identifiers: the same in every publication
    view_id: str
    download_id: str
    resource: str  # the data set's identifier
    title: str
    abstract: str
    keywords: tuple[str, ...]
    contact: Party
    first_day: str
    day: str
    period: tuple[str, str] | None
    box: tuple[float, float, float, float]
    area: str
    lineage: str
    access: str
    use: str
    layers: tuple[tuple[str, str], ...]  # (name, title)
    service_url: str = ""  # with no slash at the end
    records_url: str = ""  # ends with a slash
    theme: str = ""  # the keyword of GEMET's INSPIRE themes, in Polish; only the owner can say it

    def record_url(self, name: str) -> str:
        """Where a record is served; empty where nobody said."""
        return self.records_url + name if self.records_url else ""

    def wms(self) -> str:
        """The address of the WMS capabilities."""
        return f"{self.service_url}/?SERVICE=WMS&REQUEST=GetCapabilities"

    def wfs(self) -> str:
        """The address of the WFS capabilities."""
        return f"{self.service_url}/?SERVICE=WFS&REQUEST=GetCapabilities"

    def oapif(self) -> str:
        """The landing page of OGC API Features."""
        return f"{self.service_url}/wfs3/"


def addresses(service_url: str, records_url: str) -> tuple[str, str]:
    """``(service without a slash at its end, records with one)``; without their own the records lie below the service.

    Raises KmzbError for what is no public http(s) address.
    """
    service, records = service_url.strip().rstrip("/"), records_url.strip()
    for text in (service, records):
        if text:
            _check(text)
    if not records and service:
        records = f"{service}/metadata"
    return service, f"{records.rstrip('/')}/" if records else ""


def _check(text: str) -> None:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        good = good and not _NO_ADDRESS.search(text) and not parts.query and not parts.fragment
    except ValueError:
        good, parts = False, None
    if not good:
        raise KmzbError(
            tr("'{text}' is no address that metadata can name. Write it as https://example.org/kmzb.", text=text),
            code="metadata",
        )
    if parts.username or parts.password:
        raise KmzbError(tr("Leave user and password out of the address: metadata are public."), code="metadata")


def web(text: str) -> str:
    """A contact's web address, empty where none is given.

    Raises KmzbError for one that a record must not name: it would not be valid, run a script, or tell a password.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        plain = (parts.scheme in ("http", "https") and bool(parts.hostname)) or (not parts.scheme and ":" not in text)
        good = plain and parts.port != 0 and not _NO_ADDRESS.search(text) and parts.username is parts.password is None
    except ValueError:
        good = False
    if not good:
        raise KmzbError(
            tr(
                "'{text}' is no web address of a contact that metadata can name. Write it as https://example.org, with "
                "no user and password.",
                text=text,
            ),
            code="metadata",
        )
    return text


def regon(text: str) -> str:
    """A REGON number of 9 or 14 digits, checked by its last digit (regulation of 30 November 2015, Dz.U. poz. 2009).

    Empty where none is given. Raises KmzbError for a wrong one.
    """
    digits = re.sub(r"[\s-]", "", text)
    weights = {9: "89234567", 14: "2485097361248"}.get(len(digits))
    if digits and not (
        weights
        and re.fullmatch("[0-9]+", digits)
        and sum(int(digit) * int(weight) for digit, weight in zip(digits, weights)) % 11 % 10 == int(digits[-1])
    ):
        raise KmzbError(tr("'{text}' is no REGON number: its digits do not agree.", text=text), code="metadata")
    return digits


def box(text: str) -> tuple[float, float, float, float]:
    """West, east, south and north in degrees from words like ``14.1 24.2 49.0 54.9``. Raises KmzbError otherwise."""
    try:
        west, east, south, north = (float(word) for word in text.split())
        good = -180 <= west < east <= 180 and -90 <= south < north <= 90
    except ValueError:
        good = False
    if not good:
        raise KmzbError(
            tr("'{text}' is no area: give west, east, south and north in degrees, as 14.1 24.2 49.0 54.9.", text=text),
            code="metadata",
        )
    return west, east, south, north
