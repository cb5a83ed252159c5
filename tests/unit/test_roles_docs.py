"""The pages about roles hold the tables of rights.json as they are, and name every refusal about rights."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import rights_table

SQL = Path(rights_table.ROOT / "kmzb_qgis/store/postgres/migrations/0013i_roles.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", rights_table.PAGES)
def test_the_tables_are_those_of_the_rights(language):
    page = rights_table.PAGES[language].read_text(encoding="utf-8")
    assert rights_table.written(page, language) == page, "run scripts/rights_table.py"


@pytest.mark.parametrize("language", rights_table.PAGES)
def test_every_refusal_is_on_the_page(language):
    page = rights_table.PAGES[language].read_text(encoding="utf-8")
    assert set(re.findall(r"KMZB-4[67]\d", SQL)) <= set(re.findall(r"KMZB-4[67]\d", page))


def test_the_administrators_script_makes_the_same_roles():
    script = (rights_table.ROOT / "kmzb_qgis/store/postgres/administrator.sql").read_text(encoding="utf-8")
    roles = re.compile(r"'(kmzb_\w+(?: [A-Z]+)?)'")
    made = [set(roles.findall(text[text.index("ARRAY[") : text.index("LOOP")])) for text in (script, SQL)]
    assert made[0] == made[1] and len(made[0]) == 8
