#!/usr/bin/env python3
"""Fills in the templates of the public service and puts them in place on a public machine (docs/serving.md).

    python3 deploy/serving.py --name mapy.example.org --certificate /etc/…/fullchain.pem --key /etc/…/privkey.pem

With --show FOLDER the files are written below that folder instead, to look at. scripts/serve.py fills in the same
templates for loopback. Needs nothing but Python; starts nothing.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = re.compile(r"@([A-Z_]+)@")
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
PLAIN = re.compile(r"/[\w./+-]*\w", re.ASCII)
VALUE = re.compile(r"[^\"$\\{};\r\n]*")
FILE = re.compile(r"/[^\"$\\{};\r\n]*")  # it stands in quotation marks
PREFIX = re.compile(r"(?:/[a-z0-9-]+)*")
WATCHERS = ("127.0.0.1", "::1")
# Asked anew each time where no file tells which publication is served: the guard says so with each answer.
FROM_DATABASE = "        return 204;\n"
FROM_FILE = '        alias "{}";\n        gzip off;\n        default_type application/octet-stream;\n'
# What stands in the units as it is: other places need a drop-in
USUAL_FOLDER = "/srv/kmzb/publication"
UNITS = ("kmzb-server.socket", "kmzb-server@.service")


def fill(template: str, values: dict[str, str]) -> str:
    """A template of this folder with its words filled in. Raises KeyError for a word without a value."""
    text = (HERE / template).read_text(encoding="utf-8")
    return PLACE.sub(lambda found: values[found.group(1)], text)


# A public machine's; scripts/serve.py has others for some
USUAL = {
    "listen": "127.0.0.1:8080", "port": 8080, "authority": "$host", "scheme": "$scheme", "https": "$https",
    "prefix": "", "socket": "/run/kmzb-server.sock", "folder": USUAL_FOLDER, "cache": "kmzb",
    "cache_dir": "/var/cache/kmzb", "cache_size": "1g", "log_dir": "/var/log/kmzb", "error_level": "crit",
    "rate": 50, "burst": 200, "connections": 24, "seconds": 120, "tls": "", "hsts": "", "proxy": "",
}  # fmt: skip


def site_values(names, project="", watchers=WATCHERS, parameters=None, **more) -> dict[str, str]:
    """The words of nginx-kmzb.conf. ``project``: the pinned file, empty where a database serves. ``parameters``: what
    the workers are told with each request, besides. ``more``: other values of USUAL (``cache="off"``: none). Raises
    ValueError where a value could be read as more than itself."""
    values = {**USUAL, **more}
    for name in names:
        _fits(NAME, name, "a host's name")
    for path in filter(None, (project, *(values[name] for name in ("folder", "socket", "cache_dir", "log_dir")))):
        _fits(FILE, str(path), "an absolute path without quotation marks, dollars, braces and semicolons")
    _fits(PREFIX, values["prefix"], "a path such as /kmzb")
    told = ""
    for name, value in (parameters or {}).items():
        _fits(re.compile(r"\w+"), name, "a variable's name")
        _fits(VALUE, str(value), "a value without quotation marks, dollars, braces and semicolons")
        told += f'    fastcgi_param {name} "{value}";\n'
    return {
        **{name.upper(): str(value) for name, value in values.items()},
        "NAMES": " ".join(names),
        "PARAMETERS": told,
        "PUBLICATION": FROM_FILE.format(project) if project else FROM_DATABASE,
        "HEALTH": "".join(f"        allow {ipaddress.ip_network(each)};\n" for each in watchers),
    }


def environment() -> dict[str, str]:
    """What the unit of a worker puts into its environment."""
    text = (HERE / "kmzb-server@.service").read_text(encoding="utf-8")
    return dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.MULTILINE))


def _fits(pattern: re.Pattern, value: str, what: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(f"'{value}' is not {what}")
    return value


def public_site(options: argparse.Namespace) -> str:
    """nginx's site for a public machine. Raises ValueError for options that do not fit."""
    more = {
        name: getattr(options, name)
        for name in ("folder", "prefix", "rate", "burst", "connections", "seconds", "cache_size")
    }
    more["watchers"] = [*WATCHERS, *options.watcher]
    more["project"] = "" if options.zone else f"{options.folder}/public/kmzb.qgs"
    _fits(PLAIN, options.folder, "an absolute path of plain characters")
    if not options.certificate:
        host, _, port = options.listen.rpartition(":")
        ipaddress.ip_address(host.strip("[]"))
        if options.behind:  # TLS ends in a proxy before this one, which hands on Host and X-Forwarded-For
            trusted = "".join(f"    set_real_ip_from {ipaddress.ip_network(each)};\n" for each in options.behind)
            proxy = f"{trusted}    real_ip_header X-Forwarded-For;\n    real_ip_recursive on;\n"
            more |= {"proxy": proxy, "scheme": "https", "https": "on", "port": 443}
        else:
            more |= {"port": int(port), "authority": f"$host:{int(port)}"}
        return fill("nginx-kmzb.conf", site_values([options.name], listen=options.listen, **more))
    for path in (options.certificate, options.key):
        _fits(PLAIN, path, "an absolute path of plain characters")
    tls = (
        "    listen [::]:443 ssl http2;\n"
        f"    ssl_certificate {options.certificate};\n    ssl_certificate_key {options.key};\n"
        "    ssl_protocols TLSv1.2 TLSv1.3;\n    ssl_session_tickets off;\n"
    )
    values = site_values(
        [options.name], listen="443 ssl http2", port=443, tls=tls, scheme="https", https="on",
        hsts="    add_header Strict-Transport-Security max-age=31536000 always;\n", **more,
    )  # fmt: skip
    to_https = (
        "\nserver {\n    listen 80;\n    listen [::]:80;\n"
        f"    server_name {options.name};\n    server_tokens off;\n    access_log off;\n"
        "    error_log /var/log/kmzb/kmzb-error.log crit;\n"
        "    location /.well-known/acme-challenge/ { root /var/lib/kmzb-acme; }\n"
        f"    location / {{ return 301 https://{options.name}$request_uri; }}\n}}\n"
    )
    text = fill("nginx-kmzb.conf", values)
    # the first server, which refuses other names, is the default of the IPv6 socket as well
    return text.replace("ssl http2;\n    ssl_cert", "ssl http2 default_server;\n    ssl_cert", 1) + to_https


