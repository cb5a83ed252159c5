-- Undo of the last decision, as a new and recorded one: INSERT INTO undo_decision (report_fid, base_version, undone_by).
-- The view has no rows; its trigger takes a report back to the status that its last change replaced, with reason, texts,
-- officer, body and duplicate of then. Only the person who decided may, within 'undo_minutes' (0: nobody), and only while
-- the decision is the last thing that happened to the report. A plain UPDATE of the status is held to 'transition' as
-- before: nothing else is loosened. Category, place, description and dates stay as they are: they are no decision.
-- The clocks run as with any change of status. verified_at and closed_at, which a reopening emptied, come back from the
-- history: the status since the last step into the verified (closed) ones, else since the status that is restored.

INSERT OR IGNORE INTO setting (name, value) VALUES ('undo_minutes', '60');

CREATE VIEW undo_decision AS
SELECT r.fid AS report_fid, r.version AS base_version, r.modified_by AS undone_by FROM report r WHERE 0;

CREATE TRIGGER undo_decision_insert INSTEAD OF INSERT ON undo_decision
BEGIN
  SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM report r WHERE r.fid = NEW.report_fid)
      THEN RAISE(ABORT, 'KMZB-431 the last change is no decision')
    WHEN NEW.base_version IS NULL
      THEN RAISE(ABORT, 'KMZB-428 base_version was not sent')
    WHEN NEW.base_version IS NOT (SELECT r.version FROM report r WHERE r.fid = NEW.report_fid)
      THEN RAISE(ABORT, 'KMZB-409 changed meanwhile by another writer')
    WHEN NOT EXISTS (SELECT 1 FROM report r
      JOIN report_history h ON h.fid = (SELECT l.fid FROM report_history l WHERE l.report_id = r.id ORDER BY l.version DESC, l.fid DESC LIMIT 1)
      WHERE r.fid = NEW.report_fid AND h.version = r.version AND h.action = 'status' AND h.origin = 'officer'
        AND h.status_id = r.status_id AND EXISTS (SELECT 1 FROM status s WHERE s.id = h.was_status_id))
      THEN RAISE(ABORT, 'KMZB-431 the last change is no decision')
    WHEN NEW.undone_by IS NULL OR NEW.undone_by IS NOT (SELECT h.changed_by FROM report r
      JOIN report_history h ON h.report_id = r.id AND h.version = r.version WHERE r.fid = NEW.report_fid ORDER BY h.fid DESC LIMIT 1)
      THEN RAISE(ABORT, 'KMZB-432 somebody else decided')
    WHEN NOT coalesce((SELECT h.changed_at FROM report r
      JOIN report_history h ON h.report_id = r.id AND h.version = r.version WHERE r.fid = NEW.report_fid ORDER BY h.fid DESC LIMIT 1)
      > strftime('%Y-%m-%dT%H:%M:%fZ', 'now',
        '-' || CAST(coalesce((SELECT value FROM setting WHERE name = 'undo_minutes'), 60) AS INTEGER) || ' minutes'), 0)
      THEN RAISE(ABORT, 'KMZB-433 too late to undo')
  END;
  INSERT INTO trigger_guard (held) VALUES (1);
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id,
    was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at, was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to, was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT r.id, r.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.undone_by, 1, 'officer', 'undo', NULL,
    h.was_status_id, r.category_id,
    r.geom, r.category_id, r.status_id, r.description, r.reported_at, r.event_at, r.part_of_day, r.days_of_week, r.status_changed_at, r.teryt, r.unit_id, r.officer, r.handed_to, r.reason_id, r.reason_text, r.note, r.publish_plane2, r.duplicate_of
  FROM report r JOIN report_history h ON h.report_id = r.id AND h.version = r.version
  WHERE r.fid = NEW.report_fid ORDER BY h.fid DESC LIMIT 1;
  UPDATE report SET
    status_id = (SELECT h.was_status_id FROM report_history h WHERE h.report_id = report.id AND h.version = report.version ORDER BY h.fid DESC LIMIT 1),
    reason_id = (SELECT h.was_reason_id FROM report_history h WHERE h.report_id = report.id AND h.version = report.version ORDER BY h.fid DESC LIMIT 1),
    reason_text = (SELECT coalesce(h.was_reason_text, '') FROM report_history h WHERE h.report_id = report.id AND h.version = report.version ORDER BY h.fid DESC LIMIT 1),
    note = (SELECT coalesce(h.was_note, '') FROM report_history h WHERE h.report_id = report.id AND h.version = report.version ORDER BY h.fid DESC LIMIT 1),
    officer = (SELECT h.was_officer FROM report_history h WHERE h.report_id = report.id AND h.version = report.version ORDER BY h.fid DESC LIMIT 1),
    handed_to = (SELECT h.was_handed_to FROM report_history h WHERE h.report_id = report.id AND h.version = report.version ORDER BY h.fid DESC LIMIT 1),
    duplicate_of = (SELECT h.was_duplicate_of FROM report_history h WHERE h.report_id = report.id AND h.version = report.version ORDER BY h.fid DESC LIMIT 1),
    status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
    officer_modified_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
    modified_by = NEW.undone_by,
    base_version = NULL,
    version = version + 1
  WHERE fid = NEW.report_fid;
  UPDATE report SET
    verified_at = CASE
      WHEN NOT (SELECT s.confirmed OR NOT s.open FROM status s WHERE s.id = report.status_id) THEN NULL
      WHEN verified_at IS NOT NULL THEN verified_at
      ELSE coalesce(
        (SELECT n.was_status_changed_at FROM report_history h
          JOIN status a ON a.id = h.status_id AND (a.confirmed OR NOT a.open)
          JOIN status b ON b.id = h.was_status_id AND NOT (b.confirmed OR NOT b.open)
          JOIN report_history n ON n.report_id = h.report_id AND n.version = h.version + 1
          WHERE h.report_id = report.id AND h.version < report.version AND h.action <> 'undo' ORDER BY h.version DESC LIMIT 1),
        (SELECT h.was_status_changed_at FROM report_history h WHERE h.report_id = report.id AND h.version = report.version - 1 ORDER BY h.fid DESC LIMIT 1))
      END,
    closed_at = CASE
      WHEN (SELECT s.open FROM status s WHERE s.id = report.status_id) THEN NULL
      WHEN closed_at IS NOT NULL THEN closed_at
      ELSE coalesce(
        (SELECT n.was_status_changed_at FROM report_history h
          JOIN status a ON a.id = h.status_id AND NOT a.open
          JOIN status b ON b.id = h.was_status_id AND b.open
          JOIN report_history n ON n.report_id = h.report_id AND n.version = h.version + 1
          WHERE h.report_id = report.id AND h.version < report.version AND h.action <> 'undo' ORDER BY h.version DESC LIMIT 1),
        (SELECT h.was_status_changed_at FROM report_history h WHERE h.report_id = report.id AND h.version = report.version - 1 ORDER BY h.fid DESC LIMIT 1))
      END
  WHERE fid = NEW.report_fid;
  DELETE FROM trigger_guard;
END;
