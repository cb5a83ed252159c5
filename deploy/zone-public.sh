#!/bin/sh
# Sets up, or brings up to date, the database of the public zone on this server. May be run again at any time.
#
#   zone-public.sh --inner 203.0.113.7/32 [--replica 203.0.113.21/32]... [--database kmzb_public] [--keep-wal 4GB]
#                  [--auth scram-sha-256|cert] [--server-account kmzb-server] [--intake-account kmzb-intake] [--sql FILE]
#
# Run as the database's superuser (runuser -u postgres -- zone-public.sh …); PGHOST, PGPORT choose the cluster. On a
# streaming replica it writes the access rules only: everything else comes from the server it follows. Needs psql alone,
# no QGIS. Gives no passwords: afterwards use psql's \password, or certificates (--auth cert).
set -eu

database=kmzb_public keep_wal=4GB auth=scram-sha-256 server_account=kmzb-server intake_account=kmzb-intake
inner='' replicas='' sql=''
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0"; }
refuse() { echo "zone-public: $1" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --*) [ $# -ge 2 ] || refuse "$1 needs a value" ;;
    *) refuse "unknown word: $1" ;;
  esac
  case "$1" in
    --inner) inner="$inner $2" ;;
    --replica) replicas="$replicas $2" ;;
    --database) database=$2 ;;
    --keep-wal) keep_wal=$2 ;;
    --auth) auth=$2 ;;
    --server-account) server_account=$2 ;;
    --intake-account) intake_account=$2 ;;
    --sql) sql=$2 ;;
    *) refuse "unknown option: $1" ;;
  esac
  shift 2
done
case "$database" in '' | *[!a-z0-9_]*) refuse "the database's name may have small letters, digits and _ only" ;; esac
case "$auth" in scram-sha-256 | cert) ;; *) refuse "--auth is scram-sha-256 or cert" ;; esac
for address in $inner $replicas; do
  case "$address" in */*) ;; *) refuse "$address is no network: write 203.0.113.7/32" ;; esac
  case "$address" in *[!0-9a-fA-F.:/]*) refuse "$address is no network: write 203.0.113.7/32" ;; esac
done
for account in "$server_account" "$intake_account"; do
  case "$account" in '' | *[!A-Za-z0-9_.-]*) refuse "'$account' is no account" ;; esac
done
case "$keep_wal" in [1-9]*[kMGT]B) ;; *) refuse "--keep-wal is a size such as 4GB" ;; esac
if [ -z "$sql" ]; then
  here=$(cd "$(dirname "$0")" && pwd)
  for place in "$here/public.sql" "$here/../kmzb_qgis/publishing/zone/public.sql" \
    /opt/kmzb/plugins/kmzb_qgis/publishing/zone/public.sql; do
    if [ -r "$place" ]; then sql=$place; break; fi
  done
fi
[ -r "$sql" ] || refuse "public.sql was not found: name it with --sql (it lies in the plugin, publishing/zone)"

ask() { psql -X -q -A -t -v ON_ERROR_STOP=1 -d "${2:-postgres}" -c "$1"; }
[ "$(ask "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")" = t ] ||
  refuse "run it as the database's superuser: runuser -u postgres -- $0 …"

if [ "$(ask 'SELECT pg_is_in_recovery()')" = f ]; then
  [ -n "$inner" ] || refuse "--inner is missing: from which address does the inner side come?"
  if [ "$(ask "SELECT count(*) FROM pg_database WHERE datname = '$database'")" = 0 ]; then
    ask "CREATE DATABASE $database ENCODING 'UTF8' TEMPLATE template0"
  fi
  psql -X -q -v ON_ERROR_STOP=1 -d "$database" -f "$sql"
  # A broken link to the inner side must not fill this disk: what the slot may hold back has an end.
  ask "ALTER SYSTEM SET wal_level = logical"
  ask "ALTER SYSTEM SET max_slot_wal_keep_size = '$keep_wal'"
  ask "ALTER SYSTEM SET wal_sender_timeout = '30s'"
  ask "ALTER SYSTEM SET password_encryption = 'scram-sha-256'" # pragma: allowlist secret
fi

# Who comes from where: a block at the top of pg_hba.conf and pg_ident.conf, replaced as a whole. What it does not let in
# is refused for these roles, whatever stands below it.
roles=kmzb_zone_push,kmzb_zone_read,kmzb_zone_intake,kmzb_zone_collect,kmzb_zone_replica
begin='# --- KMZB public zone (written by zone-public.sh; changes here are lost)'
end='# --- KMZB public zone, end'
put_block() { # FILE, block on standard input
  part="$1.kmzb-part"
  (umask 077; { echo "$begin"; cat; echo "$end"; awk -v b="$begin" -v e="$end" '$0==b{skip=1} !skip{print} $0==e{skip=0}' "$1"; } >"$part")
  chmod --reference="$1" "$part"
  mv "$part" "$1"
}
{
  echo "local $database kmzb_zone_read,kmzb_zone_intake peer map=kmzb_zone"
  for address in $inner; do echo "hostssl $database kmzb_zone_push,kmzb_zone_collect $address $auth"; done
  for address in $replicas; do echo "hostssl replication kmzb_zone_replica $address $auth"; done
  echo "local all $roles reject"
  echo "local replication $roles reject"
  echo "host all $roles all reject"
  echo "host replication $roles all reject"
} | put_block "$(ask 'SHOW hba_file')"
{
  echo "kmzb_zone $server_account kmzb_zone_read"
  echo "kmzb_zone $intake_account kmzb_zone_intake"
  echo "kmzb_zone postgres kmzb_zone_read" # PgBouncer's account in Debian
} | put_block "$(ask 'SHOW ident_file')"
ask 'SELECT pg_reload_conf()' >/dev/null

# pg_file_settings and the rules' views say what the server made of it.
wrong=$(ask "SELECT string_agg('line ' || line_number || ': ' || error, '; ') FROM pg_hba_file_rules WHERE error IS NOT NULL")
[ -z "$wrong" ] || { echo "zone-public: pg_hba.conf has errors: $wrong" >&2; exit 1; }
echo "zone-public: database $database is set up"
[ "$(ask 'SHOW ssl')" = on ] || echo "zone-public: TO DO: switch ssl on (Debian has it on); the inner side is let in by TLS only"
waiting=$(ask "SELECT string_agg(name, ', ') FROM pg_file_settings f WHERE NOT applied AND name IN
  ('wal_level', 'max_slot_wal_keep_size', 'wal_sender_timeout')")
[ "$(ask 'SHOW wal_level')" = logical ] || waiting=${waiting:-wal_level}
[ -z "$waiting" ] || echo "zone-public: TO DO: restart PostgreSQL once ($waiting)"
for role in kmzb_zone_push kmzb_zone_collect; do
  [ "$auth" = cert ] || [ "$(ask "SELECT rolpassword IS NOT NULL FROM pg_authid WHERE rolname = '$role'")" = t ] ||
    echo "zone-public: TO DO: psql -d $database -c '\\password $role'"
done
