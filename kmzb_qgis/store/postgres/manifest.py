"""What a database's schema was when a migration had made it, recorded in it, and what it is now.

Nobody but the store's owner may make a schema anew to compare with, so every migration notes a fingerprint of each
object (table ``schema_manifest``), and of the scripts that made them.
"""

from __future__ import annotations

import hashlib

from . import migrations

_NOW = """
SELECT kind, name, md5(what) FROM (
  SELECT CASE WHEN c.relkind = 'v' THEN 'view' ELSE 'table' END AS kind, c.relname::text AS name,
    concat_ws('|', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
      pg_get_userbyid(c.relowner), CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END) AS what
  FROM pg_class c WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  UNION ALL
  SELECT 'column', c.relname || '.' || a.attname, concat_ws('|', format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation, a.attstattarget)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind IN ('r', 'p')
  UNION ALL
  SELECT 'constraint', c.relname || '.' || o.conname, concat_ws('|', pg_get_constraintdef(o.oid), o.convalidated)
  FROM pg_class c JOIN pg_constraint o ON o.conrelid = c.oid WHERE c.relnamespace = 'kmzb'::regnamespace
  UNION ALL
  SELECT 'index', i.relname, concat_ws('|', pg_get_indexdef(i.oid), x.indisvalid)
  FROM pg_class c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
  WHERE c.relnamespace = 'kmzb'::regnamespace
  UNION ALL
  SELECT 'trigger', c.relname || '.' || t.tgname, concat_ws('|', pg_get_triggerdef(t.oid), t.tgenabled)
  FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
  WHERE c.relnamespace = 'kmzb'::regnamespace
  UNION ALL
  SELECT 'rule', c.relname || '.' || r.rulename, pg_get_ruledef(r.oid)
  FROM pg_class c JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'
  WHERE c.relnamespace = 'kmzb'::regnamespace
  UNION ALL
  SELECT 'function', p.oid::regprocedure::text, concat_ws('|', p.prokind, p.prosrc, pg_get_function_sqlbody(p.oid),
    p.prosecdef, p.proconfig, p.provolatile, p.proleakproof, p.prolang, pg_get_userbyid(p.proowner),
    pg_get_function_result(p.oid))
  FROM pg_proc p WHERE p.pronamespace = 'kmzb'::regnamespace
  UNION ALL
  SELECT 'policy', c.relname || '.' || y.polname, concat_ws('|', y.polcmd, y.polpermissive, (SELECT string_agg(
    pg_get_userbyid(o), ',' ORDER BY pg_get_userbyid(o)) FROM unnest(y.polroles) AS o),
    pg_get_expr(y.polqual, y.polrelid), pg_get_expr(y.polwithcheck, y.polrelid))
  FROM pg_class c JOIN pg_policy y ON y.polrelid = c.oid WHERE c.relnamespace = 'kmzb'::regnamespace
) AS entry
"""
_SERVER = "SELECT 'server', current_setting('server_version_num')::integer / 10000, ''"
SCRIPTS, SERVER = "scripts", "server"
_NAMED = frozenset({"view", "constraint", "index", "trigger", "rule", "policy", "column"})  # the server words them


def record(connection, number: int) -> None:
    """Note what the schema is, at the end of the transaction that made it."""
    connection.script("DELETE FROM kmzb.schema_manifest")
    connection.script(f"INSERT INTO kmzb.schema_manifest (kind, name, digest) {_NOW}")
    connection.script(f"INSERT INTO kmzb.schema_manifest (kind, name, digest) {_SERVER}")
    connection.execute(
        "INSERT INTO schema_manifest (kind, name, digest) VALUES (?, ?, ?)", (SCRIPTS, str(number), scripts(number))
    )


def scripts(number: int) -> str:
    """The fingerprint of all that this plugin runs to make a schema."""
    found = hashlib.sha256()
    for at, paths in sorted(migrations.available().items()):
        for path in paths if at <= number else ():
            found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()


def compare(connection, number: int) -> list[tuple[str, str, str]]:
    """``(how, kind, name)`` of what differs: missing, extra, changed; of ``scripts`` and ``server`` the number."""
    recorded: dict[tuple, str] = {}
    for kind, name, digest in connection.execute("SELECT kind, name, digest FROM schema_manifest").fetchall():
        recorded[kind, name] = digest
    if not recorded:
        return [("missing", "table", "schema_manifest")]
    (_, server, _) = connection.execute(_SERVER).fetchone()
    other_server = (SERVER, str(server)) not in recorded
    found = []
    if recorded.get((SCRIPTS, str(number))) != scripts(number):
        found.append(("changed", SCRIPTS, str(number)))
    before = {key: digest for key, digest in recorded.items() if key[0] not in (SCRIPTS, SERVER)}
    now = {(kind, name): digest for kind, name, digest in connection.execute(_NOW).fetchall()}
    found += [("missing", *key) for key in sorted(before.keys() - now.keys())]
    found += [("extra", *key) for key in sorted(now.keys() - before.keys())]
    for key in sorted(now.keys() & before.keys()):
        worded = other_server and key[0] in _NAMED  # another server's words for the same thing
        if now[key] != before[key] and not worded:
            found.append(("changed", *key))
    return found
