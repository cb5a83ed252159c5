"""When two TERYT codes speak of the same municipality. Pure Python."""

from __future__ import annotations

_CITY_PARTS = "89"  # the last digit of districts of Warsaw and delegations of Kraków, Łódź, Poznań and Wrocław


def agrees(code: str | None, municipality: str | None) -> bool:
    """Whether a report's code says no other municipality than this one, given by its seven digits.

    None and '' say nothing; codes of the voivodeship and county of the municipality say less, but nothing else. The
    seventh digit is the kind of the unit: the town (4) and the country part (5) of a municipality (3) have its first
    six. Districts of a city have numbers of their own below the city's county. Digits: ordinance on TERYT of 15
    December 1998 (Dz.U. 1998 nr 157 poz. 1031), annex 1.
    """
    if not code:
        return True
    if not municipality:
        return False
    if municipality.startswith(code) or code[:6] == municipality[:6]:
        return True
    return len(code) == 7 and code[6] in _CITY_PARTS and code[:4] == municipality[:4] and municipality[6:] == "1"
