"""The place columns of batches: read as numbers, brought to EPSG:2180, compared row by row with TERYT."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .places import ENOUGH, Claim, Decision, Question, better, decide
from .regions import boxes, inside, numbers
from .systems import HOME, named, reference, to_home

_NAN = float("nan")
_DEGREE = 111_320.0  # m of a degree of latitude, roughly
# 7 decimals of a degree: 1.1 cm northwards, so a tenth of the latitudes fall beside their centimetre; no longitude does
_NEARLY = 0.012  # m
_SPACES = str.maketrans("", "", " \u00a0\u202f")


class Placing:
    """Decides once how places stand, then converts batch after batch; counts what a person should be told."""

    def __init__(self, claim: Claim, progress: Progress):
        self.claim, self.progress = claim, progress
        self.decision: Decision | None = None
        self.padded: bool | None = None  # whether 6-digit TERYT codes have lost a leading zero
        self.elsewhere = 0  # points that lie outside the voivodeship of their TERYT either way
        self.done = 0
        self._digits = 3
        self._rows: np.ndarray | None = None  # which rows of a batch are at hand, where not all are
        self._turned = self._known = self._first = 0  # of a batch: swapped points, points with a code, the first's row

    @contextmanager
    def part(self, before: int, of: int, wanted: int) -> Iterator[None]:
        """Within it a batch of ``of`` rows that follows ``before`` others is placed in pieces, ``wanted`` rows in all.

        The others are not read because the store has them: they agreed with TERYT, so they speak against a mixture.
        """
        self.done, self._known = before, of - wanted
        self._rows = np.zeros(0, dtype=np.int64)
        try:
            yield
            self._judge()
        finally:
            self.done, self._rows = before + of, None
            self._turned = self._known = 0

    def rows(self, places) -> None:
        """Within :meth:`part`: which rows of the batch (from 0) the next piece has."""
        self._rows = np.asarray(places, dtype=np.int64)

    def batch(self, first, second, teryt, flaws: dict) -> tuple | None:
        """Columns x, y and teryt as they are to be loaded, or None where they may stay as they came. Adds to ``flaws``.

        Raises :class:`Question` where the reading is not decided, or does not hold for this batch.
        """
        teryt, mended = _tidy(teryt)
        one, rough1 = _floats(first)
        two, rough2 = _floats(second)
        placed = np.isfinite(one) & np.isfinite(two)
        if self.padded is None and any(teryt):
            self.padded = _lost_zeros(one, two, teryt)
            if self.padded:
                self.progress.say(tr("TERYT codes had lost their leading zero; it was put back."))
        codes = numbers(teryt, bool(self.padded))
        if self.padded:
            teryt = [f"0{code}" if len(code) == 6 and code[0] in "2468" else code for code in teryt]
            mended = True
        if self.decision is None and placed.any():
            self.decision = decide(one, two, codes, self.claim)
            self.progress.say(tr("Places: {reason}", reason=self.decision.reason))
            self._precision(first, second)
        if self.decision is None:
            self.done += len(first)
            return (first, second, teryt) if mended else None
        system, swapped = self.decision.crs, self.decision.swapped
        if swapped:
            one, two = two, one
            first, second = second, first
        east, north = to_home(system, one, two)
        self.compare(east, north, one, two, codes, flaws)
        if self._rows is None:
            self._judge()
        self.done += len(first)
        if system == HOME and not (swapped or rough1 or rough2):
            return (first, second, teryt) if mended else None
        if system != HOME:
            east, north = np.round(east, self._digits), np.round(north, self._digits)
        good = np.isfinite(east) & np.isfinite(north)
        if (lost := placed & ~good).any():
            for index in np.flatnonzero(lost).tolist():
                flaws.setdefault(index, tr("The place '{x}', '{y}' is none in {crs}.", x=first[index], y=second[index],
                                           crs=named(system)))  # fmt: skip
        keep = good.tolist()
        return (
            [number if fine else text for number, text, fine in zip(east.tolist(), first, keep)],
            [number if fine else text for number, text, fine in zip(north.tolist(), second, keep)],
            teryt,
        )

    def compare(self, east, north, one, two, codes, flaws: dict) -> None:
        """Rows that lie in their voivodeship only with the axes swapped are refused, one by one or all together."""
        known = (codes > 0) & np.isfinite(east)
        own = boxes()[HOME][codes]
        away = known & ~inside(own, east, north)
        self._known += int(known.sum())
        if not away.any():
            return
        rows = np.flatnonzero(away)
        turned = np.zeros(len(codes), dtype=bool)
        turned[rows] = inside(own[rows], *to_home(self.decision.crs, two[rows], one[rows]))
        count = int(turned.sum())
        self.elsewhere += len(rows) - count
        if count and not self._turned:
            first = int(np.flatnonzero(turned)[0])
            self._first = self.done + int(first if self._rows is None else self._rows[first]) + 1
        self._turned += count
        for index in np.flatnonzero(turned).tolist():
            flaws.setdefault(
                index, tr("The place lies in the voivodeship of its TERYT code only with x and y swapped.")
            )

    def _judge(self) -> None:
        """Refuse a batch in which most points with a code agree with TERYT only with the axes swapped."""
        count, known = self._turned, self._known
        self._turned = self._known = 0
        if count >= ENOUGH and count > known / 2:
            raise Question(
                tr(
                    "The file mixes two axis orders: near row {row} {count} of {known} points agree with TERYT only "
                    "with the axes swapped. Divide the file, or mend it.",
                    row=self._first,
                    count=count,
                    known=known,
                )
            )

    def _precision(self, first, second) -> None:
        """How exact the file's places are; those brought from another CRS are rounded to what can be true."""
        if self.decision.crs == HOME:
            return
        digits = max(
            (len(text.strip().replace(",", ".").partition(".")[2]) for text in (*first, *second) if text), default=0
        )
        step = 10.0**-digits * (_DEGREE if reference(self.decision.crs).IsGeographic() else 1.0)
        self._digits = 3 if step <= 0.0005 else 2
        if 0.01 < step <= _NEARLY:
            self.progress.say(
                tr(
                    "The places have {digits} decimals, which is exact to about {step} m: of the reports that are in "
                    "the store from a source exact to the centimetre, about one in ten can look changed, or new where "
                    "it has no OBJECTID.",
                    digits=digits,
                    step=f"{step:.2g}",
                )
            )
        elif step > 0.01:
            self.progress.warn(
                tr(
                    "The places have {digits} decimals, which is exact to about {step} m: reports that are in the "
                    "store from a more exact source can look changed or new.",
                    digits=digits,
                    step=f"{step:.2g}",
                )
            )

    def finish(self) -> None:
        """Tell what was counted."""
        if self.elsewhere:
            self.progress.warn(
                tr("%n report(s) lie outside the voivodeship of their TERYT code; they were taken.", n=self.elsewhere)
            )


