"""One status with one reason for many reports: all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import deciding, deciding_choice
from .deciding_choice import Chosen
from .store import Store


@dataclass(frozen=True)
class Order:
    """What each report gets. ``note`` is added below the note that it has; ``take``: whoever decides is its officer."""

    status: int
    reason: int | None = None
    reason_text: str = ""
    note: str = ""
    take: bool = False


@dataclass(frozen=True)
class Outcome:
    """The reports by the status they had, as (its name, how many); ``changed`` counts them."""

    before: list[tuple[str, int]]

    @property
    def changed(self) -> int:
        """How many reports there were."""
        return sum(number for _, number in self.before)


def change_status(
    store: Store, choose: Callable, order: Order, who: str, dry_run: bool = False, feedback=None
) -> Outcome:
    """Give reports a status. ``choose(connection)`` lists them (see ``deciding_choice``).

    A duplicate that may not take the step by itself, but whose master takes it here, goes with that (no note is added
    to it). ``dry_run``: everything is tried, the database's rules too, and taken back. Raises KmzbError (nothing is
    changed then), Cancelled where it was stopped.
    """
    with deciding.writing(store) as connection:
        chosen: list[Chosen] = choose(connection)
        along = deciding_choice.with_masters(connection, chosen, order.status)
        deciders = [one for one in chosen if one not in along]
        reopens = deciding_choice.check_steps(connection, deciders, order.status)
        deciding_choice.check_reason(connection, order.status, order.reason, reopens)
        outcome = Outcome(deciding_choice.counted(connection, chosen))
        decisions = [deciding.Decision(one.fid, one.version, _changes(one, order, who)) for one in deciders]
        deciding.apply(connection, decisions, who, store, feedback, dry_run)
    return outcome


def _changes(one: Chosen, order: Order, who: str) -> dict:
    changes = {"status_id": order.status, "reason_id": order.reason, "reason_text": order.reason_text}
    if order.note:
        changes["note"] = f"{one.note.rstrip()}\n{order.note}" if one.note.strip() else order.note
    if order.take:
        changes["officer"] = who
    return changes
