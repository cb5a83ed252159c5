#!/usr/bin/env bash
# Installs what the Makefile's targets need: Debian's packages, then a venv over the system's QGIS Python.
# Repeatable: does nothing where everything is there. Groups: run (demo, qgis), test (tests, lint, bench), conformance
# (test, Java and Maven).
set -euo pipefail
cd "$(dirname "$0")/.."

# A word is a package; "a|b" is the first of these that this Debian has (names change between releases).
run="qgis python3-qgis qgis-providers qgis-server gdal-bin python3-gdal python3-owslib python3-requests
 python3-numpy python3-scipy python3-jinja2 python3-psycopg2 python3-dateutil python3-venv
 qttools5-dev-tools|qt6-l10n-tools nginx-light|nginx fonts-dejavu-core tzdata ca-certificates procps util-linux"
test="xvfb xauth openbox imagemagick x11-utils x11-xkb-utils xdotool python3-pil python3-lxml python3-cryptography cgi-mapserver
 postgresql postgresql-postgis|postgresql-15-postgis-3 pgbouncer nftables iproute2
 qttranslations5-l10n|qt6-translations-l10n nodejs chromium sqlite3 faketime libfaketime zip unzip openssl systemd e2fsprogs mount git"

conformance="openjdk-17-jdk-headless|default-jdk-headless maven"

want="$run"
[ "${1:-run}" = test ] && want="$run $test"
[ "${1:-run}" = conformance ] && want="$run $test $conformance"
# Some builds of Node bring npm along, and Debian's package would clash with them.
[ "${1:-run}" = run ] || command -v npm >/dev/null || want="$want npm"

installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }
known() { [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]; }

# The words of "$want" of which no package is installed.
missing=""
for word in $want; do
  here=""
  for package in ${word//|/ }; do
    if installed "$package"; then here=yes; break; fi
  done
  [ -n "$here" ] || missing="$missing $word"
done

if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || {
    echo "setup: this is no Debian: install what Debian calls$missing yourself, with QGIS 3.22 or later" >&2
    exit 1
  }
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup: these packages are missing and only root or sudo can install them:$missing" >&2; exit 1; }
    as_root="sudo"
  fi
  # Servers are started by the demo and the tests themselves, on loopback: keep Debian from starting its own.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
    trap '$as_root rm -f "$policy"' EXIT
  fi
  $as_root apt-get update -qq
  chosen=""
  for word in $missing; do
    found=""
    for package in ${word//|/ }; do
      if known "$package"; then found="$package"; break; fi
    done
    # One that no source knows is left to apt-get, which says so in its own words.
    chosen="$chosen ${found:-${word%%|*}}"
  done
  echo "setup: installing Debian packages:$chosen"
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $chosen >build-apt.log 2>&1 || {
    tail -20 build-apt.log >&2
    echo "setup: apt-get could not install the packages; its whole output is in build-apt.log" >&2
    exit 1
  }
  rm -f build-apt.log
  # A developer's machine should not open port 80 at its next start because of our demo.
  case "$chosen" in *nginx*) command -v systemctl >/dev/null && $as_root systemctl disable --quiet nginx 2>/dev/null || true ;; esac
else
  echo "setup: Debian packages are there"
fi

stamp=.venv/requirements.sha256
wanted=$(cat requirements-dev.txt requirements-qt6.txt | sha256sum | cut -d' ' -f1)
if [ ! -x .venv/bin/python ] || [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  echo "setup: making .venv over the system's Python ($(/usr/bin/python3 --version))"
  rm -rf .venv
  /usr/bin/python3 -m venv --system-site-packages .venv
  .venv/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
  # PyQt6 for its list of names alone (tests/unit/test_qt6.py): beside the venv's path, so that nobody imports it.
  .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --target .venv/qt6 -r requirements-qt6.txt
  find .venv/qt6 -name '*.so' -delete
  echo "$wanted" >"$stamp"
else
  echo "setup: .venv is there"
fi

# The schemas that the server's answers are held against.
[ "${1:-run}" = run ] || .venv/bin/python scripts/schemas.py
# The catalogue that the metadata records are tried in, with the ISO schemas.
[ "${1:-run}" = run ] || .venv/bin/python scripts/pycsw.py
