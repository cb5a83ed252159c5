"""Putting SQL together: names and fragments of our own at ``{places}``; values only ever travel as parameters."""

from __future__ import annotations


def filled(text: str, **parts: str) -> str:
    """A statement with its places filled. ``parts`` come from the catalogue and this package, never from a request."""
    return text.format(**parts)
