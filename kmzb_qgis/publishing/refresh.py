"""Writing the metadata records of what is served anew, with what somebody has said since."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from ..catalogue import load
from ..geoportal import metadata
from ..geoportal.metadata import FILES
from ..store import open_store
from ..toolbelt.compat import is_file
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import contacts, record_files, records
from .folder import Folder
from .project import Label
from .publish import follow, guarded


@dataclass
class Refreshed:
    """The served version, its records, the register's form, and sentences about what is still missing."""

    version: str
    records: list[Path]
    form: Path
    warnings: list[str] = field(default_factory=list)
    pushed: str = ""


def refresh(folder_path, words: dict[str, str], store_path="", form: str = "", feedback=None) -> Refreshed:
    """Write the records of the served version anew; ``words`` that are not empty replace what was said before.

    They hold for later versions made from this one, and, where a store is given, for all that are published from it.
    ``form``: where to write the register's form, besides its place in the version's folder.
    """
    progress, catalogue, folder = Progress(feedback), load(), Folder(folder_path)
    folder.require()
    given = contacts.told(words)
    records.settled(given, catalogue)
    metadata.web(given.get("online_resource", ""))
    store = open_store(store_path, migrate=False) if store_path else None
    with guarded(folder), folder.lock():
        folder.clean()
        version = folder.served()
        if version is None or version not in folder.kept():
            raise KmzbError(
                tr("Nothing that could be described is served from {path}.", path=folder.path), code="folder"
            )
        manifest = folder.manifest(version)
        before = manifest.get("contact", {})
        contact = {**before, **given}
        if store is not None:
            contacts.keep(store, given)
        label = Label(
            version, manifest["published_at"], manifest["valid_until"], manifest["as_of"], manifest.get("as_of_day"),
            contact,
        )  # fmt: skip
        days = records.period(folder.data(version), records.state_day(label))
        found = records.write(folder, label, catalogue, days)
        manifest.update(contact=contact, period=days)
        folder.write_manifest(version, manifest)
        record_files.settle(folder.version_dir(version), folder.records)
        source = folder.version_dir(version) / record_files.KEPT / records.FORM
        result = Refreshed(version, [folder.records / name for name in FILES if is_file(folder.records / name)], source)
        if form:
            result.form = _copy(source, Path(form))
    result.warnings = records.missing(found)
    if records.links(before, catalogue) != records.links(contact, catalogue):
        result.warnings.append(tr("The service's capabilities will link the records from the next publication on."))
    follow(folder, result, progress)
    for sentence in result.warnings:
        progress.warn(sentence)
    progress.percent(100)
    return result


def _copy(source: Path, target: Path) -> Path:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise KmzbError(
            tr("{path} cannot be written: {reason}.", path=target, reason=reason(error)), code="form"
        ) from error
    return target
