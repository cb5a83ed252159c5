"""Whether the rights in a database are those of ``rights.json``: what somebody granted or switched off by hand."""

from __future__ import annotations

from ...toolbelt.i18n import tr
from . import rights

_ACTUAL = """
SELECT c.relname, replace(r.rolname, 'kmzb_', ''), lower(x.privilege_type), ''
FROM pg_class c, aclexplode(c.relacl) AS x JOIN pg_roles r ON r.oid = x.grantee
WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND r.rolname <> 'kmzb_owner'
UNION ALL
SELECT c.relname, replace(r.rolname, 'kmzb_', ''), lower(x.privilege_type), a.attname
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) AS x
  JOIN pg_roles r ON r.oid = x.grantee
WHERE c.relnamespace = 'kmzb'::regnamespace AND r.rolname <> 'kmzb_owner'
UNION ALL
SELECT c.relname, 'everybody', lower(x.privilege_type), ''
FROM pg_class c, aclexplode(c.relacl) AS x
WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND x.grantee = 0
"""
_POLICIES = """
SELECT c.relname, c.relrowsecurity, coalesce(string_agg(p.polname::text, ',' ORDER BY p.polname::text), '')
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1, 2
"""
_MARKED = (
    "SELECT p.proleakproof FROM pg_proc p"
    " WHERE p.oid = 'public.geometry_overlaps(public.geometry, public.geometry)'::regprocedure"
)
_PLACES = (
    "SELECT count(*) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proname IN ("
    "'st_estimatedextent', '_postgis_stats', '_postgis_selectivity', '_postgis_join_selectivity',"
    " '_postgis_index_extent') AND has_function_privilege('kmzb_officer', p.oid, 'EXECUTE')"
)
_NUMBERED = (
    "SELECT count(*) FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace"
    " AND p.proname ~ '^pg_(try_)?advisory_' AND has_function_privilege('kmzb_officer', p.oid, 'EXECUTE')"
)
_OPEN = "SELECT has_schema_privilege('kmzb_officer', 'public', 'CREATE')"


def differences(connection) -> list[str]:
    """What of the database's rights is not as the table says, one line each; empty where all is."""
    told = rights.table()["tables"]
    wanted = {("account", "accounts", action, "") for action in ("select", "insert", "update")}
    wanted.add(("unit", "accounts", "select", ""))
    for name, roles in told.items():
        for role, given in roles.items():
            for action in ("select", "insert", "update"):
                if action in given:
                    columns = [""] if given[action] == "*" else given[action]
                    wanted |= {(name, role, action, column) for column in columns}
            if given.get("delete"):
                wanted.add((name, role, "delete", ""))
    found = {tuple(row) for row in connection.execute(_ACTUAL).fetchall()}
    lines = [tr("missing: {right}", right=" ".join(filter(None, one))) for one in sorted(wanted - found)]
    lines += [tr("too much: {right}", right=" ".join(filter(None, one))) for one in sorted(found - wanted)]
    rows = {name: (on, set(filter(None, names.split(",")))) for name, on, names in connection.execute(_POLICIES)}
    for name, (on, names) in sorted(rows.items()):
        roles = told.get(name, {})
        limited = any("rows" in given for given in roles.values())
        expected = _names_of_policies(name, roles) if limited else set()
        if bool(on) != limited or names != expected:
            told_names = ", ".join(sorted(names)) or tr("no policies")
            state = tr("on") if on else tr("off")
            lines.append(tr("rows of {name}: {policies}; {state}", name=name, policies=told_names, state=state))
    if not connection.execute(_MARKED).fetchone()[0]:
        lines.append(tr("PostGIS's && is not marked LEAKPROOF: run administrator.sql again"))
    if connection.execute(_PLACES).fetchone()[0]:
        lines.append(tr("everybody may ask PostGIS where reports lie: run administrator.sql again"))
    if connection.execute(_NUMBERED).fetchone()[0]:
        lines.append(tr("everybody may lock by numbers: run administrator.sql again"))
    if connection.execute(_OPEN).fetchone()[0]:
        lines.append(tr("everybody may create in the schema public: run administrator.sql again"))
    return lines


def _names_of_policies(name: str, roles: dict) -> set[str]:
    found = {"accounts"} if name == "account" else set()
    for role, given in roles.items():
        found.add(role)
        if "writes" in given:
            found |= {f"{role}_{what}" for what in ("add", "change", "delete")}
    return found
