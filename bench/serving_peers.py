"""The other servers: MapServer, pygeoapi, tipg and pg_featureserv, each set up as its manual says, on the same layer.

The Python ones live in a venv of the benchmark (``requirements-bench.txt``), pg_featureserv is built by Go. None is
needed by the plugin. What cannot be had says why and stays in the table.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jobs
import serving_ask as asks
import serving_engines
import serving_sides
from serving_ask import Question
from serving_data import COUNTRY, WORLD, View
from serving_engines import FILE, ZONE, Engine
from serving_sides import CAPABILITIES, DEEP, HITS, Side, bounds, deep, geojson, get, gml, oapif, page
from serving_stack import Program

REQUIREMENTS = jobs.ROOT / "requirements-bench.txt"
FEATURESERV = "github.com/CrunchyData/pg_featureserv@v1.3.1"
_COLUMNS = "id,typ,status,data_utworzenia,data_modyfikacji,data_zdarzenia,teryt,powod"
_POLAND = "http://www.opengis.net/def/crs/EPSG/0/2180"

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


def peers(engine: Engine, folder: Path) -> list[Side]:
    """The other servers for an engine; ``folder`` keeps what is built for the benchmark."""
    return [_mapserver(engine), *_python(engine, folder), _featureserv(engine, folder)]


def _said(*words: str, environment: dict[str, str] | None = None, seconds: float = 600) -> tuple[bool, str]:
    try:
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    return done.returncode == 0, done.stdout + done.stderr


# ------------------------------------------------------------------------------------------------------- MapServer
def _mapserver(engine: Engine) -> Side:
    program = shutil.which("mapserv")
    if program is None:
        return Side("MapServer", missing="Debian's cgi-mapserver is not installed")
    found, said = _said(program, "-v")
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
    return Side("MapServer", version.group(1) if version else "", Program([program], environment, prepare=prepare),
                _mapserver_questions, _mapserver_all)  # fmt: skip


def _mapserver_feature(**more: object) -> str:
    return get(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetFeature", TYPENAMES="kmzb:zgloszenia", **more)


def _mapserver_questions(views: list[View], size: int) -> dict[str, Question]:
    capabilities = get(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetCapabilities")
    found = {CAPABILITIES: Question(capabilities, asks.contains(b"WFS_Capabilities"))}
    in_json = {"OUTPUTFORMAT": "geojson", "SRSNAME": "EPSG:4326"}
    for view in views:
        box = {"BBOX": f"{bounds(view.metres, True)},urn:ogc:def:crs:EPSG::2180"}
        # It moves the box to the answer's system before it looks: a box in degrees for an answer in degrees.
        in_degrees = {"BBOX": f"{bounds(view.degrees, True)},urn:ogc:def:crs:EPSG::4326"}
        found[geojson(view.count)] = Question(
            _mapserver_feature(**in_json, **in_degrees), asks.geojson(view.count, view.place)
        )
        found[gml(view.count)] = Question(_mapserver_feature(**box), asks.gml(view.count, view.place))
    found[HITS] = Question(_mapserver_feature(RESULTTYPE="hits"), asks.hits(size))
    last = _mapserver_feature(**in_json, STARTINDEX=deep(size), COUNT=page(size))
    found[DEEP] = Question(last, asks.geojson(page(size)))
    return {**found, **serving_sides.points()}


def _mapserver_all(size: int) -> Question:
    return Question(_mapserver_feature(OUTPUTFORMAT="geojson", SRSNAME="EPSG:4326"), asks.counted(size))


# ----------------------------------------------------------------------------------------------------- Python peers
def _python(engine: Engine, folder: Path) -> list[Side]:
    venv, why = folder / "bench-venv", ""
    pinned = dict(re.findall(r"^([\w-]+)==([\w.]+)", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE))
    stamp = venv / "made-from"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != REQUIREMENTS.read_text(encoding="utf-8"):
        shutil.rmtree(venv, ignore_errors=True)
        made, said = _said(sys.executable, "-m", "venv", str(venv))
        if made:
            made, said = _said(str(venv / "bin" / "pip"), "install", "-q", "-r", str(REQUIREMENTS))
        if made:
            stamp.write_text(REQUIREMENTS.read_text(encoding="utf-8"), encoding="utf-8")
        else:
            last = [line for line in said.splitlines() if line.startswith("ERROR")]
            why = f"PyPI's package could not be installed: {last[-1] if last else 'no venv'}"
    pygeoapi, tipg = (Side(f"{name} OAPIF", pinned[name], missing=why) for name in ("pygeoapi", "tipg"))
    if why:
        return [pygeoapi, tipg]
    return [_pygeoapi(engine, venv / "bin", pygeoapi), _tipg(engine, venv / "bin", tipg)]


def _pygeoapi(engine: Engine, programs: Path, side: Side) -> Side:
    """On a copy of the layer in degrees: of EPSG:2180 it takes the axes of boxes the wrong way round, and of a
    GeoPackage it reads no views and writes tables of its own into the file."""
    side.note = (
        "on an indexed copy of the layer in degrees: with EPSG:2180 it finds other reports than those in the box"
    )
    if engine.name == FILE:
        provider = {"type": "feature", "name": "SQLiteGPKG", "data": "own.gpkg", "id_field": "id",
                    "table": "zgloszenia"}  # fmt: skip
    else:
        serving_engines.degrees(engine)
        database = {name: engine.database[name] for name in ("host", "port", "dbname", "user")}
        provider = {"type": "feature", "name": "PostgreSQL", "id_field": "OGC_FID", "table": "zgloszenia",
                    "data": {**database, "password": "", "search_path": [serving_engines.COPY, "public"]},
                    "geom_field": "geom"}  # fmt: skip
    environment = {"PYGEOAPI_CONFIG": "{run}/pygeoapi.json", "PYGEOAPI_OPENAPI": "{run}/openapi.json"}

    def prepare(run: Path) -> None:
        config = run / "pygeoapi.json"
        if engine.file is not None:
            provider["data"] = str(run / "own.gpkg")
            shutil.copyfile(_degrees(engine.file), provider["data"])
        config.write_text(json.dumps(_pygeoapi_config(provider)), encoding="utf-8")
        words = (str(programs / "pygeoapi"), "openapi", "generate", str(config), "-f", "json", "-of",
                 str(run / "openapi.json"))  # fmt: skip
        given = {**os.environ, "PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(run / "openapi.json")}
        made, said = _said(*words, environment=given)
        if not made:
            raise asks.Wrong(f"pygeoapi refuses its configuration: {said.strip().splitlines()[-1][:150]}")

    words = [str(programs / "gunicorn"), "pygeoapi.flask_app:APP", "--workers", "{workers}", "--bind",
             "unix:{socket}", "--timeout", "600"]  # fmt: skip
    side.program = Program(words, environment, fastcgi=False, prepare=prepare)
    side.questions = _pygeoapi_questions
    return side


def _degrees(file: Path) -> Path:
    """The layer as a plain table in degrees, with a spatial index; kept for the run."""
    target = file.parents[1] / "degrees.gpkg"
    if not target.exists() or target.stat().st_mtime < file.stat().st_mtime:
        target.unlink(missing_ok=True)
        made, said = _said("ogr2ogr", "-f", "GPKG", str(target), str(file), "zgloszenia", "-t_srs", "EPSG:4326")
        if not made:
            raise asks.Wrong(f"no copy in degrees: {said.strip()[-150:]}")
    return target


def _pygeoapi_config(provider: dict) -> dict:
    limits = {"default_items": 10, "max_items": 10_000_000, "on_exceed": "throttle"}
    words = {"title": "kmzb", "description": "kmzb"}
    contact = {"name": "kmzb", "url": "http://127.0.0.1/", "email": "kmzb@example.org"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 80}, "url": "http://127.0.0.1/", "encoding": "utf-8",
            "mimetype": "application/json; charset=UTF-8", "languages": ["en-US"], "pretty_print": False,
            "limits": limits, "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**words, "keywords": ["kmzb"], "keywords_type": "theme", "terms_of_service": "none",
                               "url": "http://127.0.0.1/"},
            "license": {"name": "none", "url": "http://127.0.0.1/"},
            "provider": {"name": "kmzb", "url": "http://127.0.0.1/"}, "contact": contact,
        },
        "resources": {
            "zgloszenia": {
                "type": "collection", **words, "keywords": ["kmzb"], "links": [], "limits": limits,
                "extents": {"spatial": {"bbox": list(WORLD), "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
                "providers": [provider],
            },
        },
    }  # fmt: skip


def _pygeoapi_questions(views: list[View], size: int) -> dict[str, Question]:
    items = "/collections/zgloszenia/items"
    found = oapif(views, size, items, "/collections?f=json")
    return {**found, HITS: Question(get(items, resulttype="hits"), asks.hits(size))}


def _tipg(engine: Engine, programs: Path, side: Side) -> Side:
    if engine.name != ZONE:
        side.missing = "it reads PostgreSQL only"
        return side
    environment = {
        "DATABASE_URL": _address(engine),
        "TIPG_DB_SCHEMAS": '["kmzb_public"]', "TIPG_MAX_FEATURES_PER_QUERY": "10000000", "TIPG_CATALOG_TTL": "86400",
        "TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS": '["public", "kmzb_public"]', "DB_MAX_CONN_SIZE": "2",
    }  # fmt: skip
    words = [str(programs / "uvicorn"), "tipg.main:app", "--uds", "{socket}", "--workers", "{workers}",
             "--log-level", "error", "--no-access-log"]  # fmt: skip
    side.program = Program(words, environment, fastcgi=False)
    side.questions = _tipg_questions
    return side


def _tipg_questions(views: list[View], size: int) -> dict[str, Question]:
    items = "/collections/kmzb_public.zgloszenia/items"
    found = oapif(views, size, items, "/collections?f=json")
    return {name: Question(_as_geojson(asked.path), asked.check) if name != CAPABILITIES else asked
            for name, asked in found.items()}  # fmt: skip


def _as_geojson(path: str) -> str:
    return f"{path}&f=geojson"


# --------------------------------------------------------------------------------------------------- pg_featureserv
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
        made, said = _said(go, "install", FEATURESERV, environment=given)
        if not made:
            side.missing = _go_refusal(said)
            return side
    side.program = Program(
        [str(program)],
        {
            "DATABASE_URL": _address(engine) + "?sslmode=disable", "PGFS_SERVER_HTTPHOST": "127.0.0.1",
            "PGFS_SERVER_HTTPPORT": "{port}", "PGFS_PAGING_LIMITMAX": "10000000", "GOMAXPROCS": "{workers}",
        },
        fastcgi=False,
        by_port=True,
    )  # fmt: skip
    side.questions = _featureserv_questions
    return side


def _featureserv_questions(views: list[View], size: int) -> dict[str, Question]:
    return oapif(views, size, "/collections/kmzb_public.zgloszenia/items.json", "/collections.json")


def _address(engine: Engine) -> str:
    named = engine.database
    return f"postgresql://{named['user']}:none@{named['host']}:{named['port']}/{named['dbname']}"


def _go_refusal(said: str) -> str:
    if "403" in said or "404" in said or "not available" in said:
        return "the Go module proxy does not give the module out"
    return "it could not be built: " + (said.strip().splitlines() or ["no reason"])[-1][:150]
