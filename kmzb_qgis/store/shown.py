"""Which table of which store a layer of QGIS shows, by its provider and source. Reads no file, asks no database."""

from __future__ import annotations

from pathlib import Path

from .address import Address, Service


def table(provider: str, source: str, noted: str = "") -> tuple[str, Address] | None:
    """The table's name and the store; None for a layer that shows no file of OGR's and no database's store.

    ``noted``: what :func:`name` told of the store when the layer was made.
    """
    if provider == "ogr":
        from qgis.core import QgsProviderRegistry

        parts = QgsProviderRegistry.instance().decodeUri("ogr", source)
        path = str(parts.get("path") or "")
        return (str(parts.get("layerName") or ""), Path(path)) if path else None
    if provider != "postgres":
        return None
    from .postgres import layers

    found = layers.address_of(source, noted)
    return (layers.table_of(source), found) if found is not None else None


def name(path: Address) -> str:
    """What a layer notes of its store: a file's name (its folder may move), a database's whole address."""
    return str(path) if isinstance(path, Service) else path.name
