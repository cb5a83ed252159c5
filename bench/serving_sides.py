"""The sides on QGIS Server: the plugin's WFS 2.0, the guarded WFS 1.1.0, and QGIS Server without the plugin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import qgisrun
import serve
import serving_ask as asks
from serving_ask import Question
from serving_data import COUNTRY, View
from serving_engines import Engine
from serving_stack import Program

CAPABILITIES, HITS, DEEP, MAP, POINTS = "capabilities", "hits, all", "deep page of 1,000", "map", "map, each report"
OURS, OURS11, OURS_API, BARE, BARE_API, PLAIN = (
    "kmzb WFS 2.0", "kmzb WFS 1.1.0", "kmzb OAPIF", "QGIS WFS 1.1.0", "QGIS OAPIF", "QGIS plain project",
)  # fmt: skip
FIRST_PAGE, PAGE_MOST = 1_000, 10_000
NAMESPACE = "urn:x-kmzb:publikacja:1"
NORTHING = "urn:ogc:def:crs:EPSG::2180"
_MAP = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "STYLES": "", "CRS": "EPSG:2180", "WIDTH": "800",
        "HEIGHT": "600", "FORMAT": "image/png", "TRANSPARENT": "TRUE"}  # fmt: skip


def geojson(count: int) -> str:
    """The name of the question for so many reports in GeoJSON."""
    return f"GeoJSON, {count:,}"


def gml(count: int) -> str:
    """The same in GML."""
    return f"GML, {count:,}"


@dataclass
class Side:
    """A service to be compared. ``questions`` makes what is asked of it from the views and the number of all reports;
    ``everything`` is all reports in GeoJSON; ``missing`` says why it cannot be measured, ``note`` what
    is to be known of it."""

    name: str
    version: str = ""
    program: Program | None = None
    questions: Callable[[list[View], int], dict[str, Question]] = field(default=lambda _views, _size: {}, repr=False)
    everything: Callable[[int], Question] | None = None
    missing: str = ""
    note: str = ""


def get(path: str = "/", **parameters: object) -> str:
    """A path with its query."""
    return f"{path}?{urlencode(parameters)}"


def bounds(box: tuple[float, ...], northing_first: bool = False) -> str:
    """A box as text, without rounding."""
    west, south, east, north = box
    return ",".join(repr(side) for side in ((south, west, north, east) if northing_first else box))


def deep(size: int, number: int = 0) -> int:
    """Where the deep page of a run begins: about nine tenths in."""
    return size * 9 // 10 - number % (size // 100 + 1)


def page(size: int) -> int:
    """How many reports the deep page has."""
    return min(FIRST_PAGE, size - deep(size))


def qgis(engine: Engine, plugin: bool, project: Path | None = None) -> Program:
    """QGIS Server for an engine, with the staged plugin or without any."""
    environment = {
        "QGIS_OPTIONS_PATH": "{run}/home", "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1",
        "QGIS_PROJECT_FILE": str(project or engine.project), "QGIS_SERVER_LOG_STDERR": "1",
        "QGIS_SERVER_LOG_LEVEL": "2", "QGIS_SERVER_DISABLE_GETPRINT": "1", "QGIS_SERVER_FORCE_READONLY_LAYERS": "1",
        "QGIS_SERVER_TRUST_LAYER_METADATA": str(int(plugin)), "QGIS_SERVER_IGNORE_BAD_LAYERS": "0",
        "QGIS_SERVER_PROJECT_CACHE_STRATEGY": "filesystem", "QGIS_SERVER_API_WFS3_MAX_LIMIT": "10000000",
        "PROJ_NETWORK": "OFF", "QT_HASH_SEED": "0", **engine.environment,
    }  # fmt: skip
    if plugin:
        environment["QGIS_PLUGINPATH"] = "{run}/plugins"
    stage = (lambda run: serve.stage_plugin(run / "plugins", qgisrun.STAGE / "kmzb_qgis")) if plugin else None
    return Program([str(serve.QGIS_SERVER)], environment, parameters=engine.environment, prepare=_made(stage))


def _made(stage: Callable[[Path], object] | None) -> Callable[[Path], None] | None:
    if stage is None:
        return None

    def prepare(run: Path) -> None:
        (run / "plugins").mkdir()
        stage(run)

    return prepare


def sides(engine: Engine, plain: Path) -> list[Side]:
    """The sides on QGIS Server; ``plain`` is the project that draws each report."""
    guarded, bare = qgis(engine, True), qgis(engine, False)
    return [
        Side(OURS, program=guarded, questions=_wfs20, everything=_all20),
        Side(OURS11, program=guarded, questions=_wfs11_guarded),
        Side(OURS_API, program=guarded, questions=_oapif_guarded),
        Side(BARE, program=bare, questions=_wfs11, everything=_all11),
        Side(BARE_API, program=bare, questions=_oapif),
        Side(PLAIN, program=qgis(engine, False, plain), questions=_points),
    ]


def _wfs20(views: list[View], size: int) -> dict[str, Question]:
    def feature(**more: object) -> str:
        return get(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetFeature", TYPENAMES="kmzb:zgloszenia",
                   NAMESPACES=f"xmlns(kmzb,{NAMESPACE})", **more)  # fmt: skip

    capabilities = get(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetCapabilities")
    found = {CAPABILITIES: Question(capabilities, asks.contains(b"http://www.opengis.net/wfs/2.0"))}
    for view in views:

        def ask(number: int, view: View = view, **more: object) -> str:
            return feature(**more, BBOX=f"{bounds(view.box(number), True)},{NORTHING}", COUNT=view.count)

        in_json = partial(ask, OUTPUTFORMAT="application/geo+json")
        found[geojson(view.count)] = Question(in_json, asks.geojson(view.count, view.place))
        found[gml(view.count)] = Question(ask, asks.gml(view.count, view.place))
    found[HITS] = Question(feature(RESULTTYPE="hits"), asks.hits(size))

    def last(number: int) -> str:
        return feature(OUTPUTFORMAT="application/geo+json", STARTINDEX=deep(size, number), COUNT=page(size))

    found[DEEP] = Question(last, asks.geojson(page(size)))
    return {**found, **_wms("zgloszenia")}


def _all20(size: int) -> Question:
    return Question(
        get(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetFeature", TYPENAMES="kmzb:zgloszenia",
            NAMESPACES=f"xmlns(kmzb,{NAMESPACE})", OUTPUTFORMAT="application/geo+json", COUNT=size),
        asks.counted(size),
    )  # fmt: skip


def _feature11(**more: object) -> str:
    return get(SERVICE="WFS", VERSION="1.1.0", REQUEST="GetFeature", TYPENAME="zgloszenia", **more)


def _wfs11(views: list[View], size: int) -> dict[str, Question]:
    capabilities = get(SERVICE="WFS", VERSION="1.1.0", REQUEST="GetCapabilities")
    found = {CAPABILITIES: Question(capabilities, asks.contains(b"WFS_Capabilities"))}
    for view in views:

        def ask(number: int, output: str, view: View = view) -> str:
            box = f"{bounds(view.box(number))},EPSG:2180"
            return _feature11(OUTPUTFORMAT=output, SRSNAME="EPSG:2180", BBOX=box)

        in_json, in_gml = partial(ask, output="GeoJSON"), partial(ask, output="GML3")
        found[geojson(view.count)] = Question(in_json, asks.geojson(view.count, view.place))
        found[gml(view.count)] = Question(in_gml, asks.gml(view.count, view.place))
    found[HITS] = Question(_feature11(RESULTTYPE="hits"), asks.hits(size))

    def last(number: int) -> str:
        return _feature11(OUTPUTFORMAT="GeoJSON", STARTINDEX=deep(size, number), MAXFEATURES=page(size))

    found[DEEP] = Question(last, asks.geojson(page(size)))
    return {**found, **_wms("siatka_10km,siatka_1km,zgloszenia")}


def _wfs11_guarded(views: list[View], size: int) -> dict[str, Question]:
    return {name: asked for name, asked in _wfs11(views, size).items() if name not in (MAP, POINTS)}


def _all11(size: int) -> Question:
    return Question(_feature11(OUTPUTFORMAT="GeoJSON"), asks.counted(size))


def _wms(layers: str) -> dict[str, Question]:
    """Poland by the publication's own project."""
    return {MAP: Question(get(**_MAP, LAYERS=layers, BBOX=bounds(COUNTRY, True)), asks.picture)}


