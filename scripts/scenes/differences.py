"""The scene of the differences from the service: officers' decisions in a copy of the demo, then the window."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QApplication

from kmzb_qgis.store import open_store

from .desk import PLAN, face

SQL = (
    # an ordinary week: reports taken up, two found unconfirmed, one confirmed
    "UPDATE report SET status_id = 2, base_version = version, modified_by = 'asp. Łucja Źdźbło'"
    " WHERE fid IN (SELECT fid FROM report WHERE status_id = 1 AND service_id IS NOT NULL ORDER BY fid DESC LIMIT 9)",
    "UPDATE report SET status_id = 6, reason_id = 20, base_version = version, modified_by = 'sierż. Jan Kowalski',"
    " reason_text = 'Sprawdzono trzykrotnie, także nocą'"
    " WHERE fid IN (SELECT k.fid FROM service_state k ORDER BY k.fid DESC LIMIT 2)",
    "UPDATE report SET status_id = 3, base_version = version, modified_by = 'sierż. Jan Kowalski'"
    " WHERE fid IN (SELECT k.fid FROM service_state k ORDER BY k.fid LIMIT 1)",
)


def differences():
    """The window, with a report marked and shown on the map."""
    with open_store(PLAN["store"]).connect() as store:
        for days, statement in zip((11, 4, 1), SQL):
            before = store.execute("SELECT count(*) FROM report_history").fetchone()[0]
            store.execute(statement)
            store.execute("INSERT INTO trigger_guard (held) VALUES (99)")  # so many days ago, as if time had passed
            store.execute(
                "UPDATE report SET status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', status_changed_at, ? || ' days')"
                " WHERE id IN (SELECT report_id FROM report_history WHERE fid > ?)",
                (-days, before),
            )
            store.execute("DELETE FROM trigger_guard")
    window = face().differences.open()
    window.resize(1240, 245)
    window.move(20, 515)
    yield 2.0
    window.table.selectRow(1)
    if PLAN["dry"]:  # the list alone
        yield 0.5
        return
    window.show_report.click()
    QApplication.processEvents()
    yield 2.0


SCENES = {"differences": differences}
