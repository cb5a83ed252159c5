"""The table of attacks where the rows stand in PostgreSQL: injections, counts, shapes and probes in another dialect."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import zone_cluster
from tests.server import harness
from tests.server.attacks import costs, injections, paging
from tests.server.attacks.probes import WAYS, alike, inner_columns
from tests.server.attacks.target import LIMIT_S, Target, leaks, rows
from tests.zone_cluster import Cluster

PROJECT = "postgresql:?service=kmzb_public&schema=kmzb_public&project=kmzb"
READER = "www-data" if os.geteuid() == 0 else zone_cluster.ACCOUNT
PUSH = """
import sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
from kmzb_qgis.publishing.zone.push import push
push(sys.argv[2], "service=kmzb_zone_push")
application.exitQgis()
"""
DIGEST = (
    "SELECT md5(string_agg(t, '' ORDER BY t)) FROM (SELECT d::text AS t FROM kmzb_public.dane_zgloszenia d"
    " UNION ALL SELECT p::text FROM kmzb_public.publication p UNION ALL SELECT relname FROM pg_class"
    " WHERE relnamespace IN ('kmzb_public'::regnamespace, 'public'::regnamespace)) x"
)


@pytest.fixture(scope="module")
def zone():
    zone_cluster.needed()
    with Cluster("attacked") as made:
        made.set_up_zone("--inner", "127.0.0.1/32", "--server-account", READER)
        made.file = zone_cluster.service_file(
            made.root,
            made.service("kmzb_zone_push", "kmzb_zone_push", passfile=made.root / "pgpass"),
            made.service("kmzb_public", "kmzb_zone_read", local=True),
        )
        yield made


@pytest.fixture(scope="module")
def target(zone):
    with harness.site(rows()) as made:
        environment = {**os.environ, "PGSERVICEFILE": str(zone.file), "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-c", PUSH, str(harness.ROOT), str(made.folder)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        with harness.service(PROJECT, workers=1, environment={"PGSERVICEFILE": str(zone.file)}) as service:
            attacked = Target(made, service)
            attacked.check()
            yield attacked


@pytest.mark.parametrize("family", [injections, paging, costs], ids=lambda module: module.__name__.rpartition(".")[2])
def test_attacks_get_from_the_database_what_they_must(zone, target, family):
    before, faults = zone.sql(DIGEST), []
    for case in family.cases():
        sent = case.bytes(target.port)
        reply = target.send(sent, case.method)
        found = case.faults(reply) + leaks(sent, reply)
        if found or reply.seconds > LIMIT_S or not target.same_workers():
            faults.append((case.name, found, reply.seconds, reply.text[:300]))
            target.pids = list(target.service.worker_pids)
    target.check()
    assert faults == []
    assert zone.sql(DIGEST) == before


def test_a_question_and_its_opposite_get_the_same_from_the_database(target):
    faults = []
    for way, ask in WAYS.items():
        for column in inner_columns():
            cases = [ask(column, opposite) for opposite in (False, True)]
            one, other = (target.ask(case.method, case.target, case.headers, case.body) for case in cases)
            told = [leaks(case.bytes(target.port), reply) for case, reply in zip(cases, (one, other))]
            if one.status != other.status or not alike(column, one.text, other.text) or any(told):
                faults.append((way, column, one.status, other.status, told))
    target.check()
    assert faults == []
