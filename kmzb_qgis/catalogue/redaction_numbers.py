"""Finds what has a shape or check digits: PESEL, accounts, telephones, e-mails, web addresses, documents, plates.

Every pattern has bounded repeats, so that no text, however hostile, takes more than time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from . import redaction_words

_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_ID_CARD_WEIGHTS = (7, 3, 1, 9, 7, 3, 1, 7, 3)
_PASSPORT_WEIGHTS = (7, 3, 9, 1, 7, 3, 1, 7, 3)
_CENTURIES = {80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200}

_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[.\-/]\d{1,2}[.\-/](?:19|20)\d{2}|(?:19|20)\d{2}[.\-/]\d{1,2}[.\-/]\d{1,2}"
    r"|\d{1,2}[.:]\d{2} ?- ?\d{1,2}[.:]\d{2})(?!\d)"
)
_DIGITS = re.compile(r"(?<!\d)\d(?:[ .\-/]{0,2}\d){7,31}(?!\d)")
_MAIL = re.compile(
    r"[^\s@<>,;:()\"'\[\]]{1,64}\s?(?:@|\(at\)|\[at\])\s?[^\s@<>,;:()\"'\[\]]{1,190}"
    r"(?:\.| \. |\s?[(\[](?:dot|kropka)[)\]]\s?)[^\W\d]{2,24}",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_ENDING = re.compile(r"\.(?:pl|com|eu|net|org|info|gov|edu|io|me|online|waw)\b")
_NETWORKS = ("facebook", "instagram", "tiktok", "messenger", "whatsapp", "telegram")
_URL = re.compile(
    r"(?:https?|ftp)://\S{0,300}|\bwww\.\S{0,300}"
    r"|(?<![\w\-])[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z0-9][a-z0-9\-]{0,62}){0,3}"
    r"\.(?:pl|com|eu|net|org|info|gov|edu|io|me|online|waw)\b(?:/\S{0,300})?",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@])@[A-Za-z0-9_.]{3,60}|\b(?:facebook|instagram|tiktok|messenger|whatsapp|telegram)\b", re.IGNORECASE
)
_IBAN = re.compile(r"\b[A-Z]{2}\s?\d{2}(?:[ \-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_POLISH_IBAN = re.compile(r"\bPL\s?\d{2}(?:[ \-]?\d){20,24}", re.IGNORECASE)
_GAP = r"(?: ?[.\-/]? ?| {2})"  # within a number: 600-100-200, 600 - 100 - 200, 22 / 621 02 51
_PHONE = re.compile(
    r"(?<!\d)\(?(?:\+|00)\s?\d(?:[ .\-/()]{0,3}\d){7,13}(?!\d)"  # with a country code
    rf"|(?<!\d)(?<!\d[.,])\(?(?:0 ?)?\d{{2}}\)?{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}(?!\d)"  # 22 123 45 67
    rf"|(?<!\d)(?<!\d[.,])\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}(?!\d)"  # 600 100 200
    r"|(?<!\d)48[ \-]?\d{3}[ .\-]?\d{3}[ .\-]?\d{3}(?!\d)"  # the country code without a plus
    r"|(?<!\d)\d{3}[ .\-/]\d{2}[ .\-/]\d{2}[ .\-/]\d{2}(?!\d)"  # 600 10 02 00
)
_PHONE_TOLD = re.compile(
    r"\b(?:tel|telefonu?|kom|kom[oó]rka|nr tel|fax|faks)\b\.?\s{0,3}:?\s{0,3}(?:nr\.?\s{0,3})?\d[\d \-/]{3,20}",
    re.IGNORECASE,
)
_COORDINATE = re.compile(r"\d{2}[.,]\d{4,9}")
_NO_PHONE_BEFORE = re.compile(
    r"(?:\b(?:RSD|REGON|NIP|KRS|RP|Ds|znak|sygn|nr sprawy|zgłoszenia|działk\w{1,3}|fv"
    r"|zbiór)\b[ .:]{0,3}(?:nr )?[\d/]{0,6})$",
    re.I,
)
_NO_PHONE_AFTER = re.compile(r"\s{0,2}(?:zł|pln|m2|m²|m3|kg|ton|sztuk|szt|osób|mieszk)\b", re.IGNORECASE)
_PLATE = re.compile(r"\b([A-Z]{1,3})[ \-]?([0-9A-Z]{3,5})\b")
_PLATE_PARTED = re.compile(r"\b([A-Z]{2,3}) (\d{2,3} [A-Z]{1,2})\b")
_PLATE_TOLD = re.compile(
    r"(?:rejestrac\w{0,8}|rej\b\.?|tablic\w{0,4}|blach\w{0,3}|numerach|pojazd\w{0,3}|auto|autem"
    r"|sam(?:och\w{1,5})?)(?: nr| o nr| rej\.?)?[ :.]{1,3}"
    r"([a-z]{2,3})[ \-]?([0-9][0-9a-z]{3,4})\b",
    re.IGNORECASE,
)
_PLATE_TAIL = re.compile(
    r"(?:\d{5}|\d{4}[A-Z]|\d{3}[A-Z]{2}|\d[A-Z]\d{3}|\d[A-Z]{2}\d{2}|[A-Z]\d{3}|\d{2}[A-Z]{2}|\d[A-Z]\d{2}"
    r"|\d{2}[A-Z]\d|\d[A-Z]{2}\d|[A-Z]{2}\d{2}|\d{4}|\d{2}[A-Z]|\d[A-Z]\d|[A-Z]\d{2}|\d[A-Z]{2}|[A-Z]\d[A-Z]"
    r"|[A-Z]\d{2}[A-Z]|[A-Z]\d[A-Z]{2}|[A-Z]{2}\d{3}|\d{3}[A-Z]|[A-Z]\d{4}|[A-Z]\d{3}[A-Z])"
)
_PLATE_AREAS = frozenset("BCDEFGKLNOPRSTWZ" + "AHUIJMVXY")  # voivodeships; wartime, services and new ones
_PLATE_BEFORE = re.compile(
    r"(?:rej|rejestrac\w{0,8}|tablic\w{0,4}|pojazd\w{0,3}|auto|sam|samochód|skuter\w?"
    r"|motor\w{0,4})\W{1,3}(?:o? ?nr )?$",
    re.IGNORECASE,
)
_YEAR_NUMBER = re.compile(r"(?:19|20)\d{2}/\d{1,9}")
_DOCUMENT = re.compile(r"\b([A-Z]{3})[ \-]?(\d{6})\b|\b([A-Z]{2})[ \-]?(\d{7})\b", re.IGNORECASE)
_DOCUMENT_TOLD = re.compile(
    r"(?:dow[oó]d\w{0,3}|paszport\w{0,2}|dow\.|seria(?: i numer)?"
    r"|legitymacj\w{1,2})(?: osobist\w{1,3})?[ :.]{0,3}(?:seri\w{1,2} )?(?:nr\.? |numer )?"
    r"([A-Z]{2,3}[ \-]?\d{6,7})\b",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"praw\w? jazdy\D{0,12}(\d{5}/\d{2}/\d{4})(?!\d)", re.IGNORECASE)


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
    return _weighted(*zip(*rest)) % 10 == values[check]


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """``(start, end, kind)`` of what a text holds; spans may overlap."""
    digits = len(_DIGIT.findall(text))
    if digits:
        bare = _DATE.sub(lambda found: "_" * len(found.group()), text)
        if digits >= 8:
            yield from _accounts(text)
            yield from _runs(bare)
        if digits >= 6:
            yield from _documents(text)
        if digits >= 4:
            yield from _phones(bare)
        yield from _plates(text)
    low = text.lower()
    if "@" in low or "(at)" in low or "[at]" in low:
        for found in _MAIL.finditer(text):
            yield (*found.span(), "email")
    if "://" in low or "www." in low or _ENDING.search(low):
        for found in _URL.finditer(text):
            yield (*found.span(), "url")
    if "@" in low or any(name in low for name in _NETWORKS):
        for found in _HANDLE.finditer(text):
            yield (*found.span(), "url")


def _accounts(text: str):
    for found in _IBAN.finditer(text):
        if is_iban(found.group()):
            yield (*found.span(), "account")
    for found in _POLISH_IBAN.finditer(text):
        yield (*found.span(), "account")


def _runs(text: str):
    """PESEL numbers, accounts and other long numbers among runs of digits."""
    for found in _DIGITS.finditer(text):
        places = [found.start() + at for at, sign in enumerate(found.group()) if sign.isdigit()]
        digits = "".join(text[at] for at in places)
        if len(digits) == 26:
            yield (*found.span(), "account")
            continue
        some, at = False, 0
        while at + 11 <= len(digits):
            if is_pesel(digits[at : at + 11]):
                yield (places[at], places[at + 10] + 1, "pesel")
                some, at = True, at + 11
            else:
                at += 1
        if len(digits) < 11 or some or _YEAR_NUMBER.fullmatch(found.group()):
            continue
        if not _PHONE.fullmatch(found.group()) and text[found.start() - 1 : found.start()] != "+":
            yield (*found.span(), "number")  # of unknown kind: a mistyped PESEL, a card, a case number


def _documents(text: str):
    for found in _DOCUMENT.finditer(text):
        if is_document(found.group(1) or found.group(3), found.group(2) or found.group(4)):
            yield (*found.span(), "document")
    for pattern in (_DOCUMENT_TOLD, _LICENCE):
        for found in pattern.finditer(text):
            yield (*found.span(1), "document")


def _phones(text: str):
    for found in _PHONE.finditer(text):
        start, end = found.span()
        if _COORDINATE.fullmatch(found.group()) or _NO_PHONE_AFTER.match(text, end):
            continue
        if _NO_PHONE_BEFORE.search(text[max(0, start - 30) : start]):
            continue
        yield (start, end, "phone")
    for found in _PHONE_TOLD.finditer(text):
        first = next(at for at, sign in enumerate(found.group()) if sign.isdigit())
        yield (found.start() + first, found.start() + len(found.group().rstrip(" -/")), "phone")


def _no_plates() -> frozenset[str]:
    return redaction_words.load().no_plates


def _plates(text: str):
    # Lower case is not taken for a plate: "do 100 m" and "od 2019" would be; a plate is written in capitals.
    for found in _PLATE.finditer(text):
        area, tail = found.groups()
        if area[0] not in _PLATE_AREAS or area in _no_plates() or not _PLATE_TAIL.fullmatch(tail):
            continue
        if len(area) == 1 and tail.isdigit() and len(tail) < 5:
            continue  # a road: E 30, A 4, S 123; a sign: B 20; a tyre: R16
        if len(area) + len(tail) < 4:
            continue
        before = text[max(0, found.start() - 25) : found.start()]
        if len(tail) == 4 and tail.isdigit() and not _PLATE_BEFORE.search(before):
            continue  # a motorcycle, but rather "PO 1000", "SPP 2024"
        yield (*found.span(), "plate")
    for found in _PLATE_PARTED.finditer(text):
        if found.group(1)[0] in _PLATE_AREAS and found.group(1) not in _no_plates():
            yield (*found.span(), "plate")
    for found in _PLATE_TOLD.finditer(text):
        if found.group(1).upper() not in _no_plates() and _PLATE_TAIL.fullmatch(found.group(2).upper()):
            yield (found.start(1), found.end(2), "plate")
