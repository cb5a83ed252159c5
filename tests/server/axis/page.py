"""The matrix as the tables of docs/axis.md."""

from __future__ import annotations

from pathlib import Path

from . import plan, truth
from .cells import WFS, WMS, Cell, systems

PAGE = Path(__file__).resolve().parents[3] / "docs" / "axis.md"
BEGIN = "<!-- written by `make axis`: what follows was measured -->"
ASKS = {
    "output": "The answer is asked in this CRS",
    "bbox": "A BBOX in this CRS, the answer's CRS not asked",
    "bbox, output": "A BBOX and the answer in this CRS",
    "filter": "A shape in this CRS in FILTER",
    "filter, POST": "The same by POST",
    "map": "GetMap",
    "click": "GetFeatureInfo",
}
Found = dict[Cell, str]


def versions() -> str:
    """The versions of what was tried, in one line."""
    import owslib
    from osgeo import gdal
    from qgis.core import Qgis

    from . import openlayers

    number = Qgis.QGIS_VERSION.split("-")[0]
    return (
        f"QGIS Server and Desktop {number}, OWSLib {owslib.__version__}, GDAL {gdal.__version__}, OpenLayers"
        f" {openlayers.version()}"
    )


def written(found: Found) -> str:
    """The tables of a run."""
    notes: list[str] = []
    parts = [BEGIN, "", f"{len(found)} cells, by {versions()}.", ""]
    for version in WFS:
        parts += _wfs(found, version, notes)
    parts += _small(found, "OAPIF", "OGC API Features", ("",), notes)
    parts += _small(found, "WMS", "WMS", WMS, notes)
    parts += ["## Notes", ""]
    parts += [f"{index}. {plan.NOTES[key][:1].upper()}{plan.NOTES[key][1:]}." for index, key in enumerate(notes, 1)]
    return "\n".join(parts) + "\n"


def _wfs(found: Found, version: str, notes: list[str]) -> list[str]:
    parts = [f"## WFS {version}", ""]
    for ask, title in ASKS.items():
        chosen = [cell for cell in found if (cell.service, cell.version, cell.ask) == ("WFS", version, ask)]
        if chosen:
            parts += [f"**{title}**", "", *_table(found, chosen, _spelled(), notes), ""]
    return parts


def _small(found: Found, service: str, title: str, versions: tuple[str, ...], notes: list[str]) -> list[str]:
    parts = [f"## {title}", ""]
    for version in versions:
        for ask, words in ASKS.items():
            chosen = [cell for cell in found if (cell.service, cell.version, cell.ask) == (service, version, ask)]
            if chosen:
                rows = list(dict.fromkeys((cell.spelling, cell.code) for cell in chosen))
                heading = f"{title} {version}, {words}".replace("  ", " ").replace(" ,", ",")
                parts += [f"**{heading}**", "", *_table(found, chosen, rows, notes), ""]
    return parts


def _spelled() -> list[tuple[str, int]]:
    return systems(2180)


def _table(found: Found, chosen: list[Cell], rows: list, notes: list[str]) -> list[str]:
    columns = list(dict.fromkeys((cell.client, cell.format) for cell in chosen))
    heads = [f"{client}{'' if form == 'none' else f', {form}'}" for client, form in columns]
    lines = ["| CRS | " + " | ".join(heads) + " |", "|--" * (len(columns) + 1) + "|"]
    by_place = {(cell.client, cell.format, cell.spelling, cell.code): cell for cell in chosen}
    for spelling, code in rows:
        cells = [by_place.get((client, form, spelling, code)) for client, form in columns]
        words = [_word(found, cell, notes) for cell in cells]
        shown = next(cell.crs for cell in cells if cell) or "none"
        lines.append(f"| {_short(shown)} | " + " | ".join(words) + " |")
    return lines


def _short(crs: str) -> str:
    return crs.replace("http://www.opengis.net/def/crs/", "URL …/")


def _word(found: Found, cell: Cell | None, notes: list[str]) -> str:
    if cell is None:
        return ""
    key = plan.expected(cell)[1]
    if key and found[cell] != plan.right(cell):
        if key not in notes:
            notes.append(key)
        return f"{found[cell]} ({notes.index(key) + 1})"
    return found[cell] if found[cell] == plan.right(cell) else f"**WRONG: {found[cell]}**"


def counted(found: Found) -> dict[str, int]:
    """How many cells are right, refused by the service with a reason, and wrong by the client's own doing."""
    right = sum(word == plan.right(cell) for cell, word in found.items())
    refused = sum(word == truth.REFUSED and plan.expected(cell)[1] in ("box", "gml2") for cell, word in found.items())
    return {"right": right, "refused": refused, "client": len(found) - right - refused}
