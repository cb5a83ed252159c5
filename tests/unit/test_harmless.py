"""Texts on their way out: no formula in spreadsheets, no markup in windows."""

import pytest

from kmzb_qgis.toolbelt import harmless


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+48 600", "-", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1+1", "＠x",
     "=cmd|' /C calc'!A0", "'", "'=1", "''", "+1\n2"],
)  # fmt: skip
def test_formulas_get_an_apostrophe_that_goes_again(text):
    cell = harmless.cell(text)
    assert cell == "'" + text
    assert harmless.uncell(cell) == text


@pytest.mark.parametrize("value", ["-1", "+2.5", "1e5", "567059.5", "", "Łąka = zieleń", "a'b", None, 5, -2.5])
def test_numbers_and_plain_texts_stay(value):
    assert harmless.cell(value) == value
    assert harmless.uncell(value if isinstance(value, str) else None) == (value if isinstance(value, str) else None)
    assert harmless.row([value, "=1"]) == [value, "'=1"]


def test_what_was_never_marked_is_not_shortened():
    assert harmless.uncell("'cytat'") == "'cytat'"
    assert harmless.uncell("") == ""


def test_markup_is_shown_as_it_is():
    assert harmless.markup("<script>alert('ż')</script> & \"x\"") == (
        "&lt;script&gt;alert(&#x27;ż&#x27;)&lt;/script&gt; &amp; &quot;x&quot;"
    )
    assert harmless.markup(None) == ""
    assert harmless.markup(5) == "5"


def test_a_tip_shows_what_people_wrote_and_runs_none_of_it():
    assert harmless.tip("Żółw na ulicy\n15:30") == "Żółw na ulicy\n15:30"
    wild = "<img src='//obcy/x.png'> & już"
    assert "<img" not in harmless.tip(wild) and harmless.markup(wild) in harmless.tip(wild)
    assert harmless.tip("a &lt; b").startswith("<p")  # Qt takes this one for markup, too
