"""What somebody else wrote while a dialog of hand-overs was open, in words."""

from __future__ import annotations

import math
from pathlib import Path

from ..editing import definition, history, project
from ..store import handed
from ..store.handing import outcome_words
from ..toolbelt import paths
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .handing_model import day


class Meanwhile(KmzbError):
    """Nothing was saved, as somebody else was faster. ``news`` says who wrote what; ``letter``: as it is now."""

    def __init__(self, error: KmzbError, news: str, letter: handed.HandOver | None = None, may_close: bool = False):
        super().__init__(error.message, error.details, error.code)
        self.news, self.letter, self.may_close = news, letter, may_close


def of_letter(before: handed.HandOver, now: handed.HandOver, who: str) -> str:
    """What ``who`` made of a hand-over: a line for each thing that is another now."""
    outcomes = outcome_words()
    told = (
        (tr("Number of the letter"), before.number, now.number),
        (tr("Answer due"), day(before.answer_due), day(now.answer_due)),
        (tr("Day of the answer"), day(before.answered_on), day(now.answered_on)),
        (tr("Outcome"), outcomes.get(before.outcome, before.outcome), outcomes.get(now.outcome, now.outcome)),
        (tr("Answer"), before.answer, now.answer),
        (tr("Status"), before.status or "", now.status or ""),
        (tr("Cancelled hand-over"), day(before.cancelled_on), day(now.cancelled_on)),
        (tr("Why"), before.cancel_reason, now.cancel_reason),
    )
    head = tr("{who} changed this hand-over meanwhile:", who=who or tr("unknown person"))
    return "\n".join([head, *(_line(label, was, words) for label, was, words in told if was != words)])


def of_reports(path: Path, read: dict[int, int], numbers: dict[int, str]) -> str:
    """What was changed in reports since the versions that were ``read``, by fid. Raises KmzbError."""
    form = definition.read(paths.forms_dir() / "report.json", project.form_language())
    lines = []
    for fid, version in read.items():
        for step in history.read(path, fid):
            if step.version <= version:
                break
            who = tr("import: {who}", who=step.who) if step.imported else step.who or tr("unknown person")
            lines.append(tr("Report {report}: {who}, {when}", report=numbers.get(fid, fid), who=who, when=step.when))
            for change in step.changes:
                alias = form.field(history.ALIASES.get(change.column, change.column)).alias
                lines.append(_line(alias, change.before, change.after))
            if step.moved is not None:
                lines.append(
                    tr("The place was set or taken away.")
                    if math.isnan(step.moved)
                    else tr("The place was moved by {metres} m.", metres=f"{step.moved:.0f}")
                )
    return "\n".join(lines)


def _line(label: str, before: str, after: str) -> str:
    return f"    {label}: {before or tr('(empty)')} → {after or tr('(empty)')}"
