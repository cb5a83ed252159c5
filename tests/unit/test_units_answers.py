"""Answers of a WFS read from bytes: whole ones, torn ones, errors, and things that are no answer."""

import pytest

from kmzb_qgis.geoportal import wfs_answer
from kmzb_qgis.toolbelt.errors import KmzbError

COLLECTION = (
    '<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:ms="http://mapserver.gis.umn.edu/mapserver" '
    'numberMatched="{matched}" numberReturned="{returned}">'
    '<wfs:member><ms:A01 gml:id="A01.1"><ms:JPT_NAZWA_>łódzkie</ms:JPT_NAZWA_></ms:A01></wfs:member>'
    '<wfs:member><ms:A01 gml:id="A01.2"><ms:geom><ms:inner/></ms:geom></ms:A01></wfs:member></wfs:FeatureCollection>'
)


def answer(matched="2", returned="2") -> bytes:
    return COLLECTION.format(matched=matched, returned=returned).encode()


def test_counts_types_and_ids_are_read():
    found = wfs_answer.collection(answer())
    assert (found.matched, found.returned) == (2, 2)
    assert found.types == {"A01"} and found.ids == ["A01.1", "A01.2"]
    assert wfs_answer.collection(answer("unknown")).matched is None


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_torn_answer_is_not_whole_and_may_be_asked_for_again(share):
    body = answer()
    with pytest.raises(KmzbError, match="not whole") as caught:
        wfs_answer.collection(body[: int(len(body) * share)])
    assert caught.value.code == wfs_answer.PASSING


def test_a_count_that_is_not_kept_is_told():
    with pytest.raises(KmzbError, match="announces 3 and holds 2"):
        wfs_answer.collection(answer("3", "3"))


@pytest.mark.parametrize(
    ("body", "words", "code"),
    [
        (b"  ", "empty answer", "service-passing"),
        (b"<!DOCTYPE html><html></html>", "web page", "service"),
        (b'{"type": "FeatureCollection"}', "something else than XML", "service"),
        (b"<kml/>", "'kml' instead of 'FeatureCollection'", "service"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><FeatureCollection/>', "declares entities", "service"),
        ("<ExceptionReport><Exception><ExceptionText>Błąd  bazy</ExceptionText></Exception></ExceptionReport>".encode(),
         "with an error: Błąd bazy", "service-says"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told(body, words, code):
    with pytest.raises(KmzbError, match=words) as caught:
        wfs_answer.collection(body)
    assert caught.value.code == code


def test_a_complaint_is_found_in_an_error_page():
    body = "<ows:ExceptionReport xmlns:ows='x'><ows:ExceptionText>Brak łącza</ows:ExceptionText></ows:ExceptionReport>"
    assert wfs_answer.complaint(body.encode()) == "Brak łącza"
    assert wfs_answer.complaint(b"<html>") == "" == wfs_answer.complaint(answer())


def test_capabilities_say_types_and_pages():
    body = (
        "<WFS_Capabilities xmlns:ows='http://www.opengis.net/ows/1.1'><ows:OperationsMetadata>"
        "<ows:Constraint name='ImplementsResultPaging'><ows:NoValues/><ows:DefaultValue>{}</ows:DefaultValue>"
        "</ows:Constraint><ows:Operation name='GetFeature'><ows:Constraint name='CountDefault'><ows:NoValues/>"
        "<ows:DefaultValue>100</ows:DefaultValue></ows:Constraint></ows:Operation></ows:OperationsMetadata>"
        "<FeatureTypeList><FeatureType><Name>ms:A01_x</Name><Title>t</Title></FeatureType><FeatureType>"
        "<Name>ms:K05_y</Name></FeatureType></FeatureTypeList></WFS_Capabilities>"
    )
    found = wfs_answer.capabilities(body.format("TRUE").encode())
    assert found.types == ["ms:A01_x", "ms:K05_y"] and found.pages and found.most == 100
    assert not wfs_answer.capabilities(body.format("FALSE").encode()).pages
