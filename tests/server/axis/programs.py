"""Clients that run as programs of their own: GDAL, QGIS's providers, OpenLayers. One process answers all questions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from . import truth
from .answers import verdict
from .cells import Cell

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
OPENLAYERS = ROOT / "build" / "openlayers"
LAYER = "zgloszenia"


def run(command: list[str], jobs: list, **options) -> list:
    """What a program answers to jobs."""
    done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout[done.stdout.index("[") :])


def _boxes(cell: Cell) -> list:
    return [] if cell.ask == "output" else [truth.box(place, cell.system, False) for place in truth.CHOSEN]


def _judged(cell: Cell, result: dict) -> str:
    """The verdict on what a program saw: x and y in the CRS that it says they are in."""
    if "error" in result:
        return truth.REFUSED
    code = result["code"]
    if code != cell.system and not (cell.spelling == "none" and code):
        return f"in EPSG:{code}" if code else "no CRS"
    verdicts = set()
    for place, seen in zip([None] if cell.ask == "output" else truth.CHOSEN, result["found"]):
        if "error" in seen:
            verdicts.add(truth.REFUSED)
            continue
        places = truth.CHOSEN if place is None else (place,)
        wanted = {truth.number(one) for one in places}
        mine = {name: ("", *xy) for name, xy in seen.items() if name in wanted or cell.ask != "output"}
        verdicts.add(verdict(mine, places, code))
    return " / ".join(sorted(verdicts))


def gdal(url: str, cells: dict[Cell, str]) -> dict[Cell, str]:
    """The verdicts of GDAL's WFS and OAPIF drivers on cells, each with its OUTPUTFORMAT."""
    jobs = []
    for cell, output in cells.items():
        if cell.service == "WFS":
            source = f"WFS:{url}?SERVICE=WFS&VERSION={cell.version}"
            source += f"&SRSNAME={cell.crs}" if cell.crs else ""
            source += f"&OUTPUTFORMAT={quote(output)}" if output else ""
        else:
            source = f"OAPIF:{url}wfs3"
        where = "status = 'Nowe' OR typ LIKE '%'" if cell.ask == "filter" else None
        jobs.append({"source": source, "boxes": _boxes(cell), "where": where})
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    results = run([sys.executable, str(HERE / "inside_gdal.py")], jobs, env=environment)
    return {cell: _judged(cell, result) for cell, result in zip(cells, results)}


def qgis(url: str, cells: dict[Cell, str], home: Path) -> dict[Cell, str]:
    """The verdicts of QGIS's WFS, OAPIF and WMS providers on cells."""
    jobs = []
    for cell, output in cells.items():
        if cell.service == "WMS":
            uri = f"url={url}?VERSION%3D{cell.version}&layers={LAYER}&styles=&format=image/png&crs={cell.crs}"
            jobs.append({"provider": "wms", "uri": uri, "boxes": _boxes(cell)})
            continue
        parts = {"url": url if cell.service == "WFS" else f"{url}wfs3", "typename": LAYER}
        if cell.version == "2.0.0":
            parts["typename"] = f"kmzb:{LAYER}"
        if cell.service == "WFS":
            parts["version"] = cell.version
        if cell.crs:
            parts["srsname"] = cell.crs
        if output:
            parts["outputformat"] = output
        if cell.ask != "output":
            parts["restrictToRequestBBOX"] = "1"  # as its dialog says: only features in the view
        if cell.ask == "filter":
            parts["filter"] = "\"status\" <> \\'nie ma\\'"  # beside a box: both go into FILTER
        uri = " ".join(f"{name}='{value}'" for name, value in parts.items())
        jobs.append({"provider": cell.service, "uri": uri, "boxes": _boxes(cell)})
    environment = {**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "NO_PROXY": "127.0.0.1"}
    results = run([sys.executable, str(HERE / "inside_qgis.py")], jobs, env=environment)
    found = {}
    for cell, result in zip(cells, results):
        if cell.service == "WMS":
            found[cell] = truth.FOUND if result.get("found") == [True] * len(truth.CHOSEN) else "nothing"
        else:
            found[cell] = _judged(cell, result)
    return found
