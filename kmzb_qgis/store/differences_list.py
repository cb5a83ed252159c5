"""The differences in words: cells for people, the CSV list, and what the printed one shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import osr

from ..catalogue import warsaw
from ..toolbelt import gdal_errors, harmless, leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .differences import Difference, Differences
from .functions import SRS


def head() -> list[str]:
    """The columns of :func:`cells`."""
    return [
        tr("OBJECTID"), tr("Reference"), tr("Category"), tr("Reported"), "x (EPSG:2180)", "y (EPSG:2180)",
        tr("WGS 84 (latitude, longitude)"), tr("TERYT"), tr("Municipality"), tr("Unit"),
        tr("Status there"), tr("Changed there"), tr("Status here"), tr("Changed here"), tr("By"),
        tr("Public reason"), tr("Days waiting"), tr("Remark"),
    ]  # fmt: skip


def cells(found: Difference, place: str) -> list:
    """A report's cells; ``place`` is its latitude and longitude as text. Texts are as they stand in the store."""
    return [
        found.service_id, found.reference, found.category, moment(found.reported_at), metres(found.x), metres(found.y),
        place, found.teryt, found.municipality, found.unit,
        found.there, moment(found.there_at), found.here, moment(found.here_at), found.by,
        found.public_reason, found.days, remark(found),
    ]  # fmt: skip


def moment(instant) -> str:
    """``dd.mm.yyyy hh:mm`` in Warsaw's time; nothing for none."""
    return warsaw.shown(instant) if instant else ""


def metres(value: float | None) -> str:
    """A coordinate to the decimetre; nothing for none."""
    return "" if value is None else f"{value:.1f}"


def remark(found: Difference) -> str:
    """What to know before the status is entered there; mostly nothing."""
    if found.unseen:
        return tr("not in the service: to be entered as a whole")
    if found.later_there:
        return tr("changed there later than here: look first")
    return ""


def summary(found: Differences, asked_unseen: bool = False) -> str:
    """How many there are, in one sentence or two."""
    if found.different:
        text = tr("%n report(s) with another status here than in the service.", n=len(found.different))
    else:
        text = tr("No report has another status here than what the service last said.")
    if asked_unseen:
        text += " " + tr("%n report(s) entered here that the service never gave.", n=len(found.unseen))
    return text


def degrees(found) -> list[str]:
    """``latitude, longitude`` of reports in WGS 84 with six decimals (0.1 m); '' for those without a place."""
    placed = np.array([(one.x, one.y) if one.x is not None else (np.nan, np.nan) for one in found]).reshape(-1, 2)
    known = np.flatnonzero(~np.isnan(placed[:, 0]))
    texts = [""] * len(placed)
    if not len(known):
        return texts
    systems = []
    for code in (SRS, 4326):
        system = osr.SpatialReference()
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        system.ImportFromEPSG(code)
        systems.append(system)
    with gdal_errors.raised():
        points = osr.CoordinateTransformation(*systems).TransformPoints(placed[known].tolist())
    for index, (longitude, latitude, *_) in zip(known.tolist(), points):
        texts[index] = f"{latitude:.6f}, {longitude:.6f}"
    return texts


def write_csv(path: Path, found: Differences, mark: bool = True, feedback=None) -> None:
    """Write the list for a spreadsheet; it has its name only when it is whole. ``mark``: begin with UTF-8's BOM.

    Raises KmzbError where the file cannot be written, Cancelled.
    """
    progress, part = Progress(feedback), _part(path)
    every = [*found.different, *found.unseen]
    try:
        with part.open("w", encoding="utf-8-sig" if mark else "utf-8", newline="") as file:
            lines = harmless.sheet(file)
            lines.writerow(head())
            for number, (one, place) in enumerate(zip(every, degrees(every))):
                if number % 500 == 0:
                    progress.check()
                lines.writerow(harmless.row(cells(one, place)))
        part.replace(path)
    except BaseException as error:
        leftovers.discard(part)
        if isinstance(error, OSError):
            raise unwritten(path, error) from error
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file at once. Raises KmzbError where it cannot be written; what was there stays then."""
    part = _part(path)
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        leftovers.discard(part)
        raise unwritten(path, error) from error


def unwritten(path: Path, error: OSError) -> KmzbError:
    """The sentence for a list that could not be written."""
    return KmzbError(tr("The list '{name}' cannot be written: {why}.", name=path, why=reason(error)), code="list")


def _part(path: Path) -> Path:
    leftovers.forget(path.parent, path.name)
    return path.with_name(leftovers.part_name(path.name))
