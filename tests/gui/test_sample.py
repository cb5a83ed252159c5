"""kmzb:samplereports as QGIS runs it."""

import json

import pytest
from qgis.core import QgsProcessingException


def test_sample_file(run, tmp_path):
    path = tmp_path / "próba.json"
    result = run("samplereports", COUNT=50, SEED=3, END="2024-09-28T10:15", OUTPUT=str(path))
    assert result == {"OUTPUT": str(path), "COUNT": 50}
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert len(features) == 50
    assert max(f["attributes"]["Data utworzenia"] for f in features) < 1727511300000  # 10:15 in Warsaw


@pytest.mark.parametrize(("wish", "words"), [({"OUTPUT": "z.xlsx"}, "csv or .json"), ({"END": "wczoraj"}, "ISO 8601")])
def test_wrong_wishes(run, tmp_path, wish, words):
    wish.setdefault("OUTPUT", "z.csv")
    wish["OUTPUT"] = str(tmp_path / wish["OUTPUT"])
    with pytest.raises(QgsProcessingException, match=words):
        run("samplereports", COUNT=5, **wish)
