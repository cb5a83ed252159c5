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


def plain(text: str) -> str:
    """As a page writes it: without the mnemonic."""
    return text.replace("&", "")


def words(call: ast.Call) -> str:
    """The English words of an entry or a submenu; an entry of an algorithm has the algorithm's own title."""
    if call.func.id != "_of_algorithm":
        return plain(call.args[1].args[0].value)
    name = call.args[1].func.id
    title = next(
        part for part in ast.walk(tree(f"processing/algorithms/{name.lower()}.py"))
        if isinstance(part, ast.FunctionDef) and part.name == "title"
    )  # fmt: skip
    return f"{calls(title, 'tr')[0].args[0].value}…"


def menu() -> dict[str, set[str]]:
    """English words of what stands on top, each with what its submenu holds (nothing for an entry)."""
    found = {}
    for function in tree("gui/entries.py").body:
        if isinstance(function, ast.FunctionDef):
            entries = {words(call) for call in calls(function, "Entry", "_of_algorithm") if call.args}
            parts = calls(function, "Part")
            found.update({words(parts[0]): entries} if parts else {entry: set() for entry in entries})
    basemaps = plain(calls(tree("gui/basemap_menu.py"), "tr")[0].args[0].value)
    return {**found, basemaps: set()}


def polish() -> dict[str, str]:
    """The Polish of each English text of the menu, both as a page writes them."""
    texts = i18n.read(PACKAGE / "i18n/kmzb_pl.ts")
    found = {plain(source): plain(forms[0]) for source, forms in texts.items()}
    return {**found, **{f"{source}…": f"{words}…" for source, words in found.items() if f"{source}…" not in found}}


def paths(page: Path) -> list[list[str]]:
    """The paths that a page names, each as its steps behind *KMZB*."""
    found = re.findall(r"\*KMZB → ([^*]+)\*", page.read_text(encoding="utf-8"))
    return [" ".join(steps.split()).split(" → ") for steps in found]


def test_the_menu_is_read():
    found = menu()
    assert found["Import"] >= {"Import files…", "Assign units to reports…"}
    assert found["Publication"] >= {"Publish…", "Describe a publication (metadata)…"}
    assert found["Work queue"] == set() and "Basemaps" in found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_through_the_menu_are_real(page):
    english, other = menu(), polish()
    both = {**english, **{other[name]: {other[entry] for entry in entries} for name, entries in english.items()}}
    wrong = [steps for steps in paths(page) if steps[0] not in both]
    wrong += [
        steps for steps in paths(page) if both.get(steps[0]) and len(steps) > 1 and steps[1] not in both[steps[0]]
    ]
    assert wrong == []


def test_no_page_writes_paths_in_another_way():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r"KMZB\s*(?:▸|›|->|>|–)\s*\w", text), page.name
    assert sum(len(paths(page)) for page in PAGES) > 50
