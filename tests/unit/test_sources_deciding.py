"""The rows that the preview sees decide how a file is read, however small the blocks are in which it is cut."""

import pytest

from kmzb_qgis.sources import csvblocks
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.sources.inspect import inspect
from kmzb_qgis.sources.options import ReadOptions

HEAD = "OBJECTID,Typ,Status,TERYT,Data utworzenia,Data zdarzenia,Data modyfikacji,Pora dnia,Dni tygodnia,X,Y"
WARSAW, WROCLAW = (637400.25, 486800.5), (362000.25, 362000.5)


@pytest.fixture(params=[4096, 1 << 20], ids=["small", "large"], autouse=True)
def blocks(request, monkeypatch):
    for name in ("FIRST", "SIZE"):
        monkeypatch.setattr(csvblocks, name, request.param)


class Told:
    def __init__(self):
        self.texts = []

    def isCanceled(self):
        return False

    def setProgress(self, _percent):
        pass

    def pushInfo(self, text):
        self.texts.append(text)

    pushWarning = pushInfo


def written(path, rows):
    lines = [
        f"{number},Żebractwo,Nowe,{code},1700000000000,,1700000000000,1,3,{x},{y}"
        for number, (code, (x, y)) in enumerate(rows, 1)
    ]
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


def codes(path):
    told = Told()
    found = []
    for columns, rows, flaws in read_file(path, told, ReadOptions()):
        assert not flaws
        found += [row[columns.index("teryt")] for row in rows]
    return found, told.texts


def test_zeros_lost_in_the_second_half_of_a_file_sorted_by_region(tmp_path):
    path = written(tmp_path / "a.csv", [("1465011", WARSAW)] * 600 + [("264011", WROCLAW)] * 400)
    found, told = codes(path)
    assert set(found[600:]) == {"0264011"}
    assert set(found[:600]) == {"1465011"}
    assert sum("zero" in text for text in told) == 1
    assert any("zero" in text for text in inspect(path).notes)


def test_codes_that_come_late_show_the_system(tmp_path):
    path = written(tmp_path / "a.csv", [("", WARSAW)] * 600 + [("1465011", WARSAW)] * 400)
    found, told = codes(path)
    assert len(found) == 1000
    assert inspect(path).ready
    assert inspect(path).crs == "EPSG:2180"
    assert sum(inspect(path).reason in text for text in told) == 1


def test_what_is_counted_is_counted_once(tmp_path):
    path = written(tmp_path / "a.csv", [("1465011", WARSAW)] * 500 + [("3262011", WARSAW)] * 7)
    _, told = codes(path)
    assert [text for text in told if text.startswith("7 report")]
