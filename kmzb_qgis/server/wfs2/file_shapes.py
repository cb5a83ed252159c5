"""Shapes of a data file as text in the answer's system.

Reports in EPSG:2180 and EPSG:4326 have their coordinates as text in the file. Other systems, grid cells and files of
older publications: NumPy writes the coordinates of many features into one blob, from which SQL takes each its own.
Outlines of units are written one by one, as their corners are many, and kept.
"""

from __future__ import annotations

import struct

from .crs import Crs
from .encoders.lines import Line, Maybe, Outline, Rings
from .query import Query
from .statements import sql

DEGREES, METRES, METRES_AT_MOST = 6, 2, 6  # decimals; the publication's other versions give six at most
_BEFORE = {"Point": 13, "Polygon": 53}  # bytes before the coordinates: header, envelope, WKB's kind and counts
_BYTES = {"Point": 29, "Polygon": 133}  # of a whole shape, as publishing writes it
_CORNERS = {"Point": 1, "Polygon": 5}
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes by the envelope code of the flags, GeoPackage 1.3 clause 2.1.3
_GEOMETRIES = (
    "SELECT CAST(group_concat(g, '') AS BLOB) FROM"
    " (SELECT d.geom AS g FROM {rows} WHERE w.nr BETWEEN :first AND :last ORDER BY w.nr)"
)
_KEPT = 6_000  # outlines; Poland has 2,858 units
# Before all rings, between two rings, behind; before a corner's coordinates, between the two, between corners, behind
_RING = {
    Outline.GML: ("<gml:exterior><gml:LinearRing><gml:posList>", "", "</gml:posList></gml:LinearRing></gml:exterior>"),
    Outline.JSON: ("[[", ",", "]]"),
    Outline.WKT: ("((", ",", "))"),
}
_HOLE = ("<gml:interior><gml:LinearRing><gml:posList>", "</gml:posList></gml:LinearRing></gml:interior>")
_CORNER = {Outline.GML: (b"", b" ", b" ", b""), Outline.JSON: (b"[", b",", b"],[", b"]"),
           Outline.WKT: (b"", b" ", b",", b"")}  # fmt: skip
_outlines: dict[tuple, str] = {}


def in_answer(places, crs: Crs):
    """(n, 2) places of EPSG:2180 in an answer's system, as ``(first, second, decimals)``."""
    from ...toolbelt import figures, poland92

    found = poland92.to(places, crs.code)
    if crs.code == 2180:
        decimals = figures.decimals(found, METRES, METRES_AT_MOST)
    else:
        decimals = DEGREES if crs.code == 4326 else METRES
    first, second = found[:, 0], found[:, 1]
    return (second, first, decimals) if crs.swapped else (first, second, decimals)


def _outline_of(line: Line) -> Outline | None:
    for part in line:
        found = part.outline if isinstance(part, Rings) else None
        if isinstance(part, Maybe):
            found = _outline_of(part.parts)
        if found is not None:
            return found
    return None


class Shapes:
    """How the shapes of a query's features are written. ``by_blob``: :meth:`blob` must come with each statement."""

    def __init__(self, source, query: Query, line: Line):
        self._run, self._kind, self._crs = source.connection.execute, query.type, query.crs
        self._outline = _outline_of(line)
        self._ready = query.type.geometry == "Point" and source.placed and query.crs.code in (2180, 4326)
        self.by_blob = not self._ready and not query.type.by_unit
        if query.type.by_unit and self._outline is not None:
            version, layer, crs, outline = source.served_version, query.type.name, query.crs, self._outline
            source.connection.create_function(
                "kmzb_outline", 2, lambda teryt, geom: _kept_outline((version, layer, teryt, crs, outline), geom)
            )

    def axes(self) -> tuple[str, str]:
        """SQL of a point's two coordinates."""
        if self._ready:
            names = ("d.x", "d.y") if self._crs.code == 2180 else ("d.lon", "d.lat")
            return names[::-1] if self._crs.swapped else names
        row = "(w.nr - :first) * :wide + "
        return f"ltrim(substr(:shapes, {row}1, :one))", f"ltrim(substr(:shapes, {row}2 + :one, :two))"

    def rings(self) -> str:
        """SQL of a polygon's rings."""
        if self._kind.by_unit:
            return "kmzb_outline(o.teryt, o.geom)"
        return "substr(:shapes, (w.nr - :first) * :wide + 1, :wide)"

    def blob(self, joined: str, values: dict) -> dict:
        """The parameters with the shapes of the rows ``:first`` to ``:last`` of a choice (``joined``: its FROM)."""
        import numpy as np

        from ...toolbelt import figures

        size, corners = _BYTES[self._kind.geometry], _CORNERS[self._kind.geometry]
        raw = self._run(sql(_GEOMETRIES, rows=joined), values).fetchone()[0]
        shapes = np.frombuffer(raw or b"", "u1")
        if len(shapes) != size * (values["last"] - values["first"] + 1):
            raise ValueError("a shape that is not as publishing writes it")
        inner = shapes.reshape(-1, size)[:, _BEFORE[self._kind.geometry] :]
        places = np.ascontiguousarray(inner).view("<f8").reshape(-1, 2)
        first, second, decimals = in_answer(places, self._crs)
        columns = figures.texts(first, decimals), figures.texts(second, decimals)
        if corners == 1:
            raw, wide = figures.rows([columns[0], b" ", columns[1]])
            return {"shapes": raw, "wide": wide, "one": columns[0].shape[1], "two": columns[1].shape[1]}
        raw, wide = _ring(columns, corners, self._outline)
        return {"shapes": raw, "wide": wide}


