"""Metadata both ways: the capabilities name the records, these name the capabilities, a real pycsw serves them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import warnings
from contextlib import closing, contextmanager

import pytest
from lxml import etree
from owslib.catalogue.csw2 import CatalogueServiceWeb
from owslib.fes import PropertyIsLike
from owslib.wfs import WebFeatureService
from owslib.wms import WebMapService

from kmzb_qgis.geoportal.metadata import DATASET_FILE, DOWNLOAD_FILE, FILES, VIEW_FILE
from kmzb_qgis.geoportal.metadata_service import DOWNLOAD, VIEW
from kmzb_qgis.server.parameters import REQUESTS
from tests.server import harness, schemas

BASE = "https://mapy.example.org/kmzb"
GMD = "http://www.isotc211.org/2005/gmd"
MARKS = {"WMS": b"<WMS_Capabilities", "WFS": b"WFS_Capabilities", "wfs3": b"Landing page"}
HREF = "{http://www.w3.org/1999/xlink}href"


def links(client, service: str, version: str) -> dict[str, list[str]]:
    """Addresses of records by the layer that names them; the WMS's root layer has the name kmzb."""
    body = client.ask(params={"SERVICE": service, "VERSION": version, "REQUEST": "GetCapabilities"}).content
    found = {}
    for link in etree.fromstring(body).iterfind(".//{*}MetadataURL"):
        name = link.getparent().findtext("{*}Name").rpartition(":")[2]
        inner = link.find("{*}OnlineResource")
        found.setdefault(name, []).append(link.text if inner is None else inner.get(HREF))
    return found


@pytest.mark.parametrize("service, version", [("WMS", "1.3.0"), ("WMS", "1.1.1"), ("WFS", "1.1.0"), ("WFS", "1.0.0")])
def test_the_capabilities_name_the_records(client, service, version):
    found = links(client, service, version)
    root = {"kmzb": [f"{BASE}/metadata/{VIEW_FILE}"]} if service == "WMS" else {}
    layers = ("zgloszenia", "statystyka_powiat", "statystyka_gmina", "siatka_1km", "siatka_10km")
    assert found == {**{layer: [f"{BASE}/metadata/{DATASET_FILE}"] for layer in layers}, **root}


def test_owslib_finds_them(running):
    wms = WebMapService(running.url, version="1.3.0")
    assert [link["url"] for link in wms["zgloszenia"].metadataUrls] == [f"{BASE}/metadata/{DATASET_FILE}"]
    wfs = WebFeatureService(running.url, version="1.1.0")
    assert [link["url"] for link in wfs["zgloszenia"].metadataUrls] == [f"{BASE}/metadata/{DATASET_FILE}"]


def test_the_records_name_what_is_served(site, client):
    """Each address is asked of the running service, with its own host in the place of the public one."""
    addresses = set()
    for name in FILES:
        record = etree.parse(str(site.folder / "metadata" / name))
        addresses |= {url.text for url in record.iterfind(".//{*}transferOptions//{*}URL")}
    assert len(addresses) == 3
    for address in addresses:
        path = address.removeprefix(f"{BASE}/")
        assert path != address
        answer = client.ask(path)
        mark = next(text for word, text in MARKS.items() if word in path)
        assert answer.status_code == 200 and mark in answer.content, address


@pytest.mark.parametrize("kind, service", [(VIEW, "WMS"), (DOWNLOAD, "WFS")])
def test_the_operations_are_those_that_the_guard_lets_through(kind, service):
    assert {operation.lower() for operation in kind.operations} <= REQUESTS[service]


@contextmanager
def catalogue(records):
    """A real pycsw with the records of a folder; gives its address."""
    tool = [sys.executable, str(harness.ROOT / "scripts" / "pycsw.py"), "--records", str(records)]
    process = subprocess.Popen(tool, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), "pycsw did not start"
        yield address
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def spelled(element) -> list[tuple]:
    """What a record says, without the blanks between its elements."""
    return [(each.tag, (each.text or "").strip(), sorted(each.attrib.items())) for each in element.iter()]


def identifier(record) -> str:
    return record.findtext("{*}fileIdentifier/{*}CharacterString")


