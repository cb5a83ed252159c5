"""Personal data in free text: found, and not seen where there is none."""

import unicodedata

import pytest

from kmzb_qgis.catalogue import redaction
from kmzb_qgis.catalogue.redaction import findings, is_document, is_iban, is_pesel


def pesel(head: str) -> str:
    """Ten digits with their check digit."""
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
    return head + str((10 - sum(int(d) * w for d, w in zip(head, weights)) % 10) % 10)


@pytest.mark.parametrize(
    ("head", "born"),
    [("4405140135", True), ("0221010001", True), ("0002290001", False), ("0022290001", True), ("0013010001", False),
     ("9913310001", False), ("5481311234", True), ("1141011234", True), ("1161311234", True), ("1000311234", False)],
)  # fmt: skip
def test_pesel_needs_a_date_that_exists(head, born):
    """1900-02-29 does not exist, 2000-02-29 does; months +20, +40, +60, +80 are other centuries."""
    assert is_pesel(pesel(head)) is born


def test_pesel_needs_its_check_digit():
    good = pesel("4405140135")
    assert good == "44051401359"
    for digit in set("0123456789") - {good[-1]}:
        assert not is_pesel(good[:-1] + digit)
    assert not is_pesel("4405140135") and not is_pesel("٤٤٠٥١٤٠١٣٥٩")


def test_check_digits_of_documents_and_accounts():
    assert is_document("ABA", "300000") and not is_document("ABA", "400000")
    assert is_document("AB", "5234560") and not is_document("AB", "6234560")
    assert is_iban("PL61 1090 1014 0000 0712 1981 2874") and is_iban("61109010140000071219812874")
    assert is_iban("DE89370400440532013000") and not is_iban("PL61 1090 1014 0000 0712 1981 2875")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Zgłosił Jan, PESEL 44051401359.", "pesel"),
        ("pesel:440514 01359", "pesel"),
        ("nr 4-4-0-5-1-4-0-1-3-5-9", "pesel"),
        ("٤٤٠٥١٤٠١٣٥٩", "pesel"),
        ("dzwonić 600 100 200", "phone"),
        ("tel. 600-100-200", "phone"),
        ("+48 600100200", "phone"),
        ("0048600100200", "phone"),
        ("(22) 621 02 51", "phone"),
        ("12 345 67 89", "phone"),
        ("kom. 600100200 po 16", "phone"),
        ("600.100.200", "phone"),
        ("600 10 02 00", "phone"),
        ("600\u00a0100\u00a0200", "phone"),
        ("pisać na jan.kowalski@example.pl", "email"),
        ("jan (at) example.com", "email"),
        ("zdjęcia: https://example.org/x", "url"),
        ("www.przyklad", "url"),
        ("film na example.com/abc", "url"),
        ("profil @jankowalski", "url"),
        ("konto 61 1090 1014 0000 0712 1981 2874", "account"),
        ("PL61109010140000071219812874", "account"),
        ("dowód ABA300000", "document"),
        ("dowód ABA 300000", "document"),
        ("auto KR 1234A stało", "plate"),
        ("KR1AB23", "plate"),
        ("pojazd WX 12345", "plate"),
        ("DW-5K123", "plate"),
        ("KRA 1A23", "plate"),
        ("W0 ABCDE KGR 12AB", "plate"),
        ("numer 123 456 789 012 3", "number"),
    ],
)
def test_found(text, kind):
    assert kind in findings(text), findings(text)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "Podczas kontroli nie stwierdzono zagrożenia.",
        "Patrol w dniach 12-14.03.2024 w godz. 8:00-16:00 niczego nie stwierdził.",
        "Ustawiono znak B-36 i B 20 na ul. Długiej 15/3.",
        "Droga DK 7, DW 780, S7, A4 km 432+500; E40.",
        "Naprawiono 3 lampy, koszt 12 500 zł, termin 30.11.2024.",
        "Przekazano: ZDMK, pismo z 2024-03-12.",
        "Kod 31-547 Kraków, ul. Zażółć Gęślą 4",
        "Mandat 100 zł; ograniczenie 30 km/h na odcinku 1200 m.",
        "Działka 123/4 obręb 5, sprawę prowadzi KP IV.",
    ],
)
def test_nothing_found(text):
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("dzwonić 600 - 100 - 200 po 16", "600 - 100 - 200", "phone"),
        ("tel. 22 / 621 02 51", "22 / 621 02 51", "phone"),
        ("numer (22) - 621 - 02 - 51", "(22) - 621 - 02 - 51", "phone"),
        ("600\t100\t200", "600\t100\t200", "phone"),
        ("+48 - 600 - 100 - 200", "+48 - 600 - 100 - 200", "phone"),
        ("pisać: jan.k [at] wp [dot] pl", "jan.k [at] wp [dot] pl", "email"),
        ("pisać: łoś.żółw @ wp . pl", "łoś.żółw @ wp . pl", "email"),
        ("Na ul. Długiej Jan Kowalski krzyczy", "Jan Kowalski", "name"),
        ("PLAC WOLNOŚCI ADAM NOWAK PIJE", "ADAM NOWAK", "name"),
        ("W parku Anna Wiśniewska karmi dziki", "Anna Wiśniewska", "name"),
    ],
)
def test_other_spellings_are_found(text, part, kind):
    found = [(text[mark.start : mark.end], mark.kind) for mark in redaction.marks(text)]
    assert (part, kind) in found


@pytest.mark.parametrize(
    "text",
    [
        "przy ul. Stanisława Wyspiańskiego i Jana Kochanowskiego",
        "park im. Jana Pawła II, plac Adama Mickiewicza",
        "od 100 - 200 osób, w latach 2024 - 2025, godz. 15.30 - 16.45",
        "ruch @ park. Potem cisza",
    ],
)
def test_streets_ranges_and_sentences_are_left_alone(text):
    assert redaction.findings(text) == []


@pytest.mark.parametrize("text", ["pan Józef Wójcik, Łódź", "sąsiadka Róża Dąbrowska!", "żółć@źdźbło.pl"])
def test_letters_whose_marks_stand_apart_are_read_as_whole_ones(text):
    """As Macs and some telephones send them; what is marked is the text as it came, marks of letters included."""
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    whole = [(text[mark.start : mark.end], mark.kind) for mark in redaction.marks(text)]
    found = [(apart[mark.start : mark.end], mark.kind) for mark in redaction.marks(apart)]
    assert whole and [(unicodedata.normalize("NFC", part), kind) for part, kind in found] == whole
    assert unicodedata.normalize("NFC", redaction.replaced(apart, redaction.marks(apart))) == redaction.replaced(
        text, redaction.marks(text)
    )
