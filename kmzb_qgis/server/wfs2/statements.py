"""Putting SQL together: names and expressions of our own at ``{places}``; values only ever travel as parameters."""

from __future__ import annotations


def sql(template: str, **parts: str) -> str:
    """A statement with its places filled. ``parts`` come from the catalogue and this package, never from a request."""
    return template.format(**parts)
