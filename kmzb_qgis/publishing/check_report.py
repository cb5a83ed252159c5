"""What a check of a publication found: passed, failed, and known defects of the server (never passed as right)."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass, field
from enum import Enum
from functools import lru_cache
from pathlib import Path


class Result(str, Enum):
    """How one question came out."""

    PASSED = "passed"
    FAILED = "failed"
    KNOWN = "known"


@dataclass(frozen=True)
class Finding:
    """One question, its result and what was seen."""

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
        text = ""
        if right:
            result = Result.PASSED
        elif entry is not None:
            result, text = Result.KNOWN, entry["text"]
            self._met.add(defect)
        else:
            result = Result.FAILED
        self.findings.append(Finding(area, question, result, "" if right else seen, text))
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
            "findings": [asdict(finding) for finding in self.findings],
        }
        return json.dumps(content, ensure_ascii=False, indent=1, default=str)

    def _html(self) -> str:
        rows = "\n".join(
            f'<tr class="{f.result.value}"><td>{f.result.value}</td><td>{html.escape(f.area)}</td>'
            f"<td>{html.escape(f.question)}</td><td>{html.escape(f.defect)}</td><td>{html.escape(f.seen)}</td></tr>"
            for f in sorted(self.findings, key=lambda f: list(Result).index(f.result) * -1)
        )
        counts = ", ".join(f"{result.value}: {self.count(result)}" for result in Result)
        style = "td{border:1px solid #ccc;padding:.2em .5em}.failed{background:#fdd}.known{background:#ffd}"
        title = f"{self.url} · {self.version} · QGIS {self.qgis_version}"
        return (
            '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>KMZB: check</title>\n'
            f"<style>{style}</style>\n<h1>{html.escape(title)}</h1>\n"
            f"<p>{counts}</p>\n<table>\n{rows}\n</table></html>\n"
        )
