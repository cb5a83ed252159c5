"""Putting SQL together: names and fragments of our own at ``{places}``; values only ever travel as parameters."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def sql(template: str, **parts: str) -> str:
    """A statement with its places filled. ``parts`` come from the catalogue and this room, never from a user."""
    return template.format(**parts)
