"""Every text a person sees has a Polish translation with the same places."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import i18n  # noqa: E402 - the developers' tool lies outside the package


def test_polish_is_complete():
    assert i18n.problems("pl") == []


def test_texts_are_found_in_the_code():
    assert "Cancelled. Nothing was changed." in i18n.texts()


def test_a_missing_translation_is_told(monkeypatch):
    known = i18n.texts()
    monkeypatch.setattr(i18n, "texts", lambda: {**known, "A text nobody translated": False})
    assert i18n.problems("pl") == ["not translated: 'A text nobody translated'"]


def test_other_places_are_told(monkeypatch, tmp_path):
    path = tmp_path / "kmzb_pl.ts"
    i18n.write(path, "pl", {"Read {count} rows": False}, {"Read {count} rows": ["Wczytano {liczba} wierszy"]})
    assert i18n.places("Read {count} rows") != i18n.places(i18n.read(path)["Read {count} rows"][0])
