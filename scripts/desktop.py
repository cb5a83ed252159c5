#!/usr/bin/env python3
"""Starts QGIS Desktop with the staged plugin in a throw-away profile; optionally takes a picture and exits.

Without ``--picture`` the window stays open on this display (``make qgis``). With it, QGIS runs on an invisible display
(Xvfb, openbox), does the steps asked for, saves the screen and exits; a time limit ends it in any case. Basemaps come
from the stand-in unless ``--no-standin`` is given, so nothing is asked of the real geoportal.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGE = ROOT / "build" / "stage"
DEMO_STORE = ROOT / "build" / "demo" / "kmzb.gpkg"
INSIDE = Path(__file__).with_name("desktop_inside.py")
INI = """[PythonPlugins]
kmzb_qgis=true
processing=true

[app]
checkVersion=false

[qgis]
checkVersion=false
showTips=false
iconSize={icons}
projOpenAtLaunch=0

[core]
NewsFeed\\httpsfeedqgisorg\\disabled=true

[locale]
overrideFlag=true
userLocale={lang}

[kmzb]
{settings}
"""


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, help="open this store (default without --picture: the demo's)")
    parser.add_argument("--project", type=Path, help="open this project")
    parser.add_argument("--lang", default="pl", help="language of QGIS (default: pl)")
    parser.add_argument(
        "--plugins", type=Path, default=STAGE, help="folder that holds kmzb_qgis (default: build/stage)"
    )
    parser.add_argument(
        "--standin",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="basemaps from the stand-in geoportal, not from the real one (default: yes)",
    )
    parser.add_argument("--basemap", action="append", default=[], metavar="ID", help="add a basemap of the catalogue")
    parser.add_argument("--extent", metavar="W,S,E,N", help="show this box, in metres of EPSG:2180")
    parser.add_argument("--form", metavar="FILTER", help="open the form of the first report that meets an expression")
    parser.add_argument("--form-box", metavar="WxH+X+Y", help="size and place of the form on the screen")
    parser.add_argument("--form-new", metavar="X,Y", help="open the form of a new report there instead")
    parser.add_argument(
        "--form-set", action="append", default=[], metavar="FIELD=VALUE", help="type into the open form"
    )
    parser.add_argument("--form-tab", type=int, metavar="N", help="bring this tab of the form to the front (0: first)")
    parser.add_argument("--form-list", metavar="FIELD", help="open a list of the form for the picture")
    parser.add_argument(
        "--form-attach", action="append", default=[], metavar="FILE", help="let a file fall on the attachments' tab"
    )
    parser.add_argument("--history", action="store_true", help="change the form's report a few times first, and save")
    parser.add_argument("--late", type=int, default=0, metavar="DAYS", help="date the form's report so long ago first")
    parser.add_argument("--scene", metavar="NAME", help="play a scene of scenes/")
    parser.add_argument("--dry", action="store_true", help="in the scene only check or only show, change nothing")
    parser.add_argument("--legend", action="store_true", help="unfold the whole layer tree")
    parser.add_argument("--tree-width", type=int, default=560, metavar="PX", help="of the layer tree; 0: none")
    parser.add_argument("--edit", action="store_true", help="switch editing on before the form opens")
    parser.add_argument("--menu", choices=("menu", "basemaps", "settings", "about"), help="show this for the picture")
    parser.add_argument("--unload", action="store_true", help="at the end switch the plugin off; fail if a trace stays")
    parser.add_argument(
        "--leave", action="store_true", help="after the picture leave QGIS as a person does; fail unless it ends well"
    )
    parser.add_argument("--picture", type=Path, help="save the screen here and exit")
    parser.add_argument("--crop", metavar="WxH+X+Y", help="keep only this part of the picture")
    parser.add_argument("--size", default="1600x1000", help="of the invisible screen")
    parser.add_argument("--icons", type=int, default=24, help="size of toolbar icons in pixels")
    parser.add_argument("--limit", type=int, default=150, help="seconds after which a picture is given up")
    return parser.parse_args(arguments)


@contextmanager
def process(words: list[str], **values):
    """A child that is ended with the block, by its own id."""
    child = subprocess.Popen(words, **values)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(10)


def display(stack: ExitStack, size: str) -> str:
    """An invisible screen with a window manager; returns its name."""
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    words = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    name = f":{stack.enter_context(process(words, **quiet)).stdout.readline().strip()}"
    environment = {**os.environ, "DISPLAY": name}
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    stack.enter_context(process(["openbox"], env=environment, **silent))
    time.sleep(0.5)
    return name


def profile(home: Path, chosen: argparse.Namespace, settings: dict[str, str]) -> Path:
    """A new profile with the plugin switched on and no first-run questions; returns the profiles' folder."""
    folder = home / "profiles" / "default" / "QGIS"
    folder.mkdir(parents=True)
    lines = "\n".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in settings.items())
    (folder / "QGIS3.ini").write_text(
        INI.format(icons=chosen.icons, lang=chosen.lang, settings=lines), encoding="utf-8"
    )
    outer = home / ".config" / "QGIS"
    outer.mkdir(parents=True)
    (outer / "QGIS3.conf").write_text("[migration]\nfirstRunVersionFlag=99999\nfileVersion=2\n", encoding="utf-8")
    return home


