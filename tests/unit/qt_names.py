"""Which names of Qt and QGIS a source file uses, and where: read from its syntax tree, nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Use(NamedTuple):
    """One dotted name: ``Qt.Orientation`` of qgis.PyQt.QtCore has that module and the names (Qt, Orientation)."""

    line: int
    module: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"line {self.line}: {self.module}.{'.'.join(self.names)}"


def _imported(tree: ast.AST) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Local name -> (module, names) for what comes from qgis; modules have no names."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "qgis":
            for alias in node.names:
                # `from qgis import core` and `from qgis.PyQt import QtCore` import modules, all else names.
                if node.module in ("qgis", "qgis.PyQt"):
                    found[alias.asname or alias.name] = (f"{node.module}.{alias.name}", ())
                else:
                    found[alias.asname or alias.name] = (node.module, (alias.name,))
    return found


def _dotted(node: ast.AST) -> tuple[str, ...] | None:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return (*base, node.attr) if base else None
    return None


def uses(path: Path) -> Iterator[Use]:
    """Every dotted name from qgis in a file, the longest of each place; and every name that is only imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("qgis."):
            for alias in node.names:
                module, names = imported[alias.asname or alias.name]
                if names:
                    yield Use(node.lineno, module, names)
        elif isinstance(node, (ast.Attribute, ast.Name)):
            dotted = _dotted(node)
            if dotted and dotted[0] in imported:
                module, names = imported[dotted[0]]
                if names + dotted[1:]:
                    yield Use(node.lineno, module, names + dotted[1:])


# qgis.PyQt for Qt 6 goes on giving these where Qt 5 had them (QGIS's pull request 55658).
MOVED = {"QAction": "QtGui", "QActionGroup": "QtGui", "QShortcut": "QtGui"}
# qgis.PyQt.QtCore adds the NULL of QVariant.
ADDED = {("QtCore", "NULL")}


class Stubs:
    """The names that PyQt6 has, by the .pyi files that come with it."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._modules: dict[str, dict[str, ast.AST]] = {}

    def _members(self, body: list[ast.stmt]) -> dict[str, ast.AST]:
        members: dict[str, ast.AST] = {}
        for node in body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                members[node.name] = node
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                members[node.target.id] = node
            elif isinstance(node, ast.Assign):
                members |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
            elif isinstance(node, ast.If):
                members |= self._members(node.body) | self._members(node.orelse)
        return members

    def module(self, name: str) -> dict[str, ast.AST]:
        """What stands in a module; empty where PyQt6 has no such module."""
        if name not in self._modules:
            file = self._folder / f"{name}.pyi"
            # PyQt6's generator writes "/" behind "*args" in places, which is no Python; arguments are not asked for.
            text = file.read_text(encoding="utf-8").replace(", /)", ")") if file.is_file() else ""
            body = ast.parse(text).body
            self._modules[name] = self._members(body)
        return self._modules[name]

    def _attribute(self, module: str, node: ast.ClassDef, name: str) -> ast.AST | None:
        members = self._members(node.body)
        if name in members:
            return members[name]
        for base in node.bases:
            dotted = _dotted(base) or ()
            home, owner = (dotted[-2], dotted[-1]) if len(dotted) > 1 else (module, dotted[0] if dotted else "")
            parent = self.module(home).get(owner)
            if isinstance(parent, ast.ClassDef):
                found = self._attribute(home, parent, name)
                if found is not None:
                    return found
        return None

    def knows(self, module: str, names: tuple[str, ...]) -> bool:
        """Whether ``QtCore``, (``Qt``, ``Orientation``, ``Horizontal``) exists in Qt 6."""
        if (module, names[0]) in ADDED:
            return True
        if module == "QtWidgets":
            module = MOVED.get(names[0], module)
        node = self.module(module).get(names[0])
        for name in names[1:]:
            if not isinstance(node, ast.ClassDef):
                # A member of an enum, a function, a constant: what follows is Python's (``.value``, ``.__doc__``).
                return node is not None
            node = self._attribute(module, node, name)
        return node is not None
