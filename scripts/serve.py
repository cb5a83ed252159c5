#!/usr/bin/env python3
"""Serves a publication folder on loopback: nginx in front of real QGIS Server workers, with the plugin's guard.

    python scripts/serve.py --folder FOLDER --port 8080 [--workers 2] [--user www-data]

For demonstrations, tests and trying out. docs/server.md tells what to do on a public machine. Where it is started by
root, nginx and QGIS Server run as another user, so that the kept versions (mode 0700) are out of their reach. It stops
with all its children on SIGTERM, SIGINT, or when its standard input (a pipe or a terminal) ends.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
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

NGINX = """\
daemon off; worker_processes 1; pid {run}/nginx.pid; error_log {log}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
  access_log {log}/nginx-access.log; server_tokens off; default_type application/octet-stream;
  client_body_temp_path {run}/tmp; proxy_temp_path {run}/tmp; fastcgi_temp_path {run}/tmp;
  uwsgi_temp_path {run}/tmp; scgi_temp_path {run}/tmp;
  client_max_body_size 80k; large_client_header_buffers 4 16k;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      fastcgi_pass unix:{run}/qgis.sock; fastcgi_read_timeout 300s;
      fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param SCRIPT_NAME $fastcgi_script_name; fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param DOCUMENT_URI $document_uri; fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_param REQUEST_SCHEME $scheme; fastcgi_param HTTPS $https if_not_empty;
      fastcgi_param REMOTE_ADDR $remote_addr; fastcgi_param SERVER_ADDR $server_addr;
      fastcgi_param SERVER_PORT $server_port; fastcgi_param SERVER_NAME $host; fastcgi_param HTTP_PROXY "";
      fastcgi_param HTTP_FORWARDED ""; fastcgi_param HTTP_X_FORWARDED_HOST ""; fastcgi_param HTTP_X_FORWARDED_PROTO "";
      fastcgi_param HTTP_X_QGIS_SERVICE_URL ""; fastcgi_param HTTP_X_QGIS_WFS_SERVICE_URL "";
      fastcgi_param HTTP_X_QGIS_WMS_SERVICE_URL "";
{more}    }}
  }}
}}
"""


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
    workers', also while they answer (FastCGI replaces it). ``guarded``: refuse to start without the guard.
    """

    def __init__(
        self, project, port=0, workers=2, user="", plugin=None, environment=None, log_dir=None, guarded=True, ready=True
    ):
        in_database = str(project).startswith("postgresql:")  # as in docs/zone.md
        self.project = str(project) if in_database else Path(project).resolve()
        self.port, self.workers = port or free_port(), workers
        self.user = user or ("www-data" if os.geteuid() == 0 else "")
        self.plugin, self.environment, self.guarded, self.ready = plugin, dict(environment or {}), guarded, ready
        self.url = f"http://127.0.0.1:{self.port}/"
        self.run = Path(tempfile.mkdtemp(prefix="kmzb-serve-"))
        self._own_log = log_dir is None
        self.log = Path(log_dir) if log_dir else self.run / "log"
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
        for name in ("tmp", "home"):
            (self.run / name).mkdir()
        self.log.mkdir(parents=True, exist_ok=True)
        if self.plugin is not False:
            (self.run / "plugins").mkdir()
            stage_plugin(self.run / "plugins", Path(self.plugin) if self.plugin else None)
        more = "".join(f"      fastcgi_param {name} {value};\n" for name, value in self.environment.items())
        conf = NGINX.format(run=self.run, log=self.log, port=self.port, more=more)
        (self.run / "nginx.conf").write_text(conf, encoding="utf-8")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.run / "qgis.sock"))
        self._listener.listen(128)
        if self.user:
            account = pwd.getpwnam(self.user)
            for path in (self.run / "tmp", self.run / "home", self.log, self.run, self.run / "qgis.sock"):
                os.chown(path, account.pw_uid, account.pw_gid)
        for _number in range(self.workers):
            self._processes.append(self._worker())
        self._nginx = self._spawn(
            ["/usr/sbin/nginx", "-p", str(self.run), "-e", str(self.log / "nginx-error.log"), "-c",
             str(self.run / "nginx.conf")],
            {"PATH": "/usr/sbin:/usr/bin:/bin"}, "nginx.log", subprocess.DEVNULL,
        )  # fmt: skip
        if self.ready:
            self._wait()

    def _worker(self) -> subprocess.Popen:
        environment = {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(self.run / "home"),
            "QGIS_OPTIONS_PATH": str(self.run / "home"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
            "QGIS_PROJECT_FILE": str(self.project),
            "QGIS_SERVER_LOG_STDERR": "1",
            "QGIS_SERVER_LOG_LEVEL": "1",
            "QGIS_SERVER_DISABLE_GETPRINT": "1",
            "QGIS_SERVER_FORCE_READONLY_LAYERS": "1",
            "QGIS_SERVER_TRUST_LAYER_METADATA": "1",
            "QGIS_SERVER_IGNORE_BAD_LAYERS": "0",
            "QGIS_SERVER_PROJECT_CACHE_STRATEGY": "filesystem",
            "QGIS_SERVER_WMS_MAX_WIDTH": "4096",
            "QGIS_SERVER_WMS_MAX_HEIGHT": "4096",
            "QGIS_SERVER_API_WFS3_MAX_LIMIT": "10000",
            "PROJ_NETWORK": "OFF",  # no grids fetched for a CRS that somebody asks
            "QT_HASH_SEED": "0",  # the same answer in the same bytes: some clients mind the order of XML attributes
        }
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
                preexec_fn=_die_with_parent, **as_user,
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
            address = self.url + "?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetCapabilities"
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - http on loopback, made above
                if self.guarded and GUARD_HEADER not in answer.headers:
                    return "QGIS Server answers without the plugin's guard"
                return "" if b"WFS_Capabilities" in answer.read() else "the answer is no WFS capabilities"
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code}"
        except OSError as error:
            return str(error)

    def _tail(self) -> str:
        texts = [(self.log / name) for name in ("qgis.log", "nginx.log", "nginx-error.log")]
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in texts if path.exists())

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


def main() -> int:
    """Command line; ends with 0 when asked to stop."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", required=True, help="the publication folder (has public/kmzb.qgs)")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0: a free one")
    parser.add_argument("--workers", type=int, default=2, help="QGIS Server processes, about 190 MB each")
    parser.add_argument("--user", default="", help="the user that serves (only as root; default www-data)")
    parser.add_argument("--plugin", default=None, help="a staged plugin folder; default build/stage, else the source")
    parser.add_argument("--log-dir", default=None, help="keep the logs here")
    arguments = parser.parse_args()
    staged = ROOT / "build" / "stage" / "kmzb_qgis"
    plugin = arguments.plugin or (staged if staged.is_dir() else None)

    def leave(_number, _frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    project = Path(arguments.folder) / "public" / "kmzb.qgs"
    with (
        contextlib.suppress(KeyboardInterrupt),
        Service(
            project, arguments.port, arguments.workers, arguments.user, plugin, log_dir=arguments.log_dir
        ) as service,
    ):
        print(service.url, flush=True)
        _watch(service)
    return 0


if __name__ == "__main__":
    sys.exit(main())
