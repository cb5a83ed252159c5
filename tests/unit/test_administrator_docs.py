"""The administrator's pages of a team's database: the same commands in both languages, nothing that is not there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs/administrator.md", ROOT / "docs/administrator.pl.md"]
POSTGRES = ROOT / "kmzb_qgis/store/postgres"


def blocks(page: Path) -> list[str]:
    found = re.findall(r"^ *```\n(.*?)^ *```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [re.sub(r"^ +", "", block, flags=re.MULTILINE) for block in found]


def test_both_languages_give_the_same_commands_and_chapters():
    english, polish = map(blocks, PAGES)
    assert english == polish and len(english) >= 8
    heads = [len(re.findall(r"^## ", page.read_text(encoding="utf-8"), re.MULTILINE)) for page in PAGES]
    rows = [len(re.findall(r"^\| ", page.read_text(encoding="utf-8"), re.MULTILINE)) for page in PAGES]
    assert heads[0] == heads[1] and rows[0] == rows[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_algorithm_parameter_function_role_and_page_that_is_named_exists(page):
    text = page.read_text(encoding="utf-8")
    algorithms = {path.stem: path for path in (ROOT / "kmzb_qgis/processing/algorithms").glob("[a-z]*.py")}
    assert set(re.findall(r"[ `]kmzb:(\w+)", text)) <= set(algorithms)
    commands = re.findall(r"run kmzb:(\w+) -- ([^`\n]*)", text)
    assert len(commands) >= 5
    for name, given in commands:
        tree = ast.parse(algorithms[name].read_text(encoding="utf-8"))
        known = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert set(re.findall(r"\b([A-Z]+)=", given)) <= known, name
    sql = "".join(path.read_text(encoding="utf-8") for path in POSTGRES.rglob("*.sql"))
    for function in re.findall(r"kmzb\.(\w+_account)\b", text):
        assert f"CREATE FUNCTION {function}(" in sql, function
    assert all(role in sql for role in re.findall(r"\bkmzb_(?:owner|accounts|admin)\b", text))
    for link in re.findall(r"\]\(([\w.]+\.md)(?:#[\w-]+)?\)", text):
        assert (page.parent / link).is_file(), link
    for path in re.findall(r"`((?:deploy|tests|bench)/[\w/.-]+)`", text):
        assert (ROOT / path).is_file(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_password_stands_in_an_example(page):
    assert not re.search(r"password\s*=|PGPASSWORD|PASSWORD\s+'", page.read_text(encoding="utf-8"))
