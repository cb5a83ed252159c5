"""Write the tables of docs/roles.md and docs/roles.pl.md from kmzb_qgis/store/postgres/rights.json.

python scripts/rights_table.py      # between the marks in both pages; tests/unit/test_roles_docs.py holds them to it
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOLD = json.loads((ROOT / "kmzb_qgis/store/postgres/rights.json").read_text(encoding="utf-8"))
BEGIN, END = "<!-- rights:begin -->", "<!-- rights:end -->"
PAGES = {"en": ROOT / "docs/roles.md", "pl": ROOT / "docs/roles.pl.md"}
ROLES = tuple(TOLD["roles"])
WORDS = {
    "en": {
        "head": "table", "select": "read", "insert": "add", "update": "change", "delete": "delete",
        "part": "{n} columns",
        "none": "–", "list": "lists", "fixed": "kept by the store", "function": "function", "may": "yes",
        "columns": "Columns by name:", "names": "`{name}`: {columns}",
        "rows": {
            "all": "", "account": "", "unit": "his units'", "report": "of reports in sight",
            "fid": "of reports in sight", "hand_over": "of reports in sight",
            "contacts": "only `publication.…`", "own": "his own",
            "saver": "his own", "colleagues": "his own and those of his units",
            "cell": "of his area", "cell_1km": "of his area",
            "cell_5km": "of his area",
        },
    },
    "pl": {
        "head": "tabela", "select": "czyta", "insert": "dodaje", "update": "zmienia", "delete": "usuwa",
        "part": "{n} kolumn",
        "none": "–", "list": "słowniki",
        "fixed": "prowadzone przez bazę", "function": "funkcja", "may": "tak",
        "columns": "Kolumny według nazw:", "names": "`{name}`: {columns}",
        "rows": {
            "all": "", "account": "", "unit": "swoich jednostek", "report": "widocznych zgłoszeń",
            "fid": "widocznych zgłoszeń", "hand_over": "widocznych zgłoszeń",
            "contacts": "tylko `publication.…`", "own": "własne", "saver": "własne",
            "colleagues": "własne i swoich jednostek", "cell": "swojego obszaru", "cell_1km": "swojego obszaru",
            "cell_5km": "swojego obszaru",
        },
    },
}  # fmt: skip


def cell(given: dict, words: dict) -> str:
    """What a role may with a table, in words."""
    parts = []
    for action in ("select", "insert", "update"):
        told = given.get(action)
        if told is None:
            continue
        if told == "*":
            part = ""
        elif isinstance(told, str):
            part = f" (`{told}`)"
        elif len(told) < 5:
            part = " (" + ", ".join(f"`{name}`" for name in told) + ")"
        else:
            part = f" ({words['part'].format(n=len(told))})"
        parts.append(words[action] + part)
    if given.get("delete"):
        parts.append(words["delete"])
    if not parts:
        return words["none"]
    rows = words["rows"][given.get("rows", "all")]
    written = words["rows"].get(given.get("writes", "all"), "")
    told = ", ".join(parts) + (f": {rows}" if rows else "")
    return told + (f"; {words['update']}: {written}" if written else "")


def tables(language: str) -> str:
    """The tables of a page."""
    words = WORDS[language]
    lines = [f"| {words['head']} | " + " | ".join(ROLES) + " |", "|--" * (len(ROLES) + 1) + "|"]
    for name, roles in TOLD["tables"].items():
        lines.append(f"| `{name}` | " + " | ".join(cell(roles.get(role, {}), words) for role in ROLES) + " |")
    lists = TOLD["lists"]
    everything = {"select": "*", "insert": "*", "update": "*", "delete": True}
    for title, names, may_write in (("list", lists["tables"], lists["write"]), ("fixed", lists["fixed"], ())):
        cells = [cell(everything if role in may_write else {"select": "*"}, words) for role in ROLES]
        lines.append(f"| {words[title]}: {', '.join(f'`{name}`' for name in names)} | " + " | ".join(cells) + " |")
    lines += ["", words["columns"], ""]
    for name, columns in TOLD["columns"].items():
        lines.append("- " + words["names"].format(name=name, columns=", ".join(f"`{one}`" for one in columns)))
    lines += ["", f"| {words['function']} | " + " | ".join(ROLES) + " |", "|--" * (len(ROLES) + 1) + "|"]
    for name, roles in TOLD["functions"].items():
        given = (words["may"] if role in roles else words["none"] for role in ROLES)
        lines.append(f"| `{name}` | " + " | ".join(given) + " |")
    return "\n".join(lines)


def written(page: str, language: str) -> str:
    """A page with its tables made anew."""
    return re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{tables(language)}\n{END}", page, count=1, flags=re.DOTALL)


def main() -> int:
    for language, path in PAGES.items():
        path.write_text(written(path.read_text(encoding="utf-8"), language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
