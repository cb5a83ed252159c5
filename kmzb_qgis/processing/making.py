"""Making a store, and the standard project on one: what algorithms share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import QgsApplication, QgsProject

from ..editing import install, project_file, template
from ..editing.template import Chosen
from ..geoportal import basemaps, services
from ..geoportal.services import Service
from ..store import Store, create_store, open_store
from ..store.address import Address, exists, is_database
from ..store.copies import settle
from ..toolbelt import main_thread
from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress

_PHOTO = re.compile(r"ort(h)?o|photo|satel|relief|cieniow|lotnicz", re.IGNORECASE)


def new_store(path: str | Address) -> Store:
    """A store with its form and styles; no file is left where that fails. Raises KmzbError."""
    store = create_store(path)
    try:
        install(store)
    except BaseException:  # a full disk: no store rather than one without its form
        _discard(store)
        raise
    _settle(store)
    return store


def _discard(store: Store) -> None:
    """Take a file away that was to be a store. What lies in a database is whole: layers get their form without it."""
    if not is_database(store.path):
        store.path.unlink(missing_ok=True)


def _settle(store: Store) -> None:
    # QGIS wrote the styles in WAL mode and leaves the store in it, as a file copied while it was open is.
    if not is_database(store.path):
        settle(store.path, suspected=False)


@dataclass
class Outcome:
    """What was made: the levels of units in it; what is ``missing`` and why, in sentences."""

    store: Address
    levels: list[str]
    missing: list[str] = field(default_factory=list)


def new_project(
    store: Address, output: Path, wanted: list[str], create: bool, overwrite: bool, feedback=None
) -> Outcome:
    """Make the standard project as a file, and its store where ``create`` allows that and there is none.

    For any thread; what fails or is cancelled leaves no file. ``wanted``: ids of basemaps of the catalogue, the one
    seen first at the head. Raises KmzbError.
    """
    progress = Progress(feedback)
    project_file.check(output, overwrite)
    chosen = [services.find(name) for name in dict.fromkeys(wanted)]  # what is wrong elsewhere in the file spoils none
    fresh = create and not exists(store)
    opened = new_store(store) if fresh else open_store(store)
    try:
        if opened.notice:
            progress.warn(opened.notice)
        layers, missing = _fetch(chosen, progress)
        levels = _make(opened, layers, output, overwrite, progress)
    except BaseException:
        if fresh:
            _discard(opened)
        raise
    if fresh:
        _settle(opened)
    progress.percent(100)
    return Outcome(opened.path, levels, missing)


def _fetch(chosen: list[Service], progress: Progress) -> tuple[list[Chosen], list[str]]:
    """Build the basemaps' layers, and a sentence for each that could not be had: the project is made without it."""
    home, layers, missing = QgsApplication.instance().thread(), [], []
    for number, service in enumerate(chosen):
        progress.check()
        progress.percent(5 + 75 * number / len(chosen))
        try:
            layer = basemaps.build(
                basemaps.prepare(service, basemaps.PROJECT_CRS, progress.feedback), progress.feedback
            )
        except Cancelled:
            raise
        except KmzbError as error:
            missing.append(error.message)
            continue
        layer.moveToThread(home)
        layers.append(Chosen(layer, is_photo(service), service.role == "background"))
    return layers, missing


def is_photo(service: Service) -> bool:
    """Whether a basemap is a picture of the air or of relief, as far as its names tell, and not a drawn map."""
    return any(_PHOTO.search(text) for text in (service.id, *service.titles.values(), *service.layers))


def _make(store: Store, layers: list[Chosen], output: Path, overwrite: bool, progress: Progress) -> list[str]:
    """Assemble and write in QGIS's main thread, step by step; returns the levels of units."""
    project, levels = main_thread.run(QgsProject, progress), []
    steps = template.assemble(project, store, layers, levels)
    try:
        while (done := main_thread.run(lambda: next(steps, None), progress)) is not None:
            progress.percent(80 + 0.2 * done)
            progress.check()
        main_thread.run(lambda: project_file.write(project, output, overwrite), progress)
    finally:
        main_thread.run(project.clear)
    return levels


def missing_words(missing: list[str]) -> str:
    """One sentence, then the reasons."""
    return tr(
        "Left out of the project, as no map came: %n basemap(s). The menu 'Basemaps' adds what is missing. {reasons}",
        n=len(missing),
        reasons=" ".join(missing),
    )
