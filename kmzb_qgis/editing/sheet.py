"""Hand-over sheets as PDF: what needs the network or time is made in the caller's thread, the layout in QGIS's own.

Without the network a sheet has no basemap and no address, and says so; nothing else of it needs any.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import Qgis, QgsLayoutExporter, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QMarginsF
from qgis.PyQt.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from ..geoportal import locate
from ..store import Store
from ..toolbelt import leftovers, main_thread, paths
from ..toolbelt.errors import Cancelled, KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import definition, sheet_facts, sheet_fill, sheet_ground, sheet_layout, sheet_pictures
from .project import form_language
from .sheet_words import WORDS

DPI = 200
SCALE = 2_000
_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Style:
    """How sheets look. ``basemap``: id of the catalogue or empty; ``address``: ask for the nearest."""

    basemap: str = ""
    template: Path | None = None
    scale: float = SCALE
    address: bool = False
    inner: bool = True
    language: str = ""


@dataclass
class Made:
    """The files, in the order of the reports; ``combined``: one with all pages; ``problems``: sentences."""

    files: list[Path] = field(default_factory=list)
    combined: Path | None = None
    pages: int = 0
    problems: list[str] = field(default_factory=list)


def make(
    store: Store, wanted: list[tuple[int, int | None]], folder: Path, style: Style, combined=None, feedback=None
) -> Made:
    """Write a PDF for each ``(report's fid, hand-over's fid or None)`` into a folder; no file is written over.

    ``combined``: a path for one PDF of all, or None. For any thread. Raises KmzbError, Cancelled: then nothing is left.
    """
    progress, made = Progress(feedback), Made()
    language = style.language or form_language()
    words, form = WORDS[language], definition.read(paths.forms_dir() / "report.json", language)
    if not folder.is_dir():
        raise KmzbError(tr("The folder {folder} does not exist.", folder=folder), code="folder")
    ground = sheet_ground.open_ground(style.basemap, progress.feedback)
    if ground.problem and style.basemap:
        made.problems.append(tr("The sheets have no basemap: {reason}.", reason=ground.problem))
    desk = main_thread.run(lambda: _Desk(style, words, form, combined), progress)
    with tempfile.TemporaryDirectory(prefix="kmzb-sheet-") as scratch:
        try:
            size = main_thread.run(desk.map_size, progress)
            for number, (fid, letter) in enumerate(wanted):
                progress.check()
                progress.percent(95 * number / len(wanted))
                facts = sheet_facts.read(store.path, fid, letter)
                given, problems = _prepare(facts, style, ground, size, Path(scratch) / str(number), words, progress)
                made.problems += [problem for problem in problems if problem not in made.problems]
                file = _free(folder, facts)
                made.pages += main_thread.run(lambda given=given, file=file: desk.write(given, file), progress)
                made.files.append(file)
            progress.check()
            made.combined = main_thread.run(desk.end_together, progress)
        except BaseException:
            for file in made.files:
                leftovers.discard(file)
            raise
        finally:
            main_thread.run(desk.leave)
    progress.percent(100)
    return made


class _Desk:
    """The layouts of one run, which all live in QGIS's main thread, and end there in the right order."""

    def __init__(self, style: Style, words: dict, form: definition.Form, combined: Path | None):
        self._style, self._words, self._form, self._combined = style, words, form, combined
        self._together = _Together(combined) if combined is not None else None
        self._project, self._layouts = QgsProject(), []

    def map_size(self) -> tuple[float, float] | None:
        """Width and height of the sheet's map in mm; None where a template has none. Raises KmzbError."""
        size = sheet_layout.map_size(self._open())
        self.tidy()
        return size

    def write(self, given: sheet_fill.Prepared, file: Path) -> int:
        """Fill a sheet and write it; the number of its pages. Raises KmzbError."""
        layout = self._open()
        pages = sheet_fill.fill(layout, given, self._words, self._form, self._style.inner)
        _export(layout, file)
        if self._together is not None:
            self._together.add(layout)
        self.tidy()
        return pages

    def end_together(self) -> Path | None:
        """Finish the PDF of all sheets, where one is wanted. Raises KmzbError."""
        if self._together is not None:
            self._together.end()
        return self._combined

    def tidy(self) -> None:
        """End the sheets that are written: a layout before the layers that it shows."""
        while self._layouts:
            sip.delete(self._layouts.pop())
        self._project.removeAllMapLayers()

    def leave(self) -> None:
        """End everything."""
        if self._together is not None:
            self._together.leave()
        self.tidy()
        sip.delete(self._project)

    def _open(self):
        template = self._style.template
        if template is None:
            layout = sheet_layout.build(self._project)
        else:
            layout = sheet_layout.from_template(self._project, template)
        self._layouts.append(layout)
        return layout


