"""A version as the zone gets it, without its rows: the manifest, the project and the metadata records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...catalogue import Catalogue
from ...geoportal.metadata import FILES
from ...toolbelt.errors import KmzbError, reason
from ...toolbelt.i18n import tr
from .. import record_files, records
from ..folder import PROJECT, Folder
from . import served


@dataclass(frozen=True)
class What:
    """A version as the zone gets it, without its rows."""

    version: str
    manifest: dict
    project: bytes
    record: str
    records: dict[str, str]

    @classmethod
    def of(cls, folder: Folder, version: str, catalogue: Catalogue) -> What:
        manifest = folder.manifest(version)
        project = served.packed(folder.version_dir(version) / PROJECT, catalogue)
        link = records.links(manifest.get("contact", {}), catalogue)[1]
        return cls(version, manifest, project, link, _read_records(folder.version_dir(version) / record_files.KEPT))

    @property
    def dates(self) -> tuple[str, str, str]:
        return tuple(self.manifest[name] for name in ("published_at", "valid_until", "as_of"))


def _read_records(place: Path) -> dict[str, str]:
    try:
        return {name: (place / name).read_text(encoding="utf-8") for name in sorted(FILES) if (place / name).exists()}
    except (OSError, ValueError) as error:
        raise KmzbError(
            tr("The metadata records in {path} cannot be read: {reason}.", path=place, reason=reason(error)),
            code="records",
        ) from error
