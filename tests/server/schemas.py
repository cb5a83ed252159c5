"""The standards' own schemas, read without a network: what an answer is valid against.

WFS 1.0.0 and 1.1.0, GML and OWS lie in the folder that OGC_SCHEMAS names (default: shared/schemas beside the
repository); the schemas of WMS are fetched from a PyPI package by scripts/schemas.py when the tests are set up. Those
of ISO 19139 come with pycsw (scripts/pycsw.py).
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


def _wfs() -> Path:
    folder = Path(os.environ.get("OGC_SCHEMAS") or ROOT.parent / "shared" / "schemas") / "wfs11"
    if not (folder / "wfs" / "1.1.0" / "wfs.xsd").is_file():
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


def _parser() -> etree.XMLParser:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return parser


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
