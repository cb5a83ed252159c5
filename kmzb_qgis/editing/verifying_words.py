"""What the verification mode says of a report, as HTML. Days are Warsaw's; what people wrote is escaped. No QGIS."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

from ..catalogue import warsaw
from ..store.verifying import NEAR_M, Facts
from ..toolbelt.i18n import tr

RED, LATE_SIGN = "#b00020", "▲"
DARK_RED = "#ff8a9a"  # on a dark theme


def rows(facts: Facts, now: datetime, dark: bool = False) -> str:
    """The facts as a table."""
    found = [
        (tr("Reported"), html.escape(_reported(facts.reported_at, now))),
        *([(tr("Happened"), html.escape(_shown(facts.event_at)))] if facts.event_at else []),
        *([(tr("Read"), _left(facts.read_by, now, dark))] if facts.unread else []),
        *([(tr("Verify"), _left(facts.verify_by, now, dark))] if facts.unverified else []),
        (tr("Place"), html.escape(_place(facts))),
        (tr("Nearby"), html.escape(_near(facts))),
        (tr("Officer"), html.escape(facts.officer or tr("nobody yet"))),
    ]
    if facts.reason or facts.reason_text:
        found.append((tr("Public reason"), html.escape(" ".join(filter(None, (facts.reason, facts.reason_text))))))
    if facts.note.strip():
        found.append((tr("Note"), html.escape(facts.note.strip()).replace("\n", "<br>")))
    lines = "".join(
        f"<tr><td style='padding-right:8px; white-space:nowrap'>{html.escape(label)}:</td><td>{text}</td></tr>"
        for label, text in found
    )
    return f"<table cellspacing='0' cellpadding='1'>{lines}</table>"


def time_left(due: str, now: datetime) -> tuple[str, bool]:
    """How long a deadline (its first moment afterwards) still runs, in words, and whether it has passed."""
    try:
        end = warsaw.from_text(due)
    except ValueError:
        return "", False
    last = warsaw.day_of(end - timedelta(milliseconds=1))
    days = (last - warsaw.day_of(now)).days
    day = warsaw.shown_day(last)
    if days < 0:
        return tr("%n day(s) late, it was due by {day}", n=-days, day=day), True
    if days == 0:
        return tr("today, {day}", day=day), False
    return tr("%n day(s) left, until {day}", n=days, day=day), False


def late(due: str, now: datetime) -> bool:
    """Whether a deadline has passed; an empty one has not."""
    return bool(due) and due <= warsaw.to_text(now)


def _left(due: str, now: datetime, dark: bool) -> str:
    text, over = time_left(due, now)
    text = html.escape(text)
    return f"<b style='color:{DARK_RED if dark else RED}'>{LATE_SIGN} {text}</b>" if over else text


def _reported(instant: str, now: datetime) -> str:
    try:
        days = (warsaw.day_of(now) - warsaw.day_of(warsaw.from_text(instant))).days
    except ValueError:
        return instant
    age = tr("today") if days <= 0 else tr("%n day(s) ago", n=days)
    return f"{_shown(instant)} ({age})"


def _shown(instant: str) -> str:
    try:
        return warsaw.shown(warsaw.from_text(instant))
    except ValueError:
        return instant


def _place(facts: Facts) -> str:
    names = [facts.municipality or facts.teryt, facts.unit]
    if facts.x is None or facts.y is None:
        names.insert(0, tr("not placed on the map yet"))
    return ", ".join(filter(None, names)) or tr("no municipality known")


def _near(facts: Facts) -> str:
    if facts.x is None:
        return tr("unknown")
    if not facts.near:
        return tr("no other open report within {metres} m", metres=f"{NEAR_M:.0f}")
    words = tr("%n open report(s) within {metres} m", n=facts.near, metres=f"{NEAR_M:.0f}")
    return f"{words}, {tr('%n of the same category', n=facts.near_alike)}" if facts.near_alike else words
