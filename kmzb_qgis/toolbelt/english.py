"""English numbers: one of a thing reads otherwise than two. The other languages have that in their translations.

In the code a counted noun ends in ``(s)``, which becomes nothing or ``s``. Where more than the noun changes with the
number, the sentence for one stands here.
"""

from __future__ import annotations

ONE = {
    "%n new report(s) could not be saved and wait in the layer; all else is saved. Save again.": (
        "1 new report could not be saved and waits in the layer; all else is saved. Save again."
    ),
    "%n report(s) without a place were not published.": "1 report without a place was not published.",
    "%n report(s) without a TERYT code count under no unit.": "1 report without a TERYT code counts under no unit.",
    "%n unit(s) have no outline in the store: their counts are published without a shape.": (
        "1 unit has no outline in the store: its counts are published without a shape."
    ),
    "%n text(s) may hold personal data and were withheld; they are listed in {path}.": (
        "1 text may hold personal data and was withheld; it is listed in {path}."
    ),
    "%n report(s) lie outside the voivodeship of their TERYT code; they were taken.": (
        "1 report lies outside the voivodeship of its TERYT code; it was taken."
    ),
    "%n time(s) fall into the hour that comes twice when summer time ends; the first was taken.": (
        "1 time falls into the hour that comes twice when summer time ends; the first was taken."
    ),
    "%n report(s) have other numbers in the columns x and y than in the geometry, which was taken.": (
        "1 report has other numbers in the columns x and y than in the geometry, which was taken."
    ),
    "The files of %n attachment(s) were missing beside the store and are not in the copy.": (
        "The file of 1 attachment was missing beside the store and is not in the copy."
    ),
    "%n attachment(s) have no file in this folder: copy the old folder's content into it.": (
        "1 attachment has no file in this folder: copy the old folder's content into it."
    ),
    "%n row(s) were not let in; kmzb_intake.passed_over says why. They lie on the public server.": (
        "1 row was not let in; kmzb_intake.passed_over says why. It lies on the public server."
    ),
    "%n file(s) wait already: save the report first.": "1 file waits already: save the report first.",
    (
        "An import with the same query, begun on {when}, was not finished. This one goes on: %n answer(s) "
        "of the service are at hand and are not asked for again."
    ): (
        "An import with the same query, begun on {when}, was not finished. This one goes on: 1 answer of the service "
        "is at hand and is not asked for again."
    ),
}


def plural(text: str, n: int) -> str:
    """The English sentence for a number; ``%n`` may still stand in it."""
    if n == 1 and text in ONE:
        return ONE[text]
    return text.replace("(s)", "" if n == 1 else "s")