def files(options: argparse.Namespace) -> dict[str, str]:
    """Absolute path -> content of all that a public machine needs."""
    found = {"/etc/nginx/sites-available/kmzb.conf": public_site(options)}
    for name in UNITS:
        found[f"/etc/systemd/system/{name}"] = fill_nothing(name)
    found["/etc/sysusers.d/kmzb.conf"] = fill_nothing("kmzb-sysusers.conf")
    found["/etc/tmpfiles.d/kmzb.conf"] = fill_nothing("kmzb-tmpfiles.conf")
    found["/etc/logrotate.d/kmzb"] = fill_nothing("kmzb-logrotate.conf")
    over = "/etc/systemd/system/kmzb-server@.service.d/"
    if options.zone:
        found[over + "zone.conf"] = fill_nothing("kmzb-server-zone.conf")
    elif options.folder != USUAL_FOLDER:
        found[over + "folder.conf"] = (
            f"[Service]\nEnvironment=QGIS_PROJECT_FILE={options.folder}/public/kmzb.qgs\n"
            f"InaccessiblePaths=-{options.folder}/versions\n"
        )
    return found


def fill_nothing(name: str) -> str:
    """A file of this folder as it is."""
    return (HERE / name).read_text(encoding="utf-8")


def put(root: Path, found: dict[str, str]) -> list[str]:
    """Write the files below ``root``; one that differs is kept beside as ``….old``. Returns the paths that changed."""
    changed = []
    for path, content in found.items():
        target = root / path.lstrip("/")
        if target.exists():
            if target.read_text(encoding="utf-8") == content:
                continue
            # nginx and systemd read neither
            shutil.copy2(target, target.with_name(target.name + ".old"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
        target.chmod(0o644)
        changed.append(path)
    return changed


def arguments(given=None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True, help="the host's public name; requests by other names get 421")
    parser.add_argument("--folder", default=USUAL_FOLDER, help="the publication folder (default %(default)s)")
    parser.add_argument("--zone", action="store_true", help="serve from the zone's database (docs/zone.md)")
    parser.add_argument("--prefix", default="/kmzb", help="path of the service (default %(default)s; '' for none)")
    parser.add_argument("--certificate", default="", help="TLS certificate with its chain")
    parser.add_argument("--key", default="", help="... and its key")
    parser.add_argument("--listen", default="127.0.0.1:8080", help="address:port without TLS (default %(default)s)")
    parser.add_argument("--behind", action="append", default=[], metavar="ADDRESS",
                        help="TLS ends in a proxy there; it is believed who the visitor is")  # fmt: skip
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 2, help="QGIS Server processes; default: cores"
    )
    parser.add_argument("--watcher", action="append", default=[], metavar="ADDRESS",
                        help="who may ask the health address, besides this machine")  # fmt: skip
    parser.add_argument("--rate", type=int, default=50, help="requests a second from one address")
    parser.add_argument("--burst", type=int, default=200, help="... and how many at once beyond")
    parser.add_argument("--connections", type=int, default=24, help="requests at a time from one address")
    parser.add_argument("--seconds", type=int, default=120, help="how long a worker may keep silent")
    parser.add_argument("--cache-size", default="1g", help="disk for the cache (default %(default)s)")
    parser.add_argument("--show", type=Path, default=None, help="write below this folder, change nothing else")
    options = parser.parse_args(given)
    options.folder = options.folder.rstrip("/")
    if bool(options.certificate) != bool(options.key):
        parser.error("--certificate and --key belong together")
    if options.certificate and options.behind:
        parser.error("--behind is for a machine without a certificate of its own")
    if not 1 <= options.workers <= 64:
        parser.error("--workers must be between 1 and 64")
    if not re.fullmatch(r"\d{1,4}[mg]", options.cache_size):
        parser.error("--cache-size is a number with m or g")
    return options


def main() -> int:
    """Write the files and say what comes next."""
    options = arguments()
    try:
        found = files(options)
    except ValueError as error:
        raise SystemExit(f"serving: {error}") from None
    if options.show is None and os.geteuid() != 0:
        raise SystemExit("serving: only root can put the files in place; --show FOLDER writes them to look at")
    for path in put(options.show or Path("/"), found):
        print(f"written: {path}")
    enabled = Path("/etc/nginx/sites-enabled/kmzb.conf")
    if options.show is None and enabled.parent.is_dir() and not enabled.is_symlink():
        enabled.symlink_to("../sites-available/kmzb.conf")
    workers = " ".join(f"kmzb-server@{number}" for number in range(1, options.workers + 1))
    print(
        "next:\n  systemd-sysusers && systemd-tmpfiles --create\n  nginx -t\n  systemctl daemon-reload\n"
        f"  systemctl enable --now kmzb-server.socket {workers}\n  systemctl reload nginx"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
