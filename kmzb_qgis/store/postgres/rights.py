"""Grants and policies of the store's database, made of ``rights.json``: who may do what (docs/roles.md).

They are given anew after every migration, so that what a migration made has an owner and rights, and compared with the
database by ``rights_check.differences``. Nothing is granted that the
table does not name.
"""

from __future__ import annotations

import json
from pathlib import Path

_FILE = Path(__file__).with_name("rights.json")
ROLES = ("officer", "analyst", "publisher", "intake", "admin")
# Letter by letter as in migrations/0013i_roles.sql, or the index is not used.
REACH = "coalesce(nullif(unit_id, ''), 't' || left(teryt, 4), '?')"
# Cells whose middle lies in the log-in's unit: a cell with one report tells its place.
_CELL = (
    "(SELECT kmzb.acts_as('national')) OR public.ST_Covers((SELECT kmzb.my_area()), public.ST_SetSRID("
    "public.ST_MakePoint((@cell / 1000 + 0.5) * @metres, (@cell % 1000 + 0.5) * @metres), 2180))"
)
# Rows by word: conditions that are reckoned once a statement stand in a SELECT of their own.
_ROWS = {
    "all": "(SELECT kmzb.acts_as('@role'))",
    "account": "(SELECT kmzb.has_account())",
    "unit": f"{REACH} = ANY ((SELECT kmzb.my_keys())::text[])",
    "report": "(SELECT kmzb.acts_as('@role')) AND EXISTS (SELECT 1 FROM kmzb.report r WHERE r.id = report_id)",
    "fid": "(SELECT kmzb.acts_as('@role')) AND EXISTS (SELECT 1 FROM kmzb.report r WHERE r.fid = @table.fid)",
    "hand_over": "(SELECT kmzb.acts_as('@role')) AND EXISTS (SELECT 1 FROM kmzb.hand_over h WHERE h.id = hand_over_id)",
    "cell": f"{_CELL.replace('@cell', 'cell').replace('@metres', '1000')}",
    "cell_1km": f"{_CELL.replace('@cell', 'fid').replace('@metres', '1000')}",
    "cell_5km": f"{_CELL.replace('@cell', 'fid').replace('@metres', '5000')}",
    "contacts": "(SELECT kmzb.acts_as('@role')) AND name LIKE 'publication.%'",
    # a save that was refused binds its own log-in, and not for long: nobody can keep others from saving
    "saver": 'login = session_user::text COLLATE "C" AND until < kmzb.julianday(statement_timestamp()) + 0.01',
    "own": 'login = session_user::text COLLATE "C"',
    "colleagues": 'login = session_user::text COLLATE "C" OR unit_id = ANY ((SELECT kmzb.my_keys())::text[])'
    " OR (SELECT kmzb.acts_as('national'))",
}
_OF_ACCOUNTS = ("add_account", "change_account", "end_account")
# Owners and search paths of everything, whoever made it. A trigger, and a function with the owner's rights, must not
# call what somebody put before the store's own names: pg_temp stands last, where PostgreSQL would look there first.
_OWNED = """
DO $do$
DECLARE
  o record;
BEGIN
  GRANT CREATE, USAGE ON SCHEMA kmzb TO kmzb_owner, kmzb_accounts;
  ALTER SCHEMA kmzb OWNER TO kmzb_owner;
  FOR o IN SELECT c.oid::regclass AS named, CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind
    FROM pg_class c WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind IN ('r', 'p', 'v')
      AND c.relowner <> 'kmzb_owner'::regrole LOOP
    EXECUTE format('ALTER %s %s OWNER TO kmzb_owner', o.kind, o.named);
  END LOOP;
  FOR o IN SELECT p.oid::regprocedure AS named, CASE WHEN p.prokind = 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END AS kind,
      CASE WHEN p.proname IN ('add_account', 'change_account', 'end_account') THEN 'kmzb_accounts'
        ELSE 'kmzb_owner' END AS whose,
      p.prokind <> 'a' AND (p.prosecdef OR p.prorettype = 'trigger'::regtype)
        AND NOT coalesce(array_to_string(p.proconfig, ' '), '') ~ 'search_path=[^=]*pg_temp"?(\\s|$)' AS open,
      p.proowner
    FROM pg_proc p WHERE p.pronamespace = 'kmzb'::regnamespace LOOP
    IF o.proowner <> o.whose::regrole THEN
      EXECUTE format('ALTER %s %s OWNER TO %s', o.kind, o.named, o.whose);
    END IF;
    IF o.open THEN
      EXECUTE format('ALTER FUNCTION %s SET search_path = kmzb, public, pg_temp', o.named);
    END IF;
  END LOOP;
  FOR o IN SELECT p.oid::regoperator AS named FROM pg_operator p
    WHERE p.oprnamespace = 'kmzb'::regnamespace AND p.oprowner <> 'kmzb_owner'::regrole LOOP
    EXECUTE format('ALTER OPERATOR %s OWNER TO kmzb_owner', o.named);
  END LOOP;
  FOR o IN SELECT collname FROM pg_collation
    WHERE collnamespace = 'kmzb'::regnamespace AND collowner <> 'kmzb_owner'::regrole LOOP
    EXECUTE format('ALTER COLLATION kmzb.%I OWNER TO kmzb_owner', o.collname);
  END LOOP;
  FOR o IN SELECT c.oid::regclass AS named FROM pg_class c
    WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind = 'v' LOOP
    EXECUTE format('ALTER VIEW %s SET (security_invoker = true)', o.named);
  END LOOP;
  REVOKE CREATE ON SCHEMA kmzb FROM kmzb_accounts, PUBLIC;
END $do$;
"""
# The functions of kmzb_accounts keep their rights where an administrator migrates, who is no member of it.
# What was there before goes, so that nothing stays that the table no longer names. A style may hold actions that run in
# everybody's QGIS: only an administrator writes them.
_BARE = """
DO $do$
DECLARE
  o record;
BEGIN
  FOR o IN SELECT p.polname, p.polrelid::regclass AS named FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE c.relnamespace = 'kmzb'::regnamespace LOOP
    EXECUTE format('DROP POLICY %I ON %s', o.polname, o.named);
  END LOOP;
  FOR o IN SELECT DISTINCT c.relname, a.attname, x.grantee::regrole AS who FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid, aclexplode(a.attacl) AS x
    WHERE c.relnamespace = 'kmzb'::regnamespace AND a.attacl IS NOT NULL AND x.grantee <> 0 LOOP
    EXECUTE format('REVOKE ALL (%I) ON kmzb.%I FROM %s', o.attname, o.relname, o.who);
  END LOOP;
END $do$;
REVOKE ALL ON ALL TABLES IN SCHEMA kmzb FROM PUBLIC, @all;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA kmzb FROM PUBLIC, @all;
DO $do$
DECLARE
  o record;
BEGIN
  FOR o IN SELECT p.oid::regprocedure AS named FROM pg_proc p
    WHERE p.pronamespace = 'kmzb'::regnamespace AND pg_has_role(p.proowner, 'USAGE') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, @all', o.named);
  END LOOP;
END $do$;
REVOKE ALL ON SCHEMA kmzb FROM PUBLIC, @all;
ALTER DEFAULT PRIVILEGES FOR ROLE kmzb_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA kmzb TO @roles, kmzb_accounts;
GRANT SELECT, INSERT, UPDATE ON kmzb.account TO kmzb_accounts;
GRANT SELECT ON kmzb.unit TO kmzb_accounts;
DO $do$
BEGIN
  -- in the schema public only a superuser gives something to a role that may create nothing there
  IF to_regclass('public.layer_styles') IS NOT NULL
    AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    ALTER TABLE public.layer_styles OWNER TO kmzb_owner;
  END IF;
  IF (SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = to_regclass('public.layer_styles')) THEN
    REVOKE ALL ON public.layer_styles FROM PUBLIC, @all;
    GRANT SELECT ON public.layer_styles TO @roles;
    GRANT INSERT, UPDATE, DELETE ON public.layer_styles TO kmzb_admin;
    GRANT USAGE ON SEQUENCE public.layer_styles_id_seq TO kmzb_admin;
  END IF;
END $do$;
"""
_FUNCTIONS = """
DO $do$
DECLARE
  o record;
BEGIN
  FOR o IN SELECT p.oid::regprocedure AS named, p.prosecdef FROM pg_proc p
    WHERE p.pronamespace = 'kmzb'::regnamespace AND p.prorettype <> 'trigger'::regtype
      AND pg_has_role(p.proowner, 'USAGE') LOOP
    IF NOT o.prosecdef THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO @roles, kmzb_accounts', o.named);
    END IF;
  END LOOP;
END $do$;
"""
_FUNCTION = """
DO $do$
DECLARE
  o record;
BEGIN
  FOR o IN SELECT p.oid::regprocedure AS named FROM pg_proc p
    WHERE p.pronamespace = 'kmzb'::regnamespace AND p.proname = '@name'
      AND pg_has_role(p.proowner, 'USAGE') LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO @roles', o.named);
  END LOOP;
END $do$;
"""


