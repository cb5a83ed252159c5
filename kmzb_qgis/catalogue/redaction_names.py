"""Finds names of people in Polish text, and leaves streets, squares and schools named after people alone.

A name is believed where something speaks for it: a first name followed by a surname or an initial, a title ("pani"), a
role ("sąsiad", "zgłaszający"), or a common surname that is no other word. What speaks against it: a word for
a street or institution before it ("ul.", "plac", "im."), or a patron of streets after "przy", "na", "róg".
"""

from __future__ import annotations

import re

from . import redaction_words
from .redaction_kinds import (
    ABBREVIATED,
    ALONG,
    BEGINS,
    ENDED,
    FUNCTION,
    GIVEN,
    NEVER,
    PATRON,
    PLAIN,
    RANK,
    ROLE,
    STREET,
    TITLE,
    WORD,
    kinds,
)  # fmt: skip

TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HOUSE = re.compile(r"(?:\s+[IVX]+\b)?\s+(?:nr\s*)?\d")
_OBLIQUE = re.compile(r"(?:ego|iej|emu|ich|ych|wej)$")  # no surname ends so in the nominative
_FAR = 5  # words between a role and the name: "właścicielem psa jest pani Halina"


def find(text: str) -> list[tuple[int, int]]:
    """Spans of names in a text, ascending, not overlapping."""
    some = 0
    for word in TOKEN.findall(text):
        some |= kinds(word.lower())
    return _Reader(text).spans() if some & BEGINS else []


