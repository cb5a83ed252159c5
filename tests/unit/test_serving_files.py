"""deploy/serving.py: the files of a public machine, as nginx and systemd read them, and what must not get into them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, str(ROOT / "deploy" / "serving.py"), "--name", "mapy.example.org"]
WAYS = {
    "here": [],
    "behind": ["--behind", "192.0.2.0/24"],
    "zone": ["--zone"],
    "root": ["--prefix", ""],
    "elsewhere": ["--folder", "/data/kmzb-1", "--watcher", "192.0.2.7", "--rate", "5", "--connections", "3"],
    "tls": ["--certificate", "{root}/tls.pem", "--key", "{root}/tls.key"],
}


@pytest.fixture(scope="module")
def templates():
    spec = importlib.util.spec_from_file_location("kmzb_serving_tested", ROOT / "deploy" / "serving.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(root: Path, *words: str) -> tuple[str, str]:
    """The site that is written below a folder, and what the program says."""
    done = subprocess.run([*PROGRAM, "--show", str(root), *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return (root / "etc/nginx/sites-available/kmzb.conf").read_text(encoding="utf-8"), done.stdout


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
@pytest.mark.parametrize("way", WAYS)
def test_nginx_accepts_every_site(tmp_path, way):
    if way == "tls":
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=mapy.example.org",
             "-keyout", str(tmp_path / "tls.key"), "-out", str(tmp_path / "tls.pem")],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    site, _said = shown(tmp_path, *(word.format(root=tmp_path) for word in WAYS[way]))
    assert not re.search(r"@[A-Z_]+@", site)
    for folder in ("/var/log/kmzb", "/var/cache/kmzb"):
        site = site.replace(folder, str(tmp_path))
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    temporary = " ".join(
        f"{each}_temp_path {tmp_path}/tmp;" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"events {{}} pid {tmp_path}/pid; error_log stderr; http {{ {temporary} include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")
    done = subprocess.run(
        [shutil.which("nginx"), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    # Port 443 may be another's where the tests run, and only root may take it.
    faults = [line for line in done.stderr.splitlines() if "emerg" in line and "bind()" not in line]
    assert not faults and (done.returncode == 0 or "bind()" in done.stderr), done.stderr


def test_each_way_says_what_it_is_for(tmp_path):
    site = {way: shown(tmp_path / way, *words)[0] for way, words in WAYS.items() if way != "tls"}
    assert 'alias "/srv/kmzb/publication/public/kmzb.qgs";' in site["here"]
    assert "kmzb.qgs" not in site["zone"] and "return 204;" in site["zone"]
    assert "set_real_ip_from 192.0.2.0/24;" in site["behind"] and "real_ip" not in site["here"]
    assert "allow 192.0.2.7/32;" in site["elsewhere"] and "rate=5r/s" in site["elsewhere"]
    over = (tmp_path / "elsewhere/etc/systemd/system/kmzb-server@.service.d/folder.conf").read_text(encoding="utf-8")
    assert "QGIS_PROJECT_FILE=/data/kmzb-1/public/kmzb.qgs" in over and "-/data/kmzb-1/versions" in over
    assert (tmp_path / "zone/etc/systemd/system/kmzb-server@.service.d/zone.conf").exists()


def test_a_certificate_brings_redirection_and_hsts_for_both_families(tmp_path):
    site, _said = shown(tmp_path, "--certificate", "/etc/ssl/a.pem", "--key", "/etc/ssl/a.key")
    assert (
        site.count("listen 443 ssl http2 default_server;")
        == site.count("listen [::]:443 ssl http2 default_server;")
        == 1
    )
    assert "Strict-Transport-Security" in site and "return 301 https://mapy.example.org$request_uri;" in site


def test_what_is_there_is_kept_aside_and_the_same_is_left(tmp_path):
    shown(tmp_path)
    unit = tmp_path / "etc/systemd/system/kmzb-server@.service"
    unit.write_text("# changed by hand\n", encoding="utf-8")
    _site, said = shown(tmp_path, "--workers", "3")
    assert re.findall(r"written: (\S+)", said) == ["/etc/systemd/system/kmzb-server@.service"]
    assert unit.with_name(unit.name + ".old").read_text(encoding="utf-8") == "# changed by hand\n"
    assert "kmzb-server@1 kmzb-server@2 kmzb-server@3\n" in said


@pytest.mark.parametrize(
    "words",
    [
        ["--name", "a;b"], ["--name", "a b"], ["--folder", "/srv/a b"], ["--folder", 'x"'], ["--prefix", "/a;{"],
        ["--listen", "0.0.0.0:80;"], ["--listen", "name:80"], ["--behind", "all"], ["--watcher", "x;"],
        ["--certificate", "/a.pem"], ["--certificate", "/a.pem;", "--key", "/a.key"], ["--cache-size", "much"],
        ["--workers", "0"], ["--certificate", "/a", "--key", "/b", "--behind", "192.0.2.1"],
    ],
)  # fmt: skip
def test_nothing_but_values_gets_into_a_file(tmp_path, words):
    done = subprocess.run([*PROGRAM, "--show", str(tmp_path), *words], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "Traceback" not in done.stderr and done.stderr.strip()
    assert not list(tmp_path.iterdir())


def test_values_for_loopback_are_held_to_the_same(templates):
    for wrong in ({"folder": '/a"b'}, {"socket": "/a;b"}, {"prefix": "kmzb"}, {"parameters": {"A": '"; evil'}}):
        with pytest.raises(ValueError):
            templates.site_values(["localhost"], **wrong)
    assert '"/home/Jan Żak/mapa/metadata/$kmzb_record"' in templates.fill(
        "nginx-kmzb.conf", templates.site_values(["localhost"], folder="/home/Jan Żak/mapa")
    )


def test_the_workers_environment_is_the_units(templates):
    told = templates.environment()
    assert told["QGIS_SERVER_PROJECT_CACHE_STRATEGY"] == "filesystem" and told["QT_HASH_SEED"] == "0"
    assert told["QGIS_SERVER_FORCE_READONLY_LAYERS"] == "1" and told["QGIS_SERVER_LOG_LEVEL"] == "2"
    tried = (ROOT / "scripts" / "serve.py").read_text(encoding="utf-8")
    assert "templates.environment()" in tried and "QGIS_SERVER_" not in tried.replace("QGIS_SERVER = ", "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_a_worker_is_locked_up_as_documented(tmp_path):
    """docs/serving.md names the exposure that systemd reckons; 0 is none, 10 is all."""
    for name in ("kmzb-server@.service", "kmzb-server.socket"):
        shutil.copy(ROOT / "deploy" / name, tmp_path)
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(tmp_path / "kmzb-server@.service")],
        capture_output=True, text=True, timeout=60, env={**os.environ, "SYSTEMD_COLORS": "0"},
    )  # fmt: skip
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found, done.stderr
    assert float(found.group(1)) <= 1.5


@pytest.mark.parametrize("page", ["serving.md", "serving.pl.md"])
def test_the_chapter_says_what_the_files_say(templates, page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for name in re.findall(r"(?:deploy|tests|scripts)/[\w./-]+\.\w+", text):
        assert (ROOT / name).exists(), name
    help_text = subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, timeout=60).stdout
    assert all(option in help_text for option in re.findall(r"`(--[a-z-]+)", text))
    usual = templates.USUAL
    rows = [line for line in text.splitlines() if line.startswith("|")]
    for option, value in (
        ("--rate", usual["rate"]),
        ("--burst", usual["burst"]),
        ("--connections", usual["connections"]),
    ):
        assert any(option in row and re.search(rf"\b{value}\b", row) for row in rows), option
    assert any("--seconds" in row and f"{usual['seconds']} s" in row for row in rows)
    options = templates.arguments(["--name", "a.example"])
    assert all(
        getattr(options, name) == usual[name] for name in ("rate", "burst", "connections", "seconds", "cache_size")
    )
    kept = (ROOT / "deploy" / "kmzb-logrotate.conf").read_text(encoding="utf-8")
    assert (
        re.findall(r"rotate (\d+)", kept) == ["30", "7"] and re.search(r"\| 30 d", text) and re.search(r"\| 7 d", text)
    )
    site = templates.fill("nginx-kmzb.conf", templates.site_values(["a.example"]))
    assert "client_max_body_size 80k;" in site and "80 KiB" in text and "inactive=5m" in site
    assert "fastcgi_cache_use_stale off" in text and "fastcgi_cache_use_stale off;" in site
