"""The handbook says what the program says: names, messages, pictures, links and commands in it are real.

In ``docs/podrecznik.md`` and in the README's Polish part *italics* are words of the screen. Each must be a Polish text
of the plugin (``…`` for what the program fills in), of its form, catalogue or map, or of QGIS itself.
"""

from __future__ import annotations

import ast
import json
import re
import struct
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
POLISH, ENGLISH, README = DOCS / "podrecznik.md", DOCS / "handbook.md", ROOT / "README.md"
sys.path.insert(0, str(ROOT / "scripts"))

import i18n  # noqa: E402 - the developers' tools lie outside the package
import pictures  # noqa: E402

QGIS_TEXTS = Path("/usr/share/qgis/i18n/qgis_pl.qm")
QGIS = {  # words of QGIS's own that the handbook uses; where versions differ, what stands for the other one
    "Wtyczki": (),
    "Zarządzanie wtyczkami…": (),
    "Instaluj z pliku ZIP": (),
    "Zainstaluj wtyczkę": (),
    "Zainstalowane": (),
    "Processing": (),
    "Panel algorytmów": (),
    "Uruchom": (),
    "Zmień parametry": (),
    "Widok": (),
    "Pokazuj podpowiedzi na mapie": (),
    "Panel kontrolera czasu": ("Panel sterowania czasem",),
    "Panel sterowania czasem": ("Panel kontrolera czasu",),
    "Style": (),
    "Projekt": (),
    "Nowy wydruk…": (),
    "Tryb edycji": (),
    "Informacje o obiekcie": (),
    "(akcje)": (),
    "Edytuj w formularzu": (),
    "Rysuj punkt": (),
    "Zapisz edycję": (),
    "OK": (),
    "Zamknij": (),
}


IN_MENU = ("Assign units to reports", "Describe a publication (metadata)")  # algorithms whose own title the menu shows


def prose(path: Path) -> str:
    """A page without its pictures, code and targets of links, and without the README's English part."""
    text = path.read_text(encoding="utf-8").split("## In English")[0]
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"!\[[^]]*\]\([^)]*\)|`[^`]*`", "", text)
    return re.sub(r"\]\([^)]*\)", "]", text).replace("**", "")


def quoted(page: Path) -> list[str]:
    """The words of the screen that a page names; a path through menus gives each step."""
    found = []
    for words in re.findall(r"\*([^*]+)\*", prose(page).replace("\\*", "")):
        words = " ".join(words.split())
        if not words.startswith("["):  # a link in italics
            found += words.split(" → ")
    return [word for word in dict.fromkeys(found) if word != "kursywą"]


def filled(text: str) -> str:
    """A text as the handbook quotes it: no mnemonics and colons of labels, ``…`` for places."""
    text = re.sub(r"</?b>", "", text.replace("&", ""))
    return re.sub(r"\$?\{[^{}]*\}|%n", "…", text).rstrip(":")


def strings(tree) -> list[str]:
    """All texts in a JSON document."""
    if isinstance(tree, dict):
        return [text for value in tree.values() for text in strings(value)]
    if isinstance(tree, list):
        return [text for value in tree for text in strings(value)]
    return [tree] if isinstance(tree, str) else []


def words_of(path: Path, *names: str) -> set[str]:
    """The texts of a module's tables, read without importing QGIS."""
    tables = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    assert set(names) <= {node.targets[0].id for node in tables}
    return {text for node in tables if node.targets[0].id in names for text in strings(ast.literal_eval(node.value))}


def own() -> set[str]:
    """Every Polish text of the plugin's, as it may be quoted."""
    package = ROOT / "kmzb_qgis"
    polish = i18n.read(package / "i18n/kmzb_pl.ts")
    known = {filled(form) for forms in polish.values() for form in forms}
    known |= {f"{polish[title][0]}…" for title in IN_MENU}
    for name in ("catalogue/categories.json", "catalogue/statuses.json", "geoportal/services.json"):
        known |= set(strings(json.loads((package / name).read_text(encoding="utf-8"))))
    known |= {filled(text) for text in strings(json.loads((ROOT / "forms/report.json").read_text(encoding="utf-8")))}
    known |= words_of(package / "editing/words.py", "STYLE") | words_of(package / "editing/project.py", "NAMES")
    known |= words_of(package / "editing/template_words.py", "WORDS")
    return known


def qgis_texts(path: Path) -> set[str]:
    """All translations in a file of Qt's lrelease; its format: Qt's ``qtranslator.cpp``."""
    data, place, section = path.read_bytes(), 16, b""
    while place < len(data):
        tag, length = struct.unpack_from(">BI", data, place)
        section = data[place + 5 : place + 5 + length] if tag == 0x69 else section
        place += 5 + length
    found, place = set(), 0
    while place < len(section):
        tag, place = section[place], place + 1
        if tag == 1:  # the end of a message
            continue
        if tag == 5:  # four bytes that nobody uses any more
            place += 4
            continue
        length = struct.unpack_from(">I", section, place)[0]
        length, place = (0 if length == 0xFFFFFFFF else length), place + 4
        if tag == 3:
            found.add(section[place : place + length].decode("utf-16-be").replace("&", ""))
        place += length
    return found


