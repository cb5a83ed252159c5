"""Attachments that leave the unit: pictures only without their hidden data, all else only where the officer agrees."""

from __future__ import annotations

import os
from pathlib import Path

from ..toolbelt import leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import attachments, pictures
from .address import Address


def clean_copy(path: str | os.PathLike) -> bytes:
    """A picture's bytes without any hidden data. Raises KmzbError for what cannot be cleaned: documents and films."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KmzbError(tr("'{name}' cannot be read: {reason}.", name=path.name, reason=reason(error))) from error
    if pictures.hidden_parts(data) == ["unknown"]:
        raise KmzbError(not_cleaned(path.name), code="attachment-uncleaned")
    return pictures.clean(data, path.name)


def not_cleaned(name: str) -> str:
    """The sentence on documents and films."""
    return tr(
        "'{name}' is no picture: its hidden data (author, times, places) cannot be taken out. Look at it before it"
        " leaves the unit.",
        name=name,
    )


def content(store: Address, attachment: attachments.Attachment, agreed: bool = False) -> bytes:
    """What may leave the unit of an attachment: a clean picture, or, where the officer ``agreed``, the file as it is.

    Raises KmzbError, with code 'attachment-uncleaned' where agreement is needed.
    """
    file = attachments.file_of(store, attachment)
    if attachment.kind is not None and attachment.kind.picture:
        return clean_copy(file)
    if not agreed:
        raise KmzbError(not_cleaned(attachment.name), code="attachment-uncleaned")
    return file.read_bytes()


def save(store: Address, attachment: attachments.Attachment, target: Path, agreed: bool = False) -> None:
    """Write what may leave the unit into a file, whole or not at all. Raises KmzbError as :func:`content`."""
    data = content(store, attachment, agreed)
    draft = target.with_name(leftovers.part_name(target.name))
    try:
        draft.write_bytes(data)
        draft.replace(target)
    except OSError as error:
        leftovers.discard(draft)
        raise KmzbError(tr("'{name}' cannot be written: {reason}.", name=target.name, reason=reason(error))) from error
