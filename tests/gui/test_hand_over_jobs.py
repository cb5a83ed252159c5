"""kmzb:handover and kmzb:handoversheet: what is recorded, and what the sheets hold, on every page."""

import csv
import re
import sys
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsLayoutItem, QgsLayoutItemLabel, QgsProcessingException, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QColor, QImage

from kmzb_qgis.editing import definition, sheet, sheet_facts, sheet_fill, sheet_flow, sheet_ground, sheet_layout
from kmzb_qgis.editing.sheet_words import WORDS
from kmzb_qgis.processing import handing as jobs
from kmzb_qgis.store import attachments, handed, handing
from kmzb_qgis.toolbelt import paths, settings
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.standins import geoportal as standin
from tests.standins.locators import Locators

sys.path.insert(0, str(Path(__file__).parent))
import handing_store
import pdf_text
from publishing_store import SECRET, Feedback

try:
    import resource
except ImportError:
    resource = None

PAGE_MM = 297


@pytest.fixture
def store(qgis_app, tmp_path):
    return handing_store.make(tmp_path / "żółw.gpkg")


@pytest.fixture
def form():
    return definition.read(paths.forms_dir() / "report.json", "pl")


def pages(pdf) -> int:
    return max(int(number) for number in re.findall(rb"/Count (\d+)", Path(pdf).read_bytes()))


def job(run, store, name="handover", **parameters):
    return run(name, **{"STORE": str(store.path), "BASEMAP": "", **parameters})


def test_reports_are_handed_over_with_their_sheets(run, store, tmp_path):
    folder = tmp_path / "karty łąka"
    done = job(
        run, store, REPORTS="KR-1; KR-2,\nr3", BODY="Zarząd Dróg w Łącku", NUMBER="RD-{n}/2026", OUTPUT=str(folder),
        COMBINED=True,
    )  # fmt: skip
    assert done["COUNT"] == 3
    assert [handing_store.row(store, fid)["status_id"] for fid in (1, 2, 3)] == [4, 4, 4]
    files = [Path(line) for line in done["SHEETS"].split("\n")]
    assert [file.parent for file in files] == [folder] * 3
    assert all(pages(file) >= 1 for file in files)
    assert pages(done["ALL_SHEETS"]) == sum(map(pages, files))
    rows = handed.listed(store.path).rows
    assert sorted(row.sheet for row in rows) == sorted(f"karty łąka/{file.name}" for file in files)
    assert sorted(row.number for row in rows) == ["RD-1/2026", "RD-2/2026", "RD-3/2026"]
    with Path(done["LIST"]).open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.reader(file, delimiter=";"))
    assert [line[0] for line in listed[1:]] == ["KR-1", "KR-2", "KR-3"]
    assert [line[-1] for line in listed[1:]] == [file.name for file in files]


