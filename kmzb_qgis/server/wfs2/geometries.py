"""Geometries of filters: GML 3.2 in any served CRS, read into EPSG:2180, easting first.

GDAL never sees the request's XML, nor a spelling of a CRS: places are read here as numbers, systems by ``crs.read``.
Edges are straight in the CRS that they are written in, so long ones get more places before they are transformed.
"""

from __future__ import annotations

import re
from contextlib import suppress

import numpy as np
from osgeo import ogr

from ...toolbelt import gdal_errors
from ..refusal import Refused
from . import dom, transform
from .crs import Crs
from .crs import read as read_crs
from .tree import Box, Node, Space, Spatial

MAX_POSITIONS = 5000  # in one geometry, as the request writes them
MAX_PARTS = 500
OPERANDS = (
    "Envelope", "Point", "LineString", "Curve", "Polygon", "Surface", "MultiPoint", "MultiCurve", "MultiSurface",
)  # fmt: skip
_TEXT = re.compile(r"[-+.,\deE\s]*", re.ASCII)
# the members' elements of a collection, and what the members may be; the last two are of GML 3.1
_MEMBERS = {
    "MultiPoint": (("pointMember", "pointMembers"), ("Point",)),
    "MultiCurve": (("curveMember", "curveMembers"), ("LineString", "Curve")),
    "MultiSurface": (("surfaceMember", "surfaceMembers"), ("Polygon", "Surface")),
    "MultiLineString": (("lineStringMember",), ("LineString",)),
    "MultiPolygon": (("polygonMember",), ("Polygon",)),
}
_KIND = {"Point": ogr.wkbPoint, "LineString": ogr.wkbLineString, "Curve": ogr.wkbLineString}


def system(spelling: str, locator: str) -> Crs:
    """The CRS of a spelling. Raises Refused where it is not served."""
    found = read_crs(spelling)
    if found is None:
        text = "The CRS is not served: EPSG:2180, EPSG:4326 and EPSG:3857 are, as urn:ogc:def:crs:EPSG::n"
        raise Refused(400, "InvalidParameterValue", text, locator)
    return found


def read(element, default: Crs) -> bytes:
    """The WKB (EPSG:2180, easting first) of a GML geometry; ``default`` holds where no srsName is given. Raises
    Refused, also for geometries that are not valid."""
    if dom.gml(element) == "Envelope":
        return bytes(polygon_of(*envelope(element, default)).ExportToWkb(ogr.wkbNDR))
    geometry = _Reader().geometry(element, default)
    if geometry.IsEmpty() or not _valid(geometry):
        text = "it crosses or touches itself, or has no extent"
        raise Refused(400, "InvalidParameterValue", f"The geometry is not valid: {text}", dom.local(element))
    return bytes(geometry.ExportToWkb(ogr.wkbNDR))


def envelope(element, default: Crs) -> tuple[np.ndarray, Crs]:
    """The corners (2, 2) of a gml:Envelope, easting or longitude first, and their CRS. Raises Refused."""
    crs = _crs_of(element, default)
    given = dom.children(element)
    if [dom.gml(one) for one in given] != ["lowerCorner", "upperCorner"]:
        raise dom.misplaced(element, "it takes a lowerCorner and an upperCorner")
    corners = np.concatenate([_numbers(one, _crs_of(one, crs)) for one in given])
    if corners.shape != (2, 2):
        raise dom.misplaced(element, "each corner is two numbers")
    return check_box(corners, crs, "Envelope"), crs


def check_box(corners: np.ndarray, crs: Crs, locator: str) -> np.ndarray:
    """Corners as they are. Raises Refused where the lower one is not below, or places lie outside of the CRS."""
    if (corners[0] > corners[1]).any():
        text = "The lower corner must not lie above or right of the upper one; mind the order of the axes"
        raise Refused(400, "InvalidParameterValue", text, locator)
    transform.check(corners, crs, locator)
    return corners


