#!/usr/bin/env python3
"""The plugin's main job on this machine: reports in, on the map, out as a public WFS.

20,000 synthetic reports are saved as an answer of the KMZB service, served by a stand-in of that service on loopback,
imported with ``kmzb:importservice``, published, served by QGIS Server on loopback, checked by an independent client,
and drawn. Every step is the plugin's own algorithm, run by qgis_process. Keeps serving while a terminal is attached.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import qgisrun
import requests

ROOT = qgisrun.ROOT
DEMO = ROOT / "build" / "demo"


def step(title: str, started: float) -> None:
    """One line of the report."""
    print(f"  {time.monotonic() - started:6.1f} s  {title}", flush=True)


class Child:
    """A server of the demo's own; its first line that starts with http is its address."""

    def __init__(self, *words: str, log: Path):
        self.log = log
        self._out = log.open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, *words], stdout=self._out, stderr=subprocess.STDOUT, stdin=subprocess.PIPE, text=True
        )
        self.address = self._wait()

    def _wait(self) -> str:
        for _ in range(600):
            for line in self.log.read_text(encoding="utf-8").splitlines():
                found = line.find("http://")
                if found >= 0:
                    return line[found:].split()[0].rstrip("/")
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"demo: a server did not start:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        """End it and wait for it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._out.close()


def publication_folder() -> Path:
    """Where to publish: build/demo, or, where the server's own user cannot get there, a temporary folder."""
    folder = DEMO / "publication"
    reachable = all(parent.stat().st_mode & stat.S_IXOTH for parent in DEMO.parents)
    if os.getuid() == 0 and not reachable:
        folder = Path(tempfile.mkdtemp(prefix="kmzb-demo-"))
        folder.chmod(0o755)
        folder = folder / "publication"
    return folder


POLAND = (120000, 160000, 790000, 875000)  # northing first: the order of EPSG:2180 in WMS 1.3.0
KRAKOW = (241000, 563000, 247000, 570000)


def draw(address: str, box: tuple[int, int, int, int], target: Path) -> int:
    """Fetch a WMS map of a box; returns the number of different colours in it (a blank map has one)."""
    query = {
        "SERVICE": "WMS",
        "VERSION": "1.3.0",
        "REQUEST": "GetMap",
        "LAYERS": "zgloszenia,siatka_1km,siatka_10km",
        "STYLES": "",
        "CRS": "EPSG:2180",
        "BBOX": ",".join(map(str, box)),
        "WIDTH": "1000",
        "HEIGHT": str(round(1000 * (box[2] - box[0]) / (box[3] - box[1]))),
        "FORMAT": "image/png",
    }
    answer = requests.get(f"{address}/?{urlencode(query)}", timeout=120)
    if answer.headers.get("Content-Type", "").split(";")[0] != "image/png":
        raise SystemExit(f"demo: no map came back:\n{answer.text[:500]}")
    target.write_bytes(answer.content)
    from osgeo import gdal

    gdal.UseExceptions()
    pixels = gdal.Open(str(target)).ReadAsArray()
    return len({tuple(colour) for colour in pixels.reshape(pixels.shape[0], -1).T.tolist()})


def main() -> None:
    """Run all steps; the exit code is not 0 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000, help="number of synthetic reports")
    parser.add_argument("--port", type=int, default=0, help="port of the public service on 127.0.0.1 (0: any free)")
    options = parser.parse_args()
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir(parents=True)
    home, store, sample = DEMO / "home", DEMO / "kmzb.gpkg", DEMO / "zgloszenia.json"
    folder = publication_folder()
    children: list[Child] = []
    begun = time.monotonic()
    try:
        print("kmzb_qgis demo (all data is synthetic)", flush=True)
        qgisrun.enable(home)
        step("plugin enabled in a throw-away profile", begun)
        qgisrun.run("kmzb:samplereports", home, COUNT=options.count, SEED=2180, OUTPUT=sample)
        step(f"{options.count:,} sample reports in {sample.relative_to(ROOT)}", begun)

        stand_in = Child(
            str(ROOT / "tests/standins/kmzb_service.py"), "--data", str(sample), "--port", "0", log=DEMO / "service.log"
        )
        children.append(stand_in)
        step(f"stand-in of the KMZB service at {stand_in.address}", begun)

        qgisrun.run("kmzb:createstore", home, STORE=store)
        counts = qgisrun.run("kmzb:importservice", home, URL=stand_in.address, STORE=store, PAUSE=0.01)
        figures = ", ".join(
            f"{counts[name]:,} {name.lower()}" for name in ("INSERTED", "UPDATED", "UNCHANGED", "CONFLICTS", "REJECTED")
        )
        step(f"imported into {store.relative_to(ROOT)}: {figures}", begun)
        again = qgisrun.run("kmzb:importservice", home, URL=stand_in.address, STORE=store, PAUSE=0.01)
        step(f"imported once more: {again['UNCHANGED']:,} unchanged, {again['INSERTED']:,} inserted", begun)

        published = qgisrun.run("kmzb:publish", home, STORE=store, FOLDER=folder)
        step(f"published {published['FEATURES']:,} public reports as version {published['VERSION']}", begun)

        server = Child(
            str(ROOT / "scripts/serve.py"),
            "--folder",
            str(folder),
            "--port",
            str(options.port),
            log=DEMO / "server.log",
        )
        children.append(server)
        step(f"QGIS Server at {server.address}", begun)

        check = qgisrun.run("kmzb:checkpublication", home, URL=server.address, FOLDER=folder)
        step(
            f"read back over HTTP: {check['PASSED']} checks passed, {check['FAILED']} failed,"
            f" {check['KNOWN']} known defects of this QGIS Server version",
            begun,
        )

        for place, box, name in (("Poland", POLAND, "map.png"), ("Kraków", KRAKOW, "map_krakow.png")):
            colours = draw(server.address, box, DEMO / name)
            if colours < 10:
                raise SystemExit(f"demo: the map of {place} is blank ({colours} colours)")
            step(f"map of {place} in {(DEMO / name).relative_to(ROOT)} ({colours} colours)", begun)

        print(f"\nWFS   {server.address}/?SERVICE=WFS&REQUEST=GetCapabilities")
        print(f"WMS   {server.address}/?SERVICE=WMS&REQUEST=GetCapabilities")
        print(f"OGC API Features   {server.address}/wfs3/")
        print(f"publication   {folder}")
        print("next: 'make qgis' opens the store in QGIS Desktop", flush=True)
        if sys.stdin.isatty() and sys.stdout.isatty():
            print("serving; Ctrl-C ends it", flush=True)
            try:
                while server.process.poll() is None:
                    time.sleep(1)
            except KeyboardInterrupt:
                print("\nended")
    except RuntimeError as error:
        raise SystemExit(f"demo: {error}") from None
    finally:
        for child in reversed(children):
            child.stop()
        if not folder.is_relative_to(DEMO):
            shutil.rmtree(folder.parent, ignore_errors=True)


if __name__ == "__main__":
    main()
