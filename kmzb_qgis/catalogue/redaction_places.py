"""Finds where somebody lives. A street alone is where a threat is, and no personal data; with a name or "zam." it is.

An address is believed after a word of dwelling ("zam.", "mieszka przy", "spod"), beside a name, or where it goes down
to the flat ("12 m. 4").
"""

from __future__ import annotations

import re

_CAPITAL = "A-ZĄĆĘŁŃÓŚŹŻ"
_LETTER = r"[^\W\d_]"
_NUMBER = (
    r"\d{1,4}(?: ?[A-Za-z](?![^\W_]))?(?: ?/ ?\d{1,4}[A-Za-z]?(?![^\W_]))?(?:,? ?\b(?:m|lok|mieszk(?:ania"
    r"|anie)?)\b\.? ?\d{1,4})?(?!\d|[.:]\d)"
)
_STREET = r"(?:(?i:ul|ulic[aąęy]|al|alej[aąi]|os|osiedl[eu]|pl|plac|placu)\b\.? ?)"
_WORD = rf"[{_CAPITAL}0-9](?:{_LETTER}|-){{0,30}}\.?"
_TOWN = rf"(?:\d{{2}}-\d{{3}} )?{_WORD}(?: {_WORD}){{0,2}}, ?"
_PLACE = (
    rf"(?:{_TOWN})?(?:{_STREET}(?:{_LETTER}|-){{2,30}}(?: (?:{_LETTER}|-){{2,30}}){{0,3}}"
    rf"|{_WORD}(?: {_WORD}){{0,3}}) {_NUMBER}(?:, ?{_WORD})?"
)
_ADDRESS = re.compile(rf"(?<![\w-]){_PLACE}")
_DOOR = re.compile(
    rf"(?i:(?:nr|numer\w{{0,3}}) ?\d{{1,4}}[a-z]?|mieszkani\w{{1,3}} (?:nr |numer )?\d{{1,4}}(?: (?:przy"
    rf"|na) {_LETTER}{{2,30}} \d{{1,4}})?|\d{{1,4}}(?:/\d{{1,4}})?"
    r"|(?:jedynk|dwójk|trójk|czwórk|piątk|szóstk|siódemk|ósemk|dziewiątk|dziesiątk|(?:jede|dwu|trzy|czter"
    r"|pięt|szes|siedem|osiem|dziewięt)nastk)i)"
)
_DWELLING = re.compile(
    r"\b(?:zam\.|zamieszka(?:ł|n|l)\w{1,4}|mieszka(?:m|my|sz|ją|ł|ła|łam|łem|li)?\b|adres(?:em|u"
    r"|ie)?\b(?: [^\W\d_]{3,15}){0,2} ?:?|zameldowan\w{1,2}"
    r"|spod\b|lokator\w{0,3} spod\b|wygląda z okna)",
    re.IGNORECASE,
)
_FLAT = re.compile(
    rf"(?<![\w-])(?:{_STREET})?{_WORD}(?: {_WORD}){{0,2}} \d{{1,4}}[A-Za-z]? ?m\.? ?\d{{1,4}}(?!\d| ?²|[.,]\d)"
    rf"|\bmieszkani\w{{1,3}} (?:nr |numer )?\d{{1,4}} (?:przy|na) (?:{_STREET})?{_WORD} \d{{1,4}}"
)
_AFTER_DWELLING = re.compile(r"[ :]{0,3}(?:(?:pod|przy|na|w|we|u|z|nr|obok) ){0,2}")
_BESIDE = re.compile(r"(?:,| z| ze| spod| zam\.|, zam\.| \(| przy| na|,? adres:)? ")
_BEFORE_NAME = re.compile(r",? (?:państwa|pana|pani|u|rodziny|p\.) ?$")
_HOLDS = re.compile(r"\d|spod", re.IGNORECASE)
_END = re.compile(rf"[!?;\n]|\.(?= +[{_CAPITAL}])")
_REACH = 130
_NO_HOME = re.compile(r"\b(?:dużo|wiele|sporo|tu|tutaj|nikt)\b", re.IGNORECASE)


def find(text: str, names: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of addresses of people in a text, ascending; ``names`` are the spans of names in it."""
    if not _HOLDS.search(text):
        return []
    found = []
    for told in _DWELLING.finditer(text):
        start = _AFTER_DWELLING.match(text, told.end()).end()
        place = _ADDRESS.match(text, start, start + _REACH)
        if place is None and told.group().lower().endswith(("spod", "mieszka")):
            place = _DOOR.match(text, start, start + 60)
        if place is None and not _NO_HOME.match(text, start):
            place = _ADDRESS.search(text, start, _end_of_sentence(text, start, start + 40))
        if place is not None:
            found.append(place.span())
    found += [place.span() for place in _FLAT.finditer(text)]
    for _start, end in names:
        gap = _BESIDE.match(text, end)
        if gap is not None:
            place = _ADDRESS.match(text, gap.end(), gap.end() + _REACH)
            place = place or (_DOOR.match(text, gap.end(), gap.end() + 40) if "spod" in gap.group() else None)
            if place is not None:
                found.append(place.span())
    for start, _end in names:
        title = _BEFORE_NAME.search(text[max(0, start - 12) : start])
        if title is not None:
            stop = start - (min(start, 12) - title.start())
            for place in _ADDRESS.finditer(text, max(0, stop - 60), stop):
                if place.end() == stop:
                    found.append(place.span())
    return _apart(found)


def _end_of_sentence(text: str, start: int, most: int) -> int:
    ends = _END.search(text, start + 6, most)
    return ends.start() if ends else most


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
