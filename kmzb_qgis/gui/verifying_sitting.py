"""What the verification mode remembers while one works: the list, what is late, what was typed and decided."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass

from ..store import refusals, verifying
from ..store.address import exists
from ..store.store import Store, open_connection
from ..store.verifying import Facts
from ..toolbelt.errors import KmzbError
from . import verifying_writing
from .verifying_walk import Fixed, Queued

PATIENCE = 0.5  # seconds: this is the window's own thread

_OWN = (
    "SELECT min(h.origin = 'officer' AND h.changed_by = ?) FROM report_history h JOIN report r ON r.id = h.report_id"
    " WHERE r.fid = ? AND h.version > ?"
)


@dataclass(frozen=True)
class Draft:
    """What was typed for a report and not saved yet."""

    pending: int = 0
    reason: int | None = None
    text: str = ""
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.pending or self.text.strip() or self.note.strip())


@dataclass(frozen=True)
class Done:
    """A decision of this sitting: the report's version after it, and what was typed for it."""

    fid: int
    version: int
    draft: Draft = Draft()


class Sitting:
    """One store and one list after another; drafts and decisions stay while the store is the same."""

    def __init__(self):
        self.store: Store | None = None
        self.walk: Fixed | Queued = Fixed([])
        self.drafts: dict[int, Draft] = {}
        self.done: list[Done] = []

    def take(self, store: Store, walk: Fixed | Queued) -> None:
        """Another list."""
        if self.store is not None and self.store.path != store.path:
            self.drafts, self.done = {}, []
        self.store, self.walk = store, walk

    def keep(self, fid: int, draft: Draft) -> None:
        """Remember what is typed for a report; nothing typed is forgotten."""
        if draft:
            self.drafts[fid] = draft
        else:
            self.drafts.pop(fid, None)

    def facts_of(self, fid: int) -> Facts | None:
        """A report as the store has it now; None where it has no such one. Raises KmzbError."""
        try:
            with closing(open_connection(self.store.path, read_only=True, patience=PATIENCE)) as connection:
                return verifying.facts(connection, fid)
        except sqlite3.Error as error:
            if not exists(self.store.path):
                raise verifying_writing.missing(self.store.path) from error
            raise refusals.explain(error) from error

    def is_own(self, fid: int, since: int) -> bool:
        """Whether all that changed in a report since a version was decided under this account."""
        try:
            with closing(open_connection(self.store.path, read_only=True, patience=PATIENCE)) as connection:
                found = connection.execute(_OWN, (verifying_writing.me(self.store.path), fid, since)).fetchone()
        except (KmzbError, sqlite3.Error):
            return False
        return bool(found[0])

    def reread(self, fid: int) -> Facts | None:
        """The same after a refusal; None where it cannot be read either."""
        try:
            return self.facts_of(fid)
        except KmzbError:
            return None
