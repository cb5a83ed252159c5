"""Which reports an erasure is of, and what their texts become: into temporary tables, within the caller's transaction.

Where whole texts go, a report's own become '' and the history keeps which of its texts differed: the first becomes
``[…1]``, the next ``[…2]``. Where only findings go, each becomes ``[…]``. Reasons from the list of reasons stay.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ..catalogue import redaction, warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .erasing_sql import statement, word
from .postgres import erasing as of_databases

AGE, CHOSEN, FINDINGS = "age", "chosen", "findings"
MONTHS = "store.erasure_months"  # a row of the table ``setting``
# Other tables with words about a report: name, column of the report (or of a row that has it), that row's table, texts.
# A store may lack them. A column of FILES is the path of a sheet, seen from the store's folder.
OTHERS = (
    ("hand_over", "report_id", "", ("answer", "cancel_reason", "reason_text", "sheet")),
    ("hand_over_history", "hand_over_id", "hand_over", ("was_answer", "was_cancel_reason")),
    ("sheet_file", "report_id", "", ("path",)),
)
FILES = ("sheet", "path")
LISTED = ("reason_text",)  # of these, what is word for word in the list of reasons stays
_TABLES = ("erase_report", "erase_step", "erase_file", "erase_other", "erase_present", "asked")
COUNTS = ("reports", "texts", "history_texts", "attachments", "answers", "sheets", "open_reports", "published")


@dataclass(frozen=True)
class Rule:
    """``kind`` 'age' (``months`` after closing; None: the store's setting), 'chosen' (``numbers``) or 'findings'."""

    kind: str
    months: int | None = None
    numbers: tuple[str, ...] = ()


def choose(connection, rule: Rule, progress: Progress) -> str:
    """Fill the temporary tables; returns the rule as the record keeps it. Raises KmzbError where it chooses nothing
    that there is."""
    for name in _TABLES:
        connection.execute("DROP TABLE IF EXISTS temp." + name)
        connection.execute(statement(name.upper()))
    words = rule.kind
    if rule.kind == FINDINGS:
        _choose_findings(connection, progress)
    else:
        values = {}
        if rule.kind == AGE:
            months = months_of(connection, rule)
            words, values = f"{AGE}:{months}", {"until": _until(months)}
        else:
            _ask(connection, rule.numbers)
        connection.execute(statement("WHOLE", where=statement(f"WHERE_{rule.kind.upper()}")), values)
        progress.check()
        connection.execute(statement("STATES"))
        connection.execute(statement("FILES"))
        _choose_others(connection, "temp.erase_report", whole=True)
    connection.execute(statement("PRESENT"))
    for name in ("EMPTY_STEPS", "EMPTY_DIGESTS", "EMPTY_REPORTS"):
        connection.execute(statement(name))
    return words


def months_of(connection, rule: Rule) -> int:
    """The months of an age rule: its own, else the store's setting. Raises KmzbError where there are none."""
    months = rule.months
    if months is None:
        row = connection.execute("SELECT value FROM setting WHERE name = ?", (MONTHS,)).fetchone()
        if row is None or not str(row[0]).strip().isdigit():
            raise KmzbError(
                tr("Say after how many months: neither the job nor the store's setting '{name}' does.", name=MONTHS)
            )
        months = int(row[0])
    if months < 1:
        raise KmzbError(tr("Texts are kept for at least one month after a report was closed."))
    return months


def _until(months: int) -> str:
    """The beginning of Warsaw's day so many months ago: what was closed before it, is old enough."""
    try:
        return warsaw.to_text(warsaw.midnight(warsaw.month_back(warsaw.day_of(warsaw.now()), months)))
    except (ValueError, OverflowError):
        raise KmzbError(tr("That is longer ago than any calendar goes.")) from None


def _ask(connection, numbers: tuple[str, ...]) -> None:
    """Reports by public id, else by the number that a person sees: reference, OBJECTID, number in the store."""
    if not numbers:
        raise KmzbError(tr("Name the reports whose texts are to be erased."))
    unknown = []
    for number in dict.fromkeys(numbers):
        plain = number.isascii() and number.isdigit() and len(number) < 19
        values = {"n": number, "i": int(number) if plain else None}
        rows = connection.execute(statement("NUMBER"), values).fetchall()
        if len(rows) > 1:
            raise KmzbError(tr("Several reports have the number {number}. Give the public id.", number=number))
        if not rows:
            unknown.append(number)
        connection.executemany("INSERT OR IGNORE INTO temp.asked VALUES (?)", rows)
    if unknown:
        raise KmzbError(tr("The store has no report {numbers}. Nothing was changed.", numbers=", ".join(unknown)))


class _Redacted:
    """The SQL function kmzb_redacted: a text with ``[…]`` for each finding; NULL where nothing was found."""

    def __init__(self, progress: Progress, texts: int) -> None:
        self.progress, self.texts, self.read = progress, texts, 0

    def __call__(self, text) -> str | None:
        self.read += 1
        if self.read % 1000 == 0 and self.texts:
            self.progress.percent(min(39.0, 40 * self.read / self.texts))
        marks = redaction.marks(text) if isinstance(text, str) and text else None
        return redaction.replaced(text, marks) if marks else None


def _choose_findings(connection, progress: Progress) -> None:
    texts = connection.execute(statement("TEXTS")).fetchone()[0]
    redacted = _Redacted(progress, texts)
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("kmzb_redacted", 1, redacted, deterministic=True)
    else:
        of_databases.look_through(connection, redacted, others(connection, FILES))
    for name in ("FOUND_REPORTS", "FOUND_STEPS"):
        connection.execute(statement(name))
    _choose_others(connection, "report", whole=False)
    for name in ("FOUND_OF_STEPS", "FOUND_DIGESTS"):
        connection.execute(statement(name))


def _choose_others(connection, reports: str, whole: bool) -> None:
    """Texts of other tables that belong to ``reports``: whole ones and sheets, else those where something was found."""
    for name, key, parent, columns in others(connection, () if whole else FILES):
        join = f"JOIN {reports} e ON e.id = o.{key}"
        if parent:
            join = f"JOIN {parent} p ON p.id = o.{key} JOIN {reports} e ON e.id = p.report_id"
        for column in columns:
            there = word("free" if column in LISTED else "text", f"o.{column}")
            found = there if whole else f"{there} AND kmzb_redacted(o.{column}) IS NOT NULL"
            path = f"o.{column}" if column in FILES else "NULL"
            connection.execute(statement("OTHER", table=name, column=column, join=join, path=path, text=found))


def others(connection, but: tuple = ()) -> list[tuple]:
    """The entries of ``OTHERS`` that this store has, with the columns it has, ``but`` some."""
    found = []
    for name, key, parent, columns in OTHERS:
        there = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
        columns = tuple(column for column in columns if column in there and column not in but)
        if key in there and columns:
            found.append((name, key, parent, columns))
    return found


def counts(connection) -> dict[str, int]:
    """How much was chosen: the fields of ``erasing.Erased`` that are known beforehand."""
    return dict(zip(COUNTS, connection.execute(statement("COUNTS")).fetchone()))


def tables(connection) -> tuple[tuple[str, int], ...]:
    """What was chosen, as pairs of a column (or of a table whose rows go as a whole) and how many of its values."""
    return tuple(connection.execute(statement("TABLES")).fetchall())
