#!/usr/bin/env python3
"""Serves a publication folder on loopback: nginx in front of real QGIS Server workers, with the plugin's guard.

    python scripts/serve.py --folder FOLDER --port 8080 [--workers 2] [--user www-data]        (make serve FOLDER=…)

The configuration is that of a public machine (deploy/, docs/serving.md), filled in for loopback. Where it is started by
root, nginx and QGIS Server run as another user, so that the kept versions (mode 0700) are out of their reach. It stops
with all its children on SIGTERM, SIGINT, SIGHUP, or when its standard input (a pipe or a terminal) ends.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import importlib.util
import os
import pwd
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QGIS_SERVER = Path("/usr/lib/cgi-bin/qgis_mapserv.fcgi")
GUARD_HEADER = "X-KMZB-Publication"
PR_SET_PDEATHSIG = 1
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

# What one machine's own tests and benches ask is no attack. On a public machine: deploy/serving.py.
LIMITS = {"rate": 100_000, "burst": 100_000, "connections": 1000, "seconds": 300, "cache_size": "1g"}


def _templates():
    spec = importlib.util.spec_from_file_location("kmzb_serving", ROOT / "deploy" / "serving.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


templates = _templates()


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stage_plugin(target: Path, source: Path | None = None) -> Path:
    """Copy the plugin, as the zip holds it, to ``target``/kmzb_qgis, readable by all. ``source``: a staged folder."""
    plugin = target / "kmzb_qgis"
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    if source is not None:
        shutil.copytree(source, plugin, ignore=ignore)
    else:
        shutil.copytree(ROOT / "kmzb_qgis", plugin, ignore=ignore)
        shutil.copy(ROOT / "metadata.txt", plugin)
        for folder in ("icons", "forms"):
            if (ROOT / folder).is_dir():
                shutil.copytree(ROOT / folder, plugin / folder, dirs_exist_ok=True)
    for path in [target, plugin, *plugin.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return plugin


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Service:
    """A running service: ``url`` is its address, ``log`` the folder of its logs. Use as a context manager.

    ``project``: the pinned project file, or the address of the zone's project in its database. ``plugin``: a staged
    plugin folder, None for the source tree, False for QGIS Server without any plugin. ``environment`` is added to the
    workers', also while they answer (FastCGI replaces it), and to nginx's. ``guarded``: refuse to start without the
    guard. ``cache``: whether nginx keeps answers. ``limits``: other values of LIMITS. ``prefix``: the service's path.
    """

    def __init__(
        self, project, port=0, workers=2, user="", plugin=None, environment=None, log_dir=None, guarded=True,
        ready=True, cache=True, limits=None, prefix="",
    ):  # fmt: skip
        in_database = str(project).startswith("postgresql:")  # as in docs/zone.md
        self.project = str(project) if in_database else Path(project).resolve()
        self.port, self.workers = port or free_port(), workers
        self.user = user or ("www-data" if os.geteuid() == 0 else "")
        self.plugin, self.environment, self.guarded, self.ready = plugin, dict(environment or {}), guarded, ready
        self.cache, self.limits, self.prefix = cache, {**LIMITS, **(limits or {})}, prefix
        self.url = f"http://127.0.0.1:{self.port}{prefix}/"
        self.run = Path(tempfile.mkdtemp(prefix="kmzb-serve-"))
        self.log = Path(log_dir).resolve() if log_dir else self.run / "log"
        self._processes: list[subprocess.Popen] = []
        self._listener: socket.socket | None = None
        self._nginx: subprocess.Popen | None = None

    def __enter__(self) -> Service:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error) -> None:
        self.stop()

    @property
    def worker_pids(self) -> list[int]:
        """Process numbers of the QGIS Server workers."""
        return [process.pid for process in self._processes]

    def _start(self) -> None:
        for needed in (QGIS_SERVER, Path("/usr/sbin/nginx")):
            if not needed.exists():
                raise SystemExit(f"{needed} is not there: install the packages qgis-server and nginx-light")
        if isinstance(self.project, Path) and not self.project.is_file():
            raise SystemExit(f"{self.project} is not there: publish first (kmzb:publish)")
        self.run.chmod(0o755)
        for name in ("tmp", "home", "cache"):
            (self.run / name).mkdir()
        self.log.mkdir(parents=True, exist_ok=True)
        if self.plugin is not False:
            (self.run / "plugins").mkdir()
            stage_plugin(self.run / "plugins", Path(self.plugin) if self.plugin else None)
        self._configure()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.run / "qgis.sock"))
        self._listener.listen(128)
        if self.user:
            account = pwd.getpwnam(self.user)
            for path in (*(self.run / name for name in ("tmp", "home", "cache", "qgis.sock")), self.log, self.run):
                os.chown(path, account.pw_uid, account.pw_gid)
            self._reachable(account)
        for _number in range(self.workers):
            self._processes.append(self._worker())
        self._nginx = self._spawn(
            ["/usr/sbin/nginx", "-p", str(self.run), "-e", str(self.log / "nginx-error.log"), "-c",
             str(self.run / "nginx.conf")],
            {"PATH": "/usr/sbin:/usr/bin:/bin", **self.environment}, "nginx.log", subprocess.DEVNULL,
        )  # fmt: skip
        if self.ready:
            self._wait()

    def _configure(self) -> None:
        """Fill in the templates of a public machine for this one."""
        in_file = isinstance(self.project, Path)
        try:
            values = templates.site_values(
                ["127.0.0.1", "localhost"], folder=self.project.parent.parent if in_file else templates.USUAL_FOLDER,
                project=self.project if in_file else "", listen=f"127.0.0.1:{self.port}", port=self.port,
                authority=f"$host:{self.port}", prefix=self.prefix, socket=self.run / "qgis.sock",
                cache_dir=self.run / "cache", cache="kmzb" if self.cache else "off", log_dir=self.log,
                parameters=self.environment, **self.limits,
            )  # fmt: skip
        except ValueError as error:
            raise SystemExit(f"serve: {error}") from None
        kept = "".join(f"env {name};\n" for name in self.environment)  # nginx forgets the others
        around = {"RUN": str(self.run), "LOG_DIR": str(self.log), "ENVIRONMENT": kept}
        for name, template in (("site.conf", "nginx-kmzb.conf"), ("nginx.conf", "nginx-kmzb-loopback.conf")):
            (self.run / name).write_text(templates.fill(template, {**values, **around}), encoding="utf-8")

    def _reachable(self, account) -> None:
        """Say at once what would else look like a service that does not come up."""
        if (
            isinstance(self.project, Path)
            and subprocess.run(
                ["/usr/bin/test", "-r", str(self.project)], user=account.pw_uid, group=account.pw_gid, extra_groups=[]
            ).returncode
        ):
            raise SystemExit(
                f"{self.project} cannot be read by {self.user}, who serves it: put the publication where others may"
                " read it, or name another account with --user"
            )

    def _worker(self) -> subprocess.Popen:
        environment = {
            **templates.environment(),
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.run / "home"),
            "QGIS_OPTIONS_PATH": str(self.run / "home"),
            "QGIS_PROJECT_FILE": str(self.project),
        }
        del environment["QGIS_PLUGINPATH"]
        if self.plugin is not False:
            environment["QGIS_PLUGINPATH"] = str(self.run / "plugins")
        environment.update(self.environment)
        # FastCGI's way: the listening socket is the worker's standard input
        return self._spawn([str(QGIS_SERVER)], environment, "qgis.log", self._listener)

    def _spawn(self, command, environment, log, stdin) -> subprocess.Popen:
        as_user = {}
        if self.user:
            account = pwd.getpwnam(self.user)
            as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        with (self.log / log).open("ab") as output:
            return subprocess.Popen(
                command, stdin=stdin, stdout=output, stderr=output, env=environment, cwd=self.run, close_fds=True,
                preexec_fn=_die_with_parent, start_new_session=True, **as_user,
            )  # fmt: skip

    def _wait(self, seconds: float = 90) -> None:
        until = time.monotonic() + seconds
        problem = "no answer"
        while time.monotonic() < until:
            for process in [*self._processes, self._nginx]:
                if process.poll() is not None:
                    raise SystemExit(f"{process.args[0]} ended with {process.returncode}:\n{self._tail()}")
            problem = self._probe()
            if not problem:
                # every worker loads the project once before the first visitor comes
                with ThreadPoolExecutor(self.workers * 2) as pool:
                    list(pool.map(lambda _n: self._probe(), range(self.workers * 4)))
                return
            time.sleep(0.2)
        raise SystemExit(f"The service does not come up: {problem}\n{self._tail()}")

    def _probe(self) -> str:
        try:
            # none of them alike, lest the cache answers
            address = f"{self.url}?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetCapabilities&_={time.monotonic_ns()}"
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - http on loopback, made above
                if self.guarded and GUARD_HEADER not in answer.headers:
                    return "QGIS Server answers without the plugin's guard"
                return "" if b"WFS_Capabilities" in answer.read() else "the answer is no WFS capabilities"
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code}"
        except OSError as error:
            return str(error)

    def _tail(self) -> str:
        texts = [(self.log / name) for name in ("qgis.log", "nginx.log", "nginx-error.log", "kmzb-error.log")]
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in texts if path.exists())

    @property
    def alive(self) -> bool:
        """Whether every worker and nginx run."""
        return all(process.poll() is None for process in [*self._processes, self._nginx])

    def end_nginx(self) -> None:
        """Have nobody wait for an answer any more."""
        self._nginx.terminate()

    def supervise(self) -> None:
        """Start workers again that ended (QGIS Server may crash on one request; the next one must be answered)."""
        for position, process in enumerate(self._processes):
            if process.poll() is not None:
                self._processes[position] = self._worker()
        if self._nginx is not None and self._nginx.poll() is not None:
            raise SystemExit(f"nginx ended with {self._nginx.returncode}:\n{self._tail()}")

    def stop(self) -> None:
        """Stop every child and remove the run folder."""
        processes = [*([self._nginx] if self._nginx else []), *self._processes]
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes, self._nginx = [], None
        if self._listener is not None:
            self._listener.close()
        shutil.rmtree(self.run, ignore_errors=True)


def _watch(service: Service) -> None:
    mode = os.fstat(0).st_mode
    watched = [0] if stat.S_ISFIFO(mode) or os.isatty(0) else []
    while True:
        if select.select(watched, [], [], 1)[0] and not os.read(0, 4096):
            return
        service.supervise()


def _project(folder: str) -> Path:
    """The pinned project of a folder, else of the demo's."""
    if folder:
        return Path(folder) / "public" / "kmzb.qgs"
    found = ROOT / "build" / "demo" / "publication" / "public" / "kmzb.qgs"
    if not found.is_file():
        raise SystemExit(
            "Which publication? make serve FOLDER=… (the folder given to kmzb:publish). 'make demo' makes one to try"
        )
    return found


