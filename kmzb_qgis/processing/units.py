"""Bringing an edition of units into a store: reading, checking, telling, writing."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import QgsProcessingMultiStepFeedback

from ..geoportal import boundaries, boundaries_report, boundaries_topology, prg, unit_levels, unit_parents
from ..geoportal.boundaries import Options, Outlines
from ..geoportal.boundaries_topology import SLIVER_M, Place, Topology
from ..geoportal.unit_levels import Level
from ..store import assigning_units
from ..store import units as kept
from ..store.store import Store
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.net import shown

_SHOWN = 20  # gaps and overlaps told in the log; the report has all
_TOO_MANY = 0.1  # of the store's units; an edition that lacks more is taken for a part of one
_STEPS = 4


@dataclass(frozen=True)
class Source:
    """A file or an address. ``authcfg``: QGIS's id of a login for the address."""

    text: str
    authcfg: str = ""
    timeout_s: float = 60

    @property
    def remote(self) -> bool:
        """Whether it is an address."""
        return self.text.lower().startswith(("http://", "https://"))

    @property
    def title(self) -> str:
        """The source as it may be shown."""
        return shown(self.text) if self.remote else Path(self.text).name


@dataclass
class Edition:
    """What came of reading and checking; ``said`` is all that was told of it, for the report."""

    level: Level
    source: Source
    outlines: Outlines
    topology: Topology = field(default_factory=Topology)
    said: list[str] = field(default_factory=list)


def read(source: Source, level: Level, options: Options, store: Store, feedback) -> tuple[Edition, dict]:
    """Read and check a level's units; also the parents of the police units whose parents depend on them.

    Raises KmzbError. The store is only read.
    """
    steps = QgsProcessingMultiStepFeedback(_STEPS, feedback)
    try:
        with tempfile.TemporaryDirectory(prefix="kmzb-units-") as folder:
            paths, notes = [Path(source.text)], []
            if source.remote:
                service = prg.Prg(source.text, source.authcfg, source.timeout_s, steps)
                answer = service.download(level, Path(folder))
                paths, notes = answer.paths, answer.notes
            steps.setCurrentStep(1)
            edition = Edition(level, source, boundaries.read(paths, level, options, steps, source.title))
    except OSError as error:
        raise KmzbError(
            tr(
                "The folder for temporary files cannot be written: {reason}. Nothing was changed.", reason=reason(error)
            ),
            code="temporary",
        ) from error
    edition.outlines.notes[:0] = notes
    _tell_read(edition, feedback)
    steps.setCurrentStep(2)
    _check(edition, store, steps, feedback)
    steps.setCurrentStep(3)
    return edition, _parents(edition, store, steps)


def write(edition: Edition, parents: dict, store: Store, whole: bool, feedback) -> kept.Changes:
    """Make the store's level that edition. Raises KmzbError, code ``question``, where it lacks too much to be whole."""
    units = edition.outlines.units
    if whole:
        lacking, present = kept.missing(store, edition.level.id, [unit.id for unit in units])
        if lacking > 1 and lacking > _TOO_MANY * present:
            raise KmzbError(
                tr(
                    "The source lacks {count} of the {total} units that the store has of the level '{level}': is it "
                    "only a part? Say so by 'The source is complete' switched off; nothing was changed.",
                    count=lacking,
                    total=present,
                    level=edition.level.title,
                ),
                code="question",
            )
    rows = [
        kept.Row(unit.id, unit.name, unit.wkb, unit.shape.GetEnvelope(), unit.teryt, unit.parent_id, unit.valid_from)
        for unit in units
    ]
    return kept.replace(store, edition.level.id, rows, whole=whole, parents=parents, feedback=feedback)


def tell(changes: kept.Changes, edition: Edition, store: Store, feedback) -> None:
    """What came of writing, in words; also that reports are to be looked at again, where there are any."""
    if changes.nothing:
        text = tr("The store has exactly these units already: nothing was changed.")
    else:
        text = tr(
            "New {new}, changed {changed}, unchanged {unchanged}, valid again {returned}, ended {ended}.",
            new=changes.new,
            changed=changes.changed,
            unchanged=changes.unchanged,
            returned=changes.returned,
            ended=changes.ended,
        )
    edition.said.append(text)
    feedback.pushInfo(text)
    if changes.moved:
        feedback.pushInfo(tr("Units of other levels that now lie in another one: {count}.", count=changes.moved))
    stands = not (changes.new or changes.changed or changes.returned or changes.ended)
    if not stands and edition.level.id in assigning_units.LEVELS and kept.reports_with_a_place(store):
        feedback.pushWarning(
            tr("Reports keep the units they have until the algorithm 'Assign units to reports' looks at them again.")
        )


def _tell_read(edition: Edition, feedback) -> None:
    level, outlines = edition.level, edition.outlines
    _say(edition, feedback, tr("Units read: {count}.", count=len(outlines.units)))
    if level.usual and len(outlines.units) != level.usual:
        _say(
            edition,
            feedback,
            tr(
                "Poland has {usual} units of the level '{level}', the source {count}.",
                usual=level.usual,
                level=level.title,
                count=len(outlines.units),
            ),
            True,
        )
    for note in outlines.notes:
        _say(edition, feedback, note, True)
    if outlines.mended:
        listed = "; ".join(outlines.mended[:_SHOWN]) + (" …" if len(outlines.mended) > _SHOWN else "")
        _say(edition, feedback, tr("Invalid areas were mended: {list}.", list=listed), True)
    if undated := sum(unit.valid_from is None for unit in outlines.units):
        _say(edition, feedback, tr("Units without a date from which they are valid: {count}.", count=undated))


