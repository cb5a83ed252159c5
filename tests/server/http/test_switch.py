"""The switch by rename on running workers, under readers: every answer is the old publication or the new one, whole."""

from __future__ import annotations

import threading

import pytest

from tests.server import harness


@pytest.fixture
def own():
    with harness.site(harness.rows(60)) as made, harness.service(made.project, workers=2) as service:
        yield made, service


def ids(answer) -> frozenset[str]:
    assert answer.status_code == 200, answer.text[:300]
    return frozenset(str(feature["properties"]["id"]) for feature in answer.json()["features"])


def test_every_answer_is_whole(own):
    site, service = own
    client = harness.Client(service.url)
    old = ids(client.wfs(OUTPUTFORMAT="GeoJSON"))
    assert len(old) == 66
    stop, seen, faults = threading.Event(), [], []

    def read():
        reader = harness.Client(service.url)
        while not stop.is_set():
            try:
                seen.append(ids(reader.wfs(OUTPUTFORMAT="GeoJSON")))
            except Exception as error:
                faults.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        first = client.wfs(RESULTTYPE="hits").headers
        # the six named places leave (a joke), others come
        changed = [{**row, "status_id": 7} for row in harness.rows(0)] + harness.rows(90)[-30:]
        site.publish(changed)
        after = client.wfs(RESULTTYPE="hits").headers
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    new = ids(client.wfs(OUTPUTFORMAT="GeoJSON"))
    assert not faults, faults[:3]
    assert len(new) == 90 and not any(number.startswith("a") for number in new)
    assert set(seen) <= {old, new} and old in seen
    assert first["X-KMZB-Publication"] != after["X-KMZB-Publication"] and first["ETag"] != after["ETag"]
    stale = client.ask(
        params={
            "SERVICE": "WFS",
            "VERSION": "1.1.0",
            "REQUEST": "GetFeature",
            "TYPENAME": "zgloszenia",
            "RESULTTYPE": "hits",
        },
        headers={"If-None-Match": first["ETag"]},
    )
    assert stale.status_code == 200
