"""The form's number in forms/report.json is raised when what the plugin writes into a store changes."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import sys
from pathlib import Path

import pytest
from qgis.core import Qgis

from kmzb_qgis.editing import definition, renewal
from kmzb_qgis.toolbelt import paths

sys.path.insert(0, str(Path(__file__).parent))
import look_store

RECORD = Path(__file__).with_name("form_version.json")
# QGIS makes ids and the colours of unused profiles anew each time, and writes attributes in any order.
CHANCE = r'\{?[0-9a-f-]{36}\}?|_[0-9a-f_]{36}|value="\d+,\d+,\d+,\d+(,rgb:[0-9.,]+)?"'
SENTENCE = (
    "What the plugin writes into a store has changed since tests/gui/form_version.json was written. Stores of released"
    " plugins are offered their renewal only where their number is lower: if version {version} of forms/report.json has"
    " been released, raise it. Then run it with KMZB_RECORD=1 set: pytest tests/gui/test_form_version.py"
)


def content(qml: str) -> list[str]:
    """A style's attributes and texts without what differs between two runs."""
    parts = re.findall(r'[\w-]+="[^"]*"|>[^<]+<', re.sub(CHANCE, "", qml))
    flat = ("".join(sorted(re.split(r"[\s/>]+", html.unescape(p)))) if "&lt;" in p else p for p in parts)  # XML in XML
    return sorted(part for part in flat if part.strip("><").strip())


@pytest.mark.parametrize("language", definition.LANGUAGES)
def test_the_number_is_raised_with_the_form_and_the_styles(tmp_path, qgis_new_project, language):
    store = look_store.make(tmp_path / "a.gpkg", language)
    with store.connect() as db:
        written = db.execute(
            "SELECT f_table_name, styleName, styleQML FROM layer_styles ORDER BY f_table_name, styleName"
        ).fetchall()
    found = [(table, name, content(qml)) for table, name, qml in written]
    version = definition.read(paths.forms_dir() / "report.json").version
    assert renewal.stored_version(store) == version
    now = {"version": version, "sha256": hashlib.sha256(repr(found).encode()).hexdigest()}
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    qgis = Qgis.QGIS_VERSION.rpartition(".")[0]
    if os.environ.get("KMZB_RECORD"):
        record.setdefault(qgis, {})[language] = now
        RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if qgis not in record:
        pytest.skip(f"QGIS {qgis} writes styles in its own way; the record is of {', '.join(record)}")
    assert record[qgis][language] == now, SENTENCE.format(version=version)