def _check(edition: Edition, store: Store, steps, feedback) -> None:
    level, units = edition.level, edition.outlines.units
    fillers = [wkb for other in level.beside for _, wkb in kept.read(store, other)]
    edition.topology = boundaries_topology.examine([unit.wkb for unit in units], steps, fillers, level.whole)
    for overlap in (False, True):
        places = edition.topology.of(overlap)
        if places:
            area = sum(place.area for place in places) / 1e6
            text = (
                tr("Overlaps: %n place(s), {area} km² together.", n=len(places), area=f"{area:.4f}")
                if overlap
                else tr("Gaps: %n place(s), {area} km² together.", n=len(places), area=f"{area:.4f}")
            )
            _say(edition, feedback, text, True)
            for place in places[:_SHOWN]:
                feedback.pushInfo("  " + _described(place, edition.outlines))
            if len(places) > _SHOWN:
                feedback.pushInfo("  " + tr("… and %n more; a report lists all.", n=len(places) - _SHOWN))
        if slivers := edition.topology.of(overlap, True):
            area = sum(place.area for place in slivers)
            count, values = len(slivers), {"width": f"{SLIVER_M:g}", "area": f"{area:.1f}"}
            _say(
                edition,
                feedback,
                tr("Slivers narrower than {width} m where units overlap: %n, {area} m² together.", n=count, **values)
                if overlap
                else tr("Slivers narrower than {width} m between units: %n, {area} m² together.", n=count, **values),
            )
    if not edition.topology.places:
        _say(edition, feedback, tr("No gaps and no overlaps.") if level.whole else tr("No overlaps."))
    if not level.whole:
        _say(edition, feedback, tr("This level does not cover the country, so gaps were not looked for."))
    elif level.beside and not fillers and edition.topology.of(False):
        names = ", ".join(unit_levels.level(other).title for other in level.beside)
        _say(edition, feedback, tr("A gap may be filled by a level that the store has not yet: {list}.", list=names))
    if level.digits and level.parents:
        _check_parents(edition, store, feedback)


def _check_parents(edition: Edition, store: Store, feedback) -> None:
    """Tell units of the administrative division that do not make up the units above them."""
    units = edition.outlines.units
    above = kept.read(store, edition.level.parents[0])
    if not above:
        return
    known = {name for name, _ in above}
    if lost := Counter(unit.parent_id for unit in units if unit.parent_id not in known):
        _say(
            edition,
            feedback,
            tr(
                "The store has no unit with the code under which these lie: {list}.",
                list=", ".join(sorted(lost)[:_SHOWN]),
            ),
            True,
        )
    open_ones = unit_parents.unfilled([(unit.parent_id, unit.shape.Area()) for unit in units], above)
    if open_ones:
        _say(
            edition,
            feedback,
            tr(
                "Not made up by these units to one per cent of their area: {list}.",
                list=", ".join(open_ones[:_SHOWN]) + (" …" if len(open_ones) > _SHOWN else ""),
            ),
            True,
        )


def _parents(edition: Edition, store: Store, steps) -> dict:
    """Set the parents of police units of the edition; those of the levels below, by (level, id), are returned."""
    level = edition.level
    if level.digits:
        return {}
    own = [(unit.id, unit.wkb) for unit in edition.outlines.units]
    found = unit_parents.find(own, [kept.read(store, other) for other in level.parents], steps)
    for unit in edition.outlines.units:
        unit.parent_id = found[unit.id]
    others = {}
    for lower in unit_levels.below(level.id):
        above = [own if other == level.id else kept.read(store, other) for other in lower.parents]
        for name, parent in unit_parents.find(kept.read(store, lower.id), above, steps).items():
            others[lower.id, name] = parent
    return others


def save_report(path: str, edition: Edition, feedback) -> None:
    """Write the report asked for; the units are in, so that a failure is told and no more."""
    found = boundaries_report.lines(edition.outlines, edition.topology)
    try:
        boundaries_report.write(Path(path), edition.level, edition.source.title, edition.said, found)
    except KmzbError as error:
        feedback.pushWarning(error.message)


def _described(place: Place, outlines: Outlines) -> str:
    names = ", ".join(f"{outlines.units[index].name} ({outlines.units[index].id})" for index in place.units) or "–"
    values = {"area": f"{place.area:.0f}", "east": f"{place.east:.0f}", "north": f"{place.north:.0f}", "list": names}
    if place.overlap:
        return tr("{area} m² at E {east}, N {north}: under {list}", **values)
    return tr("{area} m² at E {east}, N {north}: between {list}", **values)


def _say(edition: Edition, feedback, text: str, warn: bool = False) -> None:
    edition.said.append(text)
    (feedback.pushWarning if warn else feedback.pushInfo)(text)
