"""DescribeFeatureType: feature types as an application schema of GML 3.2 (ISO 19136)."""

from __future__ import annotations

from .model import GEOMETRY, NAMESPACE, PREFIX, FeatureType
from .xml import HEAD, SCHEMAS, escape, spaces

MEDIA_TYPE = "application/gml+xml; version=3.2"
# integer rather than int: OGC's conformance suite has no name for the latter
TYPES = {"text": "xsd:string", "integer": "xsd:integer", "datetime": "xsd:dateTime"}
SHAPES = {"Point": "gml:PointPropertyType", "Polygon": "gml:SurfacePropertyType",
          "MultiPolygon": "gml:MultiSurfacePropertyType"}  # fmt: skip


def describe(types: tuple[FeatureType, ...]) -> str:
    """The schema of these feature types.

    Every property may be absent: columns that have no value are left out of features, and PROPERTYNAME leaves out what
    was not asked for, also the key (its value is in gml:id). What may lack a value is told to clients by nillable too.
    """
    gml = f'{spaces("gml", "xsd", **{PREFIX: NAMESPACE})} targetNamespace="{NAMESPACE}"'
    return (
        f'{HEAD}<xsd:schema{gml} elementFormDefault="qualified" version="1">\n'
        f' <xsd:import namespace="http://www.opengis.net/gml/3.2" schemaLocation="{SCHEMAS}/gml/3.2.1/gml.xsd"/>\n'
        f"{''.join(map(_type, types))}</xsd:schema>\n"
    )


def _type(kind: FeatureType) -> str:
    columns = "".join(_property(one.name, TYPES[one.kind], one.title, one.name != kind.key) for one in kind.properties)
    shape = _property(GEOMETRY, SHAPES[kind.geometry], "", kind.by_unit)
    return (
        f' <xsd:element name="{kind.name}" type="{PREFIX}:{kind.name}Type" substitutionGroup="gml:AbstractFeature">'
        f"{_said(kind.title)}</xsd:element>\n"
        f' <xsd:complexType name="{kind.name}Type"><xsd:complexContent>'
        '<xsd:extension base="gml:AbstractFeatureType"><xsd:sequence>\n'
        f"{shape}{columns} </xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>\n"
    )


def _property(name: str, kind: str, title: str, nillable: bool) -> str:
    nil = ' nillable="true"' if nillable else ""
    start = f'  <xsd:element name="{name}" type="{kind}" minOccurs="0"{nil}'
    return f"{start}>{_said(title)}</xsd:element>\n" if title else f"{start}/>\n"


def _said(text: str) -> str:
    lang = '<xsd:documentation xml:lang="pl">'
    return f"<xsd:annotation>{lang}{escape(text)}</xsd:documentation></xsd:annotation>"
