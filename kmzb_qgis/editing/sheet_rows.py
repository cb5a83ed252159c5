"""The rows of a hand-over sheet, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from ..catalogue import warsaw
from ..store.handed import CANCELLED, HandOver
from . import definition, history
from .sheet_facts import Facts

LEVELS = ("municipality", "county", "voivodeship")


@dataclass(frozen=True)
class Row:
    """A line of the table: a section's heading, or what something is and says."""

    label: str
    text: str = ""
    heading: bool = False


def rows(facts: Facts, words: dict, form: definition.Form, place: dict[str, str], inner: bool) -> list[Row]:
    """All rows. ``place``: coordinates and address in words; ``inner``: with note, officers and history."""
    parts = [
        ("section_hand_over", _hand_over(facts, words, inner)),
        ("section_report", _report(facts, words)),
        ("section_place", _place(facts, words, place)),
        ("section_verification", _verification(facts, words, inner)),
        ("section_earlier", _earlier(facts, words) if inner else []),
        ("section_history", _history(facts, words, form) if inner else []),
        ("section_attachments", _attachments(facts, words, inner)),
        ("section_note", [("", facts.note)] if facts.note and facts.hand_over is not None else []),
        ("section_sign", [(words["signature"], "\n\n\n")]),
    ]
    found = []
    for name, entries in parts:
        told = [(label, text) for label, text in entries if text]
        if told:
            found.append(Row(words[name], heading=True))
            found += [Row(label, text) for label, text in told]
    return found


def _hand_over(facts: Facts, words: dict, inner: bool) -> list[tuple[str, str]]:
    letter, body = facts.hand_over, facts.body
    if letter is None:
        return []
    return [
        (words["body"], letter.body),
        (words["address"], body.address if body else ""),
        (words["email"], body.email if body else ""),
        (words["phone"], body.phone if body else ""),
        (words["contact"], body.contact if body else ""),
        (words["handed_on"], _day(letter.handed_on)),
        (words["number"], letter.number),
        (words["answer_due"], _day(letter.answer_due)),
        (words["prepared_by"], letter.prepared_by if inner else ""),
        *_answer(letter, words),
    ]


def _answer(letter: HandOver, words: dict) -> list[tuple[str, str]]:
    return [
        (words["answered_on"], _day(letter.answered_on)),
        (words["outcome"], words["outcomes"].get(letter.outcome, letter.outcome)),
        (words["answer"], letter.answer),
        (words["cancelled"], f"{_day(letter.cancelled_on)}: {letter.cancel_reason}" if letter.cancelled_on else ""),
    ]


def _report(facts: Facts, words: dict) -> list[tuple[str, str]]:
    report = facts.report
    return [
        (words["report"], str(report["number"])),
        (words["id"], report["id"]),
        (words["category"], report["category"] or ""),
        (words["status"], report["status"] or ""),
        (words["plane"], words["planes"].get(report["plane"], str(report["plane"] or ""))),
        (words["reported"], _time(report["reported_at"])),
        (words["event"], _time(report["event_at"])),
        (words["part_of_day"], _text(report["part_of_day"])),
        (words["days_of_week"], _text(report["days_of_week"])),
        (words["duplicate_of"], _text(report["duplicate_of"])),
        (words["description"], report["description"] or words["none"]),
    ]


def _place(facts: Facts, words: dict, place: dict[str, str]) -> list[tuple[str, str]]:
    named = {unit.level: f"{unit.name} ({unit.id})" for unit in facts.units}
    units = [(words[level], named.get(level, "")) for level in LEVELS]
    if "municipality" not in named:
        units[0] = (words["municipality"], facts.report["teryt"] or "")
    police = facts.report["unit"] or facts.report["unit_id"] or ""
    return [
        (words["xy"], place.get("xy", words["no_place"])),
        (words["wgs"], place.get("wgs", "")),
        (words["nearest"], place.get("address", "")),
        *units,
        (words["unit"], police),
    ]


def _verification(facts: Facts, words: dict, inner: bool) -> list[tuple[str, str]]:
    report = facts.report
    reason = " – ".join(part for part in (report["reason"], report["reason_text"]) if part)
    return [
        (words["read_by"], _last_day(report["read_by"])),
        (words["verify_by"], _last_day(report["verify_by"])),
        (words["verified"], _time(report["verified_at"])),
        (words["status_changed"], _time(report["status_changed_at"])),
        (words["closed"], _time(report["closed_at"])),
        (words["reason"], reason),
        (words["officer"], (report["officer"] or "") if inner else ""),
        (words["note"], (report["note"] or "") if inner else ""),
    ]


def _earlier(facts: Facts, words: dict) -> list[tuple[str, str]]:
    found = []
    for letter in facts.others:
        told = [letter.body, letter.number, *(f"{label}: {text}" for label, text in _answer(letter, words) if text)]
        if letter.state != CANCELLED and not letter.answered_on and letter.answer_due:
            told.append(f"{words['answer_due']}: {_day(letter.answer_due)}")
        found.append((_day(letter.handed_on), "\n".join(part for part in told if part)))
    return found


def _attachments(facts: Facts, words: dict, inner: bool) -> list[tuple[str, str]]:
    """Files; to a body their kinds and numbers only: a name is what somebody typed, often that of a person."""
    if inner:
        return [(each.name, f"{each.media_type} · {_time(each.added_at)}") for each in facts.attachments]
    return [
        (words["attachment"].format(number=number), each.media_type or words["none"])
        for number, each in enumerate(facts.attachments, 1)
    ]


def _history(facts: Facts, words: dict, form: definition.Form) -> list[tuple[str, str]]:
    return [(f"{step.when}\n{_who(step, words)}", _step(step, words, form)) for step in facts.steps]


def _who(step: history.Step, words: dict) -> str:
    return words["imported"] if step.imported else step.who


def _step(step: history.Step, words: dict, form: definition.Form) -> str:
    names = {field.name: field.alias for field in form.fields}
    told = [words["entered"]] if step.action == "insert" else []
    for change in step.changes:
        label = names.get(history.ALIASES.get(change.column, change.column), change.column)
        told.append(f"{label}: {change.before or words['none']} → {change.after or words['none']}")
    if step.moved is not None:
        told.append(words["placed"] if math.isnan(step.moved) else words["moved"].format(metres=round(step.moved)))
    return "\n".join(told) or words["none"]


def _time(instant) -> str:
    return history.wall(instant) if instant else ""


def _last_day(instant) -> str:
    """The Warsaw day that ends at a deadline (the midnight after it)."""
    try:
        return warsaw.shown_day(warsaw.add_days(warsaw.day_of(warsaw.from_text(instant)), -1)) if instant else ""
    except ValueError:
        return str(instant)


def _day(text: str) -> str:
    try:
        return warsaw.shown_day(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text


def _text(value) -> str:
    return "" if value is None else str(value)