def _prepare(facts, style: Style, ground, size, scratch: Path, words: dict, progress: Progress):
    """What needs the network or reads large files, outside the GUI thread: a Prepared, and what failed."""
    given = sheet_fill.Prepared(facts, ground_problem=ground.problem or words["none_chosen"], credit=ground.credit)
    problems: list[str] = []
    scratch.mkdir()
    if facts.place is not None and size is not None:
        given.box, given.scale = sheet_ground.around(facts.place, size, style.scale), style.scale
        if ground.layer is not None:
            file = scratch / "ground.tif"
            if sheet_ground.draw(ground, given.box, size[0], file, progress.feedback):
                given.ground = file
            else:
                given.ground_problem = tr("the service sent no picture of this place")
                problems.append(tr("The sheet of report {report} has no basemap: {reason}.",
                                   report=facts.report["number"], reason=given.ground_problem))  # fmt: skip
    if facts.place is not None and style.address:
        given.address, problem = _address(facts.place, words, progress)
        problems += [problem] if problem else []
    photos = [each for each in facts.attachments if each.picture]
    given.photo_words = words["no_photo"]
    for number, photo in enumerate(photos, 1):
        if sheet_pictures.small(photo, scratch / "photo.jpg"):
            given.photo = scratch / "photo.jpg"
            given.photo_words = words["photo"].format(number=number, count=len(photos))
            break
        problems.append(words["lost_photo"].format(name=photo.name))
        given.photo_words = words["lost_photo"].format(name=photo.name if style.inner else number)
    return given, problems


def _address(place: tuple[float, float], words: dict, progress: Progress) -> tuple[str, str]:
    """The nearest address in words, and why there is none."""
    try:
        found = locate.here(*place, progress.feedback)
    except Cancelled:
        raise
    except KmzbError as error:
        return "", error.message
    if found.address is None:
        return "", found.problems[0] if found.problems else ""
    away = sheet_fill.distance_words(found.address.distance, words)
    return f"{found.address.title} ({away})" if away else found.address.title, ""


def _free(folder: Path, facts) -> Path:
    """A name of a file that is not there yet: the report's number, and the day where it is a hand-over's."""
    letter = facts.hand_over
    parts = [tr("card"), str(facts.report["number"])] if letter is None else [
        tr("hand-over"), str(facts.report["number"]), letter.handed_on]  # fmt: skip
    stem = _UNFIT.sub("-", "_".join(parts)).strip("-.")
    number, file = 1, folder / f"{stem}.pdf"
    while file.exists():
        number += 1
        file = folder / f"{stem}_{number}.pdf"
    return file


def _export(layout, file: Path) -> None:
    """Write one PDF, whole or not at all; texts stay texts, so that they can be searched and read aloud."""
    draft = file.with_name(leftovers.part_name(file.name))
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = DPI
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    settings.exportMetadata = False  # QGIS would write whose computer this is as the author
    try:
        result = QgsLayoutExporter(layout).exportToPdf(str(draft), settings)
        if result != QgsLayoutExporter.ExportResult.Success or not draft.exists() or not draft.stat().st_size:
            raise KmzbError(tr("The sheet {path} could not be written: the disk may be full.", path=file), code="disk")
        draft.replace(file)
    except OSError as error:
        raise KmzbError(
            tr("The sheet {path} could not be written: {reason}.", path=file, reason=reason(error))
        ) from error
    finally:
        leftovers.discard(draft)


class _Together:
    """One PDF of many sheets, each drawn by QGIS onto one writer as soon as it is filled."""

    def __init__(self, file: Path):
        self._file, self._draft = file, file.with_name(leftovers.part_name(file.name))
        self._writer = QPdfWriter(str(self._draft))
        self._writer.setCreator("QGIS, kmzb_qgis")
        self._writer.setResolution(DPI)
        self._painter: QPainter | None = None

    def add(self, layout) -> None:
        """Draw a sheet's pages."""
        layout.renderContext().setTextRenderFormat(Qgis.TextRenderFormat.AlwaysText)
        exporter = QgsLayoutExporter(layout)
        for number in range(layout.pageCollection().pageCount()):
            size = QPageSize(layout.pageCollection().page(number).rect().size(), QPageSize.Unit.Millimeter)
            upright = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
            self._writer.setPageLayout(upright)
            if self._painter is None:
                self._painter = QPainter(self._writer)
            else:
                self._writer.newPage()
            exporter.renderPage(self._painter, number)

    def end(self) -> None:
        """Give the file its name. Raises KmzbError where it could not be written."""
        whole = self._painter is not None and self._painter.end()
        self._painter = None
        try:
            if not whole:
                raise KmzbError(
                    tr("The sheet {path} could not be written: the disk may be full.", path=self._file), code="disk"
                )
            self._draft.replace(self._file)
        except OSError as error:
            raise KmzbError(
                tr("The sheet {path} could not be written: {reason}.", path=self._file, reason=reason(error))
            ) from error

    def leave(self) -> None:
        """Nothing is left of what was not finished."""
        if self._painter is not None:
            self._painter.end()
            self._painter = None
        leftovers.discard(self._draft)
