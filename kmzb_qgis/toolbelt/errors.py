"""The one exception class a person ever sees."""

from __future__ import annotations


class KmzbError(Exception):
    """Something went wrong that a person can act on.

    ``message`` is one translated sentence; ``details`` is optional further text (a list of rows, a server's answer);
    ``code`` is a stable machine-readable word such as ``KMZB-409`` or ``network``.
    """

    def __init__(self, message: str, details: str = "", code: str = ""):
        super().__init__(message)
        self.message, self.details, self.code = message, details, code

    def __str__(self) -> str:
        return f"{self.message}\n{self.details}" if self.details else self.message


def reason(error: object) -> str:
    """Why something failed, to be put inside a sentence: one line, without a full stop at its end."""
    from .reasons import words

    if isinstance(error, KmzbError):
        text = error.message
    elif known := words(error):
        text = known
    elif isinstance(error, OSError):
        text = error.strerror or str(error)
    else:
        text = str(error)
    return " ".join(text.split()).rstrip(". ")


class Cancelled(KmzbError):
    """The person cancelled; nothing was changed."""
