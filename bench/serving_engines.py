"""Where a publication is served from: its folder, or the public zone's database as its administrator sets it up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import jobs
from measure import run
from serving_data import Data
from serving_stack import ACCOUNT
from serving_usage import Usage, children

from tests import zone_cluster

FILE, ZONE = "GeoPackage", "PostgreSQL"
COPY = "kmzb_degrees"  # the schema with the layer in degrees
ROLE = "kmzb_bench"  # of the peers: rights and settings of the zone's reader, and temporary tables, as tipg makes some
_PROJECT = "postgresql:?service=kmzb_public&schema=kmzb_public&project=kmzb"
_SETTINGS = {  # Debian's where the tests' cluster takes short cuts; memory as on a small server
    "fsync": "on", "shared_buffers": "512MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB",
    "max_connections": "80",
}  # fmt: skip
_READER = (
    "max_parallel_workers_per_gather = 0", "search_path = kmzb_public, public",
)  # fmt: skip


@dataclass
class Engine:
    """``project`` is what QGIS Server is pinned to; ``environment`` what its workers need for it. ``file``: the data
    file. ``database``: how a peer's PostgreSQL client finds the zone. ``pids``: the processes of the database."""

    name: str
    project: str
    environment: dict[str, str] = field(default_factory=dict)
    file: Path | None = None
    database: dict[str, str] = field(default_factory=dict)
    cluster: zone_cluster.Cluster | None = None

    @property
    def dsn(self) -> str:
        """The zone as libpq's words say it."""
        return " ".join(f"{name}={value}" for name, value in self.database.items())

    @property
    def address(self) -> str:
        """The zone as an address; whoever insists on a password gets one that nobody asks for."""
        named = self.database
        return f"postgresql://{named['user']}:none@{named['host']}:{named['port']}/{named['dbname']}"

    @property
    def postmaster(self) -> int:
        """The process that starts the database's others; 0 where there is none."""
        if self.cluster is None:
            return 0
        return int((self.cluster.data / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def pids(self) -> list[int]:
        number = self.postmaster
        return [number, *children(number)] if number else []

    def usage(self, others: Callable[[], list[int]] = list) -> Usage:
        """What the database uses from now on, and others with it."""
        return Usage(lambda: [*others(), *self.pids()], self.postmaster)

    def close(self) -> None:
        if self.cluster is not None:
            self.cluster.__exit__()


def of_file(data: Data, work: Path) -> Engine:
    """The folder, copied to where the servers' account may read it."""
    place = work / "publication" / "public"
    shutil.copytree(data.public, place)
    for path in (work, place.parent, place, *place.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return Engine(FILE, str(place / "kmzb.qgs"), file=place / data.file.name)


def of_zone(data: Data) -> Engine:
    """The publication pushed to a cluster of its own, set up by ``deploy/zone-public.sh``."""
    cluster = zone_cluster.Cluster("bench", settings=_SETTINGS)
    cluster.__enter__()
    try:
        cluster.set_up_zone("--inner", "127.0.0.1/32", "--server-account", ACCOUNT)
        push = zone_cluster.service_file(
            cluster.root,
            cluster.service("kmzb_zone_push", "kmzb_zone_push", passfile=cluster.root / "pgpass"),
            cluster.service("kmzb_public", "kmzb_zone_read", local=True),
        )
        words = jobs.algorithm("kmzb:pushpublication", FOLDER=data.publication, ZONE="service=kmzb_zone_push")
        run(words, {**data.env, "PGSERVICEFILE": str(push)})
        _peers(cluster)
        found = cluster.sql("SELECT count(*) FROM kmzb_public.zgloszenia")
        if found != str(data.size):
            sys.exit(f"bench: the zone shows {found} reports, not {data.size}: no fair comparison")
        cluster.sql("VACUUM ANALYZE")  # which would else come while something is measured
        cluster.sql("CHECKPOINT")
    except BaseException:
        cluster.__exit__()
        raise
    named = {"PGSERVICEFILE": str(push)}
    database = {"host": "127.0.0.1", "port": str(cluster.port), "dbname": "kmzb_public", "user": ROLE}
    return Engine(ZONE, _PROJECT, named, database=database, cluster=cluster)


def _peers(cluster: zone_cluster.Cluster) -> None:
    """A role for the peers, let in without a password and without TLS on loopback."""
    cluster.sql(f"CREATE ROLE {ROLE} LOGIN")
    for setting in _READER:
        cluster.sql(f"ALTER ROLE {ROLE} SET {setting}")
    cluster.sql(f"GRANT CONNECT, TEMPORARY ON DATABASE kmzb_public TO {ROLE}")
    cluster.sql(f"GRANT USAGE ON LANGUAGE sql, plpgsql TO {ROLE}")
    cluster.sql(f"GRANT USAGE ON SCHEMA kmzb_public, public TO {ROLE}")
    cluster.sql(f"GRANT SELECT ON kmzb_public.zgloszenia, public.geometry_columns, public.spatial_ref_sys TO {ROLE}")
    cluster.sql(f"GRANT EXECUTE ON FUNCTION pg_advisory_unlock_all() TO {ROLE}")  # tipg's driver, between requests
    rules = cluster.data / "pg_hba.conf"
    line = f"hostnossl kmzb_public {ROLE} 127.0.0.1/32 trust\nlocal kmzb_public {ROLE} trust\n"
    rules.write_text(line + rules.read_text(encoding="utf-8"), encoding="utf-8")
    if os.geteuid() == 0:
        shutil.chown(rules, zone_cluster.ACCOUNT)
    cluster.sql("SELECT pg_reload_conf()")


def degrees(engine: Engine) -> None:
    """A copy of the layer in degrees, for who confuses the axes of EPSG:2180."""
    columns = "id, typ, status, data_utworzenia, data_modyfikacji, data_zdarzenia, teryt, powod"
    for statement in (
        f"CREATE SCHEMA {COPY}",
        f'CREATE TABLE {COPY}.zgloszenia AS SELECT "OGC_FID", {columns},'
        " ST_Transform(geom, 4326)::geometry(Point, 4326) AS geom FROM kmzb_public.zgloszenia",
        f'ALTER TABLE {COPY}.zgloszenia ADD PRIMARY KEY ("OGC_FID")',
        f"CREATE INDEX ON {COPY}.zgloszenia USING gist (geom)",
        f"ANALYZE {COPY}.zgloszenia",
        f"GRANT USAGE ON SCHEMA {COPY} TO {ROLE}",
        f"GRANT SELECT ON {COPY}.zgloszenia TO {ROLE}",
    ):
        engine.cluster.sql(statement)


def plain_project(engine: Engine, work: Path) -> Path:
    """The publication's project with every report drawn at every scale, as a plain symbol (``serving_plain.py``)."""
    place = work / f"plain-{engine.name}"
    place.mkdir(mode=0o755)
    if os.geteuid() == 0:
        shutil.chown(place, ACCOUNT)
    target = place / "plain.qgs"
    words = [sys.executable, str(Path(__file__).with_name("serving_plain.py")), engine.project, str(target)]
    if os.geteuid() == 0:  # the zone knows its reader by the account
        words = ["runuser", "-u", ACCOUNT, "--", *words]
    environment = {**os.environ, **engine.environment, "HOME": str(place), "XDG_RUNTIME_DIR": str(place)}
    environment["TMPDIR"] = str(place)
    environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(words, env=environment, cwd=place, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode or not target.exists():
        sys.exit(f"bench: no plain project: {done.stdout}{done.stderr}")
    return target
