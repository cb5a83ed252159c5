"""WFS 2.0.0 (ISO 19142, OGC 09-025r2) on a publication: QGIS Server itself knows 1.0.0 and 1.1.0 only."""
