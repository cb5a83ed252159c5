"""CRS and axis order are decided per file, or asked; never guessed."""

import pytest
from source_files import (
    KRAKOW,
    MODIFIED,
    REPORTED,
    TOWNS,
    Feedback,
    expected,
    moved,
    places,
    read,
    reports,
    write_csv,
    write_ogr,
)

from kmzb_qgis.toolbelt.errors import KmzbError

CODES = (2180, 4326, 3857)
KRAKOW_ROW = (TOWNS[0],)


def question(path, words, **options):
    with pytest.raises(KmzbError, match=words) as caught:
        read(path, **options)
    assert caught.value.code == "question"
    assert caught.value.message.count(". ") == 0  # one sentence
    return caught.value.message


def lies(path, towns=TOWNS, **options):
    found = read(path, **options)
    assert not [row["flaw"] for row in found if "flaw" in row]
    assert abs(places(found) - expected(towns)).max() <= 0.006


def without(rows, *names):
    return [{key: value for key, value in row.items() if key not in names} for row in rows]


@pytest.mark.parametrize("towns", [TOWNS, KRAKOW_ROW])
@pytest.mark.parametrize("code", CODES)
def test_agreement_with_teryt_decides(tmp_path, code, towns):
    path = write_csv(tmp_path / "a.csv", reports(towns, code))
    feedback = Feedback()
    lies(path, towns)
    read(path, feedback)
    told = [text for text in feedback.said if "by agreement with TERYT" in text]
    assert told == [
        f"Places: EPSG:{code} by agreement with TERYT. {len(towns)} of {len(towns)} points lie in the voivodeship of "
        "their TERYT code."
    ]


@pytest.mark.parametrize("towns", [TOWNS, KRAKOW_ROW])
@pytest.mark.parametrize("code", CODES)
def test_swapped_is_asked_and_taken_only_when_said(tmp_path, code, towns):
    """Kraków swapped still lies in Poland; X is the northing to Polish geodesists."""
    path = write_csv(tmp_path / "a.csv", reports(towns, code, swapped=True))
    assert "set the axis order to swapped" in question(path, f"lie rightly in EPSG:{code} only if the first coordinate")
    lies(path, towns, swapped=True)
    lies(path, towns, crs=f"EPSG:{code}", swapped=True)
    question(path, "set the axis order", crs=f"EPSG:{code}")
    question(path, "TERYT codes agree with", crs=f"EPSG:{code}", swapped=False)


@pytest.mark.parametrize("code", CODES)
def test_without_teryt_it_is_asked(tmp_path, code):
    path = write_csv(tmp_path / "a.csv", without(reports(code=code), "TERYT"))
    message = question(path, "no TERYT code to compare with")
    assert message.endswith("set the CRS and the axis order.")
    lies(path, crs=f"EPSG:{code}", swapped=False)
    if code == 2180:  # with the CRS alone the order is still open: both lie in Poland
        question(path, "easting or the northing cannot be told", crs="EPSG:2180")
    else:  # the axes of the others have different numbers in Poland
        lies(path, crs=f"EPSG:{code}")


@pytest.mark.parametrize("code", CODES)
def test_without_teryt_swapped_degrees_are_asked_even_with_the_crs(tmp_path, code):
    path = write_csv(tmp_path / "a.csv", without(reports(code=code, swapped=True), "TERYT"))
    question(path, "set the axis order", crs=f"EPSG:{code}")
    lies(path, crs=f"EPSG:{code}", swapped=True)


def test_places_that_agree_both_ways_are_asked(tmp_path):
    """Between Łódź and Piotrków a swapped point lies in the same voivodeship."""
    path = write_csv(tmp_path / "a.csv", reports([(470000.0, 460000.0, "1020000")]))
    question(path, "in more than one way, or too few have a code")


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("lon", "lat"),
        ("Longitude", "Latitude"),
        ("długość", "szerokość"),
        ("dlugosc_geograficzna", "SZEROKOSC_GEOGRAFICZNA"),
    ],
)
def test_names_that_tell_the_axes(tmp_path, x, y):
    """Degrees named as such declare their CRS and order; TERYT may contradict."""
    rows = reports(code=4326)
    lies(write_csv(tmp_path / "a.csv", without(rows, "TERYT"), names={"x": x, "y": y}))
    turned = write_csv(tmp_path / "b.csv", reports(code=4326, swapped=True), names={"x": x, "y": y})
    question(turned, "set the axis order to swapped")
    turned = write_csv(tmp_path / "c.csv", without(reports(code=4326, swapped=True), "TERYT"), names={"x": x, "y": y})
    question(turned, "set the axis order to swapped")
    metres = write_csv(tmp_path / "d.csv", reports(), names={"x": x, "y": y})
    question(metres, "TERYT codes agree with EPSG:2180")