def test_without_a_folder_only_the_record_is_made(run, store, tmp_path):
    done = job(run, store, REPORTS="KR-1", BODY="2", DATE=handing_store.TODAY.strftime("%d.%m.%Y"))
    assert (done["COUNT"], done["SHEETS"]) == (1, "")
    assert handed.listed(store.path).rows[0].handed_on == handing_store.TODAY.isoformat()
    assert not list(tmp_path.glob("**/*.pdf"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"REPORTS": "KR-1,KR-4"}, "KR-4"),
        ({"REPORTS": "KR-9"}, "KR-9"),
        ({"REPORTS": " , "}, "at least one"),
        ({"BODY": "Nikt"}, "Nikt"),
        ({"DATE": "wczoraj"}, "wczoraj"),
        ({"DATE": "2090-01-01"}, "future"),
        ({"TEMPLATE": "/nowhere/x.qpt"}, "no template"),
    ],
)
def test_wrong_input_is_one_sentence_and_nothing_is_recorded(run, store, values, words):
    with pytest.raises(QgsProcessingException, match=words):
        job(run, store, **{"REPORTS": "KR-1", "BODY": "1", **values})
    assert handing_store.count(store) == 0
    assert handing_store.row(store, 1)["status_id"] == 3


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_recorded(run, store, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(QgsProcessingException, match="cannot be written"):
        job(run, store, REPORTS="KR-1", BODY="1", OUTPUT=str(tmp_path / "file" / "sheets"))
    assert handing_store.count(store) == 0


def test_a_sheet_is_made_again_under_another_name(run, store, tmp_path):
    for _ in range(2):
        job(run, store, "handoversheet", REPORTS="KR-1", OUTPUT=str(tmp_path / "a"))
    assert len(list((tmp_path / "a").glob("*.pdf"))) == 2
    assert not list((tmp_path / "a").glob(".*"))


def prepared(store, fid=1, **values):
    facts = sheet_facts.read(store.path, fid)
    box = sheet_ground.around(facts.place, (120, 90), 2000) if facts.place else None
    return sheet_fill.Prepared(facts, box, 2000, ground_problem="bez sieci", **values)


class Filled:
    """A filled sheet, taken apart: the texts of each page, and where they stand."""

    def __init__(self, given, form, inner=True, template=None):
        self.project = QgsProject()
        self.layout = (
            sheet_layout.build(self.project) if template is None else sheet_layout.from_template(self.project, template)
        )
        self.pages = sheet_fill.fill(self.layout, given, WORDS["pl"], form, inner)
        self.labels = [
            (item.page(), item.currentText(), item.pagePos(), item.rect())
            for item in self.layout.items()
            if isinstance(item, QgsLayoutItemLabel) and item.isVisible()
        ]
        self.text = "\n".join(
            text for _, text, _, _ in sorted(self.labels, key=lambda one: (one[0], one[2].y(), one[2].x()))
        )
        self.visible = {
            item.id() for item in self.layout.items() if isinstance(item, QgsLayoutItem) and item.isVisible()
        }

    def close(self):
        sip.delete(self.layout)
        sip.delete(self.project)


@pytest.fixture
def filled(form):
    made = []

    def fill(given, **values):
        made.append(Filled(given, form, **values))
        return made[-1]

    yield fill
    for one in made:
        one.close()


def test_the_sheet_tells_all_fields(run, store, filled):
    job(run, store, REPORTS="KR-1", BODY="1", NUMBER="RD-7")
    text = filled(prepared(store)).text
    for words in (
        "Przekazanie zagrożenia poza Policję", "Zarząd Dróg w Łącku", "ul. Źródlana 1, 33-390 Łącko",
        "Znak sprawy: RD-7",
        "X (północ) = 244247,1 m", "Y (wschód) = 567066,9 m", "szer. geogr. φ = 50,0617", "dł. geogr. λ = 19,9373",
        "Zażółć gęślą jaźń", "Notatka tajna", "Przekazano zarządcy drogi", "Nieprawidłowe parkowanie", "1 : 2000",
        "Strona 1 z ", "Bez mapy podkładowej: bez sieci", "nie podlega publikacji", "2016/679",
        "Status: Potwierdzone → Potwierdzone (przekazane poza Policję)",
    ):  # fmt: skip
        assert words in re.sub(r"\s+", " ", text), words


def test_for_the_body_the_inner_words_stay_away(run, store, filled):
    job(run, store, REPORTS="KR-1", BODY="1")
    text = filled(prepared(store), inner=False).text
    assert "Notatka tajna" not in text
    assert "Historia" not in text
    assert "Zażółć" in text


def test_a_report_without_place_and_letter_is_a_card(store, filled):
    made = filled(prepared(store, 3))
    assert "Karta weryfikacji zagrożenia" in made.text
    assert "nie ma jeszcze miejsca" in made.text
    assert sheet_layout.MAP not in made.visible
    assert sheet_layout.PHOTO not in made.visible


def test_long_texts_go_on_over_pages_and_lose_nothing(store, filled):
    words = [f"słowo{number}" for number in range(6000)] + ["x" * 700]
    with store.connect() as db:
        db.execute("UPDATE report SET note = ?, base_version = version WHERE fid = 1", (" ".join(words),))
    made = filled(prepared(store))
    assert made.pages > 5
    whole = made.text.replace("\n", "")
    at = 0
    for word in words[:-1]:  # in their order, each once
        at = whole.index(word, at) + len(word)
    assert whole.count("x") >= 700
    body = [one for one in made.labels if one[0] > 0 or one[2].y() > 160]
    for page, text, place, rect in body:
        lines = text.count("\n") + 1
        assert place.y() + rect.height() <= PAGE_MM - 5, text[:40]
        assert rect.height() >= lines * 3.4 or "Strona" in text or "Dokument" in text
        assert page < made.pages
    footers = [page for page, text, _, _ in made.labels if text.startswith("Strona ")]
    assert sorted(footers) == list(range(made.pages))
    assert f"Strona {made.pages} z {made.pages}" in made.text


def test_lines_are_broken_by_width(qgis_app):
    form = sheet_layout.letters(9)
    lines = sheet_flow.wrap("aaa bbb\n\nccc " + "d" * 200, form, 40)
    assert lines[:3] == ["aaa bbb", "", "ccc"]
    assert "".join(lines[3:]) == "d" * 200
    measure = sheet_flow._Measure(form)
    assert max(measure.mm(line) for line in lines) <= 40


def test_what_a_citizen_wrote_is_no_expression(store, filled):
    with store.connect() as db:
        db.execute("UPDATE report SET description = '[% 6*7 %]', base_version = version WHERE fid = 1")
    made = filled(prepared(store))
    assert "6*7 %]" in made.text


def test_a_template_replaces_the_layout(run, store, tmp_path, filled):
    path = tmp_path / "karta.qpt"
    done = job(run, store, "handoversheet", SAVE_TEMPLATE=str(path))
    assert Path(done["SAVE_TEMPLATE"]).is_file()
    text = path.read_text(encoding="utf-8").replace("[% @kmzb_title %]", "Komenda w Łodzi: [% @kmzb_category %]")
    path.write_text(text, encoding="utf-8")
    made = filled(prepared(store), template=path)
    assert "Komenda w Łodzi: Nieprawidłowe parkowanie" in made.text
    assert "Notatka tajna" in made.text
    job(run, store, "handoversheet", REPORTS="KR-1", TEMPLATE=str(path), OUTPUT=str(tmp_path / "a"))
    assert len(list((tmp_path / "a").glob("*.pdf"))) == 1


@pytest.mark.parametrize(
    ("content", "words"), [("letters", "no template"), ("<Layout/>", "no template"), (None, "no label with the id")]
)
def test_a_wrong_template_is_told(run, store, tmp_path, content, words):
    path = tmp_path / "karta.qpt"
    job(run, store, "handoversheet", SAVE_TEMPLATE=str(path))
    path.write_text(content or path.read_text(encoding="utf-8").replace("kmzb_facts", "facts"), encoding="utf-8")
    with pytest.raises(QgsProcessingException, match=words):
        job(run, store, "handoversheet", REPORTS="KR-1", TEMPLATE=str(path), OUTPUT=str(tmp_path / "a"))
    assert not list((tmp_path / "a").glob("*"))


def picture(path, size=(3000, 2000), colour="#3366cc"):
    path.parent.mkdir(exist_ok=True)
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    image.setText("Comment", "GPS 50.06 19.93")
    assert image.save(str(path))


def attach(store, path):
    return attachments.file_of(store.path, attachments.add(store, "r1", path, "Zofia").attachment)


def colours(pdf) -> set:
    """Colours of a PDF's first page, as GDAL draws it."""
    dataset = gdal.Open(str(pdf))
    bands = [dataset.GetRasterBand(band).ReadAsArray() // 16 for band in (1, 2, 3)]
    return set(zip(*(band.ravel().tolist() for band in bands)))


@pytest.mark.skipif(gdal.GetDriverByName("PDF") is None, reason="this GDAL reads no PDF")
def test_photo_and_basemap_are_seen(run, store, tmp_path):
    picture(tmp_path / "zdjęcia" / "dziura.png")
    attach(store, tmp_path / "zdjęcia" / "dziura.png")
    with standin.Geoportal() as server:
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "usługi.json")))
        try:
            done = job(run, store, "handoversheet", REPORTS="KR-1", OUTPUT=str(tmp_path / "a"), BASEMAP="orthophoto")
        finally:
            settings.put("catalogue_file", "")
    found = colours(done["SHEETS"])
    assert any(abs(r - 3) <= 1 and abs(g - 6) <= 1 and abs(b - 12) <= 1 for r, g, b in found)  # the photo's
    plain = job(run, store, "handoversheet", REPORTS="KR-2", OUTPUT=str(tmp_path / "a"))
    assert len(found) > 3 * len(colours(plain["SHEETS"]))
    assert b"GPS 50.06" not in Path(done["SHEETS"]).read_bytes()


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "changed"])
def test_a_photo_that_cannot_be_read_is_named_and_stops_nothing(store, tmp_path, gone):
    picture(tmp_path / "dziura.jpg", (90, 90))
    file = attach(store, tmp_path / "dziura.jpg")
    if gone:
        file.unlink()
    else:
        picture(file, (9, 9))
    made = sheet.make(store, [(1, None)], tmp_path, sheet.Style())
    assert len(made.files) == 1
    assert "dziura.jpg" in made.problems[0]


