"""Three-way comparison of one row: what was changed in the working copy, what meanwhile in the store, what to do.

Pure: states in, a plan out. Columns that say one decision together (status, reason, body) are one for this purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .report_states import Course, Kind, changed, differs, plain

MINE, INSIDE, BOTH = "mine", "inside", "both"
TOGETHER = {  # columns that say one thing: where one of them was changed inside, all are looked at
    "report": frozenset(("status_id", "reason_id", "reason_text", "handed_to")),
    "hand_over": frozenset(("answered_on", "outcome", "answer", "closes_report", "cancelled_on", "cancel_reason")),
}
NUMBERS = ("plane", "reference")  # the history does not keep them
NOBODY = ("assignment", "erasure")  # origins of the history that are nobody's change of content


@dataclass(frozen=True)
class Conflict:
    """A difference that nobody has decided yet, or that is only told (``choices`` empty).

    ``taken``, ``there`` and ``inside`` are values of ``column``; a whole row's refusal has no column.
    """

    kind: str
    row_id: str
    report_id: str
    column: str
    taken: object = None
    there: object = None
    inside: object = None
    there_by: tuple[str, str] = ("", "")
    inside_by: tuple[str, str] = ("", "")
    versions: tuple[int, int] = (0, 0)
    choices: tuple[str, ...] = ()
    why: str = ""

    @property
    def key(self) -> str:
        """By which a decision knows it: another change on either side makes it another conflict."""
        return "/".join((self.kind, self.row_id, self.column, *map(str, self.versions)))


@dataclass
class Plan:
    """What to bring in of a row. ``columns``: None for all; ``values``: what a column gets instead of the copy's value.

    ``conflicts`` are undecided: then nothing of the row comes in. ``told`` are left out for good.
    """

    columns: set[str] | None = None
    values: dict = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    told: list[Conflict] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether nothing is left that would be written."""
        return self.columns is not None and not self.columns


@dataclass(frozen=True)
class Sides:
    """A row on both sides since it was the same: ids, courses, present versions; whose texts were erased meanwhile."""

    kind: Kind
    row_id: str
    report_id: str
    there: Course
    inside: Course
    versions: tuple[int, int]
    erased_inside: bool = False
    erased_there: bool = False

    @property
    def erased(self) -> bool:
        """Whether texts may not come in."""
        return self.erased_inside or self.erased_there


def compare(sides: Sides, decisions: dict[str, str], merge: bool, sentences: dict[str, str]) -> Plan:
    """What to do with a row. ``decisions`` by key; ``merge``: columns that only one side changed are no conflict.

    ``sentences``: 'both', 'only', 'erased_inside', 'erased_there'.
    """
    plan, kind = Plan(), sides.kind
    mine = _people(sides.there, imports=False)
    theirs = _people(sides.inside, imports=True)
    if sides.erased:
        lost = mine & set(kind.texts)
        mine, theirs = mine - set(kind.texts), theirs - set(kind.texts)
        why = sentences["erased_inside" if sides.erased_inside else "erased_there"]
        plan.told = [_conflict(sides, name, (), why) for name in sorted(lost)]
        plan.columns = set(kind.columns) - set(kind.texts)
    if not theirs:
        return plan
    wanted = {name for name in mine if differs(name, sides.there.now[name], sides.inside.now[name])}
    one = TOGETHER[kind.name]
    together = theirs | (one if theirs & one else set())
    both = wanted & together
    plan.columns = wanted - both if merge else set()
    for name in sorted(both if merge else wanted):
        found = _conflict(sides, name, _choices(kind, name), sentences["both" if name in both else "only"])
        choice = decisions.get(found.key)
        if choice not in found.choices:
            plan.conflicts.append(found)
        elif choice != INSIDE:
            plan.columns.add(name)
            if choice == BOTH:
                plan.values[name] = joined(sides.inside.now[name], sides.there.now[name])
    return plan


def joined(inside: str | None, there: str | None) -> str:
    """Two texts below each other; one that holds the other stands for both."""
    one, other = (inside or "").strip(), (there or "").strip()
    if other in one:
        return one
    return other if one in other else f"{one}\n{other}"


def _people(course: Course, imports: bool) -> set[str]:
    """The columns that people changed, of those that are others now than at first. ``imports``: these count too."""
    touched: set[str] = set()
    for step in course.steps:
        if step.origin not in NOBODY and (imports or (step.origin != "import" and step.action != "duplicate")):
            touched |= set(step.changes())
    net = changed(course.base, course.now)
    return net if not course.base else (net & touched) | (net & set(NUMBERS))


def _conflict(sides: Sides, name: str, choices: tuple[str, ...], why: str) -> Conflict:
    there, inside = _last(sides.there, name), _last(sides.inside, name)
    states = (sides.there.base.get(name), sides.there.now[name], sides.inside.now[name])
    return Conflict(
        sides.kind.name, sides.row_id, sides.report_id, name, *states, there, inside, sides.versions, choices, why
    )


def _choices(kind: Kind, name: str) -> tuple[str, ...]:
    return (MINE, INSIDE, BOTH) if name in kind.texts and name != "reason_text" else (MINE, INSIDE)


def _last(course: Course, name: str) -> tuple[str, str]:
    """Who changed a column last, and when (as stored); the last change of all where the history does not keep it."""
    for step in reversed(course.steps):
        if name in step.changes() or name not in step.after:
            return step.changed_by or "", step.changed_at
    return "", ""


def same(kind: Kind, one: dict, other: dict) -> bool:
    """Whether two states say the same in all columns that both have."""
    return all(
        plain(name, one[name]) == plain(name, other[name]) for name in kind.columns if name in one and name in other
    )