def standin(stack: ExitStack, home: Path, scene: str) -> Path:
    """Start the stand-ins of the geoportal, maps and locators; returns the service catalogue that points to them.

    The metadata catalogue (a real pycsw) and the register of boundaries (a real MapServer) start for their own scenes.
    """
    catalogue, entries = home / "services.json", []
    for name in ("geoportal", "locators", *(("csw",) if scene.startswith("catalogue") else ())):
        part = home / f"{name}.json"
        words = [sys.executable, str(ROOT / f"tests/standins/{name}.py"), "--catalogue", str(part)]
        child = stack.enter_context(process(words, stdout=subprocess.PIPE, text=True))
        print(f"desktop: stand-in {name} at {child.stdout.readline().strip()}")
        entries += json.loads(part.read_text(encoding="utf-8"))["services"]
    if scene.startswith("units"):
        words = [sys.executable, str(ROOT / "tests/standins/prg.py")]
        child = stack.enter_context(process(words, stdout=subprocess.PIPE, text=True))
        entries.append({"id": "boundaries-wfs", "url": child.stdout.readline().strip()})
    catalogue.write_text(json.dumps({"services": entries}), encoding="utf-8")
    return catalogue


def run(chosen: argparse.Namespace) -> int:
    """Start everything, wait, end everything; returns the exit code."""
    if not (chosen.plugins / "kmzb_qgis" / "metadata.txt").exists():
        sys.exit(f"desktop: no plugin in {chosen.plugins}; run 'make stage'")
    with ExitStack() as stack:
        home = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="kmzb-desktop-", ignore_cleanup_errors=True))
        )
        settings = {"catalogue_file": str(standin(stack, home, chosen.scene or ""))} if chosen.standin else {}
        environment = {
            **os.environ,
            "HOME": str(home),
            "TMPDIR": str(home),  # QGIS takes every layer below it for a temporary one, marks it so and asks about it
            "XDG_RUNTIME_DIR": str(home),
            "QGIS_PLUGINPATH": str(chosen.plugins.resolve()),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        home.chmod(0o700)
        if chosen.picture:
            environment["DISPLAY"] = display(stack, chosen.size)
        environment.pop("QT_QPA_PLATFORM", None)
        plan = {name: str(value) if isinstance(value, Path) else value for name, value in vars(chosen).items()}
        plan["done"], plan["scripts"] = str(home / "done"), str(INSIDE.parent)
        (home / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        environment["KMZB_DESKTOP_PLAN"] = str(home / "plan.json")
        words = [shutil.which("qgis") or "qgis", "--nologo", "--noversioncheck", "--lang", chosen.lang]
        words += ["--profiles-path", str(profile(home, chosen, settings)), "--code", str(INSIDE)]
        if chosen.project:
            words += ["--project", str(chosen.project)]
        log = stack.enter_context((home / "qgis.log").open("w+", encoding="utf-8"))
        with process(words, env=environment, cwd=home, stdout=log, stderr=log) as child:
            try:
                child.wait(chosen.limit if chosen.picture else None)
            except subprocess.TimeoutExpired:
                print(f"desktop: given up after {chosen.limit} s")
        done = Path(plan["done"])
        if chosen.picture and not (done.exists() and done.read_text(encoding="utf-8") == "ok"):
            log.seek(0)
            print(log.read()[-3000:])
            print(done.read_text(encoding="utf-8") if done.exists() else "desktop: QGIS did not get to the picture")
            return 1
        if chosen.picture and chosen.leave and child.returncode != 0:
            log.seek(0)
            print(log.read()[-3000:])
            print(f"desktop: QGIS ended with {child.returncode}")
            return 1
        if chosen.picture:
            print(f"desktop: {chosen.picture}")
    return 0


def main() -> None:
    """Command line."""
    chosen = options()
    if chosen.picture:
        chosen.picture = chosen.picture.resolve()
        chosen.picture.parent.mkdir(parents=True, exist_ok=True)
    elif not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        sys.exit("desktop: there is no display here; use --picture FILE, or a desktop session, or xvfb-run")
    elif not chosen.store and not chosen.project and DEMO_STORE.exists():
        chosen.store, chosen.basemap = DEMO_STORE, chosen.basemap or ["basemap"]
    elif not chosen.store and not chosen.project:
        print("desktop: no demo data yet, so QGIS opens empty; 'make demo' makes them")
    for name in ("store", "project"):
        if getattr(chosen, name):
            setattr(chosen, name, getattr(chosen, name).resolve())
    sys.exit(run(chosen))


if __name__ == "__main__":
    main()
