#!/bin/sh
# Makes a streaming replica of the public server, to serve more readers from. Run on the replica, as postgres:
#
#   zone-replica.sh --from "service=kmzb_zone_replica" --data /var/lib/postgresql/15/main [--slot NAME]
#
# The service (or a host=… user=kmzb_zone_replica text) names the public server; no password here: .pgpass or a
# certificate. DATA must be empty, with PostgreSQL stopped. Afterwards start PostgreSQL and run zone-public.sh here, which
# writes who may come in. The slot on the public server is bounded by max_slot_wal_keep_size: a replica that was away for
# too long is made anew by the same command (with --again, which empties DATA).
set -eu

from='' data='' slot=kmzb_zone_replica again=''
refuse() { echo "zone-replica: $1" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --again) again=yes; shift; continue ;;
    --from | --data | --slot) [ $# -ge 2 ] || refuse "$1 needs a value" ;;
    *) refuse "unknown word: $1" ;;
  esac
  case "$1" in --from) from=$2 ;; --data) data=$2 ;; --slot) slot=$2 ;; esac
  shift 2
done
[ -n "$from" ] && [ -n "$data" ] || refuse "--from and --data are needed"
case "$slot" in '' | *[!a-z0-9_]*) refuse "a slot's name has small letters, digits and _ only" ;; esac
[ "$(id -u)" -ne 0 ] || refuse "run it as postgres: runuser -u postgres -- $0 …"
tools=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
PATH="${tools:+$tools:}$PATH"
if [ -e "$data/postmaster.pid" ]; then refuse "stop PostgreSQL first: $data is in use"; fi
case "$from" in *=*) ;; *) from="service=$from" ;; esac
# Before anything is emptied: does the public server let us in?
psql -X -q -A -t -d "$from dbname=replication replication=true" -c IDENTIFY_SYSTEM >/dev/null ||
  refuse "the public server does not let us stream from it; nothing was changed"
if [ -n "$(ls -A "$data" 2>/dev/null)" ]; then
  [ -n "$again" ] || refuse "$data is not empty (--again empties it)"
  [ -e "$data/PG_VERSION" ] || refuse "$data holds something else than a database"
  find "$data" -mindepth 1 -delete
fi
# A slot of an earlier try is used again; one that was given up is made anew.
if [ -n "$again" ]; then
  psql -X -q -A -t -d "$from dbname=replication replication=true" -c "DROP_REPLICATION_SLOT $slot" >/dev/null 2>&1 || true
fi
state=$(psql -X -q -A -t -d "$from dbname=replication replication=true" -c "READ_REPLICATION_SLOT $slot" 2>/dev/null || true)
create='-C'
case "$state" in physical*) create='' ;; esac
pg_basebackup -d "$from" -D "$data" -R $create -S "$slot" -X stream -c fast
cat >>"$data/postgresql.auto.conf" <<CONF
hot_standby = 'on'
hot_standby_feedback = 'on'
max_standby_streaming_delay = '120s'
CONF
chmod 700 "$data"
echo "zone-replica: $data follows the public server through slot $slot; start PostgreSQL, then run zone-public.sh here"