@pytest.mark.parametrize(("page", "least"), [(POLISH, 200), (README, 50)], ids=["podrecznik", "readme"])
def test_what_is_quoted_stands_on_the_screen(page, least):
    known = own() | set(QGIS)
    assert len(quoted(page)) > least
    assert [word for word in quoted(page) if word not in known] == []


@pytest.mark.skipif(not QGIS_TEXTS.exists(), reason="QGIS's Polish texts are not installed")
def test_words_of_qgis_are_its_own():
    known = qgis_texts(QGIS_TEXTS)
    assert len(known) > 10_000
    assert [word for word, others in QGIS.items() if not known & {word, *others}] == []
    assert [word for word in QGIS if word not in {*quoted(POLISH), *quoted(README)}] == []


def shown(page: Path) -> list[str]:
    """The pictures on a page, as paths below docs/pictures."""
    found = re.findall(r"!\[([^]]*)\]\(pictures/([^)]*)\)", page.read_text(encoding="utf-8"))
    assert all(words for words, _ in found), f"{page.name}: a picture without words for those who do not see it"
    return [name for _, name in found]


@pytest.mark.parametrize("page", [POLISH, ENGLISH], ids=lambda page: page.name)
def test_pictures_exist_and_are_made_by_the_script(page):
    for name in shown(page):
        assert (DOCS / "pictures" / name).is_file(), name
        assert name in pictures.SHOTS, name


def test_the_readme_s_pictures_exist_and_every_page_of_the_docs_is_named_there():
    text = README.read_text(encoding="utf-8")
    pictured = re.findall(r"!\[[^]]+\]\(docs/pictures/([^)]*)\)", text)
    assert pictured and set(pictured) <= set(pictures.SHOTS)
    assert all((DOCS / "pictures" / name).is_file() for name in pictured)
    assert set(re.findall(r"\(docs/([\w.]+\.md)\)", text)) == {path.name for path in DOCS.glob("*.md")}


def test_the_readme_names_every_algorithm():
    named = set(re.findall(r"`kmzb:(\w+)`", README.read_text(encoding="utf-8")))
    assert {path.stem for path in (ROOT / "kmzb_qgis/processing/algorithms").glob("[a-z]*.py")} <= named


def test_all_pictures_are_made_by_the_script():
    lying = {path.relative_to(DOCS / "pictures").as_posix() for path in (DOCS / "pictures").rglob("*.png")}
    assert lying == set(pictures.SHOTS)


def test_pictures_of_the_handbook_are_all_shown():
    lying = {f"handbook/{path.name}" for path in (DOCS / "pictures/handbook").iterdir()}
    assert lying == {name for name in pictures.SHOTS if name.startswith("handbook/")}
    assert lying <= set(shown(POLISH))


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", [POLISH, ENGLISH, README], ids=lambda page: page.name)
def test_links_resolve(page):
    links = re.findall(r"(?<!!)\[[^]]*\]\(([^)]*)\)", page.read_text(encoding="utf-8"))
    assert len(links) > 3
    for link in links:
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", [POLISH, ENGLISH], ids=lambda page: page.name)
def test_commands_name_real_algorithms_and_parameters(page):
    text = page.read_text(encoding="utf-8")
    algorithms = {path.stem: path for path in (ROOT / "kmzb_qgis/processing/algorithms").glob("[a-z]*.py")}
    assert set(re.findall(r"kmzb:(\w+)", text)) <= set(algorithms)
    commands = re.findall(r"run kmzb:(\w+) +-- (.*)", text)
    assert commands
    shared = "".join((ROOT / f"kmzb_qgis/processing/{name}.py").read_text() for name in ("importing", "reading"))
    for name, given in commands:
        code = algorithms[name].read_text(encoding="utf-8") + (shared if name.startswith("import") else "")
        for parameter in re.findall(r"\b([A-Z_]+)=", given):
            assert f'"{parameter}"' in code, f"{name}: {parameter}"


@pytest.mark.parametrize("page", [POLISH, ENGLISH], ids=lambda page: page.name)
def test_it_says_at_once_that_it_is_not_for_emergencies(page):
    assert "112" in page.read_text(encoding="utf-8")[:600]


def test_tables_of_statuses_are_the_catalogue_s():
    names = [
        entry["name"] for entry in json.loads((ROOT / "kmzb_qgis/catalogue/statuses.json").read_text())["statuses"]
    ]
    table = POLISH.read_text(encoding="utf-8").split("| status | kształt | kolor |", 1)[1]
    assert re.findall(r"^\| \*([^*]*)\* \|", table, re.M)[: len(names)] == names
