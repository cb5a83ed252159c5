"""Check-in: what was done in a working copy comes into its store, with a list of what somebody has to decide.

Each row is compared three ways (``checkin_compare``) and done again through the store's rules (``checkin_replay``), all
in one transaction. What was changed on both sides, and what a rule refuses, waits for a decision. ``checked_in`` notes
what came in, so that a check-in that is repeated changes nothing. Meaning and limits: docs/moving.md.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import warsaw
from ..toolbelt.errors import Cancelled, KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import checkin_bodies, checkin_files, checkin_groups, checkin_read, checkout, refusals
from .checkin_compare import Conflict
from .checkin_read import Comparing, last_digest
from .checkin_replay import Replay, Row
from .checkout import Taken
from .report_states import HAND_OVER, REPORT, course
from .store import Store

_ENTRY = (
    "INSERT INTO checked_in (copy_id, kind, row_id, report_id, copy_version, copy_digest, version, plane, reference,"
    " came_at, came_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Brought:
    """What came in, or would (``rehearsed``): numbers of rows. ``conflicts`` wait for a decision; ``told`` stay out.

    ``numbers``: what people call the reports of both, by id. ``imported``: reports that an import brought out there.
    """

    taken: Taken
    changed: int = 0
    new: int = 0
    hand_overs: int = 0
    attachments: int = 0
    bodies: int = 0
    imported: int = 0
    conflicts: tuple[Conflict, ...] = ()
    told: tuple[Conflict, ...] = ()
    numbers: dict | None = None
    rehearsed: bool = False

    @property
    def came(self) -> int:
        """How many rows came in."""
        return self.changed + self.new + self.hand_overs + self.attachments + self.bodies


def bring(
    copy: Path,
    store: Store,
    decisions: dict[str, str],
    who: str,
    merge: bool = False,
    dry_run: bool = False,
    feedback=None,
) -> Brought:
    """Check a working copy in. ``decisions``: 'mine', 'inside' or 'both' by a conflict's key; the others stay open.

    ``merge``: columns that only one side changed are no conflict. ``dry_run`` tries all and takes it back. All comes in
    or nothing. Raises KmzbError, Cancelled.
    """
    progress = Progress(feedback)
    if store.read_only and not dry_run:
        raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
    progress.say(tr("Reading the working copy…"))
    with checkin_read.opened(copy) as (opened, there):
        try:
            with store.connect() as inside:
                return _Bringing(copy, opened, there, store, inside, who, progress).run(decisions, merge, dry_run)
        except sqlite3.Error as error:
            raise refusals.told(error, store, progress) from error
        except OSError as error:
            raise KmzbError(
                tr("The attachments cannot be copied: {reason}. Nothing was changed.", reason=reason(error)),
                code="files",
            ) from error


class _Bringing:
    """One check-in."""

    def __init__(self, path: Path, copy: Store, there, store: Store, inside, who: str, progress: Progress):
        self._path, self._there, self._store, self._inside = path, there, store, inside
        self._who, self._progress, self._copy = who, progress, copy
        self._now = warsaw.to_text(warsaw.now())

    def run(self, decisions: dict[str, str], merge: bool, dry_run: bool) -> Brought:
        inside = self._inside
        inside.execute("BEGIN IMMEDIATE")
        files = None
        try:
            found = Comparing(self._there, inside)
            self._check(found.taken)
            files = checkin_files.Files(self._path, self._store, found, dry_run)
            result = self._bring(found, files, decisions, merge, dry_run)
            self._progress.check()
            if dry_run:
                inside.execute("ROLLBACK")
            else:
                files.place()
                inside.execute("COMMIT")
                files.settle()
            self._progress.percent(100)
            return result
        except BaseException as error:
            if inside.in_transaction:
                inside.execute("ROLLBACK")
            if files is not None:
                files.drop()
            if isinstance(error, Cancelled):
                raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled") from None
            raise

    def _check(self, taken: Taken | None) -> None:
        if taken is None:
            raise KmzbError(
                tr("{path} is no working copy: reports are taken out with 'Take reports out'.", path=self._path),
                code="working-copy",
            )
        row = self._inside.execute("SELECT value FROM setting WHERE name = ?", (checkout.STORE_ID,)).fetchone()
        if row is None or row[0] != taken.store_id:
            raise KmzbError(
                tr(
                    "The working copy {path} was taken out of another store, '{name}' ({when}, {who})."
                    " Nothing was changed.",
                    path=self._path,
                    name=taken.store_name,
                    when=warsaw.shown(warsaw.from_text(taken.taken_at)),
                    who=taken.taken_by or tr("an unknown person"),
                ),
                code="other-store",
            )

    def _bring(self, found: Comparing, files, decisions: dict, merge: bool, dry_run: bool) -> Brought:
        bodies = checkin_bodies.bring(found)
        rows = found.reports()
        made, hands = found.hand_overs()
        self._progress.percent(10)
        groups = checkin_groups.Groups(found, rows, made, hands, decisions, merge)
        replay = Replay(self._inside, found.taken.copy_id, self._who, self._now)
        for number, group in enumerate(groups.all):
            self._progress.check()
            groups.write(group, replay, self._store)
            self._progress.percent(10 + 60 * (number + 1) / len(groups.all))
        attachments = files.bring(groups.missing, decisions, self._progress)
        self._note(found, groups, files)
        conflicts = [*groups.conflicts, *files.conflicts]
        told = [*groups.told, *files.told]
        return Brought(
            found.taken,
            sum(not row.new and not row.plan.nothing for row in groups.done if row.sides.kind is REPORT),
            sum(row.new for row in groups.done if row.sides.kind is REPORT),
            len(groups.made) + sum(not row.plan.nothing for row in groups.done if row.sides.kind is HAND_OVER),
            attachments,
            len(bodies),
            found.imported,
            tuple(conflicts),
            tuple(told),
            self._numbers({one.report_id for one in (*conflicts, *told)}),
            dry_run,
        )

    def _note(self, found: Comparing, groups, files) -> None:
        """Note what came in, with the versions that the rows have reached."""
        copy_id, entries = found.taken.copy_id, []
        for row in groups.done:
            entries.append(self._entry(row))
        for hand in groups.made:
            version = self._inside.execute("SELECT version FROM hand_over WHERE id = ?", (hand.id,)).fetchone()[0]
            (reached,) = found.copy.execute("SELECT version FROM hand_over WHERE id = ?", (hand.id,)).fetchone()
            mark = last_digest(HAND_OVER, course(found.copy, HAND_OVER, hand.id, 0).steps)
            entries.append(("hand_over", hand.id, hand.report_id, reached, mark, version, None, None))
        entries += files.entries
        self._inside.executemany(_ENTRY, [(copy_id, *entry, self._now, self._who) for entry in entries])

    def _entry(self, row: Row) -> tuple:
        sides = row.sides
        question = (
            "SELECT version FROM report WHERE id = ?"
            if sides.kind is REPORT
            else "SELECT version FROM hand_over WHERE id = ?"
        )
        (version,) = self._inside.execute(question, (sides.row_id,)).fetchone()
        numbers = (sides.there.now.get("plane"), sides.there.now.get("reference"))
        mark = last_digest(sides.kind, sides.there.steps)
        return (sides.kind.name, sides.row_id, sides.report_id, sides.versions[0], mark, version, *numbers)

    def _numbers(self, ids: set[str]) -> dict[str, str]:
        question = (
            "SELECT coalesce(nullif(trim(reference), ''), CAST(service_id AS TEXT), CAST(fid AS TEXT)) FROM report"
            " WHERE id = ?"
        )
        found = {}
        for one in ids:
            row = self._inside.execute(question, (one,)).fetchone() or self._there.execute(question, (one,)).fetchone()
            found[one] = row[0] if row else one
        return found