def test_pycsw_serves_them_for_harvesting(site):
    written = {name: etree.parse(str(site.folder / "metadata" / name)).getroot() for name in FILES}
    by_id = {identifier(record): record for record in written.values()}
    with catalogue(site.folder / "metadata") as address, warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # OWSLib announces its own next version
        csw = CatalogueServiceWeb(address)
        csw.getrecords2(outputschema=GMD, esn="full", maxrecords=10)
        assert set(csw.records) == set(by_id) and csw.results["matches"] == 3
        for number, record in by_id.items():
            csw.getrecordbyid([number], outputschema=GMD)
            (answered,) = etree.fromstring(csw.response)
            assert spelled(answered) == spelled(record)
            assert schemas.iso_faults(etree.tostring(answered)) == []
        dataset = csw_record(csw, identifier(written[DATASET_FILE]))
        assert (dataset.languagecode, dataset.charset, dataset.hierarchy) == ("pol", "utf8", "dataset")
        box = described(dataset).bbox
        assert [float(side) for side in (box.minx, box.maxx, box.miny, box.maxy)] == [14.1, 24.2, 49.0, 54.9]
        view = described(csw_record(csw, identifier(written[VIEW_FILE])))
        assert view.type == "view" and [each["name"] for each in view.operations] == list(VIEW.operations)
        assert view.operateson[0]["uuidref"] == dataset.identifier
        assert view.operateson[0]["href"] == f"{BASE}/metadata/{DATASET_FILE}"
        download = csw_record(csw, identifier(written[DOWNLOAD_FILE]))
        assert [each.url for each in download.distribution.online][1] == f"{BASE}/wfs3/"
        csw.getrecords2([PropertyIsLike("csw:AnyText", "%Zagrożeń%")], outputschema=GMD, esn="full")
        assert csw.results["matches"] == 3, "found by a word with Polish letters"
        csw.getrecords2([PropertyIsLike("csw:AnyText", "%nie ma takiego słowa%")], outputschema=GMD)
        assert csw.results["matches"] == 0


def csw_record(csw, number: str):
    csw.getrecordbyid([number], outputschema=GMD)
    return csw.records[number]


def described(record):
    """What a record of OWSLib says of the data or the service: newer versions give both as a list."""
    if isinstance(record.identification, list):
        return record.identification[0]
    return record.serviceidentification or record.identification


def test_the_job_of_deploy_takes_a_new_record_for_an_old_one_and_removes_what_is_gone(site, tmp_path):
    """The commands that the unit runs, with the example's settings; only the paths are the test's."""
    unit = (harness.ROOT / "deploy" / "kmzb-records.service").read_text(encoding="utf-8")
    commands = [line.partition("=")[2] for line in unit.splitlines() if line.startswith("ExecStart=")]
    assert len(commands) == 2
    records, config, database = tmp_path / "metadata", tmp_path / "pycsw.cfg", tmp_path / "records.db"
    shutil.copytree(site.folder / "metadata", records)
    example = (harness.ROOT / "deploy" / "pycsw.cfg.example").read_text(encoding="utf-8")
    config.write_text(
        example.replace("/var/lib/kmzb-records/records.db", str(database)).replace(
            "/var/lib/kmzb-records", str(tmp_path)
        ),
        encoding="utf-8",
    )
    pycsw = harness.ROOT / "build" / "pycsw"
    for official, here in (
        ("/opt/kmzb/pycsw/bin/python ", ""),
        ("/opt/kmzb/pycsw", str(pycsw)),
        ("/opt/kmzb/kmzb-forget", str(harness.ROOT / "deploy" / "kmzb-forget")),
        ("/etc/kmzb/pycsw.cfg", str(config)),
        ("/srv/kmzb/publication/metadata", str(records)),
        ("/var/lib/kmzb-records", str(tmp_path)),
    ):
        assert any(official in command for command in commands)
        commands = [command.replace(official, here) for command in commands]

    def execute(words: list[str]) -> None:
        environment = {**os.environ, "PYTHONPATH": str(pycsw)}
        done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    def job() -> None:
        for command in commands:
            execute(command.split())

    def known() -> dict[str, str]:
        with closing(sqlite3.connect(database)) as connection:
            return dict(connection.execute("SELECT identifier, date_modified FROM records"))

    execute([commands[0].split()[0], "-c", "setup_db", "-f", str(config)])
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO records (identifier, typename, schema, mdsource, insert_date, xml, anytext)"
            " VALUES ('of somebody else', 'a', 'b', 'local', 'c', '<d/>', 'e')"
        )
    job()
    first = known()
    assert len(first) == 4
    path = records / DATASET_FILE
    stamp = etree.parse(str(path)).findtext("{*}dateStamp/{*}Date")
    path.write_text(path.read_text(encoding="utf-8").replace(stamp, "2031-01-02"), encoding="utf-8")
    job()
    number = identifier(etree.parse(str(path)).getroot())
    assert known() == {**first, number: "2031-01-02"}
    (records / VIEW_FILE).unlink()  # a publication without a service's address has no records of services
    (records / DOWNLOAD_FILE).unlink()
    job()
    assert set(known()) == {number, "of somebody else"}
    path.unlink()  # nothing at all, as where the folder is not mounted: nothing is removed
    execute(commands[1].split())
    assert set(known()) == {number, "of somebody else"}
