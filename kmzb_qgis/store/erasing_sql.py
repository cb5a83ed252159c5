"""The statements of ``erasing.sql`` by name, with their short forms written out."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_SHORT = {
    "text": "(coalesce({0}, '') <> '' AND NOT (substr({0}, 1, 2) = '[…' AND trim(substr({0}, 3), '0123456789') = ']'))",
    "free": "(coalesce({0}, '') <> '' AND NOT (substr({0}, 1, 2) = '[…' AND trim(substr({0}, 3), '0123456789') = ']')"
    " AND {0} NOT IN (SELECT name FROM closing_reason))",
    "digest": "CASE WHEN r.source_digest NOT LIKE '%:erased'"
    " THEN substr(r.source_digest, 1, instr(r.source_digest || ':', ':') - 1) || ':erased' END",
}


@lru_cache(maxsize=1)
def _all() -> dict[str, str]:
    text = Path(__file__).with_name("erasing.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    return {
        name: re.sub(r"@(\w+)\(([\w.]*)\)", lambda found: _SHORT[found[1]].format(found[2]), body.strip().rstrip(";"))
        for name, body in zip(parts[1::2], parts[2::2])
    }


def statement(name: str, **values: str) -> str:
    """A statement; ``@word`` places are filled from ``values``, which are the code's own words, never a person's."""
    return re.sub(r"@(\w+)", lambda found: values[found[1]], _all()[name])


def word(name: str, column: str) -> str:
    """A short form of the statements, as SQL, on a column that the code names."""
    return _SHORT[name].format(column)
