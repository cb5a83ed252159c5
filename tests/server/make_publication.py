"""Run as a program: puts rows (JSON on standard input) into a store, made where it is missing, and publishes it.

    python make_publication.py STORE FOLDER [WORDS] < rows.json

WORDS: what the store is to know of the service, as a JSON object. Prints the version. A process of its own, so that the
tests' own QGIS application stays apart.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def fill(store, rows: list[dict]) -> None:
    """Insert the rows as an import would."""
    from kmzb_qgis.catalogue import warsaw
    from kmzb_qgis.publishing import blobs

    with store.connect() as connection:
        connection.execute("BEGIN")
        for row in rows:
            values = {
                "plane": 3,
                "reported_at": row["status_changed_at"],
                "service_modified_at": row["status_changed_at"],
                "import_run_id": 1,
                "description": "opis wewnętrzny SEKRET",
                "note": "notatka SEKRET",
                "read_by": warsaw.to_text(warsaw.now()),
                "verify_by": warsaw.to_text(warsaw.now()),
                "publish_plane2": 0,
                **row,
            }
            place = (values.pop("e"), values.pop("n"))
            values["geom"] = blobs.point(*place)
            names = ", ".join(values)
            connection.execute(
                f"INSERT OR REPLACE INTO report ({names}) VALUES ({', '.join('?' * len(values))})",
                list(values.values()),
            )
        connection.execute("COMMIT")


def main() -> None:
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from kmzb_qgis.publishing import contacts
    from kmzb_qgis.publishing.publish import publish
    from kmzb_qgis.store import create_store, open_store

    store_path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    store = open_store(store_path) if store_path.exists() else create_store(store_path)
    fill(store, json.load(sys.stdin))
    if sys.argv[3:]:
        contacts.keep(store, json.loads(sys.argv[3]))
    print(publish(store_path, folder).version)
    application.exitQgis()


if __name__ == "__main__":
    main()