def table() -> dict:
    """What ``rights.json`` says, lists among the tables, names of columns written out."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    lists = told["lists"]
    for name in lists["tables"] + lists["fixed"]:
        told["tables"][name] = {role: {"select": "*"} for role in lists["read"]}
        if name in lists["tables"]:
            for role in lists["write"]:
                told["tables"][name][role].update({"insert": "*", "update": "*", "delete": True})
    for roles in told["tables"].values():
        for given in roles.values():
            for action in ("select", "insert", "update"):
                if isinstance(given.get(action), str) and given[action] != "*":
                    given[action] = told["columns"][given[action]]
    return told


def script() -> str:
    """SQL that gives all rights anew, for the database's owner or a superuser, inside a transaction."""
    told, everyone = table(), ", ".join(f"kmzb_{role}" for role in ROLES)
    parts = [_OWNED, _BARE.replace("@all", everyone + ", kmzb_national, kmzb_accounts").replace("@roles", everyone)]
    for name, roles in sorted(told["tables"].items()):
        parts += _granted(name, roles)
        if any("rows" in given for given in roles.values()):
            parts.append(f"ALTER TABLE kmzb.{name} ENABLE ROW LEVEL SECURITY;")
            parts += _policies(name, roles)
    parts.append(_FUNCTIONS.replace("@roles", everyone))
    for name, roles in told["functions"].items():
        parts.append(_each_function(name, roles))
    parts.append("CREATE POLICY accounts ON kmzb.account TO kmzb_accounts USING (true);")
    return "\n".join(parts)


