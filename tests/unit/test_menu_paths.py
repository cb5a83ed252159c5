"""Paths through the menu that the documentation names (*KMZB → Import → Import files…*) are those of the program.

The menu's structure is read from ``gui/entries.py`` without QGIS: what stands on top, what in which submenu.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kmzb_qgis"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
sys.path.insert(0, str(ROOT / "scripts"))

import i18n  # noqa: E402 - the developers' tools lie outside the package


def tree(path: str) -> ast.Module:
    """A module of the package, read."""
    return ast.parse((PACKAGE / path).read_text(encoding="utf-8"))


def calls(node: ast.AST, *names: str) -> list[ast.Call]:
    """Calls of functions by name below a node."""
    found = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    return [call for call in found if getattr(call.func, "id", "") in names]


def source(call: ast.Call) -> tuple[str, str]:
    """The English text of an entry or a submenu, and what stands behind it: an algorithm's entry has its title and …"""
    if call.func.id != "_of_algorithm":
        return call.args[1].args[0].value, ""
    name = call.args[1].func.id
    title = next(
        part for part in ast.walk(tree(f"processing/algorithms/{name.lower()}.py"))
        if isinstance(part, ast.FunctionDef) and part.name == "title"
    )  # fmt: skip
    return calls(title, "tr")[0].args[0].value, "…"


def menu(words) -> dict[str, set[str]]:
    """What stands on top in one language (``words`` of a text), each with what its submenu holds, if it is one."""

    def shown(call: ast.Call) -> str:
        text, end = source(call)
        return words(text).replace("&", "") + end

    found = {}
    for function in tree("gui/entries.py").body:
        if isinstance(function, ast.FunctionDef) and function.name != "_of_algorithm":
            entries = {shown(call) for call in calls(function, "Entry", "_of_algorithm") if call.args}
            parts = calls(function, "Part")
            found.update({shown(parts[0]): entries} if parts else {entry: set() for entry in entries})
    basemaps = calls(tree("gui/basemap_menu.py"), "tr")[0].args[0].value
    return {**found, words(basemaps).replace("&", ""): set()}


def both() -> dict[str, set[str]]:
    """The menu in English and in Polish; *Import* is called so in both."""
    polish = i18n.read(PACKAGE / "i18n/kmzb_pl.ts")
    english, other = menu(str), menu(lambda text: polish.get(text, [text])[0])
    return {name: english.get(name, set()) | other.get(name, set()) for name in {*english, *other}}


def paths(page: Path) -> list[list[str]]:
    """The paths that a page names, each as its steps behind *KMZB*."""
    found = re.findall(r"\*KMZB → ([^*]+)\*", page.read_text(encoding="utf-8"))
    return [" ".join(steps.split()).split(" → ") for steps in found]


def test_the_menu_is_read():
    found = menu(str)
    assert found["Import"] >= {"Import files…", "Assign units to reports…"}
    assert found["Publication"] >= {"Publish…", "Describe a publication (metadata)…"}
    assert found["Work queue"] == set() and found["Basemaps"] == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_through_the_menu_are_real(page):
    steps, known = paths(page), both()
    assert [path for path in steps if path[0] not in known] == []
    assert [path for path in steps if known[path[0]] and len(path) > 1 and path[1] not in known[path[0]]] == []


def test_no_page_writes_paths_in_another_way():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r"KMZB\s*(?:▸|›|->|>)\s*\w", text), page.name
    assert sum(len(paths(page)) for page in PAGES) > 50
