"""What was found in an edition of units, as a file: every gap and overlap, mended areas, and the counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ..toolbelt import i18n
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.harmless import markup, row
from ..toolbelt.i18n import tr
from .boundaries import Outlines
from .boundaries_topology import Topology
from .unit_levels import Level


def lines(outlines: Outlines, topology: Topology) -> list[tuple]:
    """All findings: what, codes, names, m², easting, northing (EPSG:2180). Gaps first, then overlaps, each by size."""
    found = []
    for overlap in (False, True):
        for sliver in (False, True):
            kind = {
                (False, False): tr("gap"),
                (False, True): tr("gap, sliver"),
                (True, False): tr("overlap"),
                (True, True): tr("overlap, sliver"),
            }[overlap, sliver]
            for place in topology.of(overlap, sliver):
                units = [outlines.units[index] for index in place.units]
                found.append(
                    (
                        kind, ", ".join(unit.id for unit in units), ", ".join(unit.name for unit in units),
                        f"{place.area:.2f}", f"{place.east:.2f}", f"{place.north:.2f}",
                    )
                )  # fmt: skip
    for text in outlines.mended:
        code, _, name = text.partition(" ")
        found.append((tr("mended"), code, name, "", "", ""))
    return found


def write(path: Path, level: Level, source: str, said: Sequence[str], found: list[tuple]) -> None:
    """Write a report: HTML where the name ends so, else CSV (UTF-8 with a mark, semicolons). Raises KmzbError."""
    heads = (tr("Finding"), tr("Codes"), tr("Units"), tr("Area (m²)"), tr("Easting"), tr("Northing"))
    if path.suffix.lower() in (".html", ".htm"):
        text = _html(level, source, said, heads, found)
    else:
        stream = io.StringIO()
        table = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        table.writerow(heads)
        table.writerows(row(line) for line in found)
        text = "\ufeff" + stream.getvalue()
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise KmzbError(
            tr("The report {path} could not be written: {reason}.", path=path, reason=reason(error))
        ) from error


def _html(level: Level, source: str, said: Sequence[str], heads: tuple, found: list[tuple]) -> str:
    heading = tr("KMZB: check of units")
    rows = "\n".join("<tr>" + "".join(f"<td>{markup(cell)}</td>" for cell in line) + "</tr>" for line in found)
    table = (
        f"<table>\n<tr>{''.join(f'<th>{markup(head)}</th>' for head in heads)}</tr>\n{rows}\n</table>"
        if found
        else f"<p>{markup(tr('No gaps, no overlaps, nothing to mend.'))}</p>"
    )
    style = (
        "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}"
        "td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left}"
        "td:nth-child(n+4){text-align:right;white-space:nowrap}"
    )
    listed = "".join(f"<li>{markup(text)}</li>" for text in said)
    return (
        f'<!doctype html>\n<html lang="{i18n.shown_language()}"><meta charset="utf-8">'
        f"<title>{markup(heading)}</title>\n<style>{style}</style>\n<h1>{markup(heading)}</h1>\n"
        f"<p>{markup(level.title)} · {markup(source)}</p>\n<ul>{listed}</ul>\n{table}\n</html>\n"
    )
