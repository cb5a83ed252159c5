"""The other servers: MapServer, pygeoapi, tipg and pg_featureserv, each set up as its manual says, on the same layer.

Those in Python are in ``serving_python.py``; pg_featureserv is built by Go. None is
needed by the plugin. What cannot be had says why and stays in the table.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import serving_ask as asks
import serving_python
import serving_sides
from serving_ask import Question
from serving_data import COUNTRY, View
from serving_engines import FILE, ZONE, Engine
from serving_sides import CAPABILITIES, DEEP, HITS, NORTHING, Side, bounds, deep, geojson, get, gml, oapif, page
from serving_stack import Program, outcome

FEATURESERV = "github.com/CrunchyData/pg_featureserv@v1.3.1"
# To make a page MapServer writes SQL of its own for a GeoPackage that has an index (mapogr.cpp), with "layer".ROWID.
# GDAL itself asks by the column OGC_FID, and finds all.
_NO_PAGES = "it makes no pages of the data file, as it asks by ROWID, which is NULL in a view"
_COLUMNS = "id,typ,status,data_utworzenia,data_modyfikacji,data_zdarzenia,teryt,powod"

_MAPFILE = """\
MAP
  NAME "kmzb"
  EXTENT {extent}
  SIZE 800 600
  MAXSIZE 4096
  PROJECTION "init=epsg:2180" END
  WEB
    METADATA
      "ows_enable_request" "*"
      "ows_title" "kmzb"
      "ows_onlineresource" "http://127.0.0.1/"
      "ows_srs" "EPSG:2180 EPSG:4326 EPSG:3857"
      "wfs_getfeature_formatlist" "gml,geojson"
      "wfs_namespace_prefix" "kmzb"
      "wfs_namespace_uri" "urn:x-kmzb:publikacja:1"
    END
  END
  OUTPUTFORMAT
    NAME "geojson"
    DRIVER "OGR/GEOJSON"
    MIMETYPE "application/json; subtype=geojson"
    FORMATOPTION "STORAGE=stream"
    FORMATOPTION "FORM=SIMPLE"
    FORMATOPTION "LCO:COORDINATE_PRECISION=6"
  END
  OUTPUTFORMAT
    NAME "png"
    DRIVER "AGG/PNG"
    MIMETYPE "image/png"
    IMAGEMODE RGBA
    EXTENSION "png"
  END
  SYMBOL
    NAME "circle"
    TYPE ELLIPSE
    POINTS 1 1 END
    FILLED TRUE
  END
  LAYER
    NAME "zgloszenia"
    TYPE POINT
    STATUS ON
    {source}
    PROJECTION "init=epsg:2180" END
    METADATA
      "ows_title" "zgloszenia"
      "gml_include_items" "{columns}"
      "gml_featureid" "id"
      "wfs_maxfeatures" "10000000"
      "wfs_getfeature_formatlist" "gml,geojson"
    END
    CLASS
      STYLE
        SYMBOL "circle"
        SIZE 5
        COLOR 217 72 1
      END
    END
  END
