"""Words about contact, service and metadata that a store keeps for all who publish it: rows ``publication.<name>``."""

from __future__ import annotations

import sqlite3

from ..catalogue import Catalogue
from ..geoportal.metadata_xml import clean
from ..store import Store
from ..toolbelt import errors
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr


def known(catalogue: Catalogue) -> set[str]:
    """The names that may be set; keywords are a list and the catalogue's alone."""
    return {*catalogue.publication["service"], *catalogue.publication["metadata"]} - {"keywords"}


def stored(store: Store, catalogue: Catalogue) -> dict[str, str]:
    """What a store keeps. Raises KmzbError where it cannot be read: its drive may go after it was opened."""
    try:
        with store.connect() as connection:
            rows = connection.execute(
                "SELECT substr(name, 13), value FROM setting WHERE name LIKE 'publication.%'"
            ).fetchall()
    except sqlite3.Error as error:
        raise KmzbError(
            tr("{path} cannot be read: {reason}.", path=store.path, reason=errors.reason(error)), code="store"
        ) from error
    names = known(catalogue)
    return told({name: value for name, value in rows if name in names})


def told(words: dict[str, str]) -> dict[str, str]:
    """Words without characters that XML has no place for (a project that had one could not be read) and empty ones."""
    found = {name: clean(str(word or "")) for name, word in words.items()}
    return {name: word for name, word in found.items() if word}


def keep(store: Store, words: dict[str, str]) -> None:
    """Keep words that are not empty. Raises KmzbError where the store cannot be written."""
    found = [(f"publication.{name}", word) for name, word in words.items() if word]
    try:
        if store.read_only:
            raise KmzbError(tr("The store {store} is read-only.", store=store.path), code="store")
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO setting (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                found,
            )
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise KmzbError(
            tr("The store {store} cannot be written: {reason}.", store=store.path, reason=errors.reason(error)),
            code="store",
        ) from error
