"""Names that people give to the columns of a report, in the folded spelling of ``columns.fold``, and what they mean.

Only names that leave no doubt stand here: 'data' alone may be any of three dates, so it is none of them.
"""

from __future__ import annotations

import unicodedata

from .columns import COLUMNS, fold

# short name -> other names; folded: no case, no spaces, no underscores, no Polish signs
SYNONYMS = {
    "objectid": ("fid zgłoszenia", "id zgłoszenia", "numer zgłoszenia", "nr zgłoszenia", "kmzb id"),
    "typ": (
        "kategoria", "kategoria zagrożenia", "kategoria zgłoszenia", "typ zagrożenia", "typ zgłoszenia",
        "rodzaj zagrożenia", "rodzaj zgłoszenia", "category",
    ),
    "status": ("stan", "stan zgłoszenia", "status zgłoszenia", "status zagrożenia"),
    "teryt": ("kod teryt", "teryt gminy", "terc", "kod terc", "jpt_kod_je"),
    "reported": (
        "data zgłoszenia", "data utworzenia zgłoszenia", "data dodania", "data rejestracji", "data wpływu",
        "utworzono", "reported", "reported at", "created", "created at",
    ),
    "event": ("data i godzina zdarzenia", "event date", "event at"),
    "modified": (
        "data modyfikacji zgłoszenia", "data aktualizacji", "data zmiany", "data ostatniej zmiany",
        "data zmiany statusu", "data ostatniej modyfikacji", "zmodyfikowano", "modified", "modified at", "updated at",
    ),
    "description": ("opis zgłoszenia", "opis zagrożenia", "treść zgłoszenia", "description"),
}  # fmt: skip

# place columns by what their name says: degrees with their axes named, metres with their axes named, or just x and y
DEGREES = {
    "x": ("lon", "long", "lng", "longitude", "długość", "długość geograficzna", "dł. geogr.", "dlugosc geogr"),
    "y": ("lat", "latitude", "szerokość", "szerokość geograficzna", "szer. geogr.", "szerokosc geogr"),
}
AXES = {"x": ("e", "easting", "east", "wschód"), "y": ("n", "northing", "north", "północ")}
PLAIN = {
    "x": ("współrzędna x", "wsp x", "wsp. x", "x coord", "coord x", "point x", "pkt x", "gps x"),
    "y": ("współrzędna y", "wsp y", "wsp. y", "y coord", "coord y", "point y", "pkt y", "gps y"),
}

_PLAIN_LETTERS = str.maketrans("ąćęłńóśźż", "acelnoszz")


def bare(name: str) -> str:
    """A column's name folded, and without Polish signs: shapefiles and old programs lose those."""
    return fold(unicodedata.normalize("NFC", str(name))).translate(_PLAIN_LETTERS)


def _index() -> dict[str, tuple[str, str]]:
    """Bare name -> (short name, what kind of name it is)."""
    found: dict[str, tuple[str, str]] = {}
    for kind, book in (("synonym", SYNONYMS), ("degrees", DEGREES), ("axes", AXES), ("plain", PLAIN)):
        for short, names in book.items():
            found.update({bare(name): (short, kind) for name in names})
    found.update({bare(spelling): (short, "exact") for short, spelling in COLUMNS.items()})
    return found


KNOWN = _index()


def meaning(name: str, cut: int = 0) -> tuple[str, str] | None:
    """What a column means: (short name, kind of name), or None.

    Kinds: ``exact`` KMZB's own name, ``synonym``, ``degrees`` and ``axes`` (they tell the axis), ``plain`` (x, y).
    ``cut`` is the length at which a format cuts names off (10 in shapefiles): a name of that length means what
    begins with it, where that is one column only.
    """
    text = bare(name)
    if text in KNOWN:
        return KNOWN[text]
    if cut and len(str(name)) == cut:
        begun = {KNOWN[full][0] for full in KNOWN if full.startswith(text)}
        if len(begun) == 1:
            short = begun.pop()
            exact = bare(COLUMNS[short]).startswith(text)
            return short, "exact" if exact else "synonym"
    return None
