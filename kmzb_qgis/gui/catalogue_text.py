"""What a catalogue's record says, as a page that a person reads before adding anything. What was sent is no markup."""

from __future__ import annotations

from ..geoportal.csw_answer import Page
from ..geoportal.csw_record import ACCESS, USE, Record
from ..geoportal.offers import Offer
from ..toolbelt.harmless import markup
from ..toolbelt.i18n import tr

MANY = 200  # records that nobody leafs through


def page(record: Record) -> str:
    """The record as HTML."""
    parts = [f"<h3>{markup(title(record))}</h3>"]
    facts = [
        (tr("Organization"), record.organisation),
        (tr("Kind"), record.kind),
        (tr("State of the record"), record.day),
        (tr("Keywords"), ", ".join(record.keywords)),
    ]
    parts.append("<p>" + "<br>".join(f"<b>{markup(name)}:</b> {markup(text)}" for name, text in facts if text) + "</p>")
    if record.abstract:
        parts.append(f"<p>{_lines(record.abstract)}</p>")
    parts.append(conditions(record))
    if record.links:
        rows = [f"<li>{markup(each.kind)} {_address(each.url, each.title)}</li>" for each in record.links]
        parts.append(f"<p><b>{markup(tr('Addresses'))}:</b></p><ul>{''.join(rows)}</ul>")
    if record.url:
        parts.append(f"<p>{_address(record.url, tr('Metadata record'))}</p>")
    return "".join(parts)


def title(record: Record) -> str:
    """The record's title, or what stands in for it."""
    return record.title or record.id or tr("(without a title)")


def conditions(record: Record, offer: Offer | None = None) -> str:
    """All conditions of use and limits of access, as HTML; that there are none is said too."""
    blocks = [(tr("Conditions of use"), record.texts(USE)), (tr("Limits of access"), record.texts(ACCESS))]
    if offer is not None:
        blocks.append((tr("The service itself says"), offer.conditions))
    found = "".join(
        f"<p><b>{markup(name)}:</b></p><ul>{''.join(f'<li>{_lines(text)}</li>' for text in texts)}</ul>"
        for name, texts in blocks
        if texts
    )
    if found:
        return found
    warning = tr("The record names no conditions of use: ask the organization before you publish.")
    return f"<p><b>{markup(warning)}</b></p>"


def summary(found: Page) -> str:
    """How much was found, in sentences."""
    if not found.last:
        return tr("Nothing was found: try other or fewer words.")
    parts = [tr("{first}–{last} of {count}", first=found.start, last=found.last, count=found.matched)]
    if found.matched > MANY and found.query.text:
        parts.append(tr("These are many: add a word."))
    if found.unread:
        parts.append(tr("%n record(s) could not be read.", n=found.unread))
    return " · ".join((*parts, *found.notes))


def _lines(text: str) -> str:
    return markup(text).replace("\n", "<br>")


def _address(url: str, name: str) -> str:
    """A link that shows where it leads."""
    shown = f"{markup(name)}: {markup(url)}" if name else markup(url)
    return f'<a href="{markup(url)}">{shown}</a>'
