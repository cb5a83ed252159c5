"""The levels of units: which type of the state register of boundaries (PRG) each is, and how they lie in each other.

PRG's types A01–A03 are the administrative division (TERYT codes: WW, WWPP, WWPPGGR), K01–K05 the police's areas. A K03
(the Warsaw command) lies beside the K01, not in one; the counties' commands of its area belong to it. K04 and K05
divide only some of the areas above them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..toolbelt.i18n import tr


@dataclass(frozen=True)
class Level:
    """``beside``: levels that fill what this one leaves; ``parents``: levels a unit lies in, the most local first.

    ``prefix``: how PRG's type begins; ``digits``: length of a TERYT code (0: no TERYT); ``usual``: how many there are
    (0: not known); ``whole``: it covers the country, together with ``beside``.
    """

    id: str
    prefix: str
    digits: int = 0
    usual: int = 0
    whole: bool = False
    beside: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The level's name in the user's language."""
        return {
            "voivodeship": lambda: tr("Voivodeships (A01)"),
            "county": lambda: tr("Counties (A02)"),
            "municipality": lambda: tr("Municipalities (A03)"),
            "K01": lambda: tr("Police: voivodeship commands (K01)"),
            "K02": lambda: tr("Police: county and city commands (K02)"),
            "K03": lambda: tr("Police: Warsaw command (K03)"),
            "K04": lambda: tr("Police: district commands (K04)"),
            "K05": lambda: tr("Police: stations (K05)"),
        }[self.id]()


LEVELS = (
    Level("voivodeship", "A01", 2, 16, True),
    Level("county", "A02", 4, 380, True, parents=("voivodeship",)),
    Level("municipality", "A03", 7, 2477, True, parents=("county",)),
    Level("K01", "K01", whole=True, beside=("K03",)),
    Level("K02", "K02", whole=True, beside=("K04",), parents=("K03", "K01")),
    Level("K03", "K03"),
    Level("K04", "K04", parents=("K03", "K02")),
    Level("K05", "K05", parents=("K04", "K02", "K03")),
)


def level(name: str) -> Level:
    """A level by its id. Raises KeyError."""
    return {entry.id: entry for entry in LEVELS}[name]


def below(name: str) -> tuple[Level, ...]:
    """The police levels whose units may lie in those of another: their parents depend on it."""
    return tuple(entry for entry in LEVELS if not entry.digits and name in entry.parents)
