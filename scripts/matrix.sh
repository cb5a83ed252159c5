#!/usr/bin/env bash
# Runs the whole test suite on other versions of QGIS, each in a Debian of its own (a chroot made by debootstrap):
#   3.40  Debian 12 with its backports          3.44  Debian forky          3.22  Debian 12 as it is
# What is tested is the commit HEAD. The Debians are kept between runs; docs/development.md tells the rest.
#
#   scripts/matrix.sh test  [VERSION…]    build what is missing, run `make test` in each, print the table
#   scripts/matrix.sh shell VERSION [CMD] a shell (or one command) in the clone inside, with all mounts
#   scripts/matrix.sh clean [VERSION…]    remove the Debians (all of them if none is named)
#
# Settings (environment): MATRIX_DIR, where the Debians lie; MATRIX_MIRROR, the Debian mirror; MATRIX_TARGETS, what
# make is asked for inside (default: test).
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
dir=${MATRIX_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/kmzb_qgis/matrix}
default_versions="3.40 3.44"
clone=/srv/kmzb_qgis

say() { echo "matrix: $*"; }
die() { echo "matrix: $*" >&2; exit 1; }

# --- which Debian carries which QGIS ------------------------------------------------------------------------------
# suite: Debian's name of it; recipe: debootstrap's script (an older debootstrap has none of its own for a new
# suite: sid's does for all); pinned: from where QGIS is taken when not from the suite itself.
describe() {
  pinned=""
  case "$1" in
    3.22) suite=bookworm recipe=sid ;;
    3.40) suite=bookworm recipe=sid pinned=bookworm-backports ;;
    3.44) suite=forky recipe=sid ;;
    *) die "no Debian is known for QGIS '$1'; known are 3.22, 3.40 and 3.44" ;;
  esac
}

# --- the machine's own settings ------------------------------------------------------------------------------------
# The Debian mirror that this machine's apt uses, else Debian's own. (Only http and https: debootstrap reads no other.)
mirror() {
  local found=""
  if [ -n "${MATRIX_MIRROR:-}" ]; then echo "$MATRIX_MIRROR"; return; fi
  if command -v apt-get >/dev/null; then
    # shellcheck disable=SC2016  # apt fills these in, not the shell
    found=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Identifier: Packages' 2>/dev/null |
      awk '$1 == "Debian" && $2 ~ /^https?:/ { print $2; exit }')
  fi
  found=${found%/}
  echo "${found:-http://deb.debian.org/debian}"
}

# The file of certificate authorities that this machine's programs are told to use.
bundle() {
  local file
  for file in "${SSL_CERT_FILE:-}" "${REQUESTS_CA_BUNDLE:-}" "${CURL_CA_BUNDLE:-}" "${PIP_CERT:-}" \
    /etc/ssl/certs/ca-certificates.crt; do
    if [ -n "$file" ] && [ -f "$file" ]; then echo "$file"; return; fi
  done
}

# Copies what a program inside needs to reach the network as this machine does. Repeated at every start.
network_into() {
  local root=$1 file
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  if [ -f /etc/pip.conf ]; then cp -L /etc/pip.conf "$root/etc/"; fi
  file=$(bundle)
  # Not into /etc/ssl/certs: the package ca-certificates writes its own file there.
  if [ -n "$file" ]; then install -D -m 644 "$file" "$root/etc/ssl/bundle.crt"; fi
  (
    umask 077 # a proxy's address may carry a password
    {
      apt-config dump 2>/dev/null | grep -iE '^Acquire::(http|https|Retries|Check-Valid-Until|Check-Date|ForceIPv4)\b' |
        grep -viE '::(CaInfo|CaPath|SslCert|SslKey)' || true
      if [ -n "$file" ]; then echo 'Acquire::https::CaInfo "/etc/ssl/bundle.crt";'; fi
      echo 'APT::Install-Recommends "false";'
      echo 'Acquire::Languages "none";'
    } >"$root/etc/apt/apt.conf.d/90machine"
  )
  # apt reads its settings before it becomes the user _apt: root's file is enough.
}

# Runs a command inside, with a clean environment.
inside() {
  local root=$1 name; shift
  local keep=()
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL PIP_EXTRA_INDEX_URL \
    PIP_TRUSTED_HOST PIP_DEFAULT_TIMEOUT PYTEST_ADDOPTS KMZB_KILLS; do
    if [ -n "${!name:-}" ]; then keep+=("$name=${!name}"); fi
  done
  if [ -f "$root/etc/ssl/bundle.crt" ]; then
    keep+=(PIP_CERT=/etc/ssl/bundle.crt SSL_CERT_FILE=/etc/ssl/bundle.crt REQUESTS_CA_BUNDLE=/etc/ssl/bundle.crt)
  fi
  set -- /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 TERM="${TERM:-dumb}" DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${keep[@]}" "$@"
  # A real root where that can be had: in a mere chroot nobody can make mounts and users of his own, as some tests do.
  # shellcheck disable=SC2016  # the inner shell's
  unshare --mount --propagation private bash -c '
    if mount --rbind "$1" "$1" && cd "$1" && pivot_root . . 2>/dev/null; then
      umount -l . && cd / && shift && exec "$@"
    fi
    cd / && exec chroot "$@"' - "$root" "$@"
}

