"""The words that names are known by: Polish first names and surnames in all their cases, as sets in lower case.

The lists stand in redaction_words.json in the nominative. The endings are those of Polish school grammar; a form
that nobody uses does no harm here, since it stands in no text.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

# The last consonant before the ending -e: Magda, Magdzie; Piotr, Piotrze.
_SOFT = (
    ("ch", "sze"), ("sz", "szy"), ("cz", "czy"), ("rz", "rzy"), ("dz", "dzy"), ("st", "ście"), ("k", "ce"),
    ("g", "dze"), ("r", "rze"), ("t", "cie"), ("d", "dzie"), ("ł", "le"), ("n", "nie"), ("w", "wie"), ("m", "mie"),
    ("b", "bie"), ("p", "pie"), ("s", "sie"), ("z", "zie"), ("f", "fie"), ("h", "sze"), ("c", "cy"), ("l", "li"),
    ("j", "i"), ("ż", "ży"), ("i", "i"),
)  # fmt: skip
_FLEETING = (
    ("niec", "ńc"), ("ciek", "ćk"), ("siek", "śk"), ("ziek", "źk"), ("iec", "c"), ("iek", "k"), ("ek", "k"),
    ("per", "pr"), ("der", "dr"), ("weł", "wł"), ("eł", "ł"), ("zec", "zc"),
)  # fmt: skip
_MALE = ("a", "owi", "em", "iem", "u", "ie", "e", "owie", "ów", "om", "ami", "ach", "owa")
_OWN = {"mróz": "mroz", "wróbel": "wróbl", "gołąb": "gołęb", "kopeć": "kopć", "kozioł": "kozł"}
_SUFFIX = (
    r"(?:(?:sk|ck|dzk)(?:i|iego|iemu|im|ich|imi|a|iej|ą)|(?:sc|cc|dzc)y|(?:ew|ow|aj|ni|e)?wicz(?:a|owi|em|u"
    r"|owie|ów|om|ami|owa)?"
    r"|cz[ayu]k(?:a|owi|iem|u|owie|ów)?|(?:rz|[nlmcr]i|ć|szcz)ak(?:a|owi|iem|u|owie|ów)?"
    r"|[a-ząćęłńóśźż]enk(?:o|i|ą|ę|ów))"
)
SURNAME = re.compile(r"[a-ząćęłńóśźż]{2,}" + _SUFFIX + r"(?:-[a-ząćęłńóśźż]{3,})?")
ANY_SURNAME = re.compile(_SUFFIX + r"(?![a-ząćęłńóśźż])", re.IGNORECASE)


def declined(name: str) -> set[str]:
    """A name in the nominative singular, in lower case, with its other cases, the vocative and the plural's too."""
    if name.endswith("ski") or name.endswith("cki") or name.endswith("dzki"):
        stem = name[:-1]
        return {stem + end for end in ("i", "iego", "iemu", "im", "ich", "imi", "a", "iej", "ą")} | {stem[:-1] + "cy"}
    if name[-1] in "iy":  # Jerzy, Antoni, Cichy
        stem = name if name[-1] == "i" else name[:-1]
        return {name, name + "m", stem + "ego", stem + "emu"}
    if name[-1] in "ao":
        stem = name[:-1]
        forms = {name} | {stem + end for end in ("y", "i", "ę", "ą", "o", "owie", "ów", "e", "u", "a", "owi", "em")}
        return forms | {_softened(stem), stem.rstrip("i") + "i"}
    stems = {name}
    for end, other in _FLEETING:
        if name.endswith(end):
            stems = {name[: -len(end)] + other}
            break
    stems = {_OWN.get(name, stem) for stem in stems}
    forms = {name}
    for stem in stems:
        soft = stem[:-1] + {"ń": "ni", "ć": "ci", "ś": "si", "ź": "zi"}.get(stem[-1], stem[-1])
        for each in {stem, soft}:
            forms |= {each + end for end in _MALE}
        forms |= {_softened(stem)}
    return forms


def _softened(stem: str) -> str:
    for end, soft in _SOFT:
        if stem.endswith(end):
            return stem[: -len(end)] + soft
    return stem + "e"


@dataclass(frozen=True)
class Words:
    """Sets of lower-case forms; ``no_plates`` alone in capitals.

    First names (``nominative``: these alone undeclined; ``subject``: those of them that are no case of another name, as
    "jan" and "anna" are and "stanisława" is not), surnames that are common (``plain``) or words too (``words``),
    patrons of streets, titles, abbreviated ranks, prepositions before streets, and words that are never names.
    """

    given: frozenset[str]
    nominative: frozenset[str]
    subject: frozenset[str]
    plain: frozenset[str]
    words: frozenset[str]
    patrons: frozenset[str]
    titles: frozenset[str]
    ranks: frozenset[str]
    along: frozenset[str]
    no_names: frozenset[str]
    no_plates: frozenset[str]


@functools.lru_cache(maxsize=1)
def load() -> Words:
    """The lists, read once."""
    raw = json.loads((Path(__file__).parent / "redaction_words.json").read_text(encoding="utf-8"))
    lists = {name: frozenset(text.split()) for name, text in raw.items() if name != "about"}
    forms = {name: frozenset().union(*map(declined, lists.pop(name))) for name in ("plain", "words")}
    given = lists.pop("male") | lists.pop("female")
    cases = {name: declined(name) for name in given}
    often = Counter(form for some in cases.values() for form in some)
    subject = frozenset(name for name in given if often[name] == 1)
    return Words(frozenset(often), nominative=given, subject=subject, **forms, **lists)
