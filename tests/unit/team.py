"""A database with units, log-ins of every role and some reports, as a team has them.

    KWP-A (x 500000–540000)             KWP-B (540000–580000)
      KPP-A1 (500000–520000)              KPP-B1
        KP-A1a (500000–510000)              KP-B1a
        KP-A1b (510000–520000)
      KPP-A2 (520000–540000)
        KP-A2a

All from y 400000 to 440000. Counties 1401 (KPP-A1), 1402 (KPP-A2), 1601 (KPP-B1), each of one municipality, ….011.
"""

from __future__ import annotations

_UNITS = (
    ("K01", "KWP-A", None, 500000, 540000), ("K01", "KWP-B", None, 540000, 580000),
    ("K02", "KPP-A1", "KWP-A", 500000, 520000), ("K02", "KPP-A2", "KWP-A", 520000, 540000),
    ("K02", "KPP-B1", "KWP-B", 540000, 580000),
    ("K05", "KP-A1a", "KPP-A1", 500000, 510000), ("K05", "KP-A1b", "KPP-A1", 510000, 520000),
    ("K05", "KP-A2a", "KPP-A2", 520000, 540000), ("K05", "KP-B1a", "KPP-B1", 540000, 580000),
    ("voivodeship", "14", None, 500000, 540000), ("voivodeship", "16", None, 540000, 580000),
    ("county", "1401", None, 500000, 520000), ("county", "1402", None, 520000, 540000),
    ("county", "1601", None, 540000, 580000),
    ("municipality", "1401011", None, 500000, 520000), ("municipality", "1402011", None, 520000, 540000),
    ("municipality", "1601011", None, 540000, 580000),
)  # fmt: skip
LOGINS = {
    "anna.kp": ("{officer}", "K05", "KP-A1a"),
    "adam.kpp": ("{officer}", "K02", "KPP-A1"),
    "alina.kwp": ("{officer}", "K01", "KWP-A"),
    "bogdan.kwp": ("{officer}", "K01", "KWP-B"),
    "kraj.kgp": ("{officer}", "country", None),
    "ewa.analyst": ("{analyst}", None, None),
    "piotr.publisher": ("{publisher}", None, None),
    "iza.intake": ("{intake}", None, None),
    "marek.admin": ("{admin}", None, None),
}
# fid: unit, TERYT, x; y is 420000. 8 has neither unit nor code.
REPORTS = {
    1: ("KP-A1a", "1401011", 505000), 2: ("KP-A1b", "1401011", 515000), 3: ("KP-A2a", "1402011", 530000),
    4: ("KP-B1a", "1601011", 560000), 5: (None, "1401011", 507000), 6: (None, "1402011", 525000),
    7: (None, "14", 503000), 8: (None, None, 501000), 9: ("KPP-A1", "1401011", 509000),
}  # fmt: skip
SEES = {
    "anna.kp": {1}, "adam.kpp": {1, 2, 5, 9}, "alina.kwp": {1, 2, 3, 5, 6, 7, 9}, "bogdan.kwp": {4},
    "kraj.kgp": set(REPORTS), "ewa.analyst": set(REPORTS), "piotr.publisher": set(REPORTS),
    "iza.intake": set(REPORTS), "marek.admin": set(REPORTS),
}  # fmt: skip
_NAME = "kmzb_team"


def database(cluster) -> str:
    """The name of a fresh copy of the team's database."""
    if not cluster.sql(f"SELECT 1 FROM pg_database WHERE datname = '{_NAME}'"):
        cluster.store()
        cluster.sql(f"CREATE DATABASE {_NAME} TEMPLATE kmzb_template")
        cluster.sql(_filled(), _NAME)
    return cluster.database(_NAME)


def _filled() -> str:
    units = ", ".join(
        f"(ST_Multi(ST_MakeEnvelope({west}, 400000, {east}, 440000, 2180)), '{code}', '{level}', '{code}',"
        f" {_text(above)})"
        for level, code, above, west, east in _UNITS
    )
    accounts = "; ".join(
        f"SELECT kmzb.add_account('{login}', 'Pani {login}', '{roles}', {_text(level)}, {_text(unit)})"
        for login, (roles, level, unit) in LOGINS.items()
    )
    reports = ", ".join(
        f"({fid}, ST_SetSRID(ST_MakePoint({x}, 420000), 2180), 'id-{fid}', 3, 11, 'opis {fid}', {_text(unit)},"
        f" {_text(teryt)}, 'notatka {fid}')"
        for fid, (unit, teryt, x) in REPORTS.items()
    )
    return (
        "SET search_path = kmzb, public;"
        f" INSERT INTO unit (geom, id, level, name, parent_id) VALUES {units}; {accounts};"
        " INSERT INTO report (fid, geom, id, plane, category_id, description, unit_id, teryt, note)"
        f" VALUES {reports}; SELECT setval('report_fid_seq', 100);"
        " INSERT INTO body (name) VALUES ('Zarząd Dróg');"
        " INSERT INTO hand_over (report_id, body_id, base_version) SELECT id, 1, version FROM report WHERE false;"
        " ANALYZE;"
    )


def _text(value) -> str:
    return "NULL" if value is None else f"'{value}'"
