"""QGIS expressions of the form and the map, made from the catalogue. Text only: nothing here imports QGIS.

QGIS 3.22 hands a GeoPackage's '…Z' instants on as their UTC digits without a zone, later versions as UTC; both give the
same text through ``format_date``, so times are compared and shown as text and never added to as instants.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from ..catalogue import Catalogue

STORED = "kmzb_stored"  # the report table once more, never edited: what the database holds
# What a person writes in a report: all that counts as a change in the store's rules, besides the place.
CONTENT = (
    "category_id", "status_id", "description", "reported_local", "event_local", "reported_at", "event_at",
    "part_of_day", "days_of_week", "plane", "reference", "teryt", "unit_id", "officer", "handed_to", "reason_id",
    "reason_text", "note", "publish_plane2", "duplicate_of",
)  # fmt: skip
# The number of a report as the map, the lists and the sentences name it; kmzb:withdraw takes it.
NUMBER = """coalesce(nullif(trim("reference"), ''), to_string("service_id"), to_string("fid"))"""
_PLAIN_NUMBER = """coalesce(to_string("service_id"), to_string("fid"))"""
_NOW = "to_int(floor(epoch(now()) / 1000))"
_MARCH_31, _OCTOBER_31 = 89, 303  # days after 1 January, without a leap day
_SPAN_END = " || '</span>'"


def number(columns: Collection[str]) -> str:
    """Expression: the number of a report in a layer of some columns; an analyst's has none that a person wrote."""
    return NUMBER if "reference" in columns else _PLAIN_NUMBER


def utc_text(value: str) -> str:
    """Expression: a stored instant as comparable UTC text ``yyyy-MM-ddTHH:mm:ss``."""
    return f"format_date({value}, 'yyyy-MM-ddTHH:mm:ss')"


def _instant(seconds: str) -> str:
    # No variables: QGIS takes an expression with some to depend on every field, and resets the default at each edit.
    return f"to_datetime('1970-01-01T00:00:00Z') + to_interval(to_string({seconds}) || ' seconds')"


def utc_now() -> str:
    """Expression: now as an instant in UTC, whatever zone the computer is set to."""
    return _instant(_NOW)


def utc_now_text() -> str:
    """Expression: the same as comparable text."""
    return utc_text(utc_now())


def warsaw_now_text(ahead_minutes: int = 0) -> str:
    """Expression: Warsaw's wall time now, some minutes ahead, as the store's ``*_local`` columns have it."""
    ahead = f" + {ahead_minutes * 60}" if ahead_minutes else ""
    now = f"epoch(now()) / 1000{ahead}"
    hours = f"if({now} >= {_clock_change(_MARCH_31)} and {now} < {_clock_change(_OCTOBER_31)}, 7200, 3600)"
    return utc_text(_instant(f"{_NOW}{ahead} + {hours}"))


def _clock_change(last_day: int) -> str:
    """Expression: 01:00 UTC of the last Sunday of March or October this year, in seconds (as in the EU since 1996).

    In numbers, as QGIS takes a millisecond to read a time, and in few: a form copies its constraints for each of its
    fields when it opens. Weeks that begin on a Sunday are counted (1970-01-01 was a Thursday, 1970-01-04 a Sunday), up
    to the month's last day, in years of 365.25 days. The year is the computer's: at New Year either says winter.
    """
    return f"604800 * floor((365.25 * year(now()) - {719538 - last_day}) / 7) - 342000"


def warsaw_text(value: str) -> str:
    """Expression: a stored instant as Warsaw's day and time, ``dd.MM.yyyy HH:mm``; null stays null."""

    def change(month: int) -> str:
        last = f"day_of_week(make_date(to_int(left(@kmzb_u, 4)), {month}, 31))"
        return f"left(@kmzb_u, 4) || '-{month:02d}-' || (31 - {last}) || 'T01:00'"

    hour = f"to_int(substr(@kmzb_u, 12, 2)) + if(@kmzb_u >= {change(3)} and @kmzb_u < {change(10)}, 2, 1)"
    shift = "to_interval(if(@kmzb_h >= 24, '36 hours', '12 hours'))"
    day = f"format_date(to_datetime(left(@kmzb_u, 10) || 'T00:00:00') + {shift}, 'dd.MM.yyyy')"
    clock = " || ' ' || lpad(to_string(@kmzb_h % 24), 2, '0') || ':' || substr(@kmzb_u, 15, 2)"
    return (
        f"with_variable('kmzb_u', format_date({value}, 'yyyy-MM-ddTHH:mm'), case when @kmzb_u is not null then "
        f"with_variable('kmzb_h', {hour}, {day}{clock}) end)"
    )


def stored(field: str, fid: str) -> str:
    """Expression: what the database holds for a report's field; null for a new report."""
    return f"try(attribute(get_feature('{STORED}', 'fid', {fid}), '{field}'), null)"


def version_read() -> str:
    """Expression: the version that the client had read, as ``base_version``'s default on update.

    It names every column of content, so that an open form reckons it from its own, perhaps outlived, row at the first
    keystroke; a default that names none is reckoned from the fresh row when the form is closed. What a buffer holds
    already stays: a later edit must not hide what was read before.
    """
    named = ", ".join(f'"{name}"' for name in CONTENT)
    return f'if(array_length(array({named})) > 0, coalesce("base_version", "version"), null)'


def literals(values) -> str:
    """A list of whole numbers for IN (…)."""
    return ", ".join(str(int(value)) for value in values)


