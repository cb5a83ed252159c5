"""What the hand-over jobs share: which reports and body are meant, days as people write them, sheets and their list."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from qgis.core import (
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..catalogue import warsaw
from ..editing import sheet, sheet_facts
from ..store import Store, bodies, handing, sheet_files
from ..toolbelt import harmless, leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress

BASEMAP, TEMPLATE, INNER, OUTPUT, COMBINED, SCALE, ADDRESS = (
    "BASEMAP", "TEMPLATE", "INNER", "OUTPUT", "COMBINED", "SCALE", "ADDRESS",
)  # fmt: skip


def add_sheet_parameters(algorithm, create: bool) -> None:
    """The parameters of sheets; ``create``: sheets are the job, for the unit's own file; else they go with a letter."""
    basemap = QgsProcessingParameterString(
        BASEMAP, tr("Basemap of the sheet (id of the catalogue; empty: none)"), "basemap", optional=True
    )
    basemap.setHelp(tr("Without the network the sheet is made without a basemap, and says so."))
    address = QgsProcessingParameterBoolean(ADDRESS, tr("Ask the geoportal for the nearest address"), False)
    scale = QgsProcessingParameterNumber(
        SCALE, tr("Scale of the map, 1 to"), QgsProcessingParameterNumber.Type.Integer, sheet.SCALE, False, 200, 100_000
    )
    inner = QgsProcessingParameterBoolean(INNER, tr("With inner note, officers and history"), create)
    inner.setHelp(tr("For the unit's own file. What leaves the unit should say no more than is needed."))
    template = QgsProcessingParameterFile(
        TEMPLATE, tr("Template of the sheet (empty: the plugin's own)"), extension="qpt", optional=True
    )
    both = QgsProcessingParameterBoolean(COMBINED, tr("One PDF of all sheets, too"), False)
    folder = QgsProcessingParameterFolderDestination(OUTPUT, tr("Folder of the sheets"), optional=True)
    folder.setCreateByDefault(create)
    for parameter in (basemap, address, scale, inner, template, both, folder):
        algorithm.addParameter(parameter)


def style(algorithm, parameters, context) -> sheet.Style:
    """The sheets' look as asked for. Raises KmzbError for a template that is not there."""
    template = algorithm.parameterAsFile(parameters, TEMPLATE, context)
    if template and not Path(template).is_file():
        raise KmzbError(tr("There is no template {path}.", path=template), code="template")
    return sheet.Style(
        algorithm.parameterAsString(parameters, BASEMAP, context).strip(),
        Path(template) if template else None,
        algorithm.parameterAsInt(parameters, SCALE, context),
        algorithm.parameterAsBool(parameters, ADDRESS, context),
        algorithm.parameterAsBool(parameters, INNER, context),
    )


def folder_of(algorithm, parameters, context) -> Path | None:
    """The folder of the sheets, made where it is not there; None where none is wanted. Raises KmzbError."""
    given = algorithm.parameterAsString(parameters, OUTPUT, context)
    if not given:
        return None
    folder = Path(given).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".kmzb-probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise KmzbError(
            tr("The folder {folder} cannot be written: {reason}.", folder=folder, reason=reason(error)), code="folder"
        ) from error
    return folder


def reports(store: Store, text: str) -> list[handing.Named]:
    """The reports of numbers separated by commas, semicolons or lines. Raises KmzbError for one that is not there."""
    try:
        with store.connect() as connection:
            found = handing.named(connection, re.split(r"[,;\n]", text))
    except sqlite3.Error as error:
        raise KmzbError(tr("The store cannot be searched: {reason}.", reason=reason(error))) from error
    if not found:
        raise KmzbError(tr("Choose at least one report."), code="report")
    return found


def body(store: Store, text: str) -> bodies.Body:
    """The body of a name or number of the list. Raises KmzbError that lists the bodies."""
    wanted = text.strip()
    with store.connect() as connection:
        known = bodies.read(connection)
    for one in known:
        if wanted in (str(one.id), one.name):
            return one
    alike = [one for one in known if one.name.casefold() == wanted.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise KmzbError(
        tr("There is no body '{name}' in the list.", name=wanted), "\n".join(one.name for one in known), "KMZB-438"
    )


def day(text: str) -> date | None:
    """A day as ISO 8601 or dd.mm.yyyy; None where empty. Raises KmzbError."""
    text = text.strip()
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()
    raise KmzbError(tr("'{text}' is not a day, e.g. 2026-09-28 or 28.09.2026.", text=text), code="day")


def sheets(
    store: Store, wanted, folder: Path, look: sheet.Style, combined: bool, feedback
) -> tuple[sheet.Made, Path | None]:
    """Make sheets of ``(report, hand-over or None)``, keep where each hand-over's lies, and list several in a CSV."""
    together = free(folder, tr("hand-over sheets {day}", day=warsaw.day_of(warsaw.now())), "pdf") if combined else None
    made = sheet.make(store, wanted, folder, look, together, feedback)
    for problem in made.problems:
        Progress(feedback).warn(problem)
    rows = []
    for (fid, letter), file in zip(wanted, made.files):
        facts = sheet_facts.read(store.path, fid, letter)
        keep(store, facts.hand_over, file)
        rows.append((facts, file))
    files = [(facts.report["id"], file) for facts, file in rows]
    files += [(facts.report["id"], made.combined) for facts, _ in rows if made.combined]
    sheet_files.note(store, files)
    listed = write_list(folder, rows) if len(rows) > 1 else None
    return made, listed


def keep(store: Store, letter, file: Path) -> None:
    """Note a sheet's place in its hand-over, relative to the store; on another drive, or read-only, there is none."""
    if letter is None or store.read_only:
        return
    with suppress(ValueError):
        handing.keep_sheet(store, letter.fid, sheet_files.relative(store.path, file))


def write_list(folder: Path, rows) -> Path:
    """A CSV of the sheets, for the post book. Raises KmzbError: then there is none, not a part of it."""
    path = free(folder, tr("list of sheets {day}", day=warsaw.day_of(warsaw.now())), "csv")
    heads = (
        tr("Report"),
        tr("Category"),
        tr("Body"),
        tr("Number"),
        tr("Handed over on"),
        tr("Answer due"),
        tr("Sheet"),
    )
    part = path.with_name(leftovers.part_name(path.name))
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = harmless.sheet(file)
            writer.writerow(heads)
            for facts, pdf in rows:
                letter = facts.hand_over
                told = (letter.body, letter.number, letter.handed_on, letter.answer_due) if letter else ("",) * 4
                writer.writerow(
                    harmless.row((str(facts.report["number"]), facts.report["category"] or "", *told, pdf.name))
                )
        part.replace(path)
    except OSError as error:
        raise KmzbError(tr("The list {path} cannot be written: {reason}.", path=path, reason=reason(error))) from error
    finally:
        leftovers.discard(part)
    return path


def free(folder: Path, stem: str, ending: str) -> Path:
    """A name that no file of the folder has yet."""
    stem = stem.replace(" ", "_")
    number, path = 1, folder / f"{stem}.{ending}"
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number}.{ending}"
    return path
