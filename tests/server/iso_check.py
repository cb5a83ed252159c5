"""Holds records to the schemas of ISO 19139, in a process of its own: beside QGIS libxml2 2.15 crashes on them.

``python iso_check.py FOLDER``: a record in base64 on each line of stdin; for each its faults, a line of JSON on stdout.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from lxml import etree

WEB = "http://schemas.opengis.net/"
W3C = "http://www.w3.org/"


class _Local(etree.Resolver):
    """The schemas that come with pycsw, as local files; anything else would need the network, which is off."""

    def __init__(self, pycsw: Path):
        super().__init__()
        core = pycsw / "core" / "schemas"
        self._places = ((WEB, pycsw / "plugins/profiles/apiso/schemas/ogc"), (WEB, core / "ogc"), (W3C, core / "w3c"))

    def resolve(self, url, public_id, context):
        for web, folder in self._places:
            path = folder / url.removeprefix(web)
            if url.startswith(web) and path.is_file():
                return self.resolve_filename(str(path), context)
        return None


def main() -> None:
    """ISO 19139 with services, as CSW 2.0.2's ISO profile has it."""
    pycsw = Path(sys.argv[1])
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local(pycsw))
    profile = pycsw / "plugins/profiles/apiso/schemas/ogc/csw/2.0.2/profiles/apiso/1.0.0/apiso.xsd"
    schema = etree.XMLSchema(etree.parse(str(profile), parser))
    for line in sys.stdin:
        record = etree.fromstring(base64.b64decode(line), etree.XMLParser(no_network=True, load_dtd=False))
        schema.validate(record)
        print(json.dumps([f"{entry.line}: {entry.message}" for entry in schema.error_log]), flush=True)


if __name__ == "__main__":
    main()
