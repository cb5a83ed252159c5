"""The report layer at the desk: its form, its look, its saves."""

from .project import form_language, install, load_layer

__all__ = ["form_language", "install", "load_layer"]
