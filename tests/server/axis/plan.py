"""Which cells there are, what each must come to, and where a client or the service does otherwise, and why."""

from __future__ import annotations

from collections.abc import Iterator

from . import raw, truth
from .cells import FORMATS, WFS, WMS, Cell, systems

RAW, OWSLIB, GDAL, QGIS, OPENLAYERS = "raw HTTP", "OWSLib", "GDAL", "QGIS", "OpenLayers"
CLIENTS = (RAW, OWSLIB, GDAL, QGIS, OPENLAYERS)
PLACED = (GDAL, QGIS, OPENLAYERS)  # these hold x and y, easting first, whatever came over the wire
NORTH_TOO = (2180, 4326)


def cells(client: str) -> dict[Cell, str]:
    """All cells of a client, each with the OUTPUTFORMAT that is asked (empty: none)."""
    found = {}
    for version in WFS:
        for form, output in FORMATS[version].items():
            for ask in _asks(client, form):
                for spelling, code in systems(2180):
                    if client in (GDAL, QGIS) and form == "GeoJSON" and spelling != "none":
                        continue
                    found[Cell(client, "WFS", version, spelling, code, ask, form)] = output
    for cell in _others(client):
        found[cell] = ""
    return found


def _asks(client: str, form: str) -> tuple[str, ...]:
    if client == RAW:
        more = ("filter, POST",) if form == "none" else ()
        return ("output", "bbox", "bbox, output", "filter", *more)
    if client == OWSLIB:
        return ("output", "bbox", "filter") if form == "none" else ("output", "bbox")
    return ("output", "bbox", "filter") if form == "none" else ("output",) if form == "GeoJSON" else ()


def _others(client: str) -> Iterator[Cell]:
    """Cells of OGC API Features and WMS."""
    spelled = [("none", 84)]
    if client in (RAW, OWSLIB):
        spelled += [("URL", code) for code in (84, 2180, 4326, 3857)]
    for spelling, code in spelled if client != OPENLAYERS else ():
        for ask in ("output", "bbox"):
            yield Cell(client, "OAPIF", "", spelling, code, ask)
    asks = {RAW: ("map", "click"), OWSLIB: ("map", "click"), QGIS: ("map",), OPENLAYERS: ("click",)}
    for version in WMS:
        for ask in asks.get(client, ()):
            for code in (2180, 4326, 3857, *((84,) if version == "1.3.0" else ())):
                yield Cell(client, "WMS", version, "short", code, ask)


def right(cell: Cell) -> str:
    """What the standards ask for, in the words of a verdict."""
    if cell.service == "WMS":
        return truth.FOUND
    if cell.format == "GeoJSON":
        return truth.LONLAT
    if cell.client in PLACED:
        return truth.named(cell.code, False)
    if cell.service == "OAPIF":
        return truth.named(cell.code, truth.north_first(cell)) if cell.ask == "output" else truth.LONLAT
    if _own_crs(cell):
        return truth.named(cell.code, truth.north_first(cell))
    return truth.NE if cell.version != "1.0.0" else truth.EN  # the service's default


def _own_crs(cell: Cell) -> bool:
    """Whether the answer is asked in the cell's CRS too, not in the default."""
    if cell.client == OWSLIB and cell.ask == "bbox":
        return cell.version != "2.0.0"
    return cell.ask in ("output", "bbox, output")


NOTES = {
    "box": "refused by the service: in WFS 1.x QGIS Server looks in the wrong place where BBOX and SRSNAME name"
    " different systems (SRSNAME left out is EPSG:2180)",
    "gml2": "refused by the service: QGIS Server sends GML 2 easting first whatever is asked, so WFS 1.1.0 gives it for"
    " `EPSG:n` alone",
    "fes": "OWSLib's `fes.BBox` is made for catalogues: it names the property `ows:BoundingBox`, which no layer has"
    " (WFS 2.0.0 takes it for the shape)",
    "srsname": "OWSLib 0.27 has no `srsname` for WFS 2.0.0",
    "crs84url": "OWSLib 0.27 cannot read the address of CRS84",
    "gdalcrs84": "GDAL 3.6 does not know `CRS:84` by this name: the places are right, but carry no CRS",
    "gdal10": "GDAL turns its box round for a urn or URL in WFS 1.0.0 too, where easting comes first in every spelling",
    "gdaljson": "GDAL's WFS driver takes GeoJSON for places in the layer's CRS: read GeoJSON by the GeoJSON driver",
    "qgisjson": "QGIS 3.22's WFS provider reads GML alone",
    "ol10": "OpenLayers puts the axes of its own definition of a CRS into GML 2 too, where easting comes first",
    "olshort": "OpenLayers puts the axes of its own definition of a CRS into `EPSG:n` too: ask by urn",
    "olbox": "OpenLayers writes the corners of an Envelope easting first whatever its CRS: use `intersects`",
    "olnone": "OpenLayers writes easting first where no CRS is named; the service's default is a urn: name the CRS",
    "ol84": "OpenLayers takes the answer's `EPSG:4326` (WFS 1.0.0) for latitude first",
}  # fmt: skip


