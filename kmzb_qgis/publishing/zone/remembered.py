"""Which zone a publication folder is pushed to. The folder itself remembers: whoever withdraws a report from it, with
whatever profile, withdraws it from the zone too."""

from __future__ import annotations

from dataclasses import dataclass

from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from ..folder import Folder, read_json, write_json

KEEP = 2  # versions in the zone
_FILE = "zone.json"


@dataclass(frozen=True)
class Zone:
    """An address of libpq's (no password), and how many versions the zone keeps."""

    address: str
    keep: int = KEEP


def has_zone(folder: Folder) -> bool:
    """Whether a folder is pushed anywhere."""
    return (folder.versions / _FILE).exists()


def zone_of(folder: Folder) -> Zone | None:
    """The zone of a folder, None where it has none. Raises KmzbError where that cannot be known."""
    path = folder.versions / _FILE
    if not has_zone(folder):
        return None
    try:
        content = read_json(path)
        return Zone(str(content["zone"]), int(content["keep"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KmzbError(tr("The zone's settings {path} cannot be read.", path=path), str(error), "zone") from error


def remember(folder: Folder, zone: Zone) -> None:
    """From now on this folder is pushed there."""
    write_json(folder.versions / _FILE, {"zone": zone.address, "keep": zone.keep})


def forget(folder: Folder) -> None:
    """From now on this folder is pushed nowhere. What the zone serves stays as it is."""
    (folder.versions / _FILE).unlink(missing_ok=True)