def _floats(column) -> tuple[np.ndarray, bool]:
    """A column of texts as floats, NaN where there is none, and whether any was not written as SQLite reads it."""
    try:
        array = np.array([float(text) if text else _NAN for text in column])
        return np.where(np.isfinite(array), array, _NAN), "_" in "".join(filter(None, column))
    except (ValueError, TypeError):
        return np.array([_number(text) for text in column]), True


def _number(text) -> float:
    """A number with a decimal comma or point, spaces between thousands left out; NaN for what is none."""
    if not text:
        return _NAN
    bare = text.translate(_SPACES)
    if bare.count(",") == 1 and "." not in bare:
        bare = bare.replace(",", ".")
    try:
        number = float(bare)
    except ValueError:
        return _NAN
    return number if abs(number) < 1e12 and "_" not in bare else _NAN


def _tidy(teryt) -> tuple:
    """Codes without the '.0' that programs give to numbers, and whether there was any."""
    if "." not in "".join(filter(None, teryt)):
        return teryt, False
    return [code[:-2] if code and code.endswith(".0") and code[:-2].isdigit() else code for code in teryt], True


def _lost_zeros(one: np.ndarray, two: np.ndarray, teryt) -> bool:
    """Whether the 6-digit codes of a sample are 7-digit ones without their zero.

    So it is where 7-digit codes stand beside them, else where the points agree with that alone.
    """
    lengths = set(map(len, filter(None, teryt)))
    if 6 not in lengths:
        return False
    short = [code for code in teryt if code and len(code) == 6]
    if not any(code[0] in "2468" for code in short):
        return False
    if 7 in lengths:
        return all(code[0] in "2468" for code in short)
    return better(one, two, numbers(teryt), numbers(teryt, padded=True))