# --- what runs in a namespace of its own ----------------------------------------------------------------------------
# `alone ACTION VERSION` starts this script again with mounts and processes of its own. However it ends (failure,
# Ctrl-C, kill -9), the kernel then takes every mount away and ends every process that was left behind inside.
# (A shell's background jobs ignore Ctrl-C; the programs under test must not inherit that.)
namespace=(setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child=KILL
  env --default-signal=INT --default-signal=QUIT bash "$0")
child=""
alone() {
  local rc=0
  "${namespace[@]}" "--$1" "${@:2}" &
  child=$!
  wait "$child" || rc=$?
  child=""
  return "$rc"
}
stopped() {
  trap - INT TERM HUP
  if [ -n "$child" ]; then kill -KILL "$child" 2>/dev/null || true; wait "$child" 2>/dev/null || true; fi
  echo >&7
  say "stopped; nothing is left mounted or running, what was built is kept in $dir" >&7
  exit 130
}

mounted() {
  local root=$1 number
  mount -t proc proc "$root/proc"
  mkdir -p "$root/dev/shm"
  mount -t tmpfs tmpfs "$root/dev/shm" # Debian's minbase has no shared memory; nginx, Qt and Python ask for it
  # Tests that unplug a disk make it in a file: loop devices, which debootstrap leaves out.
  [ -e "$root/dev/loop-control" ] || mknod -m 660 "$root/dev/loop-control" c 10 237 || true
  for number in $(seq 0 31); do
    [ -e "$root/dev/loop$number" ] || mknod -m 660 "$root/dev/loop$number" b 7 "$number" || true
  done
}

build() {
  local version=$1 room=$dir/$1 part=$dir/$1/root.part mirror protocol proxy
  describe "$version"
  mirror=$(mirror)
  # debootstrap fetches with wget, which knows nothing of apt's proxy.
  protocol=${mirror%%:*}
  proxy=$(apt-config dump --format '%v%n' "Acquire::$protocol::Proxy" 2>/dev/null | head -1 || true)
  if [ -n "$proxy" ] && [ "$proxy" != DIRECT ]; then export "${protocol}_proxy=$proxy"; fi
  rm -rf --one-file-system "$part"
  # Nobody needs this Debian to survive a power cut half built: without dpkg's flushing to disk it is there much sooner.
  install -D -m 644 /dev/stdin "$part/etc/dpkg/dpkg.cfg.d/fast" <<<force-unsafe-io
  debootstrap --variant=minbase --include=make,git,ca-certificates "$suite" "$part" "$mirror" \
    "/usr/share/debootstrap/scripts/$recipe"
  umount -R "$part/proc" 2>/dev/null || true # debootstrap leaves its own; the namespace would take it anyway
  network_into "$part"
  echo "deb $mirror $suite main" >"$part/etc/apt/sources.list"
  if [ -n "$pinned" ]; then
    echo "deb $mirror $pinned main" >"$part/etc/apt/sources.list.d/qgis.list"
    # QGIS alone, and what comes from its source, is taken from there: all else stays the release's own.
    printf 'Package: src:qgis\nPin: release n=%s\nPin-Priority: 990\n' "$pinned" >"$part/etc/apt/preferences.d/qgis"
  fi
  mounted "$part"
  rm -f "$part/var/cache/apt/archives/"*.deb # debootstrap's
  git -C "$here" bundle create -q "$part/srv/head.bundle" HEAD
  inside "$part" git clone -q /srv/head.bundle "$clone"
  # The project's own script: so that every run of the matrix from nothing tries it as well.
  inside "$part" bash -c "cd $clone && scripts/setup.sh test && apt-get clean"
  local got
  got=$(inside "$part" dpkg-query -W -f='${Version}' qgis)
  case "$got" in
    "$version".*) ;;
    *) die "QGIS $version was wanted, but ${pinned:-$suite} has $got now" ;;
  esac
  umount "$part/dev/shm" "$part/proc"
  rm -rf --one-file-system "$room/root"
  mv "$part" "$room/root"
}

