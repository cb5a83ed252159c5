"""The services' tables: a section for each size and engine, with what was aimed at and whether it was met."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from serving_measure import Cell
from serving_sides import BARE, BARE_API, CAPABILITIES, DEEP, HITS, MAP, OURS, POINTS
from serving_warm import CACHED, UNCHANGED, kept

BEGIN, END = "<!-- the services, written by bench/run.py --write -->", "<!-- end -->"
MAPSERVER = "MapServer"
AT_ONCE, FIRST = "8 clients, 1,000 each", "first request of a worker"
_COLD, _MAPS, _WARM, _QUICK_MS, _GROWN = 4.0, 10.0, 50.0, 10.0, 1.1


@dataclass
class Section:
    """What was found for a size and an engine. ``cells``: by side and question; ``warm``: by question and ``CACHED`` or
    ``UNCHANGED``; ``memory``: by side, MB for the largest view and for all; ``notes``: what is missing, and why."""

    size: int
    engine: str
    versions: str
    views: list[int]
    sides: list[str]
    cells: dict[str, dict[str, Cell]] = field(default_factory=dict)
    limit: dict[str, Cell] = field(default_factory=dict)
    limit_name: str = ""
    warm: dict[str, dict[str, Cell]] = field(default_factory=dict)
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rounds: int = 0

    @property
    def title(self) -> str:
        return f"### {self.size:,} reports, {self.engine}"

    def cell(self, side: str, question: str) -> Cell:
        """A cell, an empty one where nothing was asked."""
        return self.cells.get(side, {}).get(question, Cell())

    def questions(self) -> list[str]:
        """The rows, in order."""
        views = [f"{kind}, {count:,}" for kind in ("GeoJSON", "GML") for count in self.views]
        return [CAPABILITIES, *views, HITS, DEEP, MAP, POINTS, AT_ONCE, FIRST]

    def text(self) -> list[str]:
        """The section's lines."""
        columns = [*self.sides, *([self.limit_name] if self.limit_name else [])]
        lines = [self.title, "", f"{self.versions}; {self.rounds} rounds.", ""]
        lines += [f"| | {' | '.join(columns)} |", f"|--|{'--:|' * len(columns)}"]
        for question in self.questions():
            found = [self.cell(side, question) for side in self.sides]
            found += [self.limit.get(question, Cell())] if self.limit_name else []
            if any(cell.walls for cell in found):
                lines.append(f"| {question} | {' | '.join(map(_shown, found))} |")
        if self.memory:
            shown = [" → ".join(map(_megabytes, self.memory.get(side, ()))) or "–" for side in self.sides]
            shown += ["–"] if self.limit_name else []
            lines.append(f"| MB: largest view → all | {' | '.join(shown)} |")
        if self.warm:
            lines += ["", f"| kmzb WFS 2.0, again | {kept(self.engine)[0]} | 304 |", "|--|--:|--:|"]
            for question, both in self.warm.items():
                lines.append(f"| {question} | {_shown(both[CACHED])} | {_shown(both[UNCHANGED])} |")
        if self.aims():
            lines += ["", "| aim | found | |", "|--|--:|--|", *self.aims()]
        faults = [f"{side}, {question}: {cell.fault}" for side in self.sides
                  for question, cell in self.cells.get(side, {}).items() if cell.fault]  # fmt: skip
        faults += [
            f"{self.limit_name}, {question}: {cell.fault}" for question, cell in self.limit.items() if cell.fault
        ]
        faults += [
            f"{OURS}, {question}, {kind}: {cell.fault}"
            for question, both in self.warm.items()
            for kind, cell in both.items()
            if cell.fault
        ]
        if self.notes or faults:
            lines += ["", *(f"- {_plain(note)}" for note in (*self.notes, *faults))]
        return [*lines, ""]

    def aims(self) -> list[str]:
        """What issue and design ask, line by line: met or not."""
        found = []
        for count in self.views:
            for kind in ("GeoJSON", "GML"):
                question = f"{kind}, {count:,}"
                bare = [self.cell(side, question) for side in (BARE, BARE_API)]
                best = min((cell for cell in bare if cell.walls), key=lambda cell: cell.median, default=Cell())
                found.append(self._times(f"{question}: {_COLD:g} times QGIS Server", question, best, _COLD))
                theirs = self.cell(MAPSERVER, question)
                found.append(self._times(f"{question}: ahead of MapServer", question, theirs, 1.0))
        for question in (HITS, DEEP):
            ours = self.cell(OURS, question)
            ms = 1000 * ours.median
            found.append(_aim(f"{question}: under {_QUICK_MS:g} ms", f"{_ms(ours.median)} ms", ms < _QUICK_MS, ours))
        points = self.cell(BARE, POINTS)
        found.append(self._times(f"national map: {_MAPS:g} times QGIS drawing each report", MAP, points, _MAPS))
        for question, both in self.warm.items():
            bare = self.cell(BARE, POINTS if question == MAP else question)
            words = f"{question}, {kept(self.engine)[0]}: {_WARM:g} times QGIS Server"
            found.append(self._times(words, question, bare, _WARM, both[CACHED]))
        if OURS in self.memory:
            view, everything = self.memory[OURS]
            words = f"memory flat while {self.size:,} reports stream"
            shown = f"{_megabytes(view)} → {_megabytes(everything)} MB"
            found.append(_aim(words, shown, everything <= view * _GROWN, Cell([1.0])))
        return [line for line in found if line]

    def _times(self, words: str, question: str, theirs: Cell, wanted: float, ours: Cell | None = None) -> str:
        """How many times as fast as another side we are, by the clock and by the processor."""
        ours = ours or self.cell(OURS, question)
        if not theirs.walls:
            return ""
        ratio, by_cpu = theirs.median / ours.median, theirs.cpu / ours.cpu
        shown = f"**{ratio:.1f}**" + ("" if math.isnan(by_cpu) else f" (by CPU {by_cpu:.1f})")
        return _aim(words, shown, ratio >= wanted if wanted > 1 else ratio > wanted, ours)


