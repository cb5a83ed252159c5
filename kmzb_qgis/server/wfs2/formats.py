"""Output formats: the names clients use for each, and what capabilities say of them."""

from __future__ import annotations

from .exceptions import invalid
from .query import Output

NAMES = {
    Output.GML32: (
        "application/gml+xml; version=3.2", "text/xml; subtype=gml/3.2.1", "text/xml; subtype=gml/3.2", "GML32",
    ),
    Output.GEOJSON: ("application/geo+json", "application/json", "GeoJSON"),
    Output.CSV: ("text/csv", "CSV"),
    Output.FLATGEOBUF: ("application/flatgeobuf", "FlatGeobuf"),
}  # fmt: skip
_MORE = {
    Output.GML32: (
        "application/gml+xml",
        "application/gml+xml; version=3.2.1",
        "text/xml",
        "application/xml",
        "gml3.2",
        "gml",
    ),
    Output.GEOJSON: ("application/vnd.geo+json", "application/json; subtype=geojson", "json"),
    Output.CSV: ("text/csv; header=present",),
    Output.FLATGEOBUF: ("application/x-flatgeobuf", "application/vnd.flatgeobuf", "fgb"),
}


def _bare(name: str) -> str:
    """A name without what clients write differently: case, spaces, quotes, a plus that arrived as a space, charset."""
    words = [word.strip() for word in name.lower().replace('"', "").split(";")]
    kept = [word for word in words if not word.startswith("charset=")]
    return ";".join(kept).replace("+", " ").replace(" ", "")


_BY_NAME = {_bare(name): kind for table in (NAMES, _MORE) for kind, names in table.items() for name in names}


def read(text: str) -> Output:
    """The format of a name; GML 3.2 for none. Raises Refused for a name of no format."""
    if not text.strip():
        return Output.GML32
    found = _BY_NAME.get(_bare(text))
    if found is None:
        known = "; ".join(kind.value.replace("; ", ";") for kind in NAMES)
        raise invalid(f"The output format '{text.strip()[:60]}' is not served. These are: {known}", "OUTPUTFORMAT")
    return found


def check_schema_format(text: str) -> None:
    """DescribeFeatureType describes in GML 3.2 alone. Raises Refused."""
    if _bare(text) in ("xmlschema", ""):
        return
    if read(text) is not Output.GML32:
        raise invalid("Feature types are described as application/gml+xml; version=3.2 alone", "OUTPUTFORMAT")


def check_values_format(text: str) -> None:
    """GetPropertyValue answers in GML 3.2 alone. Raises Refused."""
    if read(text) is not Output.GML32:
        raise invalid("Values are given as application/gml+xml; version=3.2 alone", "OUTPUTFORMAT")
