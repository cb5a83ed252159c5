"""Finds personal data in free text that is to be published. What it cannot find is written in docs/publishing.md.

It looks for shapes with check digits and known spellings; it does not know names or addresses, so a text that passes
is one in which nothing was found, not one that is known to be harmless.
"""

from __future__ import annotations

import re
from datetime import date

_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_ID_CARD_WEIGHTS = (7, 3, 1, 9, 7, 3, 1, 7, 3)
_PASSPORT_WEIGHTS = (7, 3, 9, 1, 7, 3, 1, 7, 3)
_CENTURIES = {80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200}

_DIGITS = re.compile(r"(?<![\d])\d(?:[ .\-/]{0,2}\d){7,31}(?![\d])")
_EMAIL = re.compile(r"[^\s@<>,;:()\"']+\s?(?:@|\(at\)|\[at\])\s?[^\s@<>,;:()\"']+\.[^\W\d]{2,}", re.IGNORECASE)
_URL = re.compile(
    r"(?:https?|ftp)://|\bwww\.|\b[a-z0-9][a-z0-9\-]*\.(?:pl|com|eu|net|org|info|gov|edu|io|me|online|waw)\b(?:/\S*)?",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@])@[A-Za-z0-9_.]{3,}|\b(?:facebook|instagram|tiktok|messenger|whatsapp|telegram)\b", re.I
)
_IBAN = re.compile(r"\b[A-Z]{2}\s?\d{2}(?:[ \-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d])(?:\+|00)\s?\d(?:[ .\-/()]{0,2}\d){7,13}(?!\d)"  # with a country code
    r"|(?<![\d])\(?0?\d{2}\)?[ .\-/]{0,2}\d{3}[ .\-/]{0,2}\d{2}[ .\-/]{0,2}\d{2}(?!\d)"  # 22 123 45 67
    r"|(?<![\d])\d{3}[ .\-/]{0,2}\d{3}[ .\-/]{0,2}\d{3}(?!\d)"  # 600 100 200
    r"|(?<![\d])\d{3}[ .\-/]\d{2}[ .\-/]\d{2}[ .\-/]\d{2}(?!\d)"  # 600 10 02 00
    r"|\b(?:tel|telefon|kom|kom[oó]rka|nr tel|fax|faks)\b\.?\s*:?\s*(?:nr\.?\s*)?\d[\d \-/]{3,}",
    re.IGNORECASE,
)
_PLATE = re.compile(r"\b([A-Z]{1,3})[ \-]?([0-9A-Z]{3,5})\b")
_PLATE_TAIL = re.compile(
    r"^(?:\d{5}|\d{4}[A-Z]|\d{3}[A-Z]{2}|\d[A-Z]\d{3}|\d[A-Z]{2}\d{2}|[A-Z]\d{3}|\d{2}[A-Z]{2}|\d[A-Z]\d{2}"
    r"|\d{2}[A-Z]\d|\d[A-Z]{2}\d|[A-Z]{2}\d{2}|\d{4}|\d{2}[A-Z]|\d[A-Z]\d|[A-Z]\d{2}|\d[A-Z]{2}|[A-Z]\d[A-Z]"
    r"|[A-Z]\d{2}[A-Z]|[A-Z]\d[A-Z]{2}|[A-Z]{2}\d{3}|\d{3}[A-Z]|[A-Z]\d{4}|[A-Z]\d{3}[A-Z])$"
)
_PLATE_AREAS = frozenset(
    "BCDEFGKLNOPRSTWZ"
)  # first letter: voivodeship (A, H, J, I, M, U are wartime, services, new ones)
_PLATE_SERVICES = frozenset("AHUIJMVXY")
_DOCUMENT = re.compile(r"\b([A-Z]{3})[ \-]?(\d{6})\b|\b([A-Z]{2})[ \-]?(\d{7})\b", re.IGNORECASE)


def _weighted(values, weights) -> int:
    return sum(value * weight for value, weight in zip(values, weights))


def is_pesel(digits: str) -> bool:
    """Whether eleven digits are a PESEL number: the check digit fits and the birth date exists."""
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        return False
    numbers = [int(digit) for digit in digits]
    if (10 - _weighted(numbers, _PESEL_WEIGHTS) % 10) % 10 != numbers[10]:
        return False
    month = int(digits[2:4])
    century = _CENTURIES.get(month // 20 * 20)
    try:
        date(century + int(digits[:2]), month % 20, int(digits[4:6]))
    except (TypeError, ValueError):
        return False
    return True


def is_iban(text: str) -> bool:
    """Whether a text is an IBAN, or 26 digits of a Polish account: the remainder modulo 97 is 1."""
    bare = re.sub(r"[ \-]", "", text).upper()
    if len(bare) == 26 and bare.isdigit():
        bare = "PL" + bare
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", bare):
        return False
    return int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


def is_document(series: str, number: str) -> bool:
    """Whether letters and digits are a Polish identity card (ABC 123456) or passport (AB 1234567) number."""
    weights = _ID_CARD_WEIGHTS if len(series) == 3 else _PASSPORT_WEIGHTS
    values = [int(letter, 36) for letter in series.upper()] + [int(digit) for digit in number]
    check = len(series)
    rest = [*zip(values[:check], weights[:check]), *zip(values[check + 1 :], weights[check + 1 :])]
    return sum(value * weight for value, weight in rest) % 10 == values[check]


def _plate(text: str) -> bool:
    # Lower case is not taken for a plate: "do 100 m" and "od 2019" would be; a plate is written in capitals.
    for match in _PLATE.finditer(text):
        area, tail = match.groups()
        if area[0] not in _PLATE_AREAS | _PLATE_SERVICES or not _PLATE_TAIL.match(tail):
            continue
        if len(area) + len(tail) < 4 or not any(letter.isdigit() for letter in tail):
            continue
        if len(area) == 1 and tail.isdigit() and len(tail) < 4:
            continue  # a road: E 30, A 4, S 123; a sign: B 20
        return True
    return False


def findings(text: str | None) -> list[str]:
    """Names of what was found: pesel, account, phone, email, url, document, plate, number. Empty: nothing was found."""
    if not text:
        return []
    plain = re.sub(r"[\u00a0\u2000-\u200a\u202f]", " ", text)
    plain = re.sub(r"[\u2010-\u2015]", "-", re.sub(r"[\u200b-\u200d\ufeff]", "", plain))
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in plain)  # digits of other scripts are digits too
    found: set[str] = set()
    for match in _DIGITS.finditer(plain):
        digits = re.sub(r"\D", "", match.group())
        if any(is_pesel(digits[start : start + 11]) for start in range(len(digits) - 10)):
            found.add("pesel")
        if len(digits) == 26:
            found.add("account")
        if len(digits) >= 11 and not found:
            found.add("number")  # a long number of unknown kind: a mistyped PESEL, a card, a case number
    if any(is_iban(match.group()) for match in _IBAN.finditer(plain)) or re.search(
        r"\bPL\s?\d{2}(?:[ \-]?\d){20,}", plain
    ):
        found.add("account")
    if _PHONE.search(plain):
        found.add("phone")
    if _EMAIL.search(plain):
        found.add("email")
    if _URL.search(plain) or _HANDLE.search(plain):
        found.add("url")
    for match in _DOCUMENT.finditer(plain):
        series, number = match.group(1) or match.group(3), match.group(2) or match.group(4)
        if is_document(series, number):
            found.add("document")
    if _plate(plain):
        found.add("plate")
    return sorted(found)
