"""The code is written for Qt 6 (QGIS 4) too: every name it takes from Qt and QGIS exists, enums with their scope.

Names of Qt are looked up in the lists that come with PyQt6 (.venv/qt6, never imported); names of QGIS in the QGIS that
runs this test: ``make matrix`` asks three versions. What goes through variables (``layer.x()``) no such test sees.
"""

from __future__ import annotations

import ast
import enum
import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))

import qt_names  # noqa: E402 - lies beside this file

FILES = sorted(path for folder in ("kmzb_qgis", "scripts", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
STUBS = ROOT / ".venv" / "qt6" / "PyQt6"
# Attributes that Qt 5 had and Qt 6 has not, under names that nothing else bears.
GONE = {"exec_", "print_", "setCodec", "setIniCodec", "toTime_t", "fromTime_t", "setTime_t", "qVersion", "qApp"}
GONE_CLASSES = {"QRegExp", "QRegExpValidator", "QDesktopWidget", "QWebView", "QWebPage", "QStringRef", "QTextCodec"}

by_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))


@pytest.fixture(scope="module")
def stubs() -> qt_names.Stubs:
    assert (STUBS / "QtCore.pyi").is_file(), "PyQt6's list of names is missing: run 'make setup-test'"
    return qt_names.Stubs(STUBS)


def unscoped(use: qt_names.Use) -> bool:
    """Whether the last name is an enum's value that is reached past the enum: ``Class.Value``.

    PyQt5's enums are subclasses of int with one attribute each on the class around them; Qt 6's are Python's enums.
    """
    holder = importlib.import_module(use.module)
    for name in use.names[:-1]:
        holder = getattr(holder, name)
    value = getattr(holder, use.names[-1])
    if not isinstance(holder, type) or isinstance(value, type) or type(value) in (int, bool):
        return False
    return isinstance(value, (int, enum.Enum)) and not issubclass(holder, (int, enum.Enum))


def exists(use: qt_names.Use) -> bool:
    holder = importlib.import_module(use.module)
    for name in use.names:
        if not isinstance(holder, type) and holder is not sys.modules.get(use.module):
            return True  # past a value or function: Python's own attributes
        if not hasattr(holder, name):
            return False
        holder = getattr(holder, name)
    return True


@by_file
def test_qt_names_exist_in_qt6(path, stubs):
    bad = [
        str(use)
        for use in qt_names.uses(path)
        if use.module.startswith("qgis.PyQt.") and not stubs.knows(use.module.removeprefix("qgis.PyQt."), use.names)
    ]
    assert not bad


@by_file
def test_qgis_names_exist_and_enums_have_their_scope(path):
    used = [
        use for use in qt_names.uses(path) if use.module in ("qgis.core", "qgis.gui", "qgis.server", "qgis.analysis")
    ]
    # compat.py is there to ask for what not every version has.
    assert path.name == "compat.py" or not [str(use) for use in used if not exists(use)]
    assert not [str(use) for use in used if exists(use) and unscoped(use)]


@by_file
def test_nothing_that_qt6_took_away(path):
    if path == Path(__file__).resolve():
        return
    bad = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in GONE | GONE_CLASSES:
            bad.append((node.lineno, name))
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
            bad += [(node.lineno, alias.name) for alias in node.names if alias.name in GONE | GONE_CLASSES]
        bad += [(node.lineno, m) for m in modules if m.split(".")[0] in {"PyQt5", "PyQt6", "PySide2", "PySide6", "sip"}]
        bad += [(node.lineno, m) for m in modules if m.split(".")[-1].startswith("QtWebKit")]
    assert not bad


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("from qgis.PyQt.QtCore import Qt\nQt.Orientation.Horizontal", True),
        ("from qgis.PyQt.QtCore import Qt\nQt.Horizontal", False),
        ("from qgis.PyQt import QtCore\nQtCore.Qt.Horizontal", False),
        ("from qgis.PyQt.QtWidgets import QAction", True),
        ("from qgis.PyQt.QtWidgets import QDesktopWidget", False),
        ("from qgis.PyQt.QtWidgets import QDialog as D\nD.DialogCode.Accepted", True),
        ("from qgis.PyQt.QtWidgets import QDialog as D\nD.Accepted", False),
        ("from qgis.PyQt.QtWidgets import QDialog as D\nD.setWindowTitle", True),
        ("from qgis.PyQt.QtCore import QVariant\nQVariant.String", False),
        ("from qgis.PyQt.QtWebKit import QWebView", False),
    ],
)
def test_the_check_of_qt_tells_good_from_bad(text, good, stubs, tmp_path):
    (tmp_path / "sample.py").write_text(text, encoding="utf-8")
    used = list(qt_names.uses(tmp_path / "sample.py"))
    assert used
    assert all(stubs.knows(use.module.removeprefix("qgis.PyQt."), use.names) for use in used) is good


@pytest.mark.parametrize(
    ("names", "good"),
    [
        (("QgsTask", "CanCancel"), False),
        (("QgsTask", "Flag", "CanCancel"), True),
        (("Qgis", "MessageLevel", "Info"), True),
        (("Qgis", "Info"), False),
        (("Qgis", "QGIS_VERSION_INT"), True),
    ],
)
def test_the_check_of_qgis_tells_good_from_bad(names, good):
    assert exists(qt_names.Use(1, "qgis.core", names))
    assert unscoped(qt_names.Use(1, "qgis.core", names)) is not good


def test_a_name_that_qgis_has_not_is_told():
    assert not exists(qt_names.Use(1, "qgis.core", ("QgsTask", "Flag", "CanFly")))
