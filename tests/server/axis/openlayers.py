"""OpenLayers as a client: its formats run in Node (openlayers/formats.mjs), the requests go out from here.

EPSG:2180 is registered with the axes that EPSG defines (``+axis=neu``), under each of its names, as WMS 1.3.0 needs it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from . import raw, truth
from .answers import verdict
from .cells import Cell
from .programs import run

HERE = Path(__file__).resolve().parent / "openlayers"
BUILD = Path(__file__).resolve().parents[3] / "build" / "openlayers"
FORMAT = {"1.0.0": "GML 2", "1.1.0": "GML 3", "2.0.0": "GML 3.2"}
KMZB = {"ns": "urn:x-kmzb:publikacja:1", "prefix": "kmzb", "geometry": "geom"}
QGS = {"ns": "http://www.qgis.org/gml", "prefix": "qgs", "geometry": "geometry"}


def prepare() -> bool:
    """Put OpenLayers into build/ from the lock file, once for each; False where Node or npm is not installed."""
    if shutil.which("node") is None:
        return False
    wanted = (HERE / "package-lock.json").read_bytes()
    kept = BUILD / "installed-lock.json"
    if not kept.exists() or kept.read_bytes() != wanted:
        if shutil.which("npm") is None:
            return False
        BUILD.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, BUILD)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(command, cwd=BUILD, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr[-1000:]
        kept.write_bytes(wanted)
    shutil.copy(HERE / "formats.mjs", BUILD)  # Node looks for packages beside the script
    return True


def version() -> str:
    """The version of OpenLayers in the lock file."""
    return re.search(r'"node_modules/ol": \{\s*"version": "([^"]+)"', (HERE / "package-lock.json").read_text()).group(1)


def _node(jobs: list) -> list:
    return run(["node", "formats.mjs"], jobs, cwd=BUILD)


def ask(client, cells: dict[Cell, str]) -> dict[Cell, str]:
    """The verdicts of OpenLayers on cells, each with its OUTPUTFORMAT. ``client``: harness.Client."""
    questions = [(cell, place) for cell in cells for place in _places(cell)]
    written = iter(_node([_writing(client.url, cell, place) for cell, place in questions if cell.ask != "output"]))
    answers, reading = [], []
    for cell, _place in questions:
        if cell.ask == "output":
            answer = client.ask(params=raw.request(cell, cells[cell]))
        elif cell.service == "WMS":
            answer = client.session.get(next(written), timeout=60)
        else:
            body = next(written).encode()
            answer = client.ask(method="POST", data=body, headers={"Content-Type": "text/xml; charset=utf-8"})
        answers.append(answer)
        if cell.service == "WFS":
            reading.append(_reading(cell, answer.text if answer.status_code == 200 else ""))
    read = iter(_node(reading))
    told: dict[Cell, set[str]] = {}
    for (cell, place), answer in zip(questions, answers):
        wms = cell.service == "WMS"
        word = raw.clicked(answer.content, place) if wms else _judged(cell, place, answer, next(read))
        told.setdefault(cell, set()).add(word)
    return {cell: " / ".join(sorted(words)) for cell, words in told.items()}


def _places(cell: Cell) -> tuple[str, ...]:
    return ("",) if cell.ask == "output" else truth.CHOSEN


def _writing(url: str, cell: Cell, place: str) -> dict:
    if cell.service == "WMS":
        middle, resolution = truth.at(place, cell.system), truth.HALF[cell.system] / 50
        more = {"url": url, "middle": middle, "resolution": resolution}
        return {"kind": "click", "version": cell.version, "crs": cell.crs, **more}
    names = KMZB if cell.version == "2.0.0" else QGS
    box = truth.box(place, cell.system, False)  # OpenLayers has x and y everywhere
    return {"kind": "write", "version": cell.version, "crs": cell.crs, "ask": cell.ask, "box": box, **names}


def _reading(cell: Cell, body: str) -> dict:
    names = KMZB if cell.version == "2.0.0" else QGS
    form = "GeoJSON" if cell.format == "GeoJSON" else FORMAT[cell.version]
    return {"kind": "read", "format": form, "version": cell.version, "ns": names["ns"], "body": body}


def _judged(cell: Cell, place: str, answer, seen: dict) -> str:
    if answer.status_code != 200:
        return truth.REFUSED if answer.status_code == 400 else f"HTTP {answer.status_code}"
    if "error" in seen:
        return "client fails"
    code = 4326 if cell.format == "GeoJSON" else cell.system
    places = (place,) if place else truth.CHOSEN
    return verdict({name: ("", *xy) for name, xy in seen.items()}, places, code)
