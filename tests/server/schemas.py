"""The standards' own schemas, read without a network: what an answer is valid against.

WFS 1.0.0, 1.1.0 and 2.0, GML and OWS lie in the folder that OGC_SCHEMAS names (default: shared/schemas beside the
repository; those of 2.0 flattened to one file each); the schemas of WMS are fetched from a PyPI package by
scripts/schemas.py when the tests are set up. Those of ISO 19139 come with pycsw (scripts/pycsw.py).
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
WMS = ROOT / "build" / "schemas"
PYCSW = ROOT / "build" / "pycsw" / "pycsw"
WEB = "http://schemas.opengis.net/"
# The files of WFS 2.0 by their addresses; more than one address may name the same flattened file
WFS_2 = {
    f"{WEB}wfs/2.0/wfs.xsd": "opengis/wfs/2.0/wfs.xsd",
    f"{WEB}gml/3.2.1/gml.xsd": "opengis/gml/3.2.1/gml-3.2.1.xsd",
    f"{WEB}ows/1.1.0/owsAll.xsd": "opengis/ows/1.1/ows-1.1.0.xsd",
    f"{WEB}filter/2.0/filterAll.xsd": "opengis/filter/2.0/filter-2.0.2.xsd",
    "http://www.w3.org/2001/xml.xsd": "w3c/2009/01/xml.xsd",
    "http://www.w3.org/1999/xlink.xsd": "w3c/2008/06/xlink.xsd",
    **{
        f"{WEB}iso/19139/20070417/{name}/{name}.xsd": f"iso/19139/2007/{name}-2007.xsd"
        for name in ("gmd", "gco", "gss", "gts", "gsr")
    },
}


def _wfs(kind: str = "wfs11", known: str = "wfs/1.1.0/wfs.xsd") -> Path:
    folder = Path(os.environ.get("OGC_SCHEMAS") or ROOT.parent / "shared" / "schemas") / kind
    if not (folder / known).is_file():
        pytest.skip("the OGC schemas of WFS are not here: name their folder in OGC_SCHEMAS")
    return folder


class _Local(etree.Resolver):
    """Addresses of schemas.opengis.net as local files; anything else would need the network, which is off."""

    def resolve(self, url, public_id, context):
        path = url.removeprefix(WEB)
        for folder in (_wfs(), WMS):
            if path != url and (folder / path).is_file():
                return self.resolve_filename(str(folder / path), context)
        return None


class _Flat(etree.Resolver):
    """Addresses of WFS 2.0's schemas as the flattened files."""

    def resolve(self, url, public_id, context):
        path = WFS_2.get(url)
        return self.resolve_filename(str(_wfs_2() / path), context) if path else None


def _wfs_2() -> Path:
    return _wfs("wfs20", "opengis/wfs/2.0/wfs.xsd")


def _parser(resolver: etree.Resolver | None = None) -> etree.XMLParser:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(resolver or _Local())
    return parser


@cache
def wfs_2_schema() -> etree.XMLSchema:
    """WFS 2.0 with everything that its answers are made of: filters, OWS 1.1, GML 3.2, and XML Schema's own simple
    parts (an application schema is valid if it can be read as one: see feature_2_schema)."""
    return etree.XMLSchema(_together([]))


def feature_2_schema(described: bytes, folder: Path) -> etree.XMLSchema:
    """The schema of WFS 2.0's feature collections with the application schema that a service described."""
    application = folder / "described-2.xsd"
    application.write_bytes(described)
    target = etree.fromstring(described).get("targetNamespace")
    return etree.XMLSchema(_together([(target, str(application))]))


def _together(more: list[tuple[str, str]]):
    _wfs_2()  # skips here: inside the parser a skip would be a mere failure to parse
    known = [
        ("http://www.opengis.net/wfs/2.0", f"{WEB}wfs/2.0/wfs.xsd"),
        ("http://www.opengis.net/gml/3.2", f"{WEB}gml/3.2.1/gml.xsd"),
    ]
    imports = "".join(f'<import namespace="{space}" schemaLocation="{place}"/>' for space, place in known + more)
    text = f'<schema xmlns="http://www.w3.org/2001/XMLSchema">{imports}</schema>'
    return etree.fromstring(text, _parser(_Flat()))


@cache
def _schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(path), _parser()))


def wfs_schema(path: str) -> etree.XMLSchema:
    """A schema of WFS or OWS by its path on schemas.opengis.net."""
    return _schema(_wfs() / path)


def wms_schema(path: str) -> etree.XMLSchema:
    """A schema of WMS or SLD by its path on schemas.opengis.net."""
    return _schema(WMS / path)


@cache
def _iso() -> subprocess.Popen:
    """Ends with this process, which closes its input."""
    program = [sys.executable, str(Path(__file__).with_name("iso_check.py")), str(PYCSW)]
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def iso_faults(record: bytes) -> list[str]:
    """What ISO 19139 with services (CSW 2.0.2's ISO profile) finds wrong in a record; nothing where it is valid."""
    checker = _iso()
    checker.stdin.write(base64.b64encode(record).decode("ascii") + "\n")
    checker.stdin.flush()
    return json.loads(checker.stdout.readline() or '["the checker ended"]')


def wms_document_type(path: str) -> etree.DTD:
    """A document type of WMS 1.1.1."""
    return etree.DTD(str(WMS / path))


def feature_schema(path: str, described: bytes, folder: Path) -> etree.XMLSchema:
    """The schema of a feature collection: WFS's own (``path``) with the application schema that a service described."""
    _wfs()  # skips here: inside the parser a skip would be a mere failure to parse
    application = folder / "described.xsd"
    application.write_bytes(described)
    target = etree.fromstring(described).get("targetNamespace")
    both = (
        '<schema xmlns="http://www.w3.org/2001/XMLSchema">'
        f'<import namespace="http://www.opengis.net/wfs" schemaLocation="{WEB}{path}"/>'
        f'<import namespace="{target}" schemaLocation="{application}"/></schema>'
    )
    return etree.XMLSchema(etree.fromstring(both, _parser()))


def faults(schema, body: bytes) -> list[str]:
    """What a schema finds wrong in an answer; nothing where it is valid."""
    schema.validate(etree.fromstring(body, etree.XMLParser(no_network=True, load_dtd=False)))
    return [f"{entry.line}: {entry.message}" for entry in schema.error_log]