prepare() {
  local root=$dir/$1/root schemas
  network_into "$root"
  mounted "$root"
  git -C "$here" bundle create -q "$root/srv/head.bundle" HEAD
  # Schemas that lie beside the repository (tests/server/schemas.py) lie beside the clone, too.
  schemas=${OGC_SCHEMAS:-$here/../shared/schemas}
  rm -rf "$root/srv/shared"
  if [ -d "$schemas" ]; then
    mkdir "$root/srv/shared"
    cp -rL "$schemas" "$root/srv/shared/schemas"
  fi
  # The clone is made the commit again in all but the venv; what an earlier run built there is gone.
  inside "$root" bash -c "cd $clone && git fetch -q /srv/head.bundle HEAD && git checkout -q --force --detach ${MATRIX_COMMIT:-FETCH_HEAD} &&
    git clean -fdxq -e .venv"
}

facts() {
  inside "$dir/$1/root" bash -c '
    echo "qgis $(dpkg-query -W -f="\${Version}" qgis | cut -d+ -f1)"
    echo "debian $(. /etc/os-release; echo "$VERSION_CODENAME")"
    echo "python $(python3 -c "import platform; print(platform.python_version())")"
    echo "qt $(python3 -c "from qgis.PyQt.QtCore import QT_VERSION_STR; print(QT_VERSION_STR)")"
    echo "gdal $(python3 -c "from osgeo import gdal; print(gdal.VersionInfo(\"RELEASE_NAME\"))")"'
}

suite_of() {
  prepare "$1"
  facts "$1" >"$dir/$1/facts"
  # -k: a failure in one part hides no other part.
  inside "$dir/$1/root" bash -c "cd $clone && make -k ${MATRIX_TARGETS:-test}"
}

shell_in() {
  local version=$1; shift
  prepare "$version"
  if [ $# -eq 0 ]; then set -- bash; fi
  inside "$dir/$version/root" bash -c "cd $clone && exec \"\$@\"" - "$@"
}

case "${1:-}" in
  --build) build "$2"; exit ;;
  --suite) trap 'exit 130' INT TERM; suite_of "$2"; exit ;;
  --shell) shift; shell_in "$@"; exit ;;
esac

# --- what the developer calls ---------------------------------------------------------------------------------------
ready() {
  [ "$(uname -s)" = Linux ] || die "needs Linux (debootstrap and chroot)"
  [ "$(id -u)" -eq 0 ] || die "needs root for debootstrap and chroot: run it as root, or with 'sudo make matrix'"
  command -v unshare >/dev/null || die "the program 'unshare' is missing (package util-linux)"
  unshare --mount --pid --fork true 2>/dev/null ||
    die "this machine allows no mounts even to root (a container without CAP_SYS_ADMIN?): run it on a real or virtual machine"
  if ! command -v debootstrap >/dev/null || [ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    command -v apt-get >/dev/null || die "the program 'debootstrap' or Debian's keyring is missing: install the packages debootstrap and debian-archive-keyring"
    say "installing debootstrap"
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends debootstrap debian-archive-keyring wget >/dev/null
  fi
  mkdir -p "$dir"
  case ",$(findmnt -n -o OPTIONS -T "$dir")," in
    *,noexec,* | *,nodev,*) die "$dir lies on a file system mounted noexec or nodev, where no Debian can be built: set MATRIX_DIR" ;;
  esac
}

# Adds pytest's closing lines up: passed, failed, errors, skipped (xfailed with the skipped, xpassed with the failed).
counts() {
  sed -E 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^=+ .* in [0-9.]+s.* =+$/ || /^[0-9]+ (passed|failed|skipped|errors?|deselected).* in [0-9.]+s/ {
      gsub(/[=,]/, " ")
      for (i = 1; i < NF; i++) if ($i ~ /^[0-9]+$/) n[$(i + 1)] += $i
    }
    END { printf "%d %d %d %d", n["passed"], n["failed"] + n["xpassed"], n["error"] + n["errors"], n["skipped"] + n["xfailed"] }'
}

fact() { awk -v key="$1" '$1 == key { print $2 }' "$2" 2>/dev/null; }

row() { printf '%-7s %-9s %-9s %-8s %-8s %-7s %7s %7s %7s %8s %8s  %s\n' "$@"; }