def stated(cell: Cell) -> tuple[str, str] | None:
    """What a cell comes to where that is not what is right, and the key of the reason; None elsewhere."""
    if cell.service != "WFS":
        return None
    return _service(cell) or {OWSLIB: _owslib, GDAL: _gdal, QGIS: _qgis, OPENLAYERS: _openlayers}.get(
        cell.client, lambda _cell: None
    )(cell)


def _service(cell: Cell) -> tuple[str, str] | None:
    short = cell.spelling == "short" or cell.code == 84
    if cell.client in (RAW, OWSLIB) and cell.version == "1.1.0" and cell.format == "GML 2":
        if cell.client == OWSLIB and cell.spelling == "URL" and cell.code == 84:
            return None
        if not (short and _own_crs(cell)):
            return truth.REFUSED, "gml2"
    other = cell.code != 2180 and cell.version != "2.0.0" and cell.format != "GeoJSON"
    if cell.client == RAW and cell.ask == "bbox" and other:
        return truth.REFUSED, "box"
    return None


def _owslib(cell: Cell) -> tuple[str, str] | None:
    if cell.ask == "filter" and cell.version != "2.0.0":
        return truth.REFUSED, "fes"
    if cell.version == "2.0.0" and cell.ask == "output" and cell.crs:
        return "client fails", "srsname"
    if cell.version != "1.0.0" and cell.ask != "filter" and cell.code == 84 and cell.spelling == "URL":
        return "client fails", "crs84url"
    return None


def _gdal(cell: Cell) -> tuple[str, str] | None:
    if cell.format == "GeoJSON":
        return "elsewhere", "gdaljson"
    if cell.code == 84 and cell.spelling == "short":
        return "no CRS", "gdalcrs84"
    if cell.version == "1.0.0" and cell.ask != "output" and cell.spelling in ("urn", "URL") and cell.code in NORTH_TOO:
        return "nothing", "gdal10"
    return None


def _qgis(cell: Cell) -> tuple[str, str] | None:
    return ("nothing", "qgisjson") if cell.format == "GeoJSON" else None


def _openlayers(cell: Cell) -> tuple[str, str] | None:
    if cell.format == "GeoJSON" or cell.code == 3857:
        return None
    swapped = truth.named(cell.code, True)
    if cell.version == "1.0.0":
        if cell.code == 84:
            return swapped, "ol84"
        turned = cell.ask == "filter" and cell.spelling != "none"  # written northing first: that is another place
        return ("nothing" if turned else swapped), "ol10"
    if cell.spelling == "short" and cell.code in NORTH_TOO:
        return ("nothing" if cell.ask == "filter" else swapped), "olshort"
    if cell.ask != "output" and cell.spelling == "none":
        return "nothing", "olnone"
    if cell.ask == "bbox" and cell.spelling in ("urn", "URL") and cell.code in NORTH_TOO:
        return "nothing", "olbox"
    return None


def expected(cell: Cell) -> tuple[str, str]:
    """What a cell must come to, and the key of the reason where that is not what is right."""
    return stated(cell) or (right(cell), "")


def asked(client: str, service_client, url: str, home) -> dict[Cell, str]:
    """What the cells of a client come to. ``service_client``: harness.Client; ``home``: for QGIS's settings."""
    from . import openlayers, owslib_client, programs

    todo = cells(client)
    if client == GDAL:
        return programs.gdal(url, todo)
    if client == QGIS:
        return programs.qgis(url, todo, home)
    if client == OPENLAYERS:
        return openlayers.ask(service_client, todo)
    if client == OWSLIB:
        owslib = owslib_client.Owslib(url)
        return {cell: owslib.ask(cell, output) for cell, output in todo.items()}
    ways = {"WFS": lambda cell, output: raw.wfs(service_client, cell, output)}
    ways["OAPIF"] = lambda cell, _output: raw.oapif(service_client, cell)
    ways["WMS"] = lambda cell, _output: raw.wms(service_client, cell)
    return {cell: ways[cell.service](cell, output) for cell, output in todo.items()}
