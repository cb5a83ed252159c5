"""What the redaction check found, in words: for the list of withheld texts, and for the form."""

from __future__ import annotations

from .i18n import tr


def kind(name: str) -> str:
    """A kind of ``catalogue.redaction.KINDS`` in words."""
    return {
        "pesel": lambda: tr("PESEL number"),
        "account": lambda: tr("bank account"),
        "phone": lambda: tr("phone number"),
        "email": lambda: tr("e-mail address"),
        "url": lambda: tr("web address or profile"),
        "document": lambda: tr("identity document"),
        "plate": lambda: tr("licence plate"),
        "number": lambda: tr("long number"),
        "name": lambda: tr("name of a person"),
        "address": lambda: tr("somebody's address"),
    }[name]()
