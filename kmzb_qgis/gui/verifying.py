"""The verification mode: one report after another, each decision saved at once, the last one undone at a key.

The list is read in the background; a report is read, and a decision written, in the window's own thread: both take
some milliseconds. Whatever goes wrong is one sentence in the window, and what was typed stays.
"""

from __future__ import annotations

from ..catalogue import load, warsaw
from ..editing import public_text
from ..store.verifying import Facts
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import verifying_writing
from .verifying_sitting import Done, Draft
from .verifying_window import VerifyingWindow


class Verifying(VerifyingWindow):
    """Takes a list of reports through, decision by decision."""

    def go(self, step: int) -> None:
        """To the next (1) or the previous (-1) report of the list."""
        fid = self.walk.beyond(self.fid, step)
        if fid:
            self._show(fid)
        elif not self.walk.total():
            self.dock.tell(tr("The list is empty."))
        elif step > 0:
            self.dock.tell(tr("This is the last report of the list. {key} reads the list anew.", key="F5"))
        else:
            self.dock.tell(tr("This is the first report of the list."))

    def decide(self, status: int) -> None:
        """Take a decision on the report that is shown; one that needs a public reason asks for it first."""
        facts = self.facts
        if facts is None or status not in facts.steps:
            return
        if status == _handed_over():
            self._hand_over(facts)
            return
        closes = not any(s.id == status and s.open for s in load().statuses)
        if (closes or facts.steps[status]) and facts.reasons.get(status):
            self.dock.tell("")
            self.dock.ask(status)
            return
        self._write(facts, status, None, "")

    def save(self) -> None:
        """Save the decision that waits for its reason, with the reason that stands in the window."""
        facts, status = self.facts, self.dock.pending
        if facts is None or status not in facts.steps:
            return
        reason, text, _ = self.dock.typed()
        if reason is None:
            self.dock.tell(
                tr("Several reasons have these words: choose one with the arrow keys, or type more of it.")
                if self.dock.form.reason.several()
                else tr("Choose the public reason from the list: type a part of its words, then press Enter.")
            )
            self.dock.form.reason.setFocus()
            return
        try:
            text = public_text.check(text)
        except KmzbError:  # named below the text already
            self.dock.tell("")
            self.dock.form.public.setFocus()
            return
        self._write(facts, status, reason, text)

    def undo(self) -> None:
        """Undo the last decision of this sitting; without one, the last one on the report that is shown."""
        shown = Done(self.facts.fid, self.facts.version) if self.facts is not None else None
        last = self.sitting.done[-1] if self.sitting.done else shown
        if last is None:
            self.dock.tell(tr("There is no decision to undo yet."))
            return
        self._keep()
        try:
            undone = verifying_writing.undo(self.store, last.fid, last.version)
        except KmzbError as error:
            self._refused(error)
            return
        if self.sitting.done:
            self.sitting.done.pop()
        if last.draft:
            self.sitting.drafts[last.fid] = last.draft
        verifying_writing.repaint(self.store)
        self.queue.look()
        self.walk.undone(last.fid)
        self._show(last.fid)
        if self.facts is not None and self.facts.fid == last.fid:
            said = tr(
                "The decision on report {report} was undone. Its status is '{status}' again.",
                report=self.facts.number,
                status=self.facts.status_name,
            )
            self.dock.tell(f"{said} {undone.sentence()}".strip())

    def _show(self, fid: int, focus: bool = True) -> None:
        """Show a report as the store has it now, with what was typed for it earlier. ``focus``: the keyboard comes."""
        self._keep()
        try:
            facts = self.sitting.facts_of(fid)
        except KmzbError as error:
            self._tell(error.message, tr("Try again"), lambda: self._show(fid, focus))
            return
        self.fid, self.facts = fid, facts
        dock = self.dock
        dock.pending = 0
        dock.show_facts(facts, tr("This report is not in the store any more."), warsaw.now())
        draft = self.sitting.drafts.get(fid, Draft())
        dock.put(draft.pending, draft.reason, draft.text, draft.note)
        if focus and not dock.pending:
            dock.next.setFocus()
        self._tell("")
        if facts is not None:
            self.walk.saw(facts)
        self._follow()
        self._show_again()

    def _write(self, facts: Facts, status: int, reason: int | None, text: str) -> None:
        pending = self.dock.pending
        kept, written, note = self.dock.typed()
        draft = Draft(pending, kept, written, note)
        beyond = self.walk.beyond(facts.fid, 1)  # before the decision: it may take the report out of the list
        try:
            verifying_writing.decide(self.store, facts, status, reason, text, note.strip())
        except KmzbError as error:
            self._refused(error)
            return
        self.sitting.done.append(Done(facts.fid, facts.version + 1, draft))
        self.sitting.drafts.pop(facts.fid, None)
        self.dock.pending = 0
        self.dock.put(0, None, "", "")
        self._after(facts, status, beyond)

    def _after(self, facts: Facts, status: int, beyond: int) -> None:
        """A decision is saved: the map follows, the next report comes."""
        verifying_writing.repaint(self.store)
        saved = tr("Report {report} has the status '{status}' now.", report=facts.number, status=_name(status))
        takes = status == load().status("weryfikacja").id
        stays = takes and not self.dock.onward.isChecked()
        self.walk.decided(facts.fid, 0 if stays else beyond)
        self._show(facts.fid if stays or not beyond else beyond)
        self.queue.look()
        if not beyond and not stays:
            saved = f"{saved} {tr('That was the last report of the list. {key} reads the list anew.', key='F5')}"
        if self.facts is not None and not self.dock.notice():
            self._tell(saved)

    def _refused(self, error: KmzbError) -> None:
        """Nothing was saved: say why, show what the store has now, leave what was typed as it stands."""
        wait = error.code in ("locked", "store-missing")
        facts = self.sitting.reread(self.facts.fid) if self.facts is not None and not wait else None
        if facts is not None and facts != self.facts:
            self.facts = facts
            self.dock.show_facts(facts, "", warsaw.now())
            verifying_writing.repaint(self.store)  # its sign on the map is that of before, too
        self._tell(error.message)

    def _hand_over(self, facts: Facts) -> None:
        """The hand-overs' own dialog; when it is recorded, the store says what became of the report."""
        note = self.dock.typed()[2].strip()

        def recorded() -> None:
            if self.dock is None:
                return
            now = self.sitting.reread(facts.fid)
            self.sitting.drafts.pop(facts.fid, None)
            if now is not None and now.status != facts.status:
                self.sitting.done.append(Done(facts.fid, now.version))
            if self.fid != facts.fid:
                return
            self.dock.pending = 0
            self.dock.put(0, None, "", "")
            if now is not None:
                self._after(now, now.status, self.walk.beyond(facts.fid, 1))

        try:
            verifying_writing.heed_edits(self.store.path, facts.fid)
            self.hand_overs.hand_over([facts.fid], recorded, note)
        except KmzbError as error:
            self._tell(error.message)

    def _keep(self) -> None:
        """Keep what is typed for the report that is shown."""
        if self.facts is None or self.dock is None:
            return
        reason, text, note = self.dock.typed()
        self.sitting.keep(self.facts.fid, Draft(self.dock.pending, reason, text, note))


def _handed_over() -> int:
    return load().status("przekazane").id


def _name(status: int) -> str:
    return load().status(status).name
