"""Texts of reports on their way out: no spreadsheet runs them as a formula, no window or browser as markup.

The one place for both rules. Cells: OWASP, "CSV Injection". Markup: HTML's five special characters (HTML Living
Standard, 13.1.2). What is neutralised is the shown or exported text, never the stored one.
"""

from __future__ import annotations

import csv
import html

FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # the last four: full width, taken alike by Excel
SEPARATOR = ";"  # of lists for people: a spreadsheet set to Polish, whose comma is the decimal one, splits at it
_BLANK = " \u00a0\u3000\ufeff\u200b"


def cell(value):
    """A cell that no spreadsheet takes for a formula; numbers stay numbers. :func:`uncell` takes the apostrophe off.

    A text with an apostrophe of its own gets one more, so that none is lost on the way back.
    """
    if not isinstance(value, str) or _is_number(value):
        return value
    return "'" + value if value[:1] == "'" or value.lstrip(_BLANK).startswith(FORMULA) else value


def uncell(value: str | None) -> str | None:
    """A cell without the apostrophe that :func:`cell` put before it."""
    if not value or value[0] != "'":
        return value
    rest = value[1:]
    return rest if rest[:1] == "'" or rest.lstrip(_BLANK).startswith(FORMULA) else value


def row(values) -> list:
    """A row of cells for ``csv.writer``."""
    return [cell(value) for value in values]


def sheet(file):
    """A ``csv.writer`` for a list that people open in a spreadsheet; the file should be written as utf-8-sig."""
    return csv.writer(file, delimiter=SEPARATOR, lineterminator="\n")


def markup(text: object) -> str:
    """A text that HTML and Qt's rich text show as it is, in elements and in attribute values."""
    return html.escape("" if text is None else str(text), quote=True)


def tip(text: str) -> str:
    """A text for a tool tip or a question, where Qt guesses whether it is markup: shown as it is, line by line."""
    if "<" not in text and "&" not in text:
        return text
    return f"<p style='white-space:pre-wrap'>{markup(text)}</p>"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "\n" not in text and "\r" not in text and "\t" not in text
