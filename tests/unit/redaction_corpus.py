"""The labelled texts of the redaction check, and how well it does on them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kmzb_qgis.catalogue import redaction

FOLDER = Path(__file__).resolve().parents[1] / "corpus"
HALVES = ("dev", "held")
_LABEL = re.compile(r"\[\[(\w+)\|(.*?)\]\]")


def read(half: str) -> list[tuple[str, list[redaction.Mark]]]:
    """Texts of a half ('dev', 'held') with the marks that belong there."""
    found = []
    for line in (FOLDER / f"redaction_{half}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            found.append(labelled(line))
    return found


def labelled(line: str) -> tuple[str, list[redaction.Mark]]:
    """A text without its labels, and these as marks."""
    text, marks, at = "", [], 0
    for label in _LABEL.finditer(line):
        text += line[at : label.start()]
        marks.append(redaction.Mark(len(text), len(text) + len(label.group(2)), label.group(1)))
        text, at = text + label.group(2), label.end()
    return text + line[at:], marks


@dataclass
class Score:
    """Counts by kind. ``harmless`` texts have no label; ``alarmed`` of them were marked all the same."""

    wanted: Counter = field(default_factory=Counter)
    seen: Counter = field(default_factory=Counter)  # of the wanted, those with a mark of the kind on half of them
    covered: Counter = field(default_factory=Counter)  # of the wanted, those with marks of any kind on half of them
    made: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)  # of the made, those with half of them on a label of the kind
    texts: int = 0
    harmless: int = 0
    alarmed: int = 0
    missed: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    def recall(self, kind: str) -> float:
        return self.seen[kind] / self.wanted[kind] if self.wanted[kind] else 1.0

    def precision(self, kind: str) -> float:
        return self.right[kind] / self.made[kind] if self.made[kind] else 1.0


def _shared(one, other) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def score(texts) -> Score:
    """Compare what is found in texts with their labels."""
    sums = Score()
    for text, labels in texts:
        made = redaction.marks(text)
        sums.texts += 1
        if not labels:
            sums.harmless += 1
            sums.alarmed += bool(made)
        for label in labels:
            half = (label.end - label.start) / 2
            sums.wanted[label.kind] += 1
            hit = sum(_shared(label, mark) for mark in made if mark.kind == label.kind) >= half
            sums.seen[label.kind] += hit
            sums.covered[label.kind] += sum(_shared(label, mark) for mark in made) >= half
            if not hit:
                sums.missed.append((label.kind, text[label.start : label.end], text))
        for mark in made:
            sums.made[mark.kind] += 1
            good = sum(_shared(label, mark) for label in labels if label.kind == mark.kind) * 2 >= mark.end - mark.start
            sums.right[mark.kind] += good
            if not good:
                sums.wrong.append((mark.kind, text[mark.start : mark.end], text))
    return sums
