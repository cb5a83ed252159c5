"""A real QGIS Desktop on an invisible screen, driven from outside by the screen's own mouse and keyboard.

``xdotool`` sends the events, so they take the way a person's do: window manager, focus, shortcuts, popups. What there
is to see is asked of ``desktop_eyes.py`` inside QGIS, which only looks. Each wait is for something to be seen;
what is not seen in time fails with a picture of the screen.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import ExitStack
from pathlib import Path

import desktop  # scripts/, put on the path by conftest.py

EYES = Path(__file__).with_name("desktop_eyes.py")
SECONDS = 60.0  # for anything to be seen, on a machine that does other things as well
SIZE = "1600x1000"


class Desktop:
    """One QGIS with the zipped plugin in an empty profile of its own. A context manager."""

    def __init__(
        self, archive: Path, pictures: Path, name: str = "day", lang: str = "pl", services: Path | None = None
    ):
        """``services``: the service file of the databases that this desk knows."""
        self._services = services
        self._archive, self._pictures, self._name, self._lang = archive, pictures, name, lang
        self._stack = ExitStack()
        self.process: subprocess.Popen | None = None
        self.taken: list[Path] = []

    def __enter__(self) -> Desktop:
        with contextlib.ExitStack() as opening:
            opening.callback(self._stack.close)
            self._start()
            opening.pop_all()
        return self

    def __exit__(self, kind, *_) -> None:
        if kind is not None:
            self._last_look()
        self._stack.close()

    def _start(self) -> None:
        stack = self._stack
        # Outside of pytest's folders: a socket's path has room for a hundred letters.
        holder = tempfile.TemporaryDirectory(prefix="kmzb-day-", ignore_cleanup_errors=True)
        home = self.home = Path(stack.enter_context(holder))
        home.chmod(0o700)
        settings = {"catalogue_file": str(self._geoportal(home))}
        self.environment = {
            **os.environ,
            "HOME": str(home),
            "TMPDIR": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PGSYSCONFDIR": str(home),  # this machine's own services are not this desk's
            "KMZB_EYES": str(home / "eyes"),
            "KMZB_EYES_CODE": str(EYES.parent),
            "DISPLAY": desktop.display(stack, SIZE),
        }
        # Polish letters by AltGr: xdotool would put other letters on the keyboard in passing, and lose some
        subprocess.run(["setxkbmap", "pl"], env=self.environment, check=True, timeout=60)
        for name in ("QT_QPA_PLATFORM", "QGIS_PLUGINPATH", "PGSERVICEFILE"):
            self.environment.pop(name, None)
        if self._services is not None:
            self.environment["PGSERVICEFILE"] = str(self._services)
        profiles = desktop.profile(home, desktop.options(["--lang", self._lang]), settings)
        plugins = home / "profiles" / "default" / "python" / "plugins"
        plugins.mkdir(parents=True)
        with zipfile.ZipFile(self._archive) as zipped:
            zipped.extractall(plugins)
        words = [shutil.which("qgis") or "qgis", "--nologo", "--noversioncheck", "--lang", self._lang]
        words += ["--profiles-path", str(profiles), "--code", str(EYES)]
        self._log = home / "qgis.log"
        log = stack.enter_context(self._log.open("w", encoding="utf-8"))
        self.process = stack.enter_context(
            desktop.process(words, env=self.environment, cwd=home, stdout=log, stderr=log)
        )
        self.wait(lambda: (home / "eyes").exists() and self.ask("ready"), "QGIS with the plugin", 120)
        self.calm()

    def _geoportal(self, home: Path) -> Path:
        """The stand-in of the geoportal: a landscape for pictures to keep, else coloured squares, for speed."""
        catalogue = home / "services.json"
        words = [sys.executable, str(desktop.ROOT / "tests/standins/geoportal.py"), "--catalogue", str(catalogue)]
        words += ["--look", "scene" if os.environ.get("KMZB_PICTURES_DIR") else "numbered"]
        child = self._stack.enter_context(desktop.process(words, stdout=subprocess.PIPE, text=True))
        child.stdout.readline()
        return catalogue

    # What is to be seen

    def ask(self, question: str, *given):
        """A question to the eyes. Raises where QGIS is gone or the question failed inside it."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(60)
            line.connect(str(self.home / "eyes"))
            line.sendall((json.dumps([question, *given]) + "\n").encode())
            said = line.makefile(encoding="utf-8").readline()
        if not said:
            raise ConnectionError("QGIS hung up")
        answer = json.loads(said)
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["answer"]

    def wait(self, seen, what: str, seconds: float = SECONDS):
        """What ``seen()`` gives as soon as that is true."""
        end = time.monotonic() + seconds
        while True:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(
                    f"QGIS ended with {self.process.returncode} while waiting for {what}\n{self.log()}"
                )
            try:
                found = seen()
            except OSError:  # not listening yet
                found = None
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"not seen in {seconds} s: {what}; picture: {self._last_look()}\n{self.log()}")
            time.sleep(0.1)

    def calm(self) -> None:
        """Nothing is drawn or done in the background, twice in a row."""
        for _ in range(2):
            self.wait(lambda: self.ask("idle"), "QGIS at rest", 120)
            time.sleep(0.25)

    def widget(self, name: str, seconds: float = SECONDS) -> dict:
        """A widget in sight."""
        return self.wait(lambda: self.ask("widget", name), f"the widget {name}", seconds)

    def text(self, name: str) -> str:
        """What stands in a widget."""
        return self.widget(name)["text"]

    def gone(self, name: str) -> None:
        """Wait until a widget is out of sight."""
        self.wait(lambda: self.ask("widget", name) is None, f"{name} out of sight")

    def rows(self, name: str) -> dict:
        """A table in sight."""
        return self.wait(lambda: self.ask("rows", name), f"the list {name}")

    def window(self, title: str = "", seconds: float = SECONDS, name: str = "") -> dict:
        """A window by words of its title, or by its object name."""

        def found():
            every = self.ask("windows")
            return next((w for w in every if (w["name"] == name if name else title in w["title"])), None)

        return self.wait(found, f"the window {name or title}", seconds)

    def picture(self, name: str) -> Path:
        """The whole screen, kept."""
        path = self._pictures / f"{self._name}_{name}.png"
        words = ["import", "-window", "root", "+dither", "-colors", "256", f"PNG8:{path}"]
        subprocess.run(words, env=self.environment, check=True, timeout=60)
        self.taken.append(path)
        return path

    def log(self) -> str:
        """What QGIS wrote to its own output."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:]

    # What a person does

    def click(self, place: list[int], button: int = 1, times: int = 1) -> None:
        """The mouse goes to a place and clicks."""
        self._do("mousemove", "--sync", *map(str, place))
        time.sleep(0.15)
        self._do("click", "--repeat", str(times), "--delay", "120", str(button))
        time.sleep(0.25)

    def press(self, name: str) -> None:
        """Click a widget that is in sight and may be used."""
        found = self.wait(lambda: self._usable(name), f"{name}, to be used and in sight")
        self.click(found["place"])

    def key(self, *keys: str) -> None:
        """Keys to whatever has the keyboard."""
        for one in keys:
            self._do("key", "--clearmodifiers", one)
            time.sleep(0.2)

    def type(self, text: str) -> None:
        """Words to whatever has the keyboard, Polish letters as well."""
        self._do("type", "--clearmodifiers", "--delay", "25", text)
        time.sleep(0.3)

    def menu(self, action: str, through: str = "") -> dict:
        """Go to an entry of the menu KMZB by the mouse and click it; what stood there. ``through``: see the eyes."""
        for _ in range(6):
            found = self.wait(lambda: self._step(action, through), f"the menu's entry {action}")
            assert found["last"] is False or found["enabled"], f"{action} cannot be used"
            self.click(found["place"])
            if found["last"]:
                return found
        raise AssertionError(f"{action} was not reached in the menu")

    def make_room(self) -> None:
        """The window over the whole screen by a double click on its title; the browser's panel closed."""
        title = self.ask("frame")["title"]
        if min(title) < 0:  # a large window of QGIS 3.44 may be put with its title above the screen
            self._do("getactivewindow", "windowmove", "100", "60")
            time.sleep(0.5)
            title = self.ask("frame")["title"]
        self.click(title, times=2)
        self.wait(lambda: self.ask("frame")["full"], "the window over the whole screen")
        time.sleep(0.5)
        button = self.ask("closing", "Browser")
        if button is not None:
            self.click(button)
        self.calm()

    def leave(self) -> int:
        """Ctrl+Q, and no project is kept; the exit code."""
        self.key("ctrl+q")

        def asked():
            if self.process.poll() is not None:
                return True
            with contextlib.suppress(OSError, ValueError):
                for one in self.ask("windows"):
                    for words in ("Odrzuć", "Nie zapisuj", "Discard", "Don't Save"):
                        if words in one["buttons"]:
                            self.click(one["buttons"][words])
            return self.process.poll() is not None

        end = time.monotonic() + 60
        while not asked():
            if time.monotonic() > end:
                raise AssertionError(f"QGIS does not end; picture: {self._last_look()}")
            time.sleep(0.5)
        return self.process.wait()

    def _usable(self, name: str) -> dict | None:
        found = self.ask("widget", name)
        return found if found is not None and found["enabled"] and found["place"] else None

    def _step(self, action: str, through: str) -> dict | None:
        found = self.ask("step_to", action, through)
        return None if "missing" in found else found

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self.environment, check=True, timeout=60)

    def _last_look(self) -> Path | None:
        with contextlib.suppress(subprocess.SubprocessError, OSError):
            return self.picture("failed")
        return None
