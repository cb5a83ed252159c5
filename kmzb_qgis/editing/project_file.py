"""A project written as one file that is whole or not there: made under another name in its folder, then renamed."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape  # nosec B406 - writes only, parses nothing

from qgis.core import QgsProject, QgsProviderRegistry

from ..toolbelt import leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import past

KINDS = (".qgz", ".qgs")


def check(path: Path, overwrite: bool = False) -> None:
    """Refuse a name under which nothing can be written, or what must not be: to be asked before the work begins."""
    if path.suffix.lower() not in KINDS:
        raise KmzbError(tr("{path} is no name of a project: it should end in .qgz.", path=path), code="project-name")
    if not path.parent.is_dir():
        raise KmzbError(tr("There is no folder {path}.", path=path.parent), code="project-folder")
    if path.is_dir() or (not overwrite and (path.exists() or path.is_symlink())):
        raise KmzbError(tr("{path} exists already. Choose another name for the project.", path=path), code="exists")


def write(project: QgsProject, path: Path, overwrite: bool = False) -> None:
    """Write a project. What stands there stays as it is until the new file is whole.

    Raises KmzbError, and no file is left, where it cannot be written, or stands there and is not to be overwritten.
    """
    check(path, overwrite)
    leftovers.forget(path.parent, path.name)
    plain = path.parent / leftovers.part_name(f"{path.name}~plain")  # in the folder: paths are relative to it
    draft = path.parent / leftovers.part_name(path.name)

    project.writeProject.connect(_forget_the_writer)
    try:
        if not project.write(str(plain)):
            raise _unwritable(path, project.error())
        text = past.fasten(_relative(plain.read_text(encoding="utf-8"), project, path), project)
        plain.write_text(text, encoding="utf-8")
        if path.suffix.lower() == ".qgz":
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(plain, f"{path.stem}.qgs")
        else:
            plain.replace(draft)
        if overwrite:
            draft.replace(path)
        else:
            _name(draft, path)
    except FileExistsError as error:
        raise KmzbError(
            tr("{path} exists already. Choose another name for the project.", path=path), code="exists"
        ) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        project.writeProject.disconnect(_forget_the_writer)
        for left in (plain, draft):
            leftovers.discard(left)


def _name(draft: Path, path: Path) -> None:
    """Refuse what came there meanwhile, which a rename would replace. Raises FileExistsError."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # some network drives know no hard links
        draft.replace(path)


def _unwritable(path: Path, error) -> KmzbError:
    return KmzbError(tr("{path} cannot be written: {reason}.", path=path, reason=reason(error)), code="write")


def _forget_the_writer(document) -> None:
    """QGIS notes the account, the name and the home folder of whoever saves a project; this one is for all."""
    root = document.documentElement()
    for name in ("saveUser", "saveUserFull"):
        root.removeAttribute(name)
    home = root.firstChildElement("homePath")
    if not home.isNull():
        home.setAttribute("path", "")


def _relative(text: str, project: QgsProject, path: Path) -> str:
    """Forms, layouts and keys name their layers' files with whole paths, as QGIS writes them: relative ones instead.

    QGIS finds those layers by their ids first, so that nothing reads these paths while the layers are there.
    """
    ogr = QgsProviderRegistry.instance()
    sources = (layer.source() for layer in project.mapLayers().values() if layer.providerType() == "ogr")
    for file in {str(ogr.decodeUri("ogr", source).get("path", "")) for source in sources} - {""}:
        try:
            relative = Path(os.path.relpath(file, path.parent)).as_posix()
        except ValueError:  # another drive of Windows: there is no relative path
            continue
        for whole in {file, Path(file).as_posix(), str(Path(file).resolve())}:
            text = text.replace(f'"{_quoted(whole)}|', f'"./{_quoted(relative)}|')
    return text


def _quoted(text: str) -> str:
    """As XML has it in an attribute."""
    return escape(text, {'"': "&quot;"})
