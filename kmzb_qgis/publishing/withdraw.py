"""Taking one report out of what is served and of every kept version."""

from __future__ import annotations

from ..catalogue import Catalogue
from ..toolbelt.progress import Progress
from .folder import Folder


def clean_kept(folder: Folder, catalogue: Catalogue, progress: Progress) -> int:
    """Rewrite kept versions that still hold a withdrawn report."""
    return 0