def quoted(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def by_number(field: str, texts: dict[int, str]) -> str:
    """Expression: a text picked by a whole number."""
    cases = " ".join(f'when "{field}" = {int(number)} then {quoted(text)}' for number, text in texts.items())
    return f"case {cases} end"


def _in_force(book: Catalogue) -> str:
    """Expression: whether the category was offered on the report's Warsaw day. It names the columns, so it is live."""
    rules = []
    for category in book.categories:
        spans = [f"left(\"reported_local\", 10) >= '{category.valid_from}'" if category.valid_from else ""]
        spans += [f"left(\"reported_local\", 10) < '{category.valid_to}'" if category.valid_to else ""]
        if any(spans):
            rules.append(f'when "category_id" = {category.id} then {" and ".join(span for span in spans if span)}')
    # Without a date the date's own constraint speaks.
    return f'("reported_local" is null or case {" ".join(rules)} else true end)' if rules else "true"


def places(book: Catalogue) -> dict[str, str]:
    """What stands for ``${name}`` in forms/report.json."""
    reopens = [t for t in book.transitions if t.reopens]
    reopening = literals(sorted({t.from_status for t in reopens}))
    reopened = literals(sorted({t.to_status for t in reopens}))
    asking = literals(sorted({r.status_id for r in book.reasons} - {t.to_status for t in reopens}))
    unread = literals(book.new_statuses)
    next_ones = [t.to_status for t in book.transitions if t.from_status in book.new_statuses]
    unverified = literals([*book.new_statuses, *next_ones])
    required = [c.id for c in book.categories if c.description_required] or [0]
    live, now = "current_value('{}')".format, utc_now_text()
    of_live, of_row = stored("status_id", live("fid")), stored("status_id", '"fid"')
    earliest = book.rules["earliest_report"]
    # Not current_value(): QGIS would make the list anew whenever the date changes, and 3.22 then drops the category
    # that was chosen, with a green tick. Not coalesce(): that would reckon the present for each row of the list.
    typed = "attribute(@current_feature, 'reported_local')"
    today = f"left(case when {typed} is null then {warsaw_now_text()} else {typed} end, 10)"
    return {
        "description_max": str(book.rules["description_max"]),
        "description_required": literals(required),
        "earliest_report": f"{earliest}T00:00:00",
        "earliest_year": earliest[:4],
        "warsaw_now": warsaw_now_text(),
        "warsaw_soon": warsaw_now_text(book.rules["future_tolerance_minutes"]),
        "version_read": version_read(),
        "new_status": str(book.new_statuses[0]),
        "next_statuses": f'"from_status" = coalesce({of_live}, 0)',
        # An ended category is not offered, yet stays with the reports that have it.
        "offered_categories": (
            f'with_variable(\'kmzb_day\', {today}, ("valid_from" is null or "valid_from" <= @kmzb_day) '
            f'and ("valid_to" is null or @kmzb_day < "valid_to")) '
            f'or "id" = coalesce({stored("category_id", live("fid"))}, 0)'
        ),
        # The same of bodies: one that has ended stays with the reports that were handed over to it.
        "valid_bodies": f'"valid" = 1 or "id" = coalesce({stored("handed_to", live("fid"))}, 0)',
        "offered_then": _in_force(book),
        "stored_category": stored("category_id", '"fid"'),
        "reasons": (
            f'"status_id" = {live("status_id")} and ("status_id" not in ({reopened}) '
            f"or coalesce({of_live}, 0) in ({reopening}) "
            f'or "id" = coalesce({stored("reason_id", live("fid"))}, 0))'
        ),
        # Boxes are shown and hidden when a column changes that the expression names: no current_value() here.
        "reason_asked": (
            f'"status_id" in ({asking}) or ("status_id" in ({reopened}) '
            f'and (coalesce({of_row}, 0) in ({reopening}) or "reason_id" is not null))'
        ),
        # Only when the status changes: a report imported as closed, without a reason, can be edited.
        "handed_over": str(book.status("przekazane").id),
        "closes": f'"status_id" in ({asking}) and "status_id" <> coalesce({of_row}, 0)',
        "reopens": f'"status_id" in ({reopened}) and coalesce({of_row}, 0) in ({reopening})',
        "red_if_too_long": _red(f"length(coalesce({live('description')}, '')) > {book.rules['description_max']}"),
        "red_if_unread": _red(f"{live('status_id')} in ({unread}) and {utc_text(live('read_by'))} < {now}"),
        "red_if_unverified": _red(f"{live('status_id')} in ({unverified}) and {utc_text(live('verify_by'))} < {now}"),
        "end_red": _SPAN_END,
    }


def fill(text: str, known: dict[str, str]) -> str:
    """The text with its ``${…}`` places filled. Raises KeyError for an unknown place."""

    def put(found) -> str:
        name = found.group(1)
        if name.startswith("warsaw:"):
            return warsaw_text(f"current_value('{name[7:]}')")
        if name.startswith("day:"):
            # A deadline is the midnight that ends a Warsaw day, 22:00 or 23:00 UTC: its UTC date is that day.
            return f"format_date(current_value('{name[4:]}'), 'dd.MM.yyyy')"
        return known[name]

    return re.sub(r"\$\{([a-z_0-9:]+)\}", put, text)


def _red(condition: str) -> str:
    return f"'<span style=\"' || if(coalesce({condition}, false), 'color:#c00000;font-weight:bold', '') || '\">' || "
