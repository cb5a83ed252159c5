"""Sentences are whole: no double full stop, no fragment, and no word of the machine where a person reads."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import redaction
from kmzb_qgis.processing.base import KmzbAlgorithm
from kmzb_qgis.processing.provider import algorithm_classes
from kmzb_qgis.publishing import check_words, withheld
from kmzb_qgis.publishing.check_report import known_defects
from kmzb_qgis.store.refusals import explain
from kmzb_qgis.toolbelt import english, i18n
from kmzb_qgis.toolbelt.errors import KmzbError, reason
from kmzb_qgis.toolbelt.net_errors import http_failure


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KmzbError("The store is away.", "a list\nof rows"), "The store is away"),
        (PermissionError(13, "Brak dostępu"), "your account has no right to it"),  # not the system's words
        (OSError(0, "Brak dostępu"), "Brak dostępu"),
        (ValueError("first line\nsecond line."), "first line second line"),
        ("no such table: żółw", "no such table: żółw"),
    ],
)
def test_a_reason_fits_inside_a_sentence(error, words):
    assert reason(error) == words


def test_the_proxy_is_named_not_the_service():
    asked = http_failure("https://kmzb.example/x", 407, {}, b"")
    assert "proxy" in asked.message and "kmzb.example" not in asked.message and asked.status == 407
    assert "'kmzb.example' does not let this user in" in http_failure("https://kmzb.example/x", 403, {}, b"").message


def test_the_status_of_a_new_report_comes_from_the_catalogue():
    assert explain("KMZB-404").message == "A new report begins with the status 'Nowe'."


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Reads rows, e.g. from a file. Then more.", "Reads rows, e.g. from a file"),
        ("Zapisuje (np. w chmurze). Źle opisane nie.", "Zapisuje (np. w chmurze)"),
        ("One sentence only.", "One sentence only"),
    ],
)
def test_an_abbreviation_does_not_end_the_short_description(text, short):
    class Some(KmzbAlgorithm):
        def help(self):
            return text

    assert Some().shortDescription() == short


def test_outputs_and_parameters_have_titles():
    """A description that is only the machine's name, however it is written, is no title."""
    for kind in algorithm_classes():
        algorithm = kind().create()
        for entry in (*algorithm.parameterDefinitions(), *algorithm.outputDefinitions()):
            assert entry.description() and entry.description() != entry.name(), (kind.NAME, entry.name())


def test_every_known_defect_has_words():
    for entry in known_defects():
        assert check_words.defect(entry["id"]) != entry["id"]


def test_every_finding_of_the_redaction_check_has_words(tmp_path):
    texts = ["44051401359", "PL61109010140000071219812874", "tel. 501 502 503", "jan@example.pl", "www.example.pl",
             "dowód ABA300000", "auto WA 12345", "12345678901234"]  # fmt: skip
    found = sorted({name for text in texts for name in redaction.findings(text)})
    assert found == ["account", "document", "email", "number", "pesel", "phone", "plate", "url"]
    path = withheld.write(tmp_path, [("1", "", ",".join(found))])
    assert "bank account, identity document, e-mail address, long number" in path.read_text(encoding="utf-8-sig")
    assert withheld.write(tmp_path, []) is None


def counted_sentences():
    """Every sentence of the code that counts something."""
    found = set()
    for path in Path(i18n.__file__).resolve().parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr" and node.args:
                text = getattr(node.args[0], "value", "")
                if isinstance(text, str) and "%n" in text:
                    found.add(text)
    return found


def test_english_counts_as_english_does():
    assert i18n.tr("%n row(s)", n=1) == "1 row"
    assert [i18n.tr("%n row(s)", n=n) for n in (0, 2, 21)] == ["0 rows", "2 rows", "21 rows"]
    told = i18n.tr("%n text(s) may hold personal data and were withheld; they are listed in {path}.", n=1, path="(s)%n")
    assert told == "1 text may hold personal data and was withheld; it is listed in (s)%n."


def test_no_english_sentence_for_one_speaks_of_many():
    sentences = counted_sentences()
    assert len(sentences) > 15
    for text in sentences:
        one = english.plural(text, 1)
        assert "(s)" not in one and "(s)" not in english.plural(text, 2)
        assert re.findall(r"{\w+}", one) == re.findall(r"{\w+}", text)
        assert not re.search(r"1 [\w ]{0,40}\b(were|are|have|lie|fall|wait|count|they)\b", one.replace("%n", "1")), one
    assert set(english.ONE) <= sentences, "a sentence that the code no longer has"
