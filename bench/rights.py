"""What rights by unit cost: the queue and a city's map, as log-ins of a station, a county, a voivodeship and the
country see them, beside a superuser's, whom no rights are asked of. The reports are made up: a square country of 16
voivodeships with 25 counties each, two stations in each county, reports where the cities are.

    python bench/rights.py --rows 1000000
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import create_store
from kmzb_qgis.store.postgres.connection import connect
from kmzb_qgis.store.queue import Moments, Queue
from kmzb_qgis.store.queue_filter import Filter
from tests.postgres import Cluster

LOGINS = {
    "o.station": ("{officer}", "K05", "KP-3-3-2-2-0"), "o.county": ("{officer}", "K02", "KPP-3-3-2-2"),
    "o.voivodeship": ("{officer}", "K01", "KWP-3-3"), "o.country": ("{officer}", "country", None),
    "analyst": ("{analyst}", None, None),
}  # fmt: skip
_UNITS = """
INSERT INTO unit (geom, id, level, name)
SELECT ST_Multi(ST_MakeEnvelope(x, y, x + 160000, y + 160000, 2180)), format('KWP-%s-%s', v, w), 'K01', 'KWP'
FROM generate_series(0, 3) v, generate_series(0, 3) w,
  LATERAL (SELECT 170000 + v * 160000 AS x, 140000 + w * 160000 AS y) AS at;
INSERT INTO unit (geom, id, level, name, parent_id)
SELECT ST_Multi(ST_MakeEnvelope(x, y, x + 32000, y + 32000, 2180)), l.id, l.level, l.id, l.parent
FROM (SELECT v, w, p, q, 170000 + v * 160000 + p * 32000 AS x, 140000 + w * 160000 + q * 32000 AS y
  FROM generate_series(0, 3) v, generate_series(0, 3) w, generate_series(0, 4) p, generate_series(0, 4) q) AS g,
  LATERAL (VALUES (format('KPP-%s-%s-%s-%s', v, w, p, q), 'K02', format('KWP-%s-%s', v, w)),
    (lpad((v * 4 + w + 10)::text, 2, '0') || lpad((p * 5 + q + 1)::text, 2, '0'), 'county', NULL)
  ) AS l (id, level, parent);
INSERT INTO unit (geom, id, level, name, parent_id)
SELECT ST_Multi(ST_MakeEnvelope(
    ST_XMin(geom) + n * 16000, ST_YMin(geom), ST_XMin(geom) + (n + 1) * 16000, ST_YMax(geom), 2180)),
  replace(id, 'KPP', 'KP') || '-' || n, 'K05', id, id FROM unit, generate_series(0, 1) n WHERE level = 'K02';
"""
# As an import leaves them, written without the rules: this measures reading.
_REPORTS = """
SET session_replication_role = replica;
INSERT INTO report (geom, id, service_id, plane, category_id, status_id, description, reported_at, reported_local,
  status_changed_at, read_by, verify_by, teryt, unit_id, reason_text, note, import_run_id, version)
SELECT ST_SetSRID(ST_MakePoint(x0 + 32000 * power(random(), 2), y0 + 32000 * power(random(), 2)), 2180),
  gen_random_uuid()::text, g, 3, 1 + floor(random() * 27),
  CASE WHEN random() < 0.2 THEN 1 + floor(random() * 3) ELSE 4 + floor(random() * 4) END,
  repeat('opis zgłoszenia ', floor(random() * 10)::int), t, '', t, deadline(t, 3), deadline(t, 7), county || '011',
  CASE WHEN random() < 0.95 THEN station || floor(random() * 2) END, '', '', 1, 1
FROM (SELECT g, now() - random() * interval '1500 days' AS t, floor(400 * random() * random())::int AS n
  FROM generate_series(1, :rows) g) AS s
JOIN (SELECT row_number() OVER (ORDER BY id <> 'KPP-3-3-2-2', md5(id)) - 1 AS n,
  ST_XMin(geom) AS x0, ST_YMin(geom) AS y0, replace(id, 'KPP', 'KP') || '-' AS station,
  (SELECT c.id FROM unit c WHERE c.level = 'county' AND c.geom && ST_PointOnSurface(unit.geom) LIMIT 1) AS county
  FROM unit WHERE level = 'K02') AS u USING (n);
SET session_replication_role = origin;
VACUUM ANALYZE report;
"""
# What QGIS asks for a view of 20 km by 20 km around the busiest place of a county.
_MAP = (
    "SELECT ST_AsBinary(geom, 'NDR'), fid, status_id, category_id FROM {table}"
    " WHERE geom && ST_MakeEnvelope(714000, 684000, 734000, 704000, 2180)"
)


def median(work, times: int = 7) -> tuple[float, int]:
    """Milliseconds and the number of rows."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        rows = work()
        found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found), rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    sizes = {"shared_buffers": "1GB", "work_mem": "32MB", "max_wal_size": "8GB"}
    cluster = Cluster({**sizes, "wal_level": "minimal", "max_wal_senders": "0"})
    try:
        os.environ["PGSERVICEFILE"] = str(cluster.services)
        name = cluster.database()
        create_store(cluster.service(name, name))
        cluster.sql(f"SET search_path = kmzb, public; {_UNITS}", name)
        for login, (roles, level, unit) in LOGINS.items():
            place = "NULL, NULL" if level is None else f"'{level}', {'NULL' if unit is None else repr(unit)}"
            cluster.sql(f"SELECT kmzb.add_account('{login}', '{login}', '{roles}', {place})", name)
        raw = cluster.connect(name)
        with raw.cursor() as cursor:
            cursor.execute("SET search_path = kmzb, public")
            for statement in _REPORTS.replace(":rows", str(rows)).split(";\n"):
                if statement.strip():
                    cursor.execute(statement)
        raw.close()
        for marked in (True, False):
            if not marked:
                overlaps = "public.geometry_overlaps(public.geometry, public.geometry)"
                cluster.sql(f"ALTER FUNCTION {overlaps} NOT LEAKPROOF", name)
            print(f"\n{rows} reports, && {'as administrator.sql marks it' if marked else 'not marked'}")
            print("| log-in | queue's list, ms | reports | map of a city, ms | reports |\n|--|--:|--:|--:|--:|")
            for login in (cluster.superuser, *LOGINS):
                address = cluster.service(f"{name}-{login}-{marked}", name, login)
                connection = connect(address)
                listed = ("–", "–")
                if login != "analyst":
                    queue, now = Queue(connection), Moments.of(warsaw.now())
                    taken, count = median(lambda queue=queue, now=now: len(queue.listing(Filter(), "x", now)))
                    listed = (f"{taken:.1f}", count)
                asked = _MAP.format(table="report_facts" if login == "analyst" else "report")
                taken, count = median(lambda c=connection, asked=asked: len(c.execute(asked).fetchall()))
                print(f"| {login} | {listed[0]} | {listed[1]} | {taken:.1f} | {count} |", flush=True)
                connection.close()
    finally:
        cluster.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
