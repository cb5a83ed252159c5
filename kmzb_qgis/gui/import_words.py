"""What was recognised of a file, in words and as HTML for a label; nothing of a file becomes markup."""

from __future__ import annotations

import html
import re

from ..catalogue import warsaw
from ..processing.reading import axis_names
from ..sources.convert import DATES
from ..sources.inspect import Inspection
from ..toolbelt.i18n import tr

_MS = re.compile(r"[0-9]{12,13}(\.0+)?")  # from 1973 to 2286; the service's year 1 stands for no date


def kind(seen: Inspection) -> str:
    """Format, encoding, separator, layer and number of rows."""
    parts = [{"ESRI Shapefile": "Shapefile", "GPKG": "GeoPackage"}.get(seen.format, seen.format)]
    if seen.encoding:
        parts.append(seen.encoding.upper().replace("-SIG", ""))
    if seen.separator:
        separators = {",": tr("separated by commas"), ";": tr("separated by semicolons"), "\t": tr("separated by tabs")}
        parts.append(separators.get(seen.separator, seen.separator))
    if seen.layer:
        parts.append(tr("layer {name}", name=seen.layer))
    if seen.count is not None:
        parts.append(tr("%n row(s)", n=seen.count))
    return ", ".join(parts)


def place(seen: Inspection) -> str:
    """The coordinate system and why it was taken."""
    parts = []
    if seen.crs:
        name = seen.crs if len(seen.crs) <= 20 else tr("a system of its own")  # WKT is no reading matter
        order = axis_names()[2] if seen.swapped else ""
        if order or not seen.reason.startswith(f"{name}:"):
            parts.append(f"{name}; {order}" if order else name)
    if seen.reason:
        parts.append(seen.reason)
    return " – ".join(parts)


def summary(seen: Inspection) -> str:
    """Everything that was recognised, as HTML."""
    taken = len(seen.mapping.columns)
    rows = [
        (tr("File"), kind(seen)),
        (tr("Columns"), tr("{taken} of {all} taken", taken=taken, all=max(taken, len(seen.columns)))),
        (tr("Coordinates"), place(seen)),
        *((tr("Note"), note) for note in seen.notes[:3]),
    ]
    cells = (
        f"<tr><td><b>{html.escape(name)}</b>&nbsp;&nbsp;</td><td>{html.escape(text)}</td></tr>"
        for name, text in rows
        if text
    )
    return "<table>" + "".join(cells) + "</table>"


def first_value(seen: Inspection, column: str | None, short: str) -> str:
    """What first stands in a column; a date in epoch milliseconds with what clocks in Warsaw showed then."""
    if column not in seen.columns:
        return ""
    at = seen.columns.index(column)
    text = next((row[at] for row in seen.rows if at < len(row) and row[at]), "")[:80]
    if short not in DATES or not _MS.fullmatch(text.strip()):
        return text
    moment = warsaw.from_epoch_ms(int(text.strip().partition(".")[0])).astimezone(warsaw.WARSAW)
    return f"{text} ({moment:%d.%m.%Y %H:%M})"


def question(seen: Inspection) -> str:
    """What the person has to settle, as HTML; empty where nothing is open."""
    return "<br>".join(html.escape(text) for text in seen.questions)


def counts(results: dict, dry_run: bool) -> str:
    """What came, or would come, of a run."""
    figures = {
        "inserted": results.get("INSERTED", 0),
        "updated": results.get("UPDATED", 0),
        "unchanged": results.get("UNCHANGED", 0),
        "conflicts": results.get("CONFLICTS", 0),
        "rejected": results.get("REJECTED", 0),
    }
    if dry_run:
        return tr(
            "Only checked, nothing was changed. An import would bring: new {inserted}, updated {updated}, "
            "unchanged {unchanged}, conflicts {conflicts}, rejected {rejected}.",
            **figures,
        )
    return tr(
        "New {inserted}, updated {updated}, unchanged {unchanged}, conflicts {conflicts}, rejected {rejected}.",
        **figures,
    )


def plain(text: str) -> str:
    """A text as HTML that shows it as it is."""
    return html.escape(text).replace("\n", "<br>")
