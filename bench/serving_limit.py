"""The database's own limit: the same reports read and written as text by psql and by sqlite3, without any service.

psql writes each report by ST_AsGeoJSON (moved to degrees) or ST_AsGML; sqlite3 knows no geometry, so its line is the
columns as JSON and the geometry's bytes as hexadecimal. Both programs time each statement themselves: their own start
and the connection do not count.
"""

from __future__ import annotations

import re
import shutil
import subprocess

from serving_ask import Wrong
from serving_data import View
from serving_engines import FILE, Engine
from serving_sides import DEEP, HITS, deep, geojson, gml, page

_COLUMNS = ("id", "typ", "status", "data_utworzenia", "data_modyfikacji", "data_zdarzenia", "teryt", "powod")
_VIEW = "kmzb_public.zgloszenia"
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"


class Limit:
    """``missing`` says why it cannot be measured; ``statements`` are SQL by question, with the rows they give."""

    def __init__(self, engine: Engine, views: list[View], size: int):
        self.engine, self.of_file = engine, engine.name == FILE
        self.name = "sqlite3" if self.of_file else "psql, COPY"
        self.program = shutil.which("sqlite3" if self.of_file else "psql")
        self.missing = "" if self.program else f"{self.name} is not installed"
        self.statements = self._of_file(views, size) if self.of_file else self._of_zone(views, size)

    def check(self, name: str) -> None:
        """Raises Wrong where a statement does not give the rows that the services are asked for."""
        statement, wanted = self.statements[name]
        counting = statement if name == HITS else f"SELECT count(*) FROM ({statement}) AS counted"
        found = self._run([f"{counting};"])[0].strip()
        if found != str(wanted):
            raise Wrong(f"{found} rows, not {wanted:,}")

    def times(self, name: str, count: int) -> list[float]:
        """Seconds of each of ``count`` runs of a statement."""
        statement = self.statements[name][0]
        if self.of_file:
            said = self._run([".timer on", ".output /dev/null", *[f"{statement};"] * count])[0]
            return [float(number) for number in re.findall(r"real ([\d.]+)", said)]
        said = self._run(["\\timing on", "\\o /dev/null", *[f"COPY ({statement}) TO STDOUT;"] * count])[0]
        return [float(number) / 1000 for number in re.findall(r"Time: ([\d.]+) ms", said)]

    def _run(self, lines: list[str]) -> tuple[str, str]:
        words = [self.program, "-readonly", str(self.engine.file)]
        if not self.of_file:
            words = [self.program, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.engine.dsn]
        done = subprocess.run(words, input="\n".join(lines), capture_output=True, text=True, timeout=900, check=False)
        if done.returncode or done.stderr.strip():
            raise Wrong(done.stderr.strip()[:160] or f"{self.name} failed")
        return done.stdout, done.stderr

    def _of_zone(self, views: list[View], size: int) -> dict[str, tuple[str, int]]:
        columns, found = ", ".join(_COLUMNS), {}
        for view in views:
            inside = f"geom && ST_MakeEnvelope({', '.join(map(repr, view.metres))}, 2180)"
            moved = f"SELECT {columns}, ST_Transform(geom, 4326) AS geom FROM {_VIEW} WHERE {inside}"
            found[geojson(view.count)] = f"SELECT ST_AsGeoJSON(one.*, 'geom', 6) FROM ({moved}) AS one", view.count
            found[gml(view.count)] = (
                f"SELECT {columns}, ST_AsGML(3, geom, 2, 17) FROM {_VIEW} WHERE {inside}",
                view.count,
            )
        found[HITS] = f"SELECT count(*) FROM {_VIEW}", size
        moved = f'SELECT {columns}, ST_Transform(geom, 4326) AS geom FROM {_VIEW} WHERE "OGC_FID" > {deep(size)}'
        moved += f' ORDER BY "OGC_FID" LIMIT {page(size)}'
        found[DEEP] = f"SELECT ST_AsGeoJSON(one.*, 'geom', 6) FROM ({moved}) AS one", page(size)
        return found

    def _of_file(self, views: list[View], size: int) -> dict[str, tuple[str, int]]:
        shown = ", ".join(f"'{name}', d.{name}" for name in _COLUMNS)
        line = f"SELECT json_object('fid', d.fid, {shown}, 'geom', hex(d.geom))"
        holds, found = f"d.until > {_NOW}", {}
        near = "rtree_dane_zgloszenia_geom r JOIN dane_zgloszenia d ON d.fid = r.id"
        for view in views:
            west, south, east, north = map(repr, view.metres)
            found[geojson(view.count)] = (
                (
                    f"{line} FROM {near} WHERE r.minx <= {east}"
                    f" AND r.maxx >= {west} AND r.miny <= {north} AND r.maxy >= {south} AND {holds}"
                ),
                view.count,
            )
        found[HITS] = "SELECT count(*) FROM zgloszenia", size
        found[DEEP] = (
            (f"{line} FROM dane_zgloszenia d WHERE d.fid > {deep(size)} AND {holds} ORDER BY d.fid LIMIT {page(size)}"),
            page(size),
        )
        return found