def points(layers: str = "zgloszenia") -> dict[str, Question]:
    """Poland with each report drawn."""
    return {POINTS: Question(get(**_MAP, LAYERS=layers, BBOX=bounds(COUNTRY, True)), asks.picture)}


def _points(_views: list[View], _size: int) -> dict[str, Question]:
    return points()


def oapif(views: list[View], size: int, items: str, landing: str, **more: object) -> dict[str, Question]:
    """The questions to an OGC API Features service; ``items`` is the path of a collection's items, ``more`` goes with
    each."""
    found = {CAPABILITIES: Question(landing, asks.contains(b"zgloszenia"))}
    for view in views:

        def ask(number: int, view: View = view) -> str:
            return get(items, bbox=bounds(view.box(number, True)), limit=view.count, **more)

        found[geojson(view.count)] = Question(ask, asks.geojson(view.count, view.place))
    found[HITS] = Question(get(items, limit=1, **more), asks.hits(size))

    def last(number: int) -> str:
        return get(items, offset=deep(size, number), limit=page(size), **more)

    found[DEEP] = Question(last, asks.geojson(page(size)))
    return found


def _oapif(views: list[View], size: int) -> dict[str, Question]:
    return oapif(views, size, "/wfs3/collections/zgloszenia/items.json", "/wfs3/collections.json")


def _oapif_guarded(views: list[View], size: int) -> dict[str, Question]:
    """Pages have 10,000 reports at most behind the guard."""
    return _oapif([view for view in views if view.count <= PAGE_MOST], size)
