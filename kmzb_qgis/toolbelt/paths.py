"""Where the plugin's own files lie: in a source tree (icons/ and forms/ beside the package), in the zip (inside it)."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def _beside_or_inside(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name


def icons_dir() -> Path:
    """Folder of the SVG icons."""
    return _beside_or_inside("icons")


def forms_dir() -> Path:
    """Folder of the form definitions."""
    return _beside_or_inside("forms")


def metadata_file() -> Path:
    """The plugin's metadata.txt."""
    return _beside_or_inside("metadata.txt")


def i18n_dir() -> Path:
    """Folder of the translations."""
    return PACKAGE / "i18n"


def icon(name: str) -> str:
    """Path of an icon by its name under icons/ without '.svg', e.g. ``category/parking``."""
    return str(icons_dir() / f"{name}.svg")