def _aim(words: str, shown: str, met: bool, ours: Cell) -> str:
    if not ours.walls:
        return f"| {words} | – | **not measured** |"
    return f"| {words} | {shown} | {'met' if met else '**not met**'} |"


def _shown(cell: Cell) -> str:
    """Median / 95th percentile in ms · the servers' processor time; answers a second where clients ask at once."""
    if not cell.walls:
        return "–"
    rate = "" if math.isnan(cell.rate) else f"**{cell.rate:.0f}/s** "
    used = "" if math.isnan(cell.cpu) else f" · {_ms(cell.cpu)}"
    return f"{rate}{_ms(cell.median)} / {_ms(cell.p95)}{used}"


def _ms(seconds: float) -> str:
    ms = 1000 * seconds
    return "–" if math.isnan(ms) else f"{ms:,.0f}" if ms >= 100 else f"{ms:.1f}" if ms >= 1 else f"{ms:.2f}"


def _megabytes(number: float) -> str:
    return "–" if math.isnan(number) else f"{number:.0f}"


def _plain(text: str) -> str:
    return text.replace("|", "/").replace("<", "‹").replace(">", "›").replace("`", "'")


def write(page: Path, sections: list[Section]) -> None:
    """Put sections into the page, each in the place of that of the same title; the others stay."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    kept = {part.split("\n", 1)[0]: f"### {part}".rstrip() for part in old.split("### ")[1:]}
    for section in sections:
        kept[section.title[4:]] = "\n".join(section.text()).rstrip()
    order = sorted(kept, key=lambda title: (int(title.split()[0].replace(",", "")), title))
    body = "\n\n".join(kept[title] for title in order)
    page.write_text(f"{before}{BEGIN}\n{body}\n{END}{after or chr(10)}", encoding="utf-8")