END
"""


def peers(engine: Engine, folder: Path, wanted: Callable[[str], bool]) -> list[Side]:
    """The other servers for an engine, of which ``wanted`` says that they are; ``folder`` keeps what is built."""
    found = [_mapserver(engine)] if wanted("MapServer") else []
    if wanted("pygeoapi") or wanted("tipg"):
        found += serving_python.sides(engine, folder)
    return [*found, *([_featureserv(engine, folder)] if wanted("pg_featureserv") else [])]


def _mapserver(engine: Engine) -> Side:
    program = shutil.which("mapserv")
    if program is None:
        return Side("MapServer", missing="Debian's cgi-mapserver is not installed")
    found, said = outcome(program, "-v")
    if not found or "FASTCGI" not in said:
        return Side("MapServer", missing="it has no FastCGI")
    version = re.search(r"version ([\d.]+)", said)

    def prepare(run: Path) -> None:
        if engine.name == FILE:
            source = f'CONNECTIONTYPE OGR\n    CONNECTION "{engine.file}"\n    DATA "zgloszenia"'
        else:
            source = (
                f'CONNECTIONTYPE POSTGIS\n    CONNECTION "{engine.dsn}"\n    PROCESSING "CLOSE_CONNECTION=DEFER"\n'
                '    DATA "geom FROM kmzb_public.zgloszenia USING UNIQUE OGC_FID USING SRID=2180"'
            )
        text = _MAPFILE.format(extent=" ".join(map(str, COUNTRY)), source=source, columns=_COLUMNS)
        (run / "kmzb.map").write_text(text, encoding="utf-8")
        (run / "mapserver.conf").write_text(
            f'CONFIG\n  ENV\n    MS_MAPFILE "{run}/kmzb.map"\n  END\n  MAPS\n  END\nEND\n', encoding="utf-8"
        )

    environment = {"MAPSERVER_CONFIG_FILE": "{run}/mapserver.conf"}
    side = Side("MapServer", version.group(1) if version else "", Program([program], environment, prepare=prepare),
                _mapserver_questions, _mapserver_all)  # fmt: skip
    if engine.name == FILE:
        side.questions, side.note = _mapserver_unpaged, _NO_PAGES
    return side


def _mapserver_feature(**more: object) -> str:
    return get(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetFeature", TYPENAMES="kmzb:zgloszenia", **more)


def _mapserver_questions(views: list[View], size: int) -> dict[str, Question]:
    capabilities = get(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetCapabilities")
    found = {CAPABILITIES: Question(capabilities, asks.contains(b"WFS_Capabilities"))}
    in_json = {"OUTPUTFORMAT": "geojson", "SRSNAME": "EPSG:4326"}
    for view in views:

        def ask(number: int, view: View = view) -> str:
            return _mapserver_feature(BBOX=f"{bounds(view.box(number), True)},{NORTHING}")

        def ask_json(number: int, view: View = view) -> str:
            # It moves the box to the answer's system before it looks: a box in degrees for an answer in degrees.
            box = f"{bounds(view.box(number, True), True)},urn:ogc:def:crs:EPSG::4326"
            return _mapserver_feature(**in_json, BBOX=box)

        found[geojson(view.count)] = Question(ask_json, asks.geojson(view.count, view.place))
        found[gml(view.count)] = Question(ask, asks.gml(view.count, view.place))
    found[HITS] = Question(_mapserver_feature(RESULTTYPE="hits"), asks.hits(size))

    def last(number: int) -> str:
        return _mapserver_feature(**in_json, STARTINDEX=deep(size, number), COUNT=page(size))

    found[DEEP] = Question(last, asks.geojson(page(size)))
    return {**found, **serving_sides.points()}


def _mapserver_unpaged(views: list[View], size: int) -> dict[str, Question]:
    return {name: asked for name, asked in _mapserver_questions(views, size).items() if name != DEEP}


def _mapserver_all(size: int) -> Question:
    return Question(_mapserver_feature(OUTPUTFORMAT="geojson", SRSNAME="EPSG:4326"), asks.counted(size))


def _featureserv(engine: Engine, folder: Path) -> Side:
    module, _, version = FEATURESERV.partition("@")
    side = Side("pg_featureserv OAPIF", version)
    if engine.name != ZONE:
        side.missing = "it reads PostgreSQL only"
        return side
    program, go = folder / "bench-go" / "bin" / module.rpartition("/")[2], shutil.which("go")
    if not program.exists():
        if go is None:
            side.missing = "Go is not installed"
            return side
        given = {
            **os.environ,
            "GOBIN": str(program.parent),
            "GOPATH": str(folder / "bench-go"),
            "GOFLAGS": "-modcacherw",
        }
        made, said = outcome(go, "install", FEATURESERV, environment=given)
        if not made:
            side.missing = _go_refusal(said)
            return side
    side.program = Program(
        [str(program)],
        {
            "DATABASE_URL": engine.address + "?sslmode=disable", "PGFS_SERVER_HTTPHOST": "127.0.0.1",
            "PGFS_SERVER_HTTPPORT": "{port}", "PGFS_PAGING_LIMITMAX": "10000000", "GOMAXPROCS": "{workers}",
        },
        fastcgi=False,
        by_port=True,
    )  # fmt: skip
    side.questions = _featureserv_questions
    return side


def _featureserv_questions(views: list[View], size: int) -> dict[str, Question]:
    return oapif(views, size, "/collections/kmzb_public.zgloszenia/items.json", "/collections.json")


def _go_refusal(said: str) -> str:
    if "403" in said or "404" in said or "not available" in said:
        return "the Go module proxy does not give the module out"
    return "it could not be built: " + (said.strip().splitlines() or ["no reason"])[-1][:150]
