"""Scenes for the pictures: what a person does in the plugin's windows, done in the real QGIS by steps.

Each scene is a generator like ``desktop_inside.steps``: a yield waits until QGIS is idle, a number so many
seconds more. One that has written the picture itself returns True. ``SCENES`` of all modules together is what
``--scene`` knows.
"""

from __future__ import annotations

from . import (
    basemaps,
    catalogues,
    deciding,
    differences,
    digitizing,
    handing,
    importing,
    moving,
    places,
    projects,
    publications,
    queue,
    reports,
    services,
)

PARTS = (basemaps, catalogues, deciding, differences, digitizing, handing, importing, moving)
PARTS += (places, projects, publications, queue, reports, services)
SCENES = {name: scene for part in PARTS for name, scene in part.SCENES.items()}
