"""Publishing that gets SIGKILL at random moments: the old publication is served whole, or the new one is."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest
from faults_help import KILLS, Forge, Moments, columns, copy_file, names, quick_folder, rounds, sound
from osgeo import gdal
from publishing_store import whole
from qgis.core import QgsProject

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.publishing.folder import Folder, data_name
from kmzb_qgis.sources import sample
from kmzb_qgis.store import create_store
from tests.server import harness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork, inotify and SIGKILL")


def as_gdal_reads(project: Folder) -> tuple[int, list]:
    """Count and extent that GDAL reads from the data file the pinned project names."""
    dataset = gdal.OpenEx(str(project.public / data_name(project.served())), gdal.OF_VECTOR)
    layer = dataset.GetLayerByName("zgloszenia")
    layer.SetSpatialFilterRect(160000, 120000, 880000, 800000)
    return sum(1 for _ in layer), dataset.GetLayerCount()


def as_qgis_reads(project: Folder) -> dict[str, int]:
    """Counts of the layers of the pinned project, opened as a person would."""
    opened = QgsProject()
    assert opened.read(str(project.project))
    layers = opened.mapLayers().values()
    assert layers and all(layer.isValid() for layer in layers)
    counts = {layer.shortName() or layer.name(): layer.featureCount() for layer in layers}
    opened.clear()
    return counts


def as_the_server_answers(client) -> tuple[str, int]:
    """The version that QGIS Server says it serves, and how many reports it gives."""
    answer = client.wfs(RESULTTYPE="hits")
    assert answer.status_code == 200, answer.text[:300]
    return answer.headers["X-KMZB-Publication"], int(ElementTree.fromstring(answer.content).get("numberOfFeatures"))


def test_a_killed_publication(qgis_app):
    with quick_folder() as home, Forge() as forge:
        home.chmod(0o755)  # the server's account reads in it
        store, folder = create_store(home / "żółw.gpkg").path, home / "publikacja"
        (home / "kept").mkdir()
        sample.write_sample(home / "a.csv", 3_000, 1, warsaw.now() - timedelta(hours=1))
        assert not forge.run("importfile", {"INPUT": home / "a.csv", "STORE": store})["error"]
        parameters = {"STORE": store, "FOLDER": folder, "KEEP": 3}
        reports = {name: digest for name, digest in columns(store).items() if name.startswith("report")}
        unbroken = []
        for _ in range(3):
            unbroken.append(forge.run("publish", parameters, watch=[str(home)]))
            assert not unbroken[-1]["error"], unbroken
        place = Folder(folder)
        served = whole(folder)
        counts = place.manifest(served)["counts"]
        assert counts["zgloszenia"] > 100
        copy_file(store, home / "kept" / "base.gpkg")
        moments = Moments("publish", unbroken, [folder])
        with harness.service(place.project, workers=1) as service:
            client = harness.Client(service.url)
            for number in rounds(KILLS, moments):
                answer = forge.run("publish", parameters, **moments.next(number))
                assert answer["killed"] or not answer["error"], answer
                found = whole(folder)
                assert place.manifest(found)["counts"] == counts
                assert as_gdal_reads(place)[0] == counts["zgloszenia"]
                moments.note(answer, "old" if found == served else "new")
                if number % 5 == 0:
                    assert as_the_server_answers(client)[1] == counts["zgloszenia"]
                    assert as_qgis_reads(place)["zgloszenia"] == counts["zgloszenia"]
                if number % 10 == 9:
                    done = forge.run("publish", parameters)
                    assert not done["error"], done
                    found = whole(folder)
                    assert found == done["results"]["VERSION"] > served
                    assert as_the_server_answers(client)[1] == counts["zgloszenia"]
                    assert names(place.public) == {"kmzb.qgs", data_name(found)}, "what killed runs left is gone"
                    assert names(place.versions) == {*place.kept(), ".lock", "metadata.json"} and len(place.kept()) == 3
                    sound(store)
                served = found
            done = forge.run("publish", parameters)
            assert not done["error"] and whole(folder) == done["results"]["VERSION"], done
        assert names(home) == {"żółw.gpkg", "a.csv", "publikacja", "kept"}
        assert {name: digest for name, digest in columns(store).items() if name.startswith("report")} == reports
    tenths = moments.tell()
    if KILLS >= 100:
        assert len(tenths) >= 2, "the snapshot was met, and the project and the switch"
        assert {state for _, state in moments.met} == {"old", "new"}
