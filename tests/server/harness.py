"""What the server tests share: real publications, and the real QGIS Server started by scripts/serve.py."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def _load_serve():
    spec = importlib.util.spec_from_file_location("kmzb_serve", ROOT / "scripts" / "serve.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


serve = _load_serve()

# Places whose easting and northing tell each other apart; name -> (E, N) in EPSG:2180
PLACES = {
    "krakow": (567059.0, 244219.0),
    "gdansk": (472250.0, 723050.0),
    "suwalki": (758950.0, 702150.0),
    "zgorzelec": (217300.0, 370800.0),
    "rzeszow": (717800.0, 246500.0),
    "szczecin": (204300.0, 626700.0),
}


def text(moment: datetime) -> str:
    """An instant as the store writes it."""
    return f"{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%S}.000Z"


def report(name: str, place: str, category: int = 18, status: int = 1, ago_hours: float = 2, **more) -> dict:
    """A row for make_publication; its id begins with the name."""
    e, n = PLACES[place]
    changed = datetime.now(timezone.utc) - timedelta(hours=ago_hours)
    return {
        "id": f"{name:0<8.8}-0000-4000-8000-000000000000",
        "e": e,
        "n": n,
        "category_id": category,
        "status_id": status,
        "teryt": "1261011",
        "status_changed_at": text(changed),
        **more,
    }


def rows(count: int = 0) -> list[dict]:
    """A report at each place, one of each kind that must stay hidden, and ``count`` more around Kraków."""
    found = [report(f"a{number}{name}", name) for number, name in enumerate(PLACES)]
    found += [
        report("hide1", "krakow", category=21),
        report("hide2", "gdansk", plane=1),
        report("hide3", "gdansk", status=7),
    ]
    found[1]["status_id"] = 4
    for number in range(count):
        extra = report(f"{number:08d}", "krakow", category=11 + number % 8, status=1 + number % 3)
        extra["e"] += 40 + (number % 100) * 60
        extra["n"] += 40 + (number // 100) * 60
        found.append(extra)
    return found


class Site:
    """A store and its publication folder, in a temporary folder that the server's user may enter."""

    def __init__(self):
        self.root = Path(tempfile.mkdtemp(prefix="kmzb-test-"))
        self.root.chmod(0o755)
        self.store = self.root / "store.gpkg"
        self.folder = self.root / "publication"

    @property
    def project(self) -> Path:
        return self.folder / "public" / "kmzb.qgs"

    def publish(self, records: list[dict], **words: str) -> str:
        """Add rows, keep words about the service in the store, and publish; returns the version."""
        done = subprocess.run(
            [sys.executable, str(HERE / "make_publication.py"), str(self.store), str(self.folder), json.dumps(words)],
            input=json.dumps(records),
            capture_output=True,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            timeout=180,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)


@contextmanager
def site(records: list[dict], **words: str):
    """A published site, removed at the end."""
    made = Site()
    try:
        made.publish(records, **words)
        yield made
    finally:
        made.remove()


def service(project, **options):
    """A running QGIS Server for a project (see scripts/serve.py)."""
    return serve.Service(project, **options)


class Client:
    """Raw HTTP against a service, no proxies, always with a timeout."""

    def __init__(self, url: str):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def ask(self, path: str = "", method: str = "GET", **options):
        return self.session.request(method, self.url + path, timeout=60, **options)

    def wfs(self, **parameters):
        given = {"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetFeature", "TYPENAME": "zgloszenia"}
        return self.ask(params={**given, **parameters})

    def wms(self, **parameters):
        given = {
            "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": "zgloszenia", "STYLES": "",
            "CRS": "EPSG:2180", "BBOX": "240000,560000,250000,570000", "WIDTH": "64", "HEIGHT": "64",
            "FORMAT": "image/png",
        }  # fmt: skip
        return self.ask(params={**given, **parameters})

    def items(self, layer: str = "zgloszenia", **parameters):
        return self.ask(f"wfs3/collections/{layer}/items.json", params=parameters)


def refused(answer) -> bool:
    """Whether an answer is an exception (any spelling) with an error status."""
    return answer.status_code >= 400 and (
        b"ExceptionReport" in answer.content or answer.headers["Content-Type"].startswith("application/json")
    )
