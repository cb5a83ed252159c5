"""The statements of ``loading.sql`` by name, with their short forms written out."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

RAW_COLUMNS = (
    "objectid", "typ", "status", "teryt", "reported", "event", "modified",
    "part_of_day", "days_of_week", "x", "y", "description",
)  # fmt: skip

_SHORT = {
    "blank": "({0} IS NULL OR (typeof({0}) = 'text' AND trim({0}) = ''))",
    "whole": "(typeof({0}) = 'integer')",
    "number": "(typeof({0}) IN ('integer', 'real'))",
    "teryt": "CASE WHEN teryt IS NULL OR trim(teryt) = '' THEN NULL"
    " WHEN length(trim(teryt)) IN (1, 3, 5) THEN '0' || trim(teryt) ELSE trim(teryt) END",
}


@lru_cache(maxsize=1)
def _all() -> dict[str, str]:
    text = Path(__file__).with_name("loading.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    return {
        name: re.sub(r"@(\w+)\(([\w.]*)\)", lambda found: _SHORT[found[1]].format(found[2]), body.strip().rstrip(";"))
        for name, body in zip(parts[1::2], parts[2::2])
    }


def statement(name: str, **values: str) -> str:
    """A statement; ``@word`` places are filled from ``values``, which are the code's own words, never a source's."""
    return re.sub(r"@(\w+)", lambda found: values[found[1]], _all()[name])
