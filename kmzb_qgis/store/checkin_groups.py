"""Reports of a check-in in groups that links tie together: each group comes in by itself, or waits."""

from __future__ import annotations

from collections.abc import Iterable

from ..toolbelt.i18n import tr
from . import refusals
from .checkin_compare import Conflict, compare
from .checkin_read import Comparing
from .checkin_replay import Group, Hand, Refused, Replay, Row
from .store import Store


class Groups:
    """``all`` of them; after each was written, ``done`` are the rows that came in, ``made`` the new hand-overs.

    ``missing`` are new reports that did not come in. Raises sqlite3.Error.
    """

    def __init__(
        self,
        found: Comparing,
        rows: list[Row],
        made: list[Hand],
        hands: list[Row],
        decisions: dict[str, str],
        merge: bool,
    ):
        self.conflicts: list[Conflict] = []
        self.told: list[Conflict] = []
        self.done: list[Row] = []
        self.made: list[Hand] = []
        self.missing: set[str] = set()
        self._found, self._sentences = found, sentences()
        self._plan([*rows, *hands], decisions, merge)
        waiting = {one.report_id for one in self.conflicts}
        self.missing |= {row.sides.report_id for row in rows if row.new and row.sides.report_id in waiting}
        ready = [row for row in rows if row.sides.report_id not in waiting]
        known = {row.sides.report_id for row in ready}
        made = [hand for hand in made if hand.report_id not in waiting]
        hands = [row for row in hands if row.sides.report_id not in waiting]
        others = {hand.report_id for hand in made} | {row.sides.report_id for row in hands}
        more = (found.untouched(report) for report in sorted(others - known))
        self._quiet = {row.sides.report_id for row in more if row is not None}
        self.all = self._tied(ready, made, hands)

    def write(self, group: Group, replay: Replay, store: Store) -> None:
        """Bring a group in, without the reports that a rule refuses: they wait, with the rule's sentence."""
        connection = self._found.inside
        while group.reports or group.made or group.hands:
            connection.execute("SAVEPOINT kmzb_group")
            try:
                replay.run(group)
                connection.execute("RELEASE kmzb_group")
                break
            except Refused as refusal:
                connection.execute("ROLLBACK TO kmzb_group")
                connection.execute("RELEASE kmzb_group")
                self._without(group, refusal, store)
        self.done += [*group.reports, *group.hands]
        self.made += group.made

    def _plan(self, rows: list[Row], decisions: dict[str, str], merge: bool) -> None:
        for row in rows:
            sides = row.sides
            if row.new:
                continue
            if not sides.inside.now:
                why = tr("The report is not in the store, or you may not see it there.")
                self.conflicts.append(_whole(row, why))
                continue
            row.plan = compare(sides, decisions, merge, self._sentences)
            self.conflicts += row.plan.conflicts
            self.told += row.plan.told

    def _without(self, group: Group, refusal: Refused, store: Store) -> None:
        """Have the refused report come in as a whole instead of step by step; where that was tried, not at all."""
        report = refusal.report_id
        row = next((row for row in group.reports if row.sides.report_id == report), None)
        if row is not None and not row.new and not row.whole:
            row.whole = True
            return
        told = tr("Refused: {reason}.", reason=refusal)
        if not refusal.rights:
            told = refusals.explain(str(refusal), store, refusal.fid).message
        rows = [row for row in (*group.reports, *group.hands) if row.sides.report_id == report]
        if rows:
            self.conflicts.append(_whole(rows[0], told))
        else:
            hand = next(hand for hand in group.made if hand.report_id == report)
            self.conflicts.append(Conflict("hand_over", hand.id, report, "", why=told))
        if row is not None and row.new:
            self.missing.add(report)
        group.reports = [row for row in group.reports if row.sides.report_id != report]
        group.hands = [row for row in group.hands if row.sides.report_id != report]
        group.made = [hand for hand in group.made if hand.report_id != report]

    def _tied(self, rows: list[Row], made: list[Hand], hands: list[Row]) -> list[Group]:
        root: dict[str, str] = {}

        def of(one: str) -> str:
            while root.setdefault(one, one) != one:
                one = root[one]
            return one

        for row in rows:
            for master in _masters(row):
                root[of(row.sides.report_id)] = of(master)
        groups: dict[str, Group] = {}

        def group(report: str) -> Group:
            return groups.setdefault(of(report), Group([]))

        for row in rows:
            group(row.sides.report_id).reports.append(row)
        for hand in made:
            group(hand.report_id).made.append(hand)
        for row in hands:
            group(row.sides.report_id).hands.append(row)
        return list(groups.values())


def _masters(row: Row) -> Iterable[str]:
    """What a report repeats, or repeated, on either side."""
    states = [row.sides.there.base, row.sides.there.now, row.sides.inside.now]
    states += [step.after for step in row.sides.there.steps]
    return {state["duplicate_of"] for state in states if state.get("duplicate_of")}


def _whole(row: Row, why: str) -> Conflict:
    sides = row.sides
    last = sides.there.steps[-1] if sides.there.steps else None
    there = (last.changed_by or "", last.changed_at) if last else ("", "")
    return Conflict(
        sides.kind.name, sides.row_id, sides.report_id, "", there_by=there, versions=sides.versions, why=why
    )


def sentences() -> dict[str, str]:
    """Why a column waits, or stays out."""
    return {
        "both": tr("Changed on both sides."),
        "only": tr("Changed there only, but the report was changed here too."),
        "erased_inside": tr("The texts of this report were erased here meanwhile: texts written there do not come in."),
        "erased_there": tr("The texts of this report were erased there: they stay here until you erase them here too."),
    }
