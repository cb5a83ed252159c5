"""The zip's factories, as QGIS calls them: unpacked in a plugins folder, in a process that knows no sources."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import package  # noqa: E402 - the developers' tool lies outside the package

BEGIN = """
import json, sys
plugins = sys.argv[1]
sys.path.insert(0, plugins)
told = {}
import kmzb_qgis
# QGIS imports a plugin to read about it: that alone must start nothing.
told["with the import"] = [name for name in sys.modules if name.startswith(("kmzb_qgis.", "qgis.core", "requests"))]
"""
END = """
told["from elsewhere"] = [
    name for name, module in sys.modules.items()
    if name.split(".")[0] == "kmzb_qgis" and not (getattr(module, "__file__", None) or plugins).startswith(plugins)
]
print("TOLD " + json.dumps(told))
"""
DESKTOP = """
from qgis.core import QgsApplication, QgsProcessingProvider
app = QgsApplication([], False)
app.initQgis()
registry = QgsApplication.processingRegistry()
plugin = kmzb_qgis.classFactory(None)
told["before"] = registry.providerById("kmzb") is not None
plugin.initProcessing()
plugin.initProcessing()
provider = registry.providerById("kmzb")
told["provider"] = [isinstance(provider, QgsProcessingProvider), provider.name(), not provider.icon().isNull()]
told["algorithms"] = {
    a.id(): [a.displayName(), bool(a.shortHelpString()), a.create() is not None] for a in provider.algorithms()
}
plugin.initGui()
plugin.unload()
plugin.unload()
told["after"] = registry.providerById("kmzb") is not None
"""
SERVER = """
from qgis.core import QgsApplication
from qgis.server import QgsServer
app = QgsApplication([], False)
server = QgsServer()
face = server.serverInterface()
before = sum(len(filters) for filters in face.filters().values())
plugin = kmzb_qgis.serverClassFactory(face)
told["filters"] = sum(len(filters) for filters in face.filters().values()) - before
told["window"] = [name for name in sys.modules if name.startswith(("kmzb_qgis.gui", "kmzb_qgis.store"))]
"""


@pytest.fixture(scope="module")
def plugins(tmp_path_factory) -> Path:
    """A plugins folder into which the zip was unpacked."""
    folder = tmp_path_factory.mktemp("profile")
    package.pack(package.stage(folder / "stage"), folder / "kmzb_qgis.zip")
    zipfile.ZipFile(folder / "kmzb_qgis.zip").extractall(folder / "plugins")
    return folder / "plugins"


def start(plugins: Path, body: str) -> dict:
    script = plugins.parent / "start.py"
    script.write_text(BEGIN + body + END, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("QGIS_", "PYTHONPATH"))}
    done = subprocess.run(
        # -I: neither this folder nor the sources are on the path; the system's Python, as QGIS takes it.
        ["/usr/bin/python3", "-I", str(script), str(plugins)],
        env={**clean, "QT_QPA_PLATFORM": "offscreen", "HOME": str(plugins.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("TOLD ")]
    assert lines, done.stdout + done.stderr
    told = json.loads(lines[-1].removeprefix("TOLD "))
    assert told["with the import"] == [] and told["from elsewhere"] == []
    return told


def test_class_factory_and_provider(plugins):
    told = start(plugins, DESKTOP)
    assert told["before"] is False and told["after"] is False
    assert told["provider"] == [True, "KMZB", True]
    assert {"kmzb:importfile", "kmzb:publish", "kmzb:checkpublication"} <= set(told["algorithms"])
    assert all(name and help_text and made for name, help_text, made in told["algorithms"].values())


def test_server_class_factory(plugins):
    told = start(plugins, SERVER)
    assert told["filters"] == 1
    assert told["window"] == []
