"""In which CRS and axis order a file's places stand: decided once per file, by what is declared and by TERYT.

Nothing is guessed. A file says its CRS itself (GeoJSON, .prj, GeoPackage; names such as lon and lat), or a person says
it, or the points lie in the voivodeship that their TERYT code names in one reading only. A reading that needs the axes
swapped is never taken unless a person says so: the question names what to set.

Thresholds: a reading *agrees* where at least 90 % of the points with a known TERYT lie in their voivodeship's box, and
enough of them (five, or half of fewer) lie in it in no other reading. A declared CRS is refused where another reading
agrees, where under half of at least five such points lie in their voivodeship, or under half of all points in Poland.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .regions import SYSTEMS, boxes, inside, poland
from .systems import HOME, named, to_home

AGREE = 0.9
CONTRADICT = 0.5
ENOUGH = 5


@dataclass(frozen=True)
class Claim:
    """What is said of the places: ``by`` person, file, names or '' (nobody).

    ``crs`` may be '' and ``swapped`` None where that much is not said. A geometry has its order by its format.
    """

    crs: str = ""
    swapped: bool | None = None
    by: str = ""


@dataclass(frozen=True)
class Decision:
    """The reading of a file: CRS, whether the axes are swapped, and why, in words."""

    crs: str
    swapped: bool
    reason: str


class Question(KmzbError):
    """A person must say what the file does not; one sentence says what to set."""

    def __init__(self, message: str, details: str = "", code: str = "question"):
        super().__init__(message, details, code)


class _Evidence:
    """How the placed points of a sample lie in every reading (CRS, swapped)."""

    def __init__(self, first: np.ndarray, second: np.ndarray, codes: np.ndarray, extra: str):
        placed = np.isfinite(first) & np.isfinite(second)
        first, second, codes = first[placed], second[placed], codes[placed]
        self.example = f"{first[0]:.10g}, {second[0]:.10g}" if len(first) else ""
        self.placed, self.known = len(first), int((codes > 0).sum())
        readings = [
            (crs, swapped)
            for crs in dict.fromkeys((*SYSTEMS, *([extra] if extra else [])))
            for swapped in (False, True)
        ]
        self.fit: dict[tuple, np.ndarray] = {}
        self.home: dict[tuple, float] = {}
        for crs, swapped in readings:
            one, two = (second, first) if swapped else (first, second)
            system = crs
            if crs not in SYSTEMS:
                one, two = to_home(crs, one, two)
                system = HOME
            self.fit[crs, swapped] = inside(boxes()[system][codes], one, two)[codes > 0]
            self.home[crs, swapped] = float(inside(poland()[system], one, two).mean()) if self.placed else 0.0

    def share(self, reading: tuple) -> float:
        """The share of the points with a known TERYT that lie in its voivodeship."""
        return float(self.fit[reading].mean()) if self.known else 0.0

    def agreeing(self) -> tuple | None:
        """The one reading that agrees with TERYT beyond doubt, or None."""
        if self.known < _enough(self.placed):
            return None
        best = max(self.fit, key=self.share)
        others = np.zeros(self.known, dtype=bool)
        for reading, fits in self.fit.items():
            if reading != best:
                others |= fits
        alone = int((self.fit[best] & ~others).sum())
        against = int((others & ~self.fit[best]).sum())
        if self.share(best) < AGREE or alone < _enough(self.known) or against > alone * (1 - AGREE):
            return None
        return best


def _enough(of: int) -> int:
    return max(1, min(ENOUGH, (of + 1) // 2))


def decide(first: np.ndarray, second: np.ndarray, codes: np.ndarray, claim: Claim) -> Decision:
    """The reading of a file from a sample: two coordinates as they stand there (NaN: none) and voivodeship numbers.

    Raises :class:`Question` where it is not decided. A sample without any place gives what is claimed.
    """
    seen = _Evidence(first, second, codes, claim.crs if claim.crs not in SYSTEMS else "")
    agreed = seen.agreeing()
    if not seen.placed:
        return Decision(claim.crs or HOME, bool(claim.swapped), tr("There is no place in it."))
    if claim.crs and claim.swapped is not None:
        return _claimed(seen, agreed, claim)
    if agreed and (not claim.crs or claim.crs == agreed[0]) and claim.swapped in (None, agreed[1]):
        if agreed[1] and claim.swapped is None:
            raise _swapped(seen, agreed)
        return Decision(*agreed, _agreement(seen, agreed))
    if agreed:
        raise _contradiction(seen, claim, agreed)
    if claim.crs:  # the order alone is open: only a CRS whose axes have different numbers in Poland shows it
        straight, turned = seen.home[claim.crs, False], seen.home[claim.crs, True]
        if straight >= AGREE and turned <= 1 - AGREE:
            return Decision(
                claim.crs,
                False,
                tr("{crs} as stated; only in this axis order do the points lie in Poland.", crs=claim.crs),
            )
        if turned >= AGREE and straight <= 1 - AGREE:
            raise _swapped(seen, (claim.crs, True))
        if max(straight, turned) < CONTRADICT:
            raise _away(seen, claim.crs)
        raise Question(
            tr(
                "Whether the first coordinate is the easting or the northing cannot be told ({evidence}): set the axis "
                "order.",
                evidence=_evidence(seen),
            )
        )
    raise Question(
        tr(
            "The CRS and axis order of the places cannot be told ({evidence}): set the CRS and the axis order.",
            evidence=_evidence(seen),
        )
    )


def _claimed(seen: _Evidence, agreed: tuple | None, claim: Claim) -> Decision:
    """The reading that is claimed whole, unless the points speak against it."""
    reading = (claim.crs, bool(claim.swapped))
    if agreed and agreed != reading and seen.share(reading) < AGREE:
        if agreed[0] == claim.crs and agreed[1] and claim.by != "person":
            raise _swapped(seen, agreed)
        raise _contradiction(seen, claim, agreed)
    if seen.home[reading] < CONTRADICT:
        turned = (reading[0], not reading[1])
        if seen.home[turned] >= AGREE and claim.by != "person":
            raise _swapped(seen, turned)
        raise _away(seen, claim.crs)
    if claim.by != "person" and seen.known >= ENOUGH and seen.share(reading) < CONTRADICT:
        raise Question(
            tr(
                "The file says {crs}, but only {fit} of {known} points lie in the voivodeship of their TERYT code: set "
                "the CRS and the axis order, or mend the codes.",
                crs=named(claim.crs),
                fit=int(seen.fit[reading].sum()),
                known=seen.known,
            )
        )
    said = {
        "person": lambda: tr("{crs} as you said.", crs=named(claim.crs)),
        "names": lambda: tr("{crs} by the names of the columns.", crs=named(claim.crs)),
    }.get(claim.by, lambda: tr("{crs} as the file declares.", crs=named(claim.crs)))()
    if seen.known:
        said += " " + _in_voivodeship(seen, reading)
    return Decision(*reading, said)


def _in_voivodeship(seen: _Evidence, reading: tuple) -> str:
    return tr(
        "{fit} of {known} points lie in the voivodeship of their TERYT code.",
        fit=int(seen.fit[reading].sum()),
        known=seen.known,
    )


def _agreement(seen: _Evidence, reading: tuple) -> str:
    return tr("{crs} by agreement with TERYT.", crs=named(reading[0])) + " " + _in_voivodeship(seen, reading)


def _swapped(seen: _Evidence, reading: tuple) -> Question:
    return Question(
        tr(
            "The points ({example}) lie rightly in {crs} only if the first coordinate is the northing (latitude): set "
            "the axis order to swapped if that is so.",
            example=seen.example,
            crs=named(reading[0]),
        )
    )


def _contradiction(seen: _Evidence, claim: Claim, agreed: tuple) -> Question:
    return Question(
        tr(
            "{said} is stated for the places, but their TERYT codes agree with {crs}: set the CRS and the axis order.",
            said=_worded(claim.crs, claim.swapped),
            crs=_worded(*agreed),
        )
    )


def _worded(crs: str, swapped: bool | None) -> str:
    name = named(crs) if crs else tr("An axis order")
    if swapped is None:
        return name
    order = tr("northing first") if swapped else tr("easting first")
    return f"{name} ({order})"


def _away(seen: _Evidence, crs: str) -> Question:
    return Question(
        tr(
            "The points ({example}) do not lie in Poland in {crs}: set the CRS in which they stand.",
            example=seen.example,
            crs=named(crs),
        )
    )


def _evidence(seen: _Evidence) -> str:
    if not seen.known:
        return tr("for example {example}; there is no TERYT code to compare with", example=seen.example)
    straight = max((r for r in seen.fit if not r[1]), key=seen.share)
    turned = (straight[0], True)
    best = max((straight, turned), key=seen.share)
    if (
        seen.share(straight) < AGREE <= float((seen.fit[straight] | seen.fit[turned]).mean())
        and seen.share(turned) < AGREE
    ):
        return tr(
            "{one} of {known} points agree with TERYT as they stand, {other} only with the axes swapped",
            one=int(seen.fit[straight].sum()),
            other=int((seen.fit[turned] & ~seen.fit[straight]).sum()),
            known=seen.known,
        )
    if seen.share(best) >= AGREE:
        return tr("the points agree with TERYT in more than one way, or too few have a code")
    return tr("at most {fit} of {known} points agree with TERYT", fit=int(seen.fit[best].sum()), known=seen.known)


def better(first: np.ndarray, second: np.ndarray, codes: np.ndarray, others: np.ndarray) -> bool:
    """Whether points agree with ``others`` in some reading, and with ``codes`` in none."""
    plain, padded = (_Evidence(first, second, which, "") for which in (codes, others))
    return max(map(padded.share, padded.fit)) >= AGREE and max(map(plain.share, plain.fit)) < CONTRADICT
