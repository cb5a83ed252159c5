"""The lists: counts, exact names, steps, and what happens to a name that is not known."""

from __future__ import annotations

from datetime import date

import pytest

from kmzb_qgis.catalogue import UnknownName, load


def test_twenty_seven_categories_of_which_twenty_four_are_offered():
    book = load()
    assert [category.id for category in book.categories] == list(range(1, 28))
    assert len({category.name for category in book.categories}) == 27
    assert len(book.offered_categories(date(2024, 9, 28))) == 24
    assert {c.id for c in book.categories} - {c.id for c in book.offered_categories(date(2024, 9, 28))} == {2, 6, 20}


def test_a_category_begins_and_ends_on_its_days():
    book = load()
    entertainment, bathing = book.category(8), book.category("Dzikie kąpieliska")
    assert not entertainment.offered(date(2019, 1, 19))
    assert entertainment.offered(date(2019, 1, 20))
    assert bathing.offered(date(2022, 9, 30))
    assert not bathing.offered(date(2022, 10, 1))
    assert bathing.uncertain == ("valid_to",)


def test_a_category_that_ended_is_known_but_not_offered():
    book = load()
    assert book.category("Utonięcia").id == 20
    assert book.category("Utonięcia") not in book.offered_categories(date(2024, 9, 28))


def test_statuses_by_number_name_and_key():
    book = load()
    assert [status.name for status in book.statuses] == [
        "Nowe",
        "Weryfikacja",
        "Potwierdzone",
        "Potwierdzone (przekazane poza Policję)",
        "Potwierdzone (wyeliminowane)",
        "Niepotwierdzone",
        "Żart lub pomyłka",
    ]
    assert book.status("zart") is book.status(7) is book.status("Żart lub pomyłka")
    assert len({status.colour for status in book.statuses}) == 7


@pytest.mark.parametrize(
    ("stored", "allowed"),
    [(None, {1}), (1, {2}), (2, {3, 6, 7}), (3, {4, 5}), (4, {2, 5}), (5, {2}), (6, {2}), (7, {2})],
)
def test_next_statuses(stored, allowed):
    assert {status.id for status in load().next_statuses(stored)} == allowed


def test_reopening_is_marked_and_has_reasons():
    book = load()
    assert {t.from_status for t in book.transitions if t.reopens} == {4, 5, 6, 7}
    assert all(t.to_status == 2 for t in book.transitions if t.reopens)
    assert {reason.status_id for reason in book.reasons} == {2, 4, 5, 6, 7}


@pytest.mark.parametrize(
    ("look", "given", "nearest"),
    [
        ("category", "Nieprawidlowe parkowanie", "Nieprawidłowe parkowanie"),
        ("category", "akty wandalizmu", "Akty wandalizmu"),
        ("category", "żebractwo ", "Żebractwo"),
        ("status", "Potwierdzone (wyeliminowano)", "Potwierdzone (wyeliminowane)"),
        ("status", "nowe zgłoszenie", None),
        ("category", "qqq", None),
    ],
)
def test_an_unknown_name_names_the_nearest(look, given, nearest):
    with pytest.raises(UnknownName) as caught:
        getattr(load(), look)(given)
    assert caught.value.nearest == nearest
    assert (nearest in str(caught.value)) if nearest else "did you mean" not in str(caught.value)


def test_public_layers():
    book = load()
    assert [column["name"] for column in book.layer("zgloszenia")["columns"]] == [
        "id",
        "typ",
        "status",
        "data_utworzenia",
        "data_modyfikacji",
        "data_zdarzenia",
        "teryt",
        "powod",
    ]
    counties = {column["name"] for column in book.layer("statystyka_powiat")["columns"]}
    assert "s_zart" not in counties and "t21" not in counties and "t25" not in counties
    assert {"razem", "teryt", "s_nowe", "t11"} <= counties
    with pytest.raises(UnknownName):
        book.layer("zgloszenie_wszystkie")
