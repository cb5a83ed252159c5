"""The house's own rules: which room imports which, Qt only through qgis, pure rooms stay pure."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "kmzb_qgis"
MAY_IMPORT = {
    "catalogue": set(),
    "toolbelt": set(),
    "sources": {"catalogue", "toolbelt"},
    "store": {"catalogue", "toolbelt", "geoportal"},
    "geoportal": {"toolbelt"},
    "editing": {"catalogue", "toolbelt", "store", "geoportal"},
    "publishing": {"catalogue", "toolbelt", "store", "geoportal"},
    "server": {"catalogue", "toolbelt"},
    "processing": {"catalogue", "toolbelt", "sources", "store", "geoportal", "editing", "publishing"},
    "gui": {"catalogue", "toolbelt", "sources", "store", "geoportal", "editing", "publishing", "processing"},
}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def imported(path: Path) -> list[str]:
    """Full dotted names that a module imports, relative ones resolved."""
    here = ("kmzb_qgis", *path.relative_to(PACKAGE).parts[:-1])
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(here[: len(here) - node.level + 1]) if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            names += [f"{stem}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_follow_the_direction_of_the_house(path):
    room = path.relative_to(PACKAGE).parts[0]
    others = {name.split(".")[1] for name in imported(path) if name.startswith("kmzb_qgis.")} - {room}
    assert others <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_qt_only_through_qgis(path):
    assert not [name for name in imported(path) if name.startswith(("PyQt5", "PyQt6", "PySide"))]


# Not a version's difference but two kinds of feedback: QgsFeedback has no place for words, Processing's has.
TWO_KINDS = {"toolbelt/progress.py"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_versions_differ_in_one_place_only(path):
    """Nobody but compat.py asks which version runs, or whether QGIS has a method (its methods are in camelCase)."""
    name = path.relative_to(PACKAGE).as_posix()
    if name == "toolbelt/compat.py":
        return
    switches = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        word = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if word in {"QGIS_VERSION_INT", "QT_VERSION", "QT_VERSION_STR", "PYQT_VERSION", "version_info", "VersionInfo"}:
            switches.append((node.lineno, word))
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in {"hasattr", "getattr"}
            and name not in TWO_KINDS
        ):
            asked = node.args[1]
            if isinstance(asked, ast.Constant) and re.fullmatch(r"[a-z]+[A-Z]\w*", asked.value):
                switches.append((node.lineno, asked.value))
    assert not switches


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_python_3_9_can_read_the_annotations(path):
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or "from __future__ import annotations" in text or "def " not in text
    ast.parse(text, feature_version=(3, 9))


def test_catalogue_is_pure():
    for path in (PACKAGE / "catalogue").glob("*.py"):
        assert not [name for name in imported(path) if name.split(".")[0] in {"qgis", "osgeo"}], path


# WFS 2.0 reads the publication's data file by itself, and works on geometries
READS_THE_PUBLICATION = {"source_file.py", "sqlite_shapes.py"}


def test_server_never_touches_the_window_or_the_store():
    for path in (PACKAGE / "server").rglob("*.py"):
        forbidden = ["qgis.gui", "qgis.utils"]
        if path.name not in READS_THE_PUBLICATION or path.parent.name != "wfs2":
            forbidden.append("sqlite3")
        if "wfs2" not in path.parts:
            forbidden.append("osgeo")
        assert not [name for name in imported(path) if name.startswith(tuple(forbidden))], path


# The public zone's database is no store: publishing pushes to it, the server's guard asks it for its version.
OWN_DATABASES = ("store/", "publishing/zone/", "server/zone.py", "server/wfs2/source_zone.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_store_knows_which_engine_runs(path):
    """Outside of it no module talks to PostgreSQL, or asks whether an address is a database's."""
    name = path.relative_to(PACKAGE).as_posix()
    if name.startswith(OWN_DATABASES):
        return
    assert not [one for one in imported(path) if one.startswith(("psycopg2", "kmzb_qgis.store.postgres"))]
    asked = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "isinstance"
        and "Service" in ast.dump(node.args[1])
    ]
    assert not asked
