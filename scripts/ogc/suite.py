"""OGC's executable test suite for WFS 2.0: fetched by Maven, run by its own main class, without TEAM Engine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import quoteattr

from .results import Group, from_testng
from .web import Web

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "conformance"
VERSION = "1.25"
MAIN = "org.opengis.cite.iso19142.TestNGController"
PATCHED = "javax/imageio/spi/ServiceRegistry"


def fetch() -> Path:
    """The folder of the suite's jars, fetched with checked sums by Maven's settings of this machine."""
    jars = BUILD / "jars"
    if not (jars / f"ets-wfs20-{VERSION}-aio.jar").is_file():
        command = ["mvn", "-q", "-B", "-C", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        subprocess.run([*command, f"-DoutputDirectory={jars}"], check=True, timeout=900)
    return jars


def patch() -> Path:
    """The folder with the one class of Java that the suite's coordinate library needs as it was before Java 9."""
    target = BUILD / "patch"
    if not (target / f"{PATCHED}.class").is_file():
        source = HERE / "java" / f"{PATCHED}.java"
        command = ["javac", "-nowarn", "--patch-module", f"java.desktop={HERE / 'java'}", "-d", str(target)]
        subprocess.run([*command, str(source)], check=True, timeout=120)
    return target


def run(capabilities: str, schemas: Path, seconds: int = 3000) -> tuple[list[Group], list[tuple[str, bool]]]:
    """Run the suite against a service; ``capabilities``: the whole address of GetCapabilities.

    Gives the conformance classes' outcomes and the schemas asked for. Raises RuntimeError where the suite did not run.
    """
    jars, patched = fetch(), patch()
    work = BUILD / "wfs20"
    shutil.rmtree(work, ignore_errors=True)
    (work / "home").mkdir(parents=True)
    entry = f"<entry key={quoteattr('wfs')}>{capabilities.replace('&', '&amp;')}</entry>"
    arguments = work / "arguments.xml"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    arguments.write_text(f'{head}\n<properties version="1.0">{entry}</properties>\n', encoding="utf-8")
    with Web(schemas) as web, (work / "log").open("wb") as log:
        command = [
            "java", "-Xmx1500m", "--patch-module", f"java.desktop={patched}", f"-Duser.home={work / 'home'}",
            f"-Djava.io.tmpdir={work}", "-Dhttp.proxyHost=127.0.0.1", f"-Dhttp.proxyPort={web.port}",
            "-Dhttp.nonProxyHosts=127.0.0.1|localhost", "-cp", f"{jars}/*", MAIN, "-o", str(work), str(arguments),
        ]  # fmt: skip
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, stdout=log, stderr=log, timeout=seconds, env=environment, cwd=work)
        asked = list(web.asked)
    found = sorted(work.rglob("testng-results.xml"))
    text = (work / "log").read_text(encoding="utf-8", errors="replace")
    if done.returncode or not found:
        raise RuntimeError(f"the suite for WFS 2.0 ended with {done.returncode}:\n{text[-3000:]}")
    if "Can't link" in text:
        raise RuntimeError(f"a class of the suite could not be loaded:\n{text[-3000:]}")
    return from_testng(found[-1]), asked
