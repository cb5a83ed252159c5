"""A catalogue's answer to GetRecords: bytes in, a page of records out. No network; the bytes are not trusted."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import capabilities, csw_record
from .answers import DETAILS, short
from .csw_question import MOST, Query
from .csw_record import Record

REFUSED = "csw-refused"  # the error's code where the catalogue understood, and says that it will not


@dataclass(frozen=True)
class Page:
    """A part of what was found. ``start``: the first one's number; ``next``: the next page's first, 0 where none is.

    ``matched`` is the catalogue's own count, which it may estimate; ``unread``: records that could not be read.
    """

    query: Query
    records: tuple[Record, ...] = ()
    start: int = 1
    matched: int = 0
    next: int = 0
    unread: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def last(self) -> int:
        """The last one's number; 0 where nothing was found."""
        return self.start + len(self.records) + self.unread - 1 if self.records or self.unread else 0


def read(body: bytes, query: Query, start: int, url_of=lambda identifier: "") -> Page:
    """A page; ``url_of`` gives the address of a record by its id.

    Raises KmzbError where the bytes are no answer to GetRecords, with the code REFUSED where they are a refusal;
    ImportError without lxml.
    """
    root = capabilities.parse(
        body, tr("The catalogue answered with a web page instead of records: it may be down for maintenance.")
    )
    name = root.tag.rpartition("}")[2] if isinstance(root.tag, str) else ""
    if name in ("ExceptionReport", "ServiceExceptionReport"):
        text = csw_record.plain(" ".join(root.itertext()))
        raise KmzbError(
            tr("The catalogue reports an error: {reason}.", reason=short(text, 300) or "–"), text[:DETAILS], REFUSED
        )
    results = root.find("{*}SearchResults")
    if name != "GetRecordsResponse" or results is None:
        raise KmzbError(
            tr("The answer is not one of a metadata catalogue (CSW 2.0.2)."),
            body[:DETAILS].decode("utf-8", "replace"), "service",
        )  # fmt: skip
    records, unread = [], 0
    for element in list(results)[:MOST]:
        if not isinstance(element.tag, str):
            continue  # a comment
        try:
            found = csw_record.read(element, url_of)
        except (AttributeError, KeyError, ValueError, TypeError, IndexError):  # one odd record hides no other
            found = None
        if found is None or not (found.title or found.id or found.links):
            unread += 1
        else:
            records.append(found)
    taken = len(records) + unread
    matched = max(_number(results, "numberOfRecordsMatched"), start - 1 + taken if taken else 0)
    following = _number(results, "nextRecord")
    if not start < following <= matched or not taken:
        # 0 says that this was the last page; some catalogues leave it out, or give the same one again
        ended = results.get("nextRecord") == "0" or start - 1 + taken >= matched or not taken
        following = 0 if ended else start + taken
    return Page(query, tuple(records), start, matched, following, unread)


def _number(element, name: str) -> int:
    try:
        return max(0, min(int(str(element.get(name, "0")).strip()), 10**9))
    except ValueError:
        return 0