class _Reader:
    """One text, its words and what each may be."""

    def __init__(self, text: str):
        self.text = text
        self.tokens = tokens = list(TOKEN.finditer(text))
        self.low = [token.group().lower() for token in tokens]
        self.kind = list(map(kinds, self.low))
        self.count = len(tokens)
        letters = [c for c in text if c.isalpha()]
        self.shouted = sum(map(str.isupper, letters)) > 0.6 * len(letters)
        self.capital = [t.group()[0].isupper() and not self.shouted for t in tokens]
        self.small = not any(self.capital[1:])
        self.blocked = [False] * self.count
        self._block()

    def between(self, index: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.tokens[index].end() : self.tokens[index + 1].start()]

    def near(self, index: int) -> bool:
        """Whether the next word follows at once, with blanks only."""
        return index + 1 < self.count and self.between(index).isspace() and "\n" not in self.between(index)

    def numbered(self, index: int) -> bool:
        """Whether a house number follows."""
        end = self.tokens[index].end()
        return _HOUSE.match(self.text, end, end + 12) is not None

    def named(self, index: int) -> bool:
        """Whether a word looks like part of a name: with a capital, or in texts without capitals anything long."""
        return self.capital[index] or (len(self.low[index]) > 3 and self.small)

    def _block(self) -> None:
        for index in range(self.count):
            if self.kind[index] & STREET:
                self._block_from(index)
            elif self.kind[index] & ALONG and self.near(index) and not self.kind[index + 1] & STREET:
                self._block_along(index + 1)
            elif self.kind[index] & PATRON and index and self.capital[index] and self.kind[index - 1] & GIVEN:
                told = index > 1 and self.kind[index - 2] & (ROLE | TITLE)
                if self.near(index - 1) and not told and self.low[index - 1] not in redaction_words.load().nominative:
                    self.blocked[index - 1] = self.blocked[index] = True

    def _block_from(self, index: int) -> None:
        """Words after one for a street or an institution are its name: 'ul. ks. Jana Długosza i Adama Asnyka'."""
        at, taken = index, 0
        while at + 1 < self.count and taken < 5 and self.between(at).strip() in ("", ".", "-"):
            following = at + 1
            joins = self.low[following] in ("i", "oraz") and taken and following + 1 < self.count
            if joins and not self.capital[following + 1]:
                return
            if self._subject(following):
                return  # 'na ul. Długiej Jan Kowalski krzyczy': who is called so, not what
            rank = bool(self.kind[following] & RANK)
            if not (joins or rank or self.named(following)) or (self.shouted and taken > 2):
                return
            self.blocked[following] = True
            taken += not rank
            at = following

    def _subject(self, index: int) -> bool:
        """Whether a first name and a surname stand here in the nominative: streets are named in the genitive."""
        if self.low[index] not in redaction_words.load().subject or not self.near(index):
            return False
        following = self.low[index + 1]
        return (
            bool(self.kind[index + 1] & (PLAIN | ENDED))
            and not self.kind[index + 1] & (NEVER | PATRON)
            and (not _OBLIQUE.search(following))
        )

    def _block_along(self, first: int) -> None:
        """'przy Jana Matejki', 'na Żeromskiego 53', 'róg Mickiewicza': patrons, in the genitive."""
        last = first
        while last + 1 < self.count and last - first < 3 and self.near(last) and self.named(last + 1):
            last += 1
        along = self.low[first - 1]
        parts = range(first, last + 1)
        patron = any(self.kind[at] & PATRON for at in parts)
        if not (patron or self.numbered(last) or along in ("przy", "róg", "rogu", "wzdłuż")):
            return
        if any(self.kind[at] & (TITLE | ROLE) for at in parts):
            return
        for at in parts:
            self.blocked[at] = True
        if last + 2 < self.count and self.low[last + 1] in ("i", "z", "a") and self.capital[last + 2]:
            self.blocked[last + 2] = True

    def given(self, index: int) -> bool:
        """Whether a word is a first name."""
        return bool(self.kind[index] & GIVEN) and not self.blocked[index]

    def known(self, index: int) -> bool:
        """Whether a word is a surname by itself."""
        kind = self.kind[index]
        if self.blocked[index] or kind & NEVER or not kind & (PLAIN | ENDED):
            return False
        return not (kind & PATRON and self.numbered(index))

    def possible(self, index: int) -> bool:
        """Whether a word beside a first name may be the surname."""
        if self.blocked[index] or self.kind[index] & (NEVER | STREET):
            return False
        return (self.capital[index] and len(self.low[index]) > 2) or self.known(index) or self._word(index)

    def _word(self, index: int) -> bool:
        return bool(self.kind[index] & WORD) and (self.capital[index] or self.shouted)

    def initial(self, index: int) -> bool:
        """'K.' or 'Sz.' after a name or before one."""
        token = self.tokens[index]
        return (
            self.capital[index] and len(token.group()) <= 2 and self.text[token.end() : token.end() + 1] == "."
            and not self.blocked[index] and not self.kind[index] & (NEVER | ABBREVIATED)
        )  # fmt: skip

    def spans(self) -> list[tuple[int, int]]:
        found, index = [], 0
        while index < self.count:
            last = self._name_at(index)
            if last is None:
                index += 1
                continue
            end = self.tokens[last].end()
            if self.initial(last):
                end += 1
            found.append((self.tokens[index].start(), end))
            index = last + 1
        return found

    def _name_at(self, index: int) -> int | None:
        """The last word of the name that begins with a word; None where none begins."""
        if self.blocked[index] or self.kind[index] & (NEVER | TITLE):
            return None
        if self.given(index):
            last = self._given_at(index)
            if last is not None:
                return last
        if self.initial(index) and self._after_initial(index):
            return index + 1
        if self.known(index) or self._word(index):
            if self.near(index) and self.given(index + 1) and (self.capital[index + 1] or not self.capital[index]):
                return index + 1  # Kowalski Jan
            if self.near(index) and self.initial(index + 1) and self.capital[index]:
                return index + 1
            if self._surname_alone(index):
                return index
        if self._titled(index):
            return self._chain(index)
        return None

    def _given_at(self, index: int) -> int | None:
        last = index
        while self.near(last) and self.given(last + 1) and last - index < 2:
            if self.capital[last + 1] != self.capital[index]:
                break
            last += 1
        both = self.near(last) and last + 2 < self.count and self.low[last + 1] == "i" and self.given(last + 2)
        if both and self.near(last + 1) and self.near(last + 2) and self.possible(last + 3) and self.capital[last + 3]:
            return last + 3  # Beata i Krzysztof Kozłowscy
        if self.near(last):
            after = last + 1
            if self.initial(after):
                return after
            fits = self.known(after) or self._word(after) or (self.capital[index] and self.possible(after))
            if fits and self.possible(after) and (self.capital[after] or self.known(after) or self.shouted):
                return after
        if last > index and (self.capital[last] or self.known(last)):
            return last
        if (self.capital[index] or self._after_title(index)) and (self._titled(index) or self._role_before(index)):
            return last
        return None

    def _after_title(self, index: int) -> bool:
        return index > 0 and bool(self.kind[index - 1] & TITLE) and self.near(index - 1)

    def _after_initial(self, index: int) -> bool:
        gap = self.between(index) if index + 1 < self.count else "x"
        if gap.strip() not in (".", "-", ".-") or index + 1 >= self.count or self.blocked[index + 1]:
            return False
        if not self.capital[index + 1]:
            return False
        if self.known(index + 1) or self._word(index + 1):
            return True
        return self.possible(index + 1) and (self._role_before(index) or self._titled(index))

    def _surname_alone(self, index: int) -> bool:
        """A surname without anything beside it: a common one, or one in -ski that no place has before it."""
        if self.numbered(index):
            return False
        told = self._titled(index) or self._role_before(index)
        if told and (self.known(index) or self.capital[index]):
            return self.capital[index] or self._after_title(index)
        if not self.capital[index] or (index and self.near(index - 1) and self.capital[index - 1]):
            return False
        if self.kind[index] & PLAIN and not self.kind[index] & WORD:
            return not self.kind[index] & PATRON and not self.low[index].endswith(("skiej", "ckiej", "ska", "cka"))
        return self.low[index].endswith(("ski", "cki", "dzki", "wicz")) and self.known(index) and index > 0

    def _titled(self, index: int) -> bool:
        """Whether a title stands right before a word: 'pani', 'p.', 'asp.', also with a function between."""
        at = index - 1
        while at >= 0 and self.kind[at] & FUNCTION and not self.kind[at] & TITLE and self.near(at) and index - at < 3:
            at -= 1
        if at < 0:
            return False
        named = self.capital[index] or self.known(index)
        if self.kind[index] & FUNCTION and not self.kind[index] & PLAIN:
            return False
        if self.kind[at] & TITLE and self.low[at] != "p":
            return self.near(at) and named
        dotted = self.between(at).strip() == "."
        if self.kind[at] & ABBREVIATED and at == index - 1:
            lexical = self.known(index) or self.given(index) or self._word(index)
            return dotted and self.capital[index] and (lexical or self.low[at] == "p")
        return False

    def _role_before(self, index: int) -> bool:
        """Whether a role stands a few words before, in the same sentence and with small words between."""
        for back in range(1, _FAR + 1):
            at = index - back
            if at < 0:
                return False
            gap = self.between(at)
            if any(c in gap for c in ".;!?\n") and not (gap.strip() == "." and len(self.low[at]) < 6):
                return False
            if self.kind[at] & ROLE:
                return True
            if self.capital[at] and not self.kind[at] & TITLE and not (self.given(at) or self.known(at)):
                return False
        return False

    def _chain(self, index: int) -> int:
        last = index
        while self.near(last) and last - index < 2 and self.capital[last + 1] and self.possible(last + 1):
            last += 1
        return last