test_all() {
  local version room rc started printer result table="" bad=0 passed failed errors skipped
  for version in "$@"; do describe "$version"; done
  ready
  if [ -n "$(git -C "$here" status --porcelain)" ]; then
    say "the working tree has changes that are not committed: they are NOT tested, HEAD is"
  fi
  # One commit for all versions, also where somebody commits while a Debian is built.
  MATRIX_COMMIT=$(git -C "$here" rev-parse HEAD)
  export MATRIX_COMMIT
  say "testing $(git -C "$here" log -1 --format='%h %s' "$MATRIX_COMMIT")"
  say "the Debians lie in $dir"
  [ "$(git -C "$here" rev-parse --is-shallow-repository)" = false ] ||
    die "this clone is shallow and cannot be handed on whole: run 'git fetch --unshallow' first"
  exec 7>&2 # where the trap speaks, whatever is redirected when it comes
  trap stopped INT TERM HUP
  for version in "$@"; do
    room=$dir/$version
    mkdir -p "$room"
    exec 9>"$room/lock"
    if ! flock -n 9; then
      say "QGIS $version: another run uses $room; waiting"
      flock 9
    fi
    rm -f "$room/facts" "$room/test.log"
    started=$SECONDS
    rc=0
    if [ ! -d "$room/root" ]; then
      if [ "$(df -Pm "$dir" | awk 'NR == 2 { print $4 }')" -lt 5000 ]; then
        die "less than 5 GB are free in $dir; a Debian with QGIS takes three: set MATRIX_DIR"
      fi
      describe "$version"
      say "QGIS $version: building Debian $suite${pinned:+ with $pinned} from $(mirror) (log: $room/build.log)"
      alone build "$version" >"$room/build.log" 2>&1 || rc=$?
      if [ "$rc" -ne 0 ]; then
        tail -25 "$room/build.log" >&2
        say "QGIS $version: could not be built (log: $room/build.log)" >&2
        table+=$(row "$version" - - - - - - - - - $(((SECONDS - started + 30) / 60)) "NOT BUILT")$'\n'
        bad=1
        continue
      fi
      say "QGIS $version: built in $((SECONDS - started)) s, $(du -smx "$room/root" | cut -f1) MB"
    fi
    started=$SECONDS
    say "QGIS $version: running the tests (log: $room/test.log)"
    exec 8> >(tee "$room/test.log" | sed -u "s/^/[$version] /")
    printer=$!
    alone suite "$version" >&8 2>&1 || rc=$?
    exec 8>&-
    wait "$printer" || true
    read -r passed failed errors skipped <<<"$(counts "$room/test.log")"
    # make says whether all parts ran to their end (a crash of QGIS leaves no closing line to count).
    if [ "$rc" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$errors" -eq 0 ] && [ "$passed" -gt 0 ]; then result=green; else result=RED bad=1; fi
    table+=$(row "$version" "$(fact qgis "$room/facts")" "$(fact debian "$room/facts")" "$(fact qt "$room/facts")" \
      "$(fact python "$room/facts")" "$(fact gdal "$room/facts")" "$passed" "$failed" "$errors" "$skipped" \
      "$(((SECONDS - started + 30) / 60))" "$result")$'\n'
    exec 9>&-
  done
  echo
  row QGIS version Debian Qt Python GDAL passed failed errors skipped minutes result
  printf '%s' "$table"
  return "$bad"
}

clean_all() {
  local version target
  if [ $# -eq 0 ]; then
    for target in "$dir"/*/; do [ -d "$target" ] && set -- "$@" "$(basename "$target")"; done
  fi
  for version in "$@"; do
    describe "$version"
    [ -d "$dir/$version" ] || { say "QGIS $version: nothing to remove"; continue; }
    [ "$(id -u)" -eq 0 ] || die "needs root: what is in $dir belongs to root"
    exec 9>"$dir/$version/lock"
    flock -n 9 || die "a run uses $dir/$version now"
    # Runs leave nothing mounted; a hand may have. Deepest first.
    findmnt -rn -o TARGET | awk -v under="$dir/$version/" 'index($0, under) == 1' | sort -r | while read -r target; do umount "$target"; done
    rm -rf --one-file-system "${dir:?}/$version"
    exec 9>&-
    say "QGIS $version: removed"
  done
  rmdir "$dir" 2>/dev/null || true
}

# In one piece: bash reads a script while it runs, and somebody may edit it meanwhile.
{
action=${1:-test}
[ $# -eq 0 ] || shift
case "$action" in
  test)
    # shellcheck disable=SC2086  # a list of words
    [ $# -gt 0 ] || set -- $default_versions
    test_all "$@"
    ;;
  shell)
    [ $# -gt 0 ] || die "which version? for example: scripts/matrix.sh shell 3.44"
    describe "$1"
    ready
    [ -d "$dir/$1/root" ] || die "QGIS $1 is not built yet: make matrix VERSIONS=$1"
    exec 9>"$dir/$1/lock"
    flock -n 9 || die "a run uses $dir/$1 now"
    exec "${namespace[@]}" --shell "$@"
    ;;
  clean) clean_all "$@" ;;
  *) die "unknown action '$action'; known are test, shell and clean" ;;
esac
exit
}
