"""The redaction check on its labelled texts, on hostile ones, and where its marks stand."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import redaction_corpus as corpus

from kmzb_qgis.catalogue import redaction
from kmzb_qgis.catalogue.redaction import Mark, findings, marks, replaced
from kmzb_qgis.toolbelt import finding_words

# Below what was reached, since a label more or less is a tenth of some kinds; docs/redaction.md has the figures.
FLOORS = {
    "dev": {"number": (1, 0), "name": (0.95, 0.95), "address": (0.93, 0.93)},
    "held": {"number": (1, 0), "name": (0.85, 0.93), "address": (0.8, 0.8)},
}
OTHERS = (0.9, 0.9)


@pytest.mark.parametrize("half", corpus.HALVES)
def test_recall_and_precision_of_each_kind(half):
    found = corpus.score(corpus.read(half))
    for kind in redaction.KINDS:
        recall, precision = FLOORS[half].get(kind, OTHERS)
        assert found.recall(kind) >= recall, (half, kind)
        assert found.precision(kind) >= precision, (half, kind)
    assert found.alarmed <= 0.04 * found.harmless


def test_the_corpus_is_large_half_harmless_and_in_two_halves():
    halves = [corpus.read(half) for half in corpus.HALVES]
    texts = [text for half in halves for text, _ in half]
    assert len(texts) == len(set(texts)) >= 300
    harmless = [text for half in halves for text, labels in half if not labels]
    assert len(harmless) >= len(texts) / 2
    assert abs(len(halves[0]) - len(halves[1])) < 5
    labelled = {label.kind for half in halves for _, labels in half for label in labels}
    assert labelled == set(redaction.KINDS) - {"number"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("PESEL 44051401359.", [("pesel", "44051401359")]),
        ("tel. +48 600 100 200, jan@example.pl", [("phone", "+48 600 100 200"), ("email", "jan@example.pl")]),
        ("auto KR\u00a01234A stało", [("plate", "KR\u00a01234A")]),
        ("nr 44\u200b0514\u200b01359 i", [("pesel", "44\u200b0514\u200b01359")]),
        ("٤٤٠٥١٤٠١٣٥٩", [("pesel", "٤٤٠٥١٤٠١٣٥٩")]),
        ("konto 61 1090 1014 0000 0712 1981 2874", [("account", "61 1090 1014 0000 0712 1981 2874")]),
        ("pan Kowalski, zam. ul. Jana Pawła II 12/3", [("name", "Kowalski"), ("address", "ul. Jana Pawła II 12/3")]),
        ("Józef Wrona i Ewa Lis", [("name", "Józef Wrona"), ("name", "Ewa Lis")]),
        ("napisał j.nowak@example.org", [("email", "j.nowak@example.org")]),
        ("12.03.2024 08.00-16.00, kontrola", []),
        ("ul. Jana Kochanowskiego 5", []),
    ],
)
def test_marks_stand_on_the_very_characters(text, parts):
    assert [(mark.kind, text[mark.start : mark.end]) for mark in marks(text)] == parts
    assert findings(text) == sorted({kind for kind, _ in parts})


def test_marks_never_overlap_and_lie_inside():
    for half in corpus.HALVES:
        for text, _ in corpus.read(half):
            for extra in (text, text.upper(), text * 3, text.replace(" ", "\u00a0")):
                found = marks(extra)
                assert all(0 <= mark.start < mark.end <= len(extra) for mark in found)
                assert all(a.end <= b.start for a, b in zip(found, found[1:]))
    assert marks(None) == marks("") == []


def test_replacing_takes_just_the_marks_out():
    text = "Jan Nowak, tel. 600 100 200, parkuje na ul. Długiej 4"
    assert replaced(text, marks(text)) == "[…], tel. […], parkuje na ul. Długiej 4"
    assert findings(replaced(text, marks(text))) == []
    assert replaced("abcd", [Mark(1, 2, "name"), Mark(2, 3, "name"), Mark(1, 3, "phone")], "x") == "axxd"
    assert replaced(text, []) == text


def test_every_kind_has_words():
    words = {finding_words.kind(kind) for kind in redaction.KINDS}
    assert len(words) == len(redaction.KINDS) and all(words)


HOSTILE = (
    "a", "1", "1 ", "a-", "A1", "@", "a@", "a.", "a.pl", "zam. a ", "zam. A ", "ul. a ", "ul. ", "Jan ", "jan i ",
    "Jan Kowalski ", "J. ", "pan ", "pan p. ", "sąsiad ", "(", "www.", "tel 1", "A A A 1 ", "\u200b", "1/", "spod 1",
    "Ą1 ", "Aaaa ", "przy A ", "PL1", "dowód ", "rej. ab1", "mieszka ", "\n", "[[", "ß", "İ",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_come_to_an_end(unit):
    """A pattern that runs wild takes days on such a text."""
    text = (unit * 100_000)[:100_000]
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks(text))