@pytest.mark.parametrize(("x", "y"), [("E", "N"), ("Easting", "Northing"), ("wschód", "północ")])
def test_names_of_metres_tell_the_order_but_not_the_crs(tmp_path, x, y):
    rows = without(reports(), "TERYT")
    path = write_csv(tmp_path / "a.csv", rows, names={"x": x, "y": y})
    question(path, "set the CRS")
    lies(path, crs="EPSG:2180")
    lies(write_csv(tmp_path / "b.csv", reports(), names={"x": x, "y": y}))
    question(
        write_csv(tmp_path / "c.csv", reports(swapped=True), names={"x": x, "y": y}), "TERYT codes agree with EPSG:2180"
    )


@pytest.mark.parametrize("driver", ["GPKG", "GeoJSON", "ESRI Shapefile"])
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("teryt", [True, False])
def test_a_declared_system_with_swapped_points(tmp_path, driver, code, teryt):
    suffix = {"GPKG": "gpkg", "GeoJSON": "geojson", "ESRI Shapefile": "shp"}[driver]
    rows = reports(code=code, swapped=True)
    path = write_ogr(tmp_path / f"a.{suffix}", rows if teryt else without(rows, "TERYT"), driver, code)
    if code == 2180 and not teryt:  # nothing shows it: the file says what it is
        assert len(read(path)) == len(TOWNS)
    else:
        question(path, "set the axis order to swapped")
    lies(path, swapped=True)


def test_a_declared_system_that_is_another(tmp_path):
    """GeoJSON without a CRS is longitude and latitude (RFC 7946), whatever stands in it."""
    path = write_ogr(tmp_path / "a.geojson", reports(), "GeoJSON", None)
    question(path, r"EPSG:4326 \(easting first\) is stated for the places, but their TERYT codes agree with EPSG:2180")
    lies(path, crs="EPSG:2180")
    path = write_ogr(tmp_path / "b.geojson", without(reports(), "TERYT"), "GeoJSON", None)
    question(path, "do not lie in Poland in EPSG:4326")
    path = write_ogr(tmp_path / "c.gpkg", without(reports(code=3857), "TERYT"), "GPKG", 2180)
    question(path, "do not lie in Poland in EPSG:2180")


def test_what_a_person_says_wrongly_is_asked_again(tmp_path):
    path = write_csv(tmp_path / "a.csv", reports())
    question(path, "TERYT codes agree with EPSG:2180", crs="EPSG:4326")
    question(path, "TERYT codes agree with EPSG:2180", crs="EPSG:4326", swapped=False)
    bare = write_csv(tmp_path / "b.csv", without(reports(), "TERYT"))
    question(bare, "do not lie in Poland in EPSG:3857", crs="EPSG:3857", swapped=False)
    with pytest.raises(KmzbError, match="'EPSG:1' is not known"):
        read(path, crs="EPSG:1")
    for odd in ("/etc/passwd", "http://127.0.0.1/a.prj", "GEOGCS[", "EPSG:5773"):  # the last one is heights
        with pytest.raises(KmzbError, match="is not known: give one such as EPSG:2180"):
            read(path, crs=odd)


def test_a_national_zone_may_be_said(tmp_path):
    rows = reports(KRAKOW_ROW, 2178)
    path = write_csv(tmp_path / "a.csv", without(rows, "TERYT"))
    lies(path, KRAKOW_ROW, crs="EPSG:2178", swapped=False)
    question(write_csv(tmp_path / "b.csv", reports(KRAKOW_ROW, 2178)), "at most 0 of 1 points agree")


def test_some_wrong_codes_do_not_matter_most_do(tmp_path):
    rows = reports(TOWNS * 10)
    for row in rows[:5]:
        row["TERYT"] = "2001011"
    feedback = Feedback()
    path = write_csv(tmp_path / "a.csv", rows)
    lies(path, TOWNS * 10)
    read(path, feedback)
    assert any(text.startswith("5 reports lie outside the voivodeship") for text in feedback.said)
    for row in rows[:40]:
        row["TERYT"] = "2001011"
    path = write_csv(tmp_path / "b.csv", rows)
    question(path, "of 60 points agree")
    lies(path, TOWNS * 10, crs="EPSG:2180", swapped=False)
    declared = write_ogr(tmp_path / "c.gpkg", rows, "GPKG")
    question(declared, "only .* of 60 points lie in the voivodeship")


def test_too_few_codes_do_not_decide(tmp_path):
    rows = reports(TOWNS * 10)
    for row in rows[2:]:
        row["TERYT"] = ""
    question(write_csv(tmp_path / "a.csv", rows), "too few have a code")


