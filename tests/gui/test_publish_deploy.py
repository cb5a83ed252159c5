"""The templates under deploy/: what they call exists, and the programs that read them accept them."""

import configparser
import getpass
import http.client
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from kmzb_qgis.processing.algorithms.collectintake import CollectIntake
from kmzb_qgis.processing.algorithms.publish import Publish

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def unit(name: str) -> configparser.RawConfigParser:
    """A systemd unit; keys that repeat keep the last value, which is enough here."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str
    parser.read(DEPLOY / name, encoding="utf-8")
    return parser


def test_the_timer_runs_just_after_midnight_in_warsaw():
    timer = unit("kmzb-publish.timer")["Timer"]
    assert timer["OnCalendar"] == "*-*-* 00:05:00 Europe/Warsaw" and timer["Persistent"] == "true"


@pytest.mark.parametrize(
    ("service", "settings", "job"),
    [
        ("kmzb-publish.service", "publish.env.example", Publish),
        ("kmzb-collect.service", "collect.env.example", CollectIntake),
    ],
)
def test_a_service_calls_the_algorithm_with_its_own_parameters(qgis_app, service, settings, job):
    algorithm = job()
    algorithm.initAlgorithm()
    known = {each.name(): each for each in algorithm.parameterDefinitions()}
    needed = {
        name
        for name, each in known.items()
        if not each.flags() & each.Flag.FlagOptional and each.defaultValue() is None and not each.isDestination()
    }
    command = unit(service)["Service"]["ExecStart"]
    assert f"run kmzb:{algorithm.name()} " in command
    given = set(re.findall(r"--([A-Z_]+)=", command))
    assert {"STORE"} <= needed <= given <= set(known)
    words = (DEPLOY / settings).read_text(encoding="utf-8")
    for name in re.findall(r"\$\{(\w+)\}", command):
        assert f"\n{name}=" in words


def test_the_server_pins_the_project_and_cannot_see_the_store():
    text = (DEPLOY / "kmzb-server.service").read_text(encoding="utf-8")
    assert "Environment=QGIS_PROJECT_FILE=/srv/kmzb/publication/public/kmzb.qgs" in text
    assert "InaccessiblePaths=-/srv/kmzb/store -/srv/kmzb/publication/versions" in text
    assert "QGIS_SERVER_PROJECT_CACHE_STRATEGY=filesystem" in text


def test_no_unit_names_documentation_that_nothing_installs():
    """systemd-analyze does not look whether a documentation file is there."""
    units = [
        unit(path.name)["Unit"] for path in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer"), *DEPLOY.glob("*.path")]
    ]
    assert len(units) >= 3 and not [each for each in units if "file:" in each.get("Documentation", "")]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_accepts_the_units():
    names = [path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer", ".path")]
    assert len(names) >= 5
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *[str(DEPLOY / name) for name in names]],
        capture_output=True,
        text=True,
        timeout=60,
    )
    # Programs that are not installed where the tests run are no fault of the units.
    lines = [line for line in done.stderr.splitlines() if "kmzb" in line and "is not executable" not in line]
    assert not lines, lines


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_nginx_accepts_the_site(tmp_path):
    main = tmp_path / "nginx.conf"
    main.write_text(
        f"events {{}} pid {tmp_path}/pid; error_log stderr;"
        f" http {{ access_log off; include {DEPLOY / 'nginx-kmzb.conf'}; }}",
        encoding="utf-8",
    )
    done = subprocess.run(
        [shutil.which("nginx"), "-t", "-p", str(tmp_path), "-c", str(main)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_nginx_keeps_headers_that_make_addresses_from_the_server():
    """What serve.py blanks is blank on a public machine too, and a body is no larger there."""
    site = (DEPLOY / "nginx-kmzb.conf").read_text(encoding="utf-8")
    tried = (DEPLOY.parent / "scripts" / "serve.py").read_text(encoding="utf-8")
    blank = re.findall(r'fastcgi_param (HTTP_\w+) "";', tried)
    assert len(blank) >= 7
    for name in blank:
        assert f'fastcgi_param {name} "";' in site
    assert set(re.findall(r"client_max_body_size (\w+);", site)) == set(
        re.findall(r"client_max_body_size (\w+);", tried)
    )


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_nginx_answers_to_its_own_name_only(tmp_path):
    """A stranger's Host would stand in the addresses of the capabilities, and in caches."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = (DEPLOY / "nginx-kmzb.conf").read_text(encoding="utf-8").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; events {{}} pid {tmp_path}/pid; error_log stderr; http {{ access_log off;"
        f" client_body_temp_path {tmp_path}; proxy_temp_path {tmp_path}; fastcgi_temp_path {tmp_path};"
        f" uwsgi_temp_path {tmp_path}; scgi_temp_path {tmp_path}; {site} }}",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [shutil.which("nginx"), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.DEVNULL
    )
    try:
        for _attempt in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        told = {}
        for host in ("stranger.example", "localhost"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/kmzb?SERVICE=WFS", headers={"Host": host})
            told[host] = connection.getresponse().status
            connection.close()
    finally:
        process.terminate()
        process.wait(10)
    assert told == {"stranger.example": 421, "localhost": 502}  # 502: nobody answers behind it here


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_nginx_serves_the_records_and_nothing_beside_them(tmp_path):
    records = tmp_path / "metadata"
    records.mkdir()
    for name in ("kmzb-zbior.xml", "inny.xml", ".kmzb-zbior.xml.part"):
        (records / name).write_text("<a>żółć</a>", encoding="utf-8")
    tmp_path.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = (DEPLOY / "nginx-kmzb.conf").read_text(encoding="utf-8").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    site = site.replace("/srv/kmzb/publication/metadata/", f"{records}/")
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; user {getpass.getuser()}; events {{}} pid {tmp_path}/pid; error_log stderr;"
        f" http {{ access_log off;"
        f" client_body_temp_path {tmp_path}; proxy_temp_path {tmp_path}; fastcgi_temp_path {tmp_path};"
        f" uwsgi_temp_path {tmp_path}; scgi_temp_path {tmp_path}; {site} }}",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [shutil.which("nginx"), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.DEVNULL
    )
    try:
        for _attempt in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        told = {}
        for name in ("kmzb-zbior.xml", "inny.xml", ".kmzb-zbior.xml.part", "", "../public/kmzb.qgs"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", f"/kmzb/metadata/{name}", headers={"Host": "localhost"})
            answer = connection.getresponse()
            told[name] = (answer.status, answer.getheader("Content-Type"), answer.read().decode())
            connection.close()
    finally:
        process.terminate()
        process.wait(10)
    assert told.pop("kmzb-zbior.xml") == (200, "application/xml; charset=utf-8", "<a>żółć</a>")
    assert {status for status, _kind, _text in told.values()} == {502}, "left to QGIS Server, which is not here"
