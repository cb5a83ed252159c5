"""The printed list of differences: what is worked off with a pen beside the service's own window."""

from __future__ import annotations

from datetime import datetime

from ..catalogue import warsaw
from ..toolbelt import paper_table
from ..toolbelt.i18n import tr
from .differences import Difference, Differences
from .differences_list import degrees, metres, moment, remark, summary


def pdf(found: Differences, store: str, asked: str, asked_unseen: bool = False, feedback=None) -> bytes:
    """The list as a PDF. ``store`` is the store's name, ``asked`` what the list was narrowed to, '' for nothing."""
    sheet = paper_table.Sheet(
        tr("Differences from the KMZB service"), _lines(found, store, asked, asked_unseen), _columns()
    )
    sheet.rows += [_row(one, place) for one, place in zip(found.different, degrees(found.different))]
    if found.unseen:
        sheet.rows.append(tr("Entered here, never given by the service: to be entered there"))
        sheet.rows += [_row(one, place) for one, place in zip(found.unseen, degrees(found.unseen))]
    sheet.foot = tr("For use within the unit only.")
    return paper_table.pdf(sheet, feedback)


def narrowed(unit: str, since: datetime | None) -> str:
    """What a list was narrowed to, in words."""
    parts = [tr("Unit: {unit}", unit=unit)] if unit.strip() else []
    if since is not None:
        parts.append(tr("Since: {moment}", moment=warsaw.shown(since)))
    return "; ".join(parts)


def _lines(found: Differences, store: str, asked: str, asked_unseen: bool) -> list[str]:
    state = tr("Store {store}, state of {moment}.", store=store, moment=warsaw.shown(warsaw.now()))
    return [line for line in (state, asked, summary(found, asked_unseen)) if line]


def _columns() -> list[paper_table.Column]:
    return [
        paper_table.Column(tr("Done"), 7, tick=True),
        paper_table.Column(tr("Number"), 9, bold=True),
        paper_table.Column(tr("Category"), 14),
        paper_table.Column(tr("Place"), 19),
        paper_table.Column(tr("Status there"), 13),
        paper_table.Column(tr("Status here: enter this"), 14, bold=True),
        paper_table.Column(tr("Changed here"), 13),
        paper_table.Column(tr("Public reason"), 18),
        paper_table.Column(tr("Days"), 5),
    ]


def _row(found: Difference, place: str) -> list[str]:
    number = [found.number]
    if found.reference and found.reference != found.number:
        number.append(found.reference)
    where = [found.municipality, found.unit, found.teryt, place]
    if found.x is not None:
        where.append(f"{metres(found.x)}, {metres(found.y)} (2180)")
    there = [found.there, moment(found.there_at), remark(found)]
    return [
        "",
        "\n".join(number),
        found.category,
        "\n".join(text for text in where if text),
        "\n".join(text for text in there if text),
        found.here,
        "\n".join(text for text in (moment(found.here_at), found.by) if text),
        found.public_reason,
        str(found.days),
    ]