def test_a_few_swapped_rows_are_refused_one_by_one_many_stop_the_file(tmp_path):
    rows = reports(TOWNS * 10)
    for row in rows[:3]:
        row["x"], row["y"] = row["y"], row["x"]
    found = read(write_csv(tmp_path / "a.csv", rows))
    flaws = [index for index, row in enumerate(found) if "flaw" in row]
    assert flaws == [0, 1, 2]
    assert "only with x and y swapped" in found[0]["flaw"]
    assert (float(found[0]["x"]), float(found[0]["y"])) == KRAKOW[::-1]
    for row in rows[:20]:
        row["x"], row["y"] = TOWNS[0][1], TOWNS[0][0]
        row["TERYT"] = TOWNS[0][2]
    question(
        write_csv(tmp_path / "b.csv", rows), "40 of 60 points agree with TERYT as they stand, 20 only with the axes"
    )


def test_a_later_part_that_is_swapped_stops_the_file(tmp_path):
    """Far behind the rows by which the file was decided."""
    path = write_csv(tmp_path / "a.csv", reports())
    head, straight = path.read_bytes().split(b"\n", 1)
    turned = write_csv(tmp_path / "b.csv", reports(swapped=True)).read_bytes().split(b"\n", 1)[1]
    path.write_bytes(head + b"\n" + straight * 10_000 + turned * 10_000)
    with pytest.raises(KmzbError, match="mixes two axis orders: near row") as caught:
        read(path)
    assert caught.value.code == "question"
    assert int(caught.value.message.split("near row ")[1].split()[0]) > 60_000


def test_rows_without_a_place_say_nothing(tmp_path):
    rows = reports(TOWNS * 2)
    for row in rows[:6]:
        row["x"] = row["y"] = None
    found = read(write_csv(tmp_path / "a.csv", rows))
    assert [(row["x"], row["y"]) for row in found[:6]] == [("", "")] * 6
    assert abs(places(found[6:]) - expected()).max() == 0
    none = [{**row, "x": None, "y": None} for row in rows]
    assert len(read(write_csv(tmp_path / "b.csv", none))) == 12


@pytest.mark.parametrize(
    ("x", "y"), [("567059", ""), ("obok", "244219"), ("567.059,5", "244219"), ("inf", "nan"), ("1e400", "2")]
)
def test_half_places_and_words_stay_for_loading_to_refuse(tmp_path, x, y):
    rows = [*reports(), {**reports(KRAKOW_ROW)[0], "x": x, "y": y}]
    found = read(write_csv(tmp_path / "a.csv", rows))
    assert (found[-1]["x"], found[-1]["y"]) == (x, y)
    degrees = [*reports(code=4326), {**reports(KRAKOW_ROW)[0], "x": x, "y": y}]
    assert read(write_csv(tmp_path / "b.csv", degrees))[-1]["y"] == y


def test_thousands_with_spaces(tmp_path):
    rows = [
        {
            **row,
            "x": f"{row['x']:,.2f}".replace(",", "\u00a0").replace(".", ","),
            "y": f"{row['y']:,.2f}".replace(",", " "),
        }
        for row in reports()
    ]
    lies(write_csv(tmp_path / "a.csv", rows, ";"))


def test_codes_that_lost_their_zero(tmp_path):
    """Dolnośląskie is 02: a spreadsheet makes 264011 of 0264011, which reads as świętokrzyskie."""
    wroclaw = TOWNS[4]
    rows = reports([wroclaw, (wroclaw[0] + 900, wroclaw[1], "0264021")])
    for row in rows:
        row["TERYT"] = str(int(row["TERYT"]))
    path = write_csv(tmp_path / "a.csv", rows)
    question(path, "in more than one way")  # around Wrocław easting and northing are alike
    found = read(path, crs="EPSG:2180", swapped=False)
    assert [row["teryt"] for row in found] == ["0264011", "0264021"]
    both = reports()
    for row in both:
        row["TERYT"] = str(int(row["TERYT"])) + ".0"
    assert [row["teryt"] for row in read(write_csv(tmp_path / "b.csv", both))] == [town[2] for town in TOWNS]
    short = reports()
    for row in short:  # municipalities without their kind are six digits with the zero
        row["TERYT"] = row["TERYT"][:6]
    assert [row["teryt"] for row in read(write_csv(tmp_path / "c.csv", short))] == [town[2][:6] for town in TOWNS]


def test_both_pairs_in_one_file(tmp_path):
    """KMZB's own x and y count; a longitude beside them is never paired with a y."""
    rows = reports()
    for row, (lon, lat) in zip(rows, moved([town[:2] for town in TOWNS], 4326)):
        row["lon"], row["lat"] = lon, lat
    feedback = Feedback()
    path = write_csv(tmp_path / "a.csv", rows)
    lies(path)
    read(path, feedback)
    assert any("left aside: lat, lon" in text for text in feedback.said)
    lies(write_csv(tmp_path / "b.csv", without(rows, "y")))


def test_known_instants(tmp_path):
    found = read(write_csv(tmp_path / "a.csv", reports()))
    assert {(int(row["reported"]), int(row["modified"])) for row in found} == {(REPORTED, MODIFIED)}