def apply(connection) -> None:
    """Give all rights anew. Raises sqlite3.Error where the log-in may not."""
    connection.script(script())


def _columns(given) -> str:
    return "" if given == "*" else f" ({', '.join(given)})"


def _granted(name: str, roles: dict) -> list[str]:
    """No sequence: an identity column needs none, and who may ask for numbers can use up all of them in minutes."""
    found = []
    for role, given in roles.items():
        for action in ("select", "insert", "update"):
            if action in given:
                found.append(f"GRANT {action.upper()}{_columns(given[action])} ON kmzb.{name} TO kmzb_{role};")
        if given.get("delete"):
            found.append(f"GRANT DELETE ON kmzb.{name} TO kmzb_{role};")
    return found


def _policies(name: str, roles: dict) -> list[str]:
    found = []
    for role, given in roles.items():
        rows = condition(name, role, given["rows"])
        if "writes" in given:
            written = condition(name, role, given["writes"])
            found.append(f"CREATE POLICY {role} ON kmzb.{name} FOR SELECT TO kmzb_{role} USING ({rows});")
            found.append(f"CREATE POLICY {role}_add ON kmzb.{name} FOR INSERT TO kmzb_{role} WITH CHECK ({written});")
            found.append(f"CREATE POLICY {role}_change ON kmzb.{name} FOR UPDATE TO kmzb_{role} USING ({written});")
            found.append(f"CREATE POLICY {role}_delete ON kmzb.{name} FOR DELETE TO kmzb_{role} USING ({written});")
        else:
            found.append(f"CREATE POLICY {role} ON kmzb.{name} TO kmzb_{role} USING ({rows});")
    return found


def condition(name: str, role: str, rows: str) -> str:
    """Which rows of a table a role meets, as SQL."""
    return _ROWS[rows].replace("@role", role).replace("@table", name)


def _each_function(name: str, roles: list[str]) -> str:
    who = [f"kmzb_{role}" for role in roles] + ["kmzb_owner"] * (
        name in _OF_ACCOUNTS
    )  # who made the store makes the first
    return _FUNCTION.replace("@name", name).replace("@roles", ", ".join(who))
