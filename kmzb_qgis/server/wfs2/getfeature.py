"""GetFeature and GetPropertyValue: from a checked request to the bytes of its answer."""

from __future__ import annotations

from ...catalogue import warsaw
from ...toolbelt import log
from .. import cutoff
from ..refusal import Refused
from . import paging, values
from .encoders.parts import Encoder, Whole
from .query import GetFeature, GetPropertyValue, Output, Query
from .source import Abandoned, Page, Reading, Source
from .stream import Stream


def answer(request: GetFeature | GetPropertyValue, source: Source, response, base_url: str) -> None:
    """Write status, headers and body of the answer to a QgsServerResponse.

    Raises Refused as long as nothing was sent; what fails later ends the body where it stands, so that no reader takes
    it for whole.
    """
    stream = Stream(response)
    now = warsaw.now()
    try:
        with source.reading(now, paging.seconds(), stream) as reading:
            if isinstance(request, GetPropertyValue):
                values.answer(request, reading, source, stream, base_url, now)
            else:
                _features(request, reading, source, stream, base_url, now)
    except Abandoned:
        log.info("the client went away before the answer was whole")
    except Refused as refused:
        if not stream.sent:
            raise
        log.error(f"an answer was cut off: {refused.text}")
        stream.cut()
        cutoff.cut()
    except Exception:  # a fault of ours: the service tells it, where nothing was sent yet
        if stream.sent:
            stream.cut()
            cutoff.cut()
        raise


def pages(
    queries: tuple[Query, ...], reading: Reading, start: int, count: int, token: paging.Token | None
) -> list[tuple[Query, Page]]:
    """The page of each query: COUNT and STARTINDEX are those of the whole answer (09-025r2, 7.6.3.4 and 7.6.3.5)."""
    found, left = [], count
    for number, query in enumerate(queries):
        if token is not None and number < token.query:
            matched = reading.matched(query)
            page = Page(matched, matched, 0)
        elif token is not None and number == token.query:
            page = reading.page(query, start, left, token.row)
        else:
            page = reading.page(query, start if token is None else 0, left)
        found.append((query, page))
        start = max(0, start - page.matched)
        left -= page.returned
    return found


def _features(request: GetFeature, reading: Reading, source: Source, stream: Stream, base_url: str, now) -> None:
    encoder = _encoder(request)
    queries = tuple(map(encoder.settled, request.queries))
    stamp = warsaw.to_text(now)
    if request.hits:
        counted = tuple((query, Page(reading.matched(query), 0, 0)) for query in queries)
        following = paging.results(request, base_url, sum(page.matched for _query, page in counted))
        whole = Whole(stamp, counted, following, base=base_url, hits=True)
        _write(stream, encoder, whole, reading)
        return
    paging.check(request.start)
    token = paging.token(request.token, source.served_version, len(queries))
    found = pages(queries, reading, request.start, paging.limit(request.count), token)
    if request.single and not any(page.returned for _query, page in found):
        raise Refused(404, "NotFound", "There is no feature of this identifier", "ID")
    whole = whole_of(request, found, source.served_version, base_url, stamp)
    if request.output is Output.FLATGEOBUF:
        from .encoders import flatgeobuf

        flatgeobuf.write(stream, encoder, whole, reading)
        return
    _write(stream, encoder, whole, reading)


def whole_of(request, found: list[tuple[Query, Page]], version: str, base_url: str, stamp: str) -> Whole:
    """An answer with the links to its neighbours."""
    returned = sum(page.returned for _query, page in found)
    matched = sum(page.matched for _query, page in found)
    passed = 0  # features before this page, as counted now
    for _query, page in found:
        passed += page.start if page.returned else 0
        if page.returned:
            break
        passed += page.matched
    if not returned:
        passed = getattr(request, "start", 0)
    last = [(number, page.last) for number, (_query, page) in enumerate(found) if page.returned]
    after = paging.Token(version, *last[-1]) if last else None
    following, previous = paging.links(request, base_url, passed, returned, matched, after)
    return Whole(stamp, tuple(found), following, previous, base_url)


def _encoder(request: GetFeature) -> Encoder:
    """The encoder of the asked format; formats without a place for counts give ``hits`` as GML."""
    if request.output is Output.GEOJSON:
        from .encoders.geojson import GeoJson

        return GeoJson(request.single)
    if request.hits or request.output is Output.GML32:
        from .encoders.gml32 import Gml

        return Gml(request.single)
    if request.output is Output.CSV:
        from .encoders.csvtext import Csv

        return Csv(request.queries)
    from .encoders.flatgeobuf import FlatGeobuf

    return FlatGeobuf(request.queries)


def _write(stream: Stream, encoder: Encoder, whole: Whole, reading: Reading) -> None:
    stream.begin(encoder.content_type, encoder.disposition)
    stream.write(encoder.head(whole).encode())
    for number, (query, page) in enumerate(whole.pages):
        before, after = encoder.between(whole, number)
        stream.write(before.encode())
        if not whole.hits and page.returned:
            first = not any(one.returned for _query, one in whole.pages[:number])
            give = stream.without_first(encoder.between_features) if first else stream.write
            earlier = tuple(
                one for other, one in whole.pages[:number] if other.type.name == query.type.name and one.returned
            )
            reading.send(query, page, encoder.line(query, earlier), give)
        stream.write(after.encode())
    stream.write(encoder.tail(whole).encode())
    stream.end()
