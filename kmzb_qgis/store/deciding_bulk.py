"""One status with one reason for many reports: all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import deciding, deciding_choice, duplicates
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

    ``dry_run``: everything is tried, the database's rules too, and taken back. Raises KmzbError (nothing is changed
    then), Cancelled where it was stopped.
    """
    with deciding.writing(store) as connection:
        chosen: list[Chosen] = choose(connection)
        reopens = deciding_choice.check_steps(connection, chosen, order.status)
        deciding_choice.check_reason(connection, order.status, order.reason, reopens)
        outcome = Outcome(deciding_choice.counted(connection, chosen))
        by_fid = {one.fid: one for one in chosen}  # a duplicate first: with its master it would change a second time
        ordered = [by_fid[fid] for fid in duplicates.in_order(connection, by_fid)]
        decisions = [deciding.Decision(one.fid, one.version, _changes(one, order, who)) for one in ordered]
        deciding.apply(connection, decisions, who, store, feedback, dry_run)
    return outcome


def _changes(one: Chosen, order: Order, who: str) -> dict:
    changes = {"status_id": order.status, "reason_id": order.reason, "reason_text": order.reason_text}
    if order.note:
        changes["note"] = f"{one.note.rstrip()}\n{order.note}" if one.note.strip() else order.note
    if order.take:
        changes["officer"] = who
    return changes
