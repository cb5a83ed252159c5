"""CSV without one KMZB name: its columns are shown and may be assigned by hand."""

import pytest
from source_files import write_ogr

from kmzb_qgis.sources import csvtable
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.sources.inspect import inspect
from kmzb_qgis.sources.mapping import Mapping
from kmzb_qgis.sources.options import ReadOptions
from kmzb_qgis.toolbelt.errors import KmzbError

NAMES = ("Co", "Jak, obecnie", "Kiedy", "Zmiana", "Wschód?", "Północ?", "Gmina")
SHORT = ("typ", "status", "reported", "modified", "x", "y", "teryt")
CELLS = ("Żebractwo", "Nowe", "1711353600000", "1711353600000", "567059,5", "244219,25", "1261011")


def write(path, separator, names=NAMES, rows=3):
    def line(cells):
        return separator.join(f'"{cell}"' if separator in cell else cell for cell in cells)

    path.write_text("\n".join([line(names), *[line(CELLS)] * rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("rows", [1, 3, 60])
def test_columns_by_hand(tmp_path, separator, rows):
    path = write(tmp_path / "obce.csv", separator, rows=rows)
    seen = inspect(path)
    assert (seen.separator, seen.columns) == (separator, NAMES)
    assert seen.rows[0] == CELLS
    assert len(seen.missing) == 6
    assert "lacks 6 columns" in seen.questions[0]
    # one after the other, as in the import window
    columns = {}
    for name, short in zip(NAMES, SHORT):
        columns[name] = short
        seen = inspect(path, ReadOptions(crs="EPSG:2180", swapped=False, mapping=Mapping(columns)))
        assert (seen.separator, seen.columns) == (separator, NAMES)
    assert seen.ready
    batches = list(read_file(path, None, ReadOptions(crs="EPSG:2180", swapped=False, mapping=Mapping(columns))))
    assert sum(len(found) for _, found, _ in batches) == rows


def test_a_line_of_values_is_no_line_of_names(tmp_path):
    path = write(tmp_path / "bez.csv", ";", names=CELLS)
    with pytest.raises(KmzbError, match="does not begin with a line of column names"):
        inspect(path)


def test_a_comma_in_a_name_does_not_separate(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Co, gdzie;Kiedy\nparkowanie;dziś\nżebractwo, hałas;wczoraj\n", encoding="utf-8")
    assert inspect(path).columns == ("Co, gdzie", "Kiedy")


def test_lines_before_a_place(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"a\nb\r\nc\rd\n")
    assert [csvtable.lines_before(path, place) for place in (0, 1, 2, 5, 7, 9)] == [0, 0, 1, 2, 3, 4]


HEAD = "OBJECTID,Typ,Status,TERYT,Data utworzenia,Data modyfikacji,x,y"
LINE = "{n},Żebractwo,Nowe,1261011,1711353600000,1711353600000,567059.5,244219.25"


def numbers(path):
    batches = list(read_file(path, None, ReadOptions(crs="EPSG:2180", swapped=False)))
    return [int(row[0]) for _, rows, _ in batches for row in rows if row[0]]


@pytest.mark.parametrize("ends", ["\r\r\r\r", "\r\n\n\n", "\n\r\n\r", "\r\r\n\n", "\r\n|\r|\n|\r\n"])
def test_lines_that_end_with_a_carriage_return_alone_are_lines(tmp_path, ends):
    marks = ends.split("|") if "|" in ends else list(ends)
    text = HEAD + marks[0] + "".join(LINE.format(n=n) + mark for n, mark in enumerate([*marks[1:], "\n"], 1))
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    assert numbers(path) == [1, 2, 3, 4]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_name_over_two_lines_in_quotes(tmp_path, mark):
    path = tmp_path / "a.csv"
    text = mark + '"nr\nsprawy",' + HEAD + "\n" + "".join(f"a,{LINE.format(n=n)}\n" for n in (1, 2, 3))
    path.write_bytes(text.encode())
    batches = list(read_file(path, None, ReadOptions(crs="EPSG:2180", swapped=False)))
    assert [str(row[0]) for _, rows, flaws in batches for row in rows] == ["1", "2", "3"]
    assert not any(flaws for _, _, flaws in batches)


def test_a_sheet_that_begins_with_a_report_is_refused(tmp_path):
    """As with CSV: assigned by hand, the first report would be taken for names and lost."""
    values = dict(zip(("Rodzaj?", "1711353600000", "567059.5", "244219.25"), ("a", 1, 2.0, 3.0)))
    path = write_ogr(tmp_path / "bez.xlsx", [values, values], "XLSX")
    with pytest.raises(KmzbError, match="does not begin with a line of column names"):
        inspect(path)
