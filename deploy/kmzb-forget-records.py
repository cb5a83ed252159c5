#!/usr/bin/env python3
"""Takes out of pycsw's data base the records whose files are gone: pycsw-admin.py only adds and replaces.

    python kmzb-forget-records.py /etc/kmzb/pycsw.cfg /srv/kmzb/publication/metadata /var/lib/kmzb-records/loaded.txt

The third file remembers what was there before. Only that is ever removed: a catalogue may hold records of others. A
folder without any record, as one that is not mounted, removes nothing. Runs under pycsw's Python, after load_records.
"""

from __future__ import annotations

import configparser
import sys
from pathlib import Path

from lxml import etree
from sqlalchemy import MetaData, Table, create_engine

GMD, GCO = "{http://www.isotc211.org/2005/gmd}", "{http://www.isotc211.org/2005/gco}"


def present(folder: Path) -> set[str]:
    """Identifiers of a folder's records."""
    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    found = (etree.parse(str(path), safe).findtext(f"{GMD}fileIdentifier/{GCO}CharacterString")
             for path in sorted(folder.glob("*.xml")))  # fmt: skip
    return {identifier.strip() for identifier in found if identifier}


def main(config: str, folder: str, memory: str) -> None:
    now = present(Path(folder))
    if not now:
        print("no record in the folder: nothing is removed")
        return
    known = Path(memory)
    gone = set(known.read_text(encoding="utf-8").split()) - now if known.exists() else set()
    if gone:
        settings = configparser.ConfigParser(interpolation=None)
        settings.read(config, encoding="utf-8")
        engine = create_engine(settings["repository"]["database"])
        records = Table(settings["repository"]["table"], MetaData(), autoload_with=engine)
        with engine.begin() as connection:
            connection.execute(records.delete().where(records.c.identifier.in_(sorted(gone))))
        print("removed:", *sorted(gone))
    part = known.with_name(known.name + ".part")
    part.write_text("\n".join(sorted(now)) + "\n", encoding="utf-8")
    part.replace(known)


if __name__ == "__main__":
    main(*sys.argv[1:])