def _ring(columns, corners: int, outline: Outline) -> tuple[bytes, int]:
    """Rows of one ring each, of ``corners`` corners: ``(all rows, characters of a row)``."""
    from ...toolbelt import figures

    begin, between, following, end = _CORNER[outline]
    opened, _parted, closed = _RING[outline]
    words: list = [opened.encode() + begin]
    for corner in range(corners):
        if corner:
            words.append(following)
        words += [columns[0][corner::corners], between, columns[1][corner::corners]]
    words.append(end + closed.encode())
    return figures.rows(words)


def _kept_outline(key: tuple, blob: bytes | None) -> str | None:
    """SQL function ``kmzb_outline``: the rings of a unit's outline (a GeoPackage multipolygon)."""
    if blob is None:
        return None
    if key not in _outlines:
        if len(_outlines) >= _KEPT:
            _outlines.clear()
        _version, layer, teryt, crs, outline = key
        _outlines[key] = _multipolygon(blob, f"{layer}.{teryt}", crs,
                                       outline)  # fmt: skip
    return _outlines[key]


def _multipolygon(blob: bytes, name: str, crs: Crs, outline: Outline) -> str:
    polygons = []
    for number, rings in enumerate(_rings(blob), 1):
        texts = [_corners(ring, crs, outline) for ring in rings]
        opened, parted, closed = _RING[outline]
        if outline is Outline.GML:
            holes = "".join(f"{_HOLE[0]}{text}{_HOLE[1]}" for text in texts[1:])
            polygon = f'<gml:Polygon gml:id="{name}.geom.{number}">{opened}{texts[0]}{closed}{holes}</gml:Polygon>'
            polygons.append(f"<gml:surfaceMember>{polygon}</gml:surfaceMember>")
        else:
            inner = f"{closed[0]}{parted}{opened[0]}".join(texts)
            polygons.append(f"{opened}{inner}{closed}")
    if outline is Outline.GML:
        return "".join(polygons)
    return f"{_RING[outline][0][0]}{','.join(polygons)}{_RING[outline][2][0]}"


def _corners(ring, crs: Crs, outline: Outline) -> str:
    from ...toolbelt import figures

    first, second, decimals = in_answer(ring, crs)
    begin, between, following, end = _CORNER[outline]
    raw, _wide = figures.rows([figures.texts(first, decimals), between, figures.texts(second, decimals), following])
    return (begin + raw[: len(raw) - len(following)] + end).decode("ascii")


def _rings(blob: bytes):
    """The polygons of a GeoPackage blob with a multipolygon (or a polygon), each a list of (n, 2) arrays of metres."""
    import numpy as np

    at = 8 + _ENVELOPES[(blob[3] >> 1) & 7]

    def polygon(at: int):
        order = "<" if blob[at] == 1 else ">"
        kind, count = struct.unpack_from(f"{order}II", blob, at + 1)
        if kind != 3:
            raise ValueError("not a polygon")
        at, rings = at + 9, []
        for _number in range(count):
            corners = struct.unpack_from(f"{order}I", blob, at)[0]
            rings.append(np.frombuffer(blob, f"{order}f8", 2 * corners, at + 4).reshape(-1, 2))
            at += 4 + 16 * corners
        return rings, at

    order = "<" if blob[at] == 1 else ">"
    kind, count = struct.unpack_from(f"{order}II", blob, at + 1)
    if kind == 3:
        return [polygon(at)[0]]
    if kind != 6:
        raise ValueError("not a multipolygon")
    at, found = at + 9, []
    for _number in range(count):
        rings, at = polygon(at)
        found.append(rings)
    return found