@pytest.mark.parametrize("gone", [True, False], ids=["photo gone", "photo there"])
def test_what_goes_to_a_body_names_no_file(store, tmp_path, gone):
    """A file's name is what somebody typed: it stays in the unit."""
    picture(tmp_path / "skarga_Kowalskiego.jpg", (90, 90))
    file = attach(store, tmp_path / "skarga_Kowalskiego.jpg")
    if gone:
        file.unlink()
    (outer,) = sheet.make(store, [(1, None)], tmp_path, sheet.Style(inner=False)).files
    (inner,) = sheet.make(store, [(1, None)], tmp_path, sheet.Style(inner=True)).files
    outer, inner = ("".join(pdf_text.pages(each.read_bytes())).replace(" ", "") for each in (outer, inner))
    assert "Kowalski" in inner and "Kowalski" not in outer
    assert "Załącznik1" in outer and "image/jpeg" in outer


@pytest.mark.skipif(resource is None, reason="this system limits no file's size")
def test_a_list_that_finds_no_room_leaves_no_part_of_itself(store, tmp_path):
    """A real refusal of the system: no file of this process may grow beyond a limit."""
    facts = sheet_facts.read(store.path, 1)
    rows = [(facts, tmp_path / f"karta_{number}.pdf") for number in range(4000)]
    (tmp_path / "karty").mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        with pytest.raises(KmzbError, match="cannot be written"):
            jobs.write_list(tmp_path / "karty", rows)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "karty").iterdir()) == []
    whole = jobs.write_list(tmp_path / "karty", rows)
    assert whole.stat().st_size > 60_000 and list((tmp_path / "karty").iterdir()) == [whole]
    again = jobs.write_list(tmp_path / "karty", rows[:2])
    assert again != whole and whole.stat().st_size > 60_000


