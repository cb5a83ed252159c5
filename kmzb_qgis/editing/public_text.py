"""What an officer writes for everybody to read: looked through for personal data first. Imports no QGIS."""

from __future__ import annotations

from ..catalogue import redaction
from ..toolbelt import finding_words
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr


def problem(text: str) -> str:
    """What was found in a public text, as a sentence; empty where nothing was."""
    found = redaction.findings(text)
    if not found:
        return ""
    names = ", ".join(finding_words.kind(name) for name in found)
    return tr("The public text may hold personal data ({found}). Everybody can read it: take that out.", found=names)


def check(text: str) -> str:
    """The text, without blanks around it. Raises KmzbError, code ``redaction``, that names what was found."""
    sentence = problem(text)
    if sentence:
        raise KmzbError(sentence, code="redaction")
    return text.strip()
