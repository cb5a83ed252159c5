"""What a check of a publication found: passed, failed, and known defects of the server (never passed as right)."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass, field
from enum import Enum
from functools import lru_cache
from pathlib import Path

from ..toolbelt import i18n
from ..toolbelt.i18n import tr
from . import check_words


class Result(str, Enum):
    """How one question came out."""

    PASSED = "passed"
    FAILED = "failed"
    KNOWN = "known"


@dataclass(frozen=True)
class Finding:
    """One question, its result and what was seen. ``area`` and ``defect`` are ids, the other texts are translated."""

    area: str
    question: str
    result: Result
    seen: str = ""
    defect: str = ""


@lru_cache(maxsize=1)
def known_defects() -> tuple[dict, ...]:
    """Defects of QGIS Server, each with the versions that have it (``first`` .. ``last``, e.g. 3.22; null: all)."""
    text = (Path(__file__).parent / "check_defects.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["defects"])


def _number(version: str) -> tuple[int, ...]:
    parts = version.split(".")[:2]
    return tuple(int("".join(c for c in part if c.isdigit()) or 0) for part in parts)


@dataclass
class CheckReport:
    """All findings of a run. ``qgis_version`` is the publisher's, taken from the manifest; empty: not known."""

    url: str
    version: str = ""
    qgis_version: str = ""
    findings: list[Finding] = field(default_factory=list)
    _met: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)

    def note(self, area: str, question: str, right: bool, seen: str = "", defect: str = "") -> bool:
        """Keep an answer. A wrong one is a known defect where ``defect`` names one that this version has."""
        entry = self._defect(defect)
        if entry is not None:
            self._asked.add(defect)
        if right:
            result = Result.PASSED
        elif entry is not None:
            result = Result.KNOWN
            self._met.add(defect)
        else:
            result = Result.FAILED
        met = defect if result is Result.KNOWN else ""
        self.findings.append(Finding(area, question, result, "" if right else seen, met))
        return right

    def _defect(self, name: str) -> dict | None:
        for entry in known_defects():
            if entry["id"] == name and self._concerned(entry):
                return entry
        return None

    def _concerned(self, entry: dict) -> bool:
        if not self.qgis_version:
            return True
        mine = _number(self.qgis_version)
        return _number(entry["first"]) <= mine and (entry["last"] is None or mine <= _number(entry["last"]))

    def mended(self) -> list[str]:
        """Known defects that were looked for and did not occur: the list can be shortened."""
        return sorted(self._asked - self._met)

    def count(self, result: Result) -> int:
        """How many questions came out so."""
        return sum(finding.result is result for finding in self.findings)

    def of(self, result: Result) -> list[Finding]:
        """The findings of one kind."""
        return [finding for finding in self.findings if finding.result is result]

    def write(self, path: Path) -> None:
        """Write the report: JSON, or HTML where the name ends with .html."""
        path.write_text(self._html() if path.suffix.lower() in (".html", ".htm") else self._json(), encoding="utf-8")

    def _json(self) -> str:
        content = {
            "url": self.url,
            "version": self.version,
            "qgis_version": self.qgis_version,
            "counts": {result.value: self.count(result) for result in Result},
            "mended": self.mended(),
            "findings": [
                {**asdict(f), "defect_text": check_words.defect(f.defect) if f.defect else ""} for f in self.findings
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=1, default=str)

    def _html(self) -> str:
        heads = (tr("Result"), tr("Group"), tr("Question"), tr("Known defect"), tr("What was seen"))
        head = "".join(f"<th>{html.escape(word)}</th>" for word in heads)
        rows = "\n".join(_row(f) for f in sorted(self.findings, key=lambda f: list(Result).index(f.result) * -1))
        counts = ", ".join(check_words.counted(result.value, self.count(result)) for result in Result)
        style = (
            "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left}"
            ".failed{background:#fdd}.known{background:#ffd}"
        )
        heading = tr("KMZB: check of the publication")
        about = f"{self.url} · {self.version} · QGIS {self.qgis_version}"
        return (
            f'<!doctype html>\n<html lang="{i18n.shown_language()}"><meta charset="utf-8">'
            f"<title>{html.escape(heading)}</title>\n<style>{style}</style>\n<h1>{html.escape(heading)}</h1>\n"
            f"<p>{html.escape(about)}</p>\n<p>{html.escape(counts)}</p>\n"
            f"<table>\n<tr>{head}</tr>\n{rows}\n</table></html>\n"
        )


def _row(finding: Finding) -> str:
    defect = check_words.defect(finding.defect) if finding.defect else ""
    cells = (
        check_words.result(finding.result.value), check_words.area(finding.area), finding.question, defect,
        finding.seen,
    )  # fmt: skip
    return f'<tr class="{finding.result.value}">' + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