def test_a_removed_photo_is_not_on_the_sheet(store, tmp_path):
    picture(tmp_path / "dziura.jpg", (90, 90))
    attachments.remove(store, attachments.add(store, "r1", tmp_path / "dziura.jpg", "Zofia").attachment.id, "Zofia")
    assert sheet_facts.read(store.path, 1).attachments == ()


def test_without_the_network_the_sheet_is_made_and_says_so(store, tmp_path):
    catalogue = tmp_path / "usługi.json"
    catalogue.write_text('{"services": [{"id": "basemap", "url": "http://127.0.0.1:9/x"}]}', encoding="utf-8")
    settings.put("catalogue_file", str(catalogue))
    try:
        made = sheet.make(store, [(1, None)], tmp_path, sheet.Style("basemap"))
    finally:
        settings.put("catalogue_file", "")
    assert len(made.files) == 1
    assert "no basemap" in made.problems[0]


def test_a_cancelled_batch_leaves_no_file(store, tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    with pytest.raises(Cancelled):
        sheet.make(store, [(1, None), (2, None), (3, None)], folder, sheet.Style(), folder / "razem.pdf", Feedback(60))
    assert list(folder.iterdir()) == []


def test_a_folder_or_report_that_is_not_there_is_told(store, tmp_path):
    with pytest.raises(KmzbError, match="does not exist"):
        sheet.make(store, [(1, None)], tmp_path / "none", sheet.Style())
    with pytest.raises(KmzbError, match="no report"):
        sheet.make(store, [(99, None)], tmp_path, sheet.Style())


def test_nothing_of_it_is_published(run, store, tmp_path, no_grace):
    with store.connect() as db:
        db.execute("UPDATE body SET name = ?, address = ? WHERE id = 1", (f"Zarząd {SECRET}", SECRET))
    fids = handing.hand_over(store, handing.Order((1, 2), 1, SECRET, number=SECRET))
    handing.answer(store, fids[0], handing.Answer(handing_store.TODAY, "planned", SECRET), SECRET)
    handing.keep_sheet(store, fids[0], f"{SECRET}.pdf")
    folder = tmp_path / "publikacja"
    run("publish", STORE=str(store.path), FOLDER=str(folder))
    raw = b"".join(path.read_bytes() for path in (folder / "public").iterdir())
    assert "Przekazano zarządcy drogi".encode() in raw  # the public reason is
    for word in (SECRET, "hand_over", "RD-", fids_text(store)):
        assert word.encode() not in raw, word


def fids_text(store) -> str:
    """The id of a hand-over."""
    return handed.listed(store.path).rows[0].id


def test_the_nearest_address_is_asked_for_only_where_wanted(store, tmp_path, monkeypatch):
    told, fill = [], sheet_fill.fill

    def watched(layout, given, *rest):
        told.append(given.address)
        return fill(layout, given, *rest)

    monkeypatch.setattr(sheet_fill, "fill", watched)
    with Locators() as server:
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "usługi.json")))
        try:
            sheet.make(store, [(1, None)], tmp_path, sheet.Style())
            assert server.requests == []
            sheet.make(store, [(1, None), (3, None)], tmp_path, sheet.Style(address=True, language="pl"))
        finally:
            settings.put("catalogue_file", "")
        assert any("GetAddressReverse" in str(asked) for asked in server.requests)
    assert told[0] == told[2] == ""
    assert re.fullmatch(r"Kraków, .+ \(około \d+ m od miejsca\)", told[1])
