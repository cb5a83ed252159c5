"""The peers written in Python, pygeoapi and tipg, in a venv of the benchmark's own (``requirements-bench.txt``)."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import jobs
import serving_ask as asks
import serving_engines
from serving_ask import Question
from serving_data import WORLD, View
from serving_engines import FILE, ZONE, Engine
from serving_sides import HITS, Side, get, oapif
from serving_stack import Program, outcome

REQUIREMENTS = jobs.ROOT / "requirements-bench.txt"


def sides(engine: Engine, folder: Path) -> list[Side]:
    venv, why = folder / "bench-venv", ""
    pinned = dict(re.findall(r"^([\w-]+)==([\w.]+)", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE))
    stamp = venv / "made-from"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != REQUIREMENTS.read_text(encoding="utf-8"):
        shutil.rmtree(venv, ignore_errors=True)
        made, said = outcome(sys.executable, "-m", "venv", str(venv))
        if made:
            made, said = outcome(str(venv / "bin" / "pip"), "install", "-q", "-r", str(REQUIREMENTS))
        if made:
            stamp.write_text(REQUIREMENTS.read_text(encoding="utf-8"), encoding="utf-8")
        else:
            last = [line for line in said.splitlines() if line.startswith("ERROR")]
            why = f"PyPI's package could not be installed: {last[-1] if last else 'no venv'}"
    pygeoapi, tipg = (Side(f"{name} OAPIF", pinned[name], missing=why) for name in ("pygeoapi", "tipg"))
    if why:
        return [pygeoapi, tipg]
    if engine.name == ZONE:
        serving_engines.degrees(engine)
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
        made, said = outcome(*words, environment=given)
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
        made, said = outcome("ogr2ogr", "-f", "GPKG", str(target), str(file), "zgloszenia", "-t_srs", "EPSG:4326")
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
    side.note = "on the copy in degrees: of EPSG:2180 it takes all reports in the box's bounds, which are more"
    environment = {
        "DATABASE_URL": engine.address,
        "TIPG_DB_SCHEMAS": f'["{serving_engines.COPY}"]', "TIPG_MAX_FEATURES_PER_QUERY": "10000000",
        "TIPG_CATALOG_TTL": "86400",
        "TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS": '["public", "kmzb_public"]', "DB_MAX_CONN_SIZE": "2",
    }  # fmt: skip
    words = [str(programs / "uvicorn"), "tipg.main:app", "--uds", "{socket}", "--workers", "{workers}",
             "--log-level", "error", "--no-access-log"]  # fmt: skip
    side.program = Program(words, environment, fastcgi=False)
    side.questions = _tipg_questions
    return side


def _tipg_questions(views: list[View], size: int) -> dict[str, Question]:
    items = f"/collections/{serving_engines.COPY}.zgloszenia/items"
    return oapif(views, size, items, "/collections?f=json", f="geojson")
