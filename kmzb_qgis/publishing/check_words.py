"""The words of a check: its groups, results and known defects, and how what was seen is shown to a person."""

from __future__ import annotations

from ..toolbelt.i18n import tr


def area(name: str) -> str:
    """The title of a group of questions; the name itself where it has none."""
    texts = {
        "capabilities": lambda: tr("Capabilities"),
        "schema": lambda: tr("Columns"),
        "counts": lambda: tr("Counts"),
        "values": lambda: tr("Values"),
        "validity": lambda: tr("Validity"),
        "places": lambda: tr("Places"),
        "GDAL": lambda: tr("GDAL"),
        "inner columns": lambda: tr("Inner columns"),
        "closed": lambda: tr("What must be refused"),
    }
    return texts[name]() if name in texts else name


def result(name: str) -> str:
    """How one question came out: ``passed``, ``failed`` or ``known``."""
    return {
        "passed": lambda: tr("passed"),
        "failed": lambda: tr("failed"),
        "known": lambda: tr("known defect"),
    }[name]()


def counted(name: str, count: int) -> str:
    """How many questions came out so."""
    return {
        "passed": lambda: tr("passed: {count}", count=count),
        "failed": lambda: tr("failed: {count}", count=count),
        "known": lambda: tr("known defects: {count}", count=count),
    }[name]()


def defect(name: str) -> str:
    """What a defect of ``check_defects.json`` is; its name where there are no words for it."""
    texts = {}  # none is known at present; an entry is "id": lambda: tr("…")
    return texts[name]() if name in texts else name


def way(name: str) -> str:
    """A way of asking that has words in its name; other ways are names of parameters, the same in all languages."""
    return tr("FILTER by POST") if name == "FILTER by POST" else name


def nothing(value) -> str:
    """A value as a text; a word where there is none."""
    return tr("nothing") if value is None else str(value)


def number(seen, expected) -> str:
    """One count in place of another."""
    return tr("{seen} instead of {expected}", seen=nothing(seen), expected=expected)


def value(seen, expected) -> str:
    """One value in place of another."""
    return tr(
        "'{seen}' instead of '{expected}'",
        seen="" if seen is None else seen,
        expected="" if expected is None else expected,
    )


def point(seen) -> str:
    """Coordinates, or that there are none."""
    return nothing(None) if seen is None else ", ".join(f"{one:.8g}" for one in seen)


def difference(seen: set, expected: set) -> str:
    """What is missing from a set of names and what is too much."""
    missing, extra = sorted(expected - seen), sorted(nothing(one) for one in seen - expected)
    if missing and extra:
        return tr("missing: {missing}; too many: {extra}", missing=", ".join(missing), extra=", ".join(extra))
    if missing:
        return tr("missing: {missing}", missing=", ".join(missing))
    return tr("too many: {extra}", extra=", ".join(extra))


def header(reply, name: str) -> str:
    """A header of an answer, or that it is missing."""
    text = reply.headers.get(name)
    return tr("the header {name} is missing", name=name) if text is None else f"{name}: {text}"


def status(reply) -> str:
    """How an answer came back."""
    return tr("answered with HTTP {status}", status=reply.status)
