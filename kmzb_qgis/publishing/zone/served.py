"""The project that the public server serves: the publication's own, with its layers in the zone's database.

Nothing else differs: styles, titles, metadata and what the guard reads stay as they are. The layers name a service of
libpq's service file on the public server, so neither host nor account nor password stands in the project.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from ...catalogue import Catalogue
from ...toolbelt.errors import KmzbError, reason
from ...toolbelt.i18n import tr
from .. import renderers
from ..blobs import SRS
from ..folder import PROJECT
from ..geopackage import KEY

SERVICE = "kmzb_public"  # as docs/zone.md has it written into the public server's service file
SCHEMA = "kmzb_public"
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_OLD_PROVIDER = re.compile(r'<provider encoding="[^"]*">ogr</provider>')


def source(layer: dict) -> str:
    """The data source of a public layer. A view's rows are counted, not guessed, and its key is known to be one."""
    return (
        f"service='{SERVICE}' key='{KEY}' checkPrimaryKeyUnicity='0' estimatedmetadata=false"
        f" srid={layer.get('crs', SRS)} type={layer['geometry']}"
        f' table="{SCHEMA}"."{layer["name"]}" (geom)'
    )


def converted(text: str, catalogue: Catalogue) -> str:
    """A publication's project with the zone's layers. Raises ValueError where it is not as the publisher writes it."""
    for layer in catalogue.layers:
        escaped = source(layer).translate(_ESCAPED)
        pattern = rf'\./kmzb-[\w.-]+?\.gpkg\|layername={re.escape(layer["name"])}(?=[<"])'
        text, found = re.subn(pattern, lambda _match, put=escaped: put, text)
        if found < 1:
            raise ValueError(f"layer {layer['name']} is not in the project")
    text, providers = _OLD_PROVIDER.subn('<provider encoding="UTF-8">postgres</provider>', text)
    text = text.replace('providerKey="ogr"', 'providerKey="postgres"')
    # The extent is the catalogue's, which the project tells; that of the rows would tell where a hidden one lies.
    text, trusted = re.subn(r'<trust active="[01]"/>', '<trust active="1"/>', text, count=1)
    many = len(catalogue.layers)  # without the layers for drawing where an older plugin published
    if providers not in (many, many + len(renderers.DRAWN)) or trusted != 1 or ".gpkg" in text:
        raise ValueError("the project is not as the publisher writes it")
    return text


def packed(path: Path, catalogue: Catalogue) -> bytes:
    """A version's project as QGIS keeps one in a database (a zip); the same bytes for the same project."""
    try:
        text = converted(path.read_text(encoding="utf-8"), catalogue)
    except (OSError, ValueError) as error:
        raise KmzbError(
            tr("The project {path} cannot be made ready for the zone: {reason}.", path=path, reason=reason(error)),
            code="project",
        ) from error
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as zipped:
        entry = zipfile.ZipInfo(PROJECT, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        zipped.writestr(entry, text.encode("utf-8"))
    return whole.getvalue()
