"""Lines of the desk's table: what was done, the milliseconds of both sides, their ratio, and the bound that was set."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

HEAD = "| what | kmzb ms | beside | ms | kmzb / beside | bound |\n|--|--:|--|--:|--:|--:|"


@dataclass(frozen=True)
class Line:
    """``pairs``: seconds of ours and of the other side in each round; NaN where there is no other side."""

    what: str
    peer: str
    pairs: list[tuple[float, float]]
    bound: float | None = None

    def text(self) -> str:
        """A line of the table: medians, and the median of the rounds' ratios."""
        ours, theirs = (1000 * statistics.median(side) for side in zip(*self.pairs))
        ratio = statistics.median(one / other for one, other in self.pairs)
        cells = [self.what, _number(ours), self.peer, _number(theirs)]
        cells += ["–" if math.isnan(ratio) else f"**{ratio:.2f}**", "" if self.bound is None else f"{self.bound:g}"]
        return f"| {' | '.join(cells)} |"


def show(lines: Iterable[Line]) -> None:
    """Print them as they come."""
    for line in lines:
        print(line.text(), flush=True)


def _number(ms: float) -> str:
    return "–" if math.isnan(ms) else f"{ms:,.0f}" if ms >= 100 else f"{ms:.1f}" if ms >= 1 else f"{ms:.2f}"