def meets_box(corners: np.ndarray, crs: Crs) -> Node:
    """Features that meet a box of any CRS: a box where it is one in EPSG:2180 too, else its outline."""
    if crs.code == 2180:
        return Box(*corners.ravel().tolist())
    geometry = polygon_of(corners, crs)
    return Spatial(Space.INTERSECTS, bytes(geometry.ExportToWkb(ogr.wkbNDR)))


def polygon_of(corners: np.ndarray, crs: Crs) -> ogr.Geometry:
    """A box of any CRS as a geometry of EPSG:2180: a polygon, or a line or point where it has no width."""
    (west, south), (east, north) = transform.clipped(corners, crs)
    ring = np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])
    places = transform.to_2180(ring, crs, "Envelope", closed=True)
    if west == east and south == north:
        return _of(ogr.wkbPoint, places[:1])
    if west == east or south == north:
        return _of(ogr.wkbLineString, places[: len(places) // 2 + 1])
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometryDirectly(_of(ogr.wkbLinearRing, places))
    return polygon


def _of(kind: int, places: np.ndarray) -> ogr.Geometry:
    made = ogr.Geometry(kind)
    for east, north in places.tolist():
        made.AddPoint_2D(east, north)
    return made


def _valid(geometry: ogr.Geometry) -> bool:
    try:
        with gdal_errors.raised():  # it also prints why not, with the place
            return bool(geometry.IsValid())
    except OSError:
        return False


def _crs_of(element, inherited: Crs) -> Crs:
    if element.attribute("srsDimension", "2").strip() != "2":
        raise Refused(400, "InvalidParameterValue", "Geometries have two dimensions here", "srsDimension")
    return system(element.attribute("srsName"), "srsName") if element.hasAttribute("srsName") else inherited


def _numbers(element, crs: Crs) -> np.ndarray:
    """The places (n, 2) of pos, posList, coordinates or a corner, easting or longitude first."""
    text = dom.leaf(element)
    if _TEXT.fullmatch(text) is None:
        raise dom.misplaced(element, "it takes numbers")
    tuples = dom.local(element) == "coordinates"  # x,y x,y; the others know no commas
    try:
        values = np.array((text.replace(",", " ") if tuples else text).split(), dtype=float)
    except ValueError:
        raise dom.misplaced(element, "it takes numbers") from None
    if len(values) % 2 or not len(values) or not np.isfinite(values).all():
        raise dom.misplaced(element, "it takes finite numbers, two for each place")
    places = values.reshape(-1, 2)
    return places[:, ::-1] if crs.swapped else places


class _Reader:
    """Reads one geometry, and counts what it holds."""

    def __init__(self):
        self._positions = self._parts = 0

    def geometry(self, element, inherited: Crs) -> ogr.Geometry:
        name, crs = dom.gml(element), _crs_of(element, inherited)
        if name in _KIND:
            return self._line(element, name, crs)
        if name == "Polygon":
            return self._polygon(element, crs)
        if name == "Surface":
            return self._surface(element, crs)
        if name in _MEMBERS:
            return self._collection(element, name, crs)
        listed = ", ".join(OPERANDS)
        raise Refused(400, "InvalidParameterValue", f"'{name[:60]}' is no geometry that is served: {listed} are", name)

    def _places(self, element, crs: Crs) -> np.ndarray:
        """Places of a point, line or ring: one posList or coordinates, or several pos."""
        given = dom.children(element)
        names = {dom.gml(one) for one in given}
        if names not in ({"pos"}, {"posList"}, {"coordinates"}) or (names != {"pos"} and len(given) > 1):
            raise dom.misplaced(element, "its places stand in pos or posList")
        places = np.concatenate([_numbers(one, _crs_of(one, crs)) for one in given])
        if names == {"pos"} and len(places) != len(given):
            raise dom.misplaced(element, "each pos is one place")
        self._positions += len(places)
        if self._positions > MAX_POSITIONS:
            text = f"The geometry is too large: at most {MAX_POSITIONS} places"
            raise Refused(400, "InvalidParameterValue", text, dom.local(element))
        transform.check(places, crs, dom.local(element))
        return places

    def _line(self, element, name: str, crs: Crs) -> ogr.Geometry:
        if name == "Curve":
            segments = dom.children(dom.only(element, "segments"))
            if not segments or {dom.gml(one) for one in segments} != {"LineStringSegment"}:
                raise dom.misplaced(element, "a Curve is made of LineStringSegment here")
            pieces = [self._places(one, _crs_of(one, crs)) for one in segments]
            if any((before[-1] != after[0]).any() for before, after in zip(pieces, pieces[1:])):
                raise dom.misplaced(element, "each segment begins where the one before ends")
            places = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
        else:
            places = self._places(element, crs)
        if (len(places) != 1) if name == "Point" else (len(places) < 2):
            raise dom.misplaced(element, "a Point is one place, a line two or more")
        return _of(_KIND[name], transform.to_2180(places, crs, name))

    def _polygon(self, element, crs: Crs) -> ogr.Geometry:
        rings = dom.children(element)
        if [dom.gml(one) for one in rings] != ["exterior", *["interior"] * (len(rings) - 1)]:
            raise dom.misplaced(element, "it takes an exterior, then interiors")
        self._count(len(rings), element)
        polygon = ogr.Geometry(ogr.wkbPolygon)
        for one in rings:
            ring = dom.only(one, "LinearRing")
            places = self._places(ring, _crs_of(ring, crs))
            if len(places) < 4 or (places[0] != places[-1]).any():
                raise dom.misplaced(ring, "it takes four places or more, the last one as the first")
            polygon.AddGeometryDirectly(_of(ogr.wkbLinearRing, transform.to_2180(places, crs, "Polygon", closed=True)))
        return polygon

    def _surface(self, element, crs: Crs) -> ogr.Geometry:
        patches = dom.children(dom.only(element, "patches"))
        if not patches or {dom.gml(one) for one in patches} != {"PolygonPatch"}:
            raise dom.misplaced(element, "a Surface is made of PolygonPatch here")
        self._count(len(patches), element)
        if len(patches) == 1:
            return self._polygon(patches[0], _crs_of(patches[0], crs))
        parts = ogr.Geometry(ogr.wkbMultiPolygon)
        for patch in patches:
            parts.AddGeometryDirectly(self._polygon(patch, _crs_of(patch, crs)))
        if not all(_valid(part) for part in parts):
            raise Refused(400, "InvalidParameterValue", "The geometry is not valid: a patch crosses itself", "Surface")
        with suppress(OSError), gdal_errors.raised():
            return parts.UnionCascaded()  # patches share edges, which parts of a multipolygon must not
        return ogr.Geometry(ogr.wkbMultiPolygon)

    def _collection(self, element, name: str, crs: Crs) -> ogr.Geometry:
        members, kinds = _MEMBERS[name]
        surfaces = name in ("MultiSurface", "MultiPolygon")
        made = ogr.Geometry(
            ogr.wkbMultiPoint if name == "MultiPoint" else ogr.wkbMultiPolygon if surfaces else ogr.wkbMultiLineString
        )
        for member in dom.children(element):
            if dom.gml(member) not in members:
                raise dom.misplaced(element, f"it takes {members[0]}")
            given = dom.children(member)
            if not given or (len(given) > 1 and not dom.local(member).endswith("s")):
                raise dom.misplaced(member, f"it takes one {kinds[0]}")
            self._count(len(given), element)
            for one in given:
                if dom.gml(one) not in kinds:
                    raise dom.misplaced(member, f"it takes {' or '.join(kinds)}")
                part = self.geometry(one, crs)
                for piece in part if part.GetGeometryName() == "MULTIPOLYGON" else (part,):
                    made.AddGeometry(piece)
        if made.IsEmpty():
            raise dom.misplaced(element, "it has no members")
        return made

    def _count(self, parts: int, element) -> None:
        self._parts += parts
        if self._parts > MAX_PARTS:
            text = f"The geometry is too large: at most {MAX_PARTS} parts and rings"
            raise Refused(400, "InvalidParameterValue", text, dom.local(element))