def main() -> int:
    """Command line; ends with 0 when asked to stop."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", default="", help="the publication folder (has public/kmzb.qgs); else the demo's")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0: a free one")
    parser.add_argument("--workers", type=int, default=2, help="QGIS Server processes, 190 MB each; 0: one a core")
    parser.add_argument("--user", default="", help="the user that serves (only as root; default www-data)")
    parser.add_argument("--plugin", default=None, help="a staged plugin folder; default build/stage, else the source")
    parser.add_argument("--log-dir", default=None, help="keep the logs here")
    parser.add_argument("--no-cache", action="store_true", help="let a worker make each answer")
    parser.add_argument("--prefix", default="", help="the service's path, such as /kmzb")
    arguments = parser.parse_args()
    staged = ROOT / "build" / "stage" / "kmzb_qgis"
    plugin = arguments.plugin or (staged if staged.is_dir() else None)

    def leave(_number, _frame):
        for number in ENDINGS:  # a second one must not cut the tidying up short
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in ENDINGS:
        signal.signal(number, leave)
    service = Service(
        _project(arguments.folder), arguments.port, arguments.workers or os.cpu_count() or 2, arguments.user, plugin,
        log_dir=arguments.log_dir, cache=not arguments.no_cache, prefix=arguments.prefix,
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt), service:
        print(service.url, flush=True)
        if os.isatty(1):
            for name in ("WFS", "WMS"):
                print(f"{name}   {service.url}?SERVICE={name}&REQUEST=GetCapabilities")
            print(f"OGC API Features   {service.url}wfs3/\nhealth   {service.url}health\nCtrl-C ends it", flush=True)
        _watch(service)
    return 0


if __name__ == "__main__":
    sys.exit(main())
