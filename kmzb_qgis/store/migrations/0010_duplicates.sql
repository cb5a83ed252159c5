-- Duplicates: report.duplicate_of names the report that another one repeats. What it means: docs/duplicates.md.
-- A link goes to a report that repeats none itself (its master); one level only, so its root is found in one step.
-- A change of a report's own row and of the rows that follow it are different statements: they take no order from the
-- other triggers. What a row's own change brings about in the same row waits for the version that the store counts up.
-- A duplicate that goes to "przekazane" with its master has its handed_to too; the letter (hand_over) is the master's alone.
-- 'trigger_guard' is held with 443 while this rewrites reports: the row of another trigger stays. No texts are kept here.

CREATE INDEX report_duplicate_of ON report (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- What links did by themselves, to take it back: 'carried' (by_id became a duplicate and took its own along), 'closed'
-- (with by_id). version: the one that this made; its row in the history has the state before. clock: status_changed_at
-- that it gave; another value there means that somebody has decided since. due: 1 only while a trigger works on it.
CREATE TABLE duplicate_effect (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  report_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  by_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  clock TEXT,
  due INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX duplicate_effect_report ON duplicate_effect (report_id, cause);

CREATE INDEX duplicate_effect_by ON duplicate_effect (by_id, cause);

CREATE INDEX duplicate_effect_due ON duplicate_effect (due) WHERE due = 1;

-- A row put in here makes reports follow and goes out again: 'follow' (the duplicates of report_fid, whose status has
-- changed; imported: an import did it) or 'restore' (report_fid, which repeats nothing any more). Empty at rest.
CREATE TABLE duplicate_due (
  fid INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  report_fid INTEGER NOT NULL,
  imported INTEGER NOT NULL DEFAULT 0
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
  ('duplicate_effect', 'attributes', 'duplicate_effect', 0),
  ('duplicate_due', 'attributes', 'duplicate_due', 0);

-- Links made before there were rules: chains go to their end, what leads nowhere or in a circle is taken off. The history
-- keeps what stood there.
INSERT INTO trigger_guard (held) VALUES (443);

CREATE TABLE duplicate_before (fid INTEGER PRIMARY KEY, root TEXT);

INSERT INTO duplicate_before (fid, root)
WITH RECURSIVE walk (start, at) AS (
  SELECT r.id, r.duplicate_of FROM report r WHERE r.duplicate_of <> ''
  UNION
  SELECT w.start, m.duplicate_of FROM walk w CROSS JOIN report m ON m.id = w.at WHERE m.duplicate_of <> ''
)
SELECT r.fid, (SELECT m.id FROM walk w CROSS JOIN report m ON m.id = w.at
    WHERE w.start = r.id AND m.id <> r.id
      AND NOT EXISTS (SELECT 1 FROM report n WHERE n.id = m.duplicate_of))
FROM report r WHERE r.duplicate_of <> '';

DELETE FROM duplicate_before WHERE root IS (SELECT r.duplicate_of FROM report r WHERE r.fid = duplicate_before.fid);

INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
  status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
  was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
  was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
SELECT d.id, d.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NULL, 1, 'officer', 'duplicate', NULL,
  d.status_id, d.category_id, d.geom, d.category_id, d.status_id, d.description, d.reported_at, d.event_at,
  d.part_of_day, d.days_of_week, d.status_changed_at, d.teryt, d.unit_id, d.officer, d.handed_to,
  d.reason_id, d.reason_text, d.note, d.publish_plane2, d.duplicate_of
FROM duplicate_before b CROSS JOIN report d ON d.fid = b.fid;

UPDATE report SET version = version + 1, duplicate_of = (SELECT b.root FROM duplicate_before b WHERE b.fid = report.fid)
WHERE fid IN (SELECT fid FROM duplicate_before);

DROP TABLE duplicate_before;

DELETE FROM trigger_guard;

CREATE TRIGGER report_duplicate_refuse_insert BEFORE INSERT ON report
WHEN NEW.duplicate_of <> ''
BEGIN
  SELECT CASE
    WHEN NEW.duplicate_of = NEW.id
      THEN RAISE(ABORT, 'KMZB-444 a report cannot repeat itself')
    WHEN NOT EXISTS (SELECT 1 FROM report t WHERE t.id = NEW.duplicate_of)
      THEN RAISE(ABORT, 'KMZB-443 no report with this id')
  END;
END;

CREATE TRIGGER report_duplicate_refuse BEFORE UPDATE ON report
WHEN NEW.duplicate_of <> '' AND NEW.duplicate_of IS NOT OLD.duplicate_of AND NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT CASE
    WHEN NEW.duplicate_of = OLD.id
      THEN RAISE(ABORT, 'KMZB-444 a report cannot repeat itself')
    WHEN NOT EXISTS (SELECT 1 FROM report t WHERE t.id = NEW.duplicate_of)
      THEN RAISE(ABORT, 'KMZB-443 no report with this id')
    WHEN EXISTS (SELECT 1 FROM report t WHERE t.id = NEW.duplicate_of AND t.duplicate_of = OLD.id)
      THEN RAISE(ABORT, 'KMZB-445 the other report repeats this one')
  END;
END;

CREATE TRIGGER report_duplicate_insert AFTER INSERT ON report
WHEN NEW.duplicate_of <> ''
BEGIN
  INSERT INTO trigger_guard (held) VALUES (443);
  UPDATE report SET duplicate_of = (SELECT t.duplicate_of FROM report t WHERE t.id = NEW.duplicate_of)
  WHERE fid = NEW.fid AND EXISTS (SELECT 1 FROM report t WHERE t.id = NEW.duplicate_of AND t.duplicate_of <> '');
  DELETE FROM trigger_guard WHERE held = 443;
END;

-- A link made, changed or taken off. A link to a duplicate goes to that one's master; what repeats this report follows it,
-- and comes back to it when the link is taken off.
CREATE TRIGGER report_duplicate_link AFTER UPDATE ON report
WHEN coalesce(NEW.duplicate_of, '') IS NOT coalesce(OLD.duplicate_of, '') AND NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  INSERT INTO trigger_guard (held) VALUES (443);
  UPDATE report SET duplicate_of = (SELECT t.duplicate_of FROM report t WHERE t.id = NEW.duplicate_of)
  WHERE fid = NEW.fid AND EXISTS (SELECT 1 FROM report t WHERE t.id = NEW.duplicate_of AND t.duplicate_of <> '');
  UPDATE duplicate_effect SET due = 1
  WHERE cause = 'carried' AND by_id = NEW.id
    AND EXISTS (SELECT 1 FROM report d WHERE d.id = duplicate_effect.report_id AND d.duplicate_of = OLD.duplicate_of);
  INSERT INTO duplicate_effect (report_id, cause, by_id, version, due)
  SELECT d.id, 'carried', NEW.id, d.version + 1, 1 FROM report d WHERE d.duplicate_of = NEW.id AND NEW.duplicate_of <> '';
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
    was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
    was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT d.id, d.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.modified_by, 1, CASE WHEN NEW.import_run_id IS OLD.import_run_id THEN 'officer' ELSE 'import' END, 'duplicate', CASE WHEN NEW.import_run_id IS NOT OLD.import_run_id THEN NEW.import_run_id END,
    d.status_id, d.category_id, d.geom, d.category_id, d.status_id, d.description, d.reported_at, d.event_at,
    d.part_of_day, d.days_of_week, d.status_changed_at, d.teryt, d.unit_id, d.officer, d.handed_to,
    d.reason_id, d.reason_text, d.note, d.publish_plane2, d.duplicate_of
  FROM duplicate_effect e CROSS JOIN report d ON d.id = e.report_id WHERE e.due = 1;
  UPDATE report SET version = version + 1, base_version = NULL, modified_by = NEW.modified_by,
    duplicate_of = coalesce(nullif((SELECT r.duplicate_of FROM report r WHERE r.fid = NEW.fid), ''), NEW.id)
  WHERE id IN (SELECT e.report_id FROM duplicate_effect e WHERE e.due = 1);
  DELETE FROM duplicate_effect
  WHERE coalesce(NEW.duplicate_of, '') = '' AND cause = 'carried' AND EXISTS (SELECT 1 FROM duplicate_effect e
    WHERE e.due = 1 AND e.report_id = duplicate_effect.report_id AND e.fid <= duplicate_effect.fid);
  UPDATE duplicate_effect SET due = 0 WHERE due = 1;
  DELETE FROM duplicate_effect WHERE report_id = NEW.id AND cause = 'carried';
  DELETE FROM trigger_guard WHERE held = 443;
END;

-- The link is off and the change counted: what closed with the master opens again.
CREATE TRIGGER report_duplicate_unlinked AFTER UPDATE OF version ON report
WHEN NEW.version IS NOT OLD.version AND coalesce(NEW.duplicate_of, '') = ''
  AND EXISTS (SELECT 1 FROM duplicate_effect e WHERE e.report_id = NEW.id AND e.cause = 'closed')
BEGIN
  INSERT INTO duplicate_due (kind, report_fid) VALUES ('restore', NEW.fid);
END;

-- A master's status. A large import sets this aside and puts its rows into duplicate_due itself.
CREATE TRIGGER report_duplicate_follow AFTER UPDATE ON report
WHEN NEW.status_id IS NOT OLD.status_id AND NOT EXISTS (SELECT 1 FROM trigger_guard)
  AND EXISTS (SELECT 1 FROM report d WHERE d.duplicate_of = NEW.id)
BEGIN
  INSERT INTO duplicate_due (kind, report_fid, imported)
  VALUES ('follow', NEW.fid, NEW.import_run_id IS NOT OLD.import_run_id);
END;

-- Open duplicates close with their master; those that did so follow it as long as nobody else has decided on them. A
-- reopening (with a reason of the new status) brings them where the master is; another way back (a decision taken back,
-- an import) brings them back where they were. An import closes only what its source does not know: it tells the rest itself.
CREATE TRIGGER duplicate_due_follow AFTER INSERT ON duplicate_due
WHEN NEW.kind = 'follow'
BEGIN
  INSERT INTO trigger_guard (held) VALUES (443);
  UPDATE duplicate_effect SET due = 1
  WHERE cause = 'closed' AND by_id = (SELECT m.id FROM report m WHERE m.fid = NEW.report_fid)
    AND EXISTS (SELECT 1 FROM report d WHERE d.id = duplicate_effect.report_id AND d.duplicate_of = duplicate_effect.by_id
      AND d.status_changed_at IS duplicate_effect.clock AND d.status_id IS NOT (SELECT m.status_id FROM report m WHERE m.fid = NEW.report_fid));
  DELETE FROM duplicate_effect
  WHERE cause = 'closed' AND due = 0 AND report_id IN (SELECT d.id FROM report d JOIN status s ON s.id = d.status_id AND s.open
    WHERE d.duplicate_of = (SELECT m.id FROM report m WHERE m.fid = NEW.report_fid));
  INSERT INTO duplicate_effect (report_id, cause, by_id, version, due)
  SELECT d.id, 'closed', d.duplicate_of, d.version + 1, 1 FROM report d JOIN status s ON s.id = d.status_id AND s.open
  WHERE d.duplicate_of = (SELECT m.id FROM report m WHERE m.fid = NEW.report_fid)
    AND NOT (SELECT s.open FROM report m JOIN status s ON s.id = m.status_id WHERE m.fid = NEW.report_fid) AND (NOT NEW.imported OR (d.service_id IS NULL AND d.source_key IS NULL));
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
    was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
    was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT d.id, d.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), (SELECT m.modified_by FROM report m WHERE m.fid = NEW.report_fid), 1, CASE WHEN NEW.imported THEN 'import' ELSE 'officer' END, 'duplicate', CASE WHEN NEW.imported THEN (SELECT m.import_run_id FROM report m WHERE m.fid = NEW.report_fid) END,
    CASE WHEN ((SELECT s.open FROM report m JOIN status s ON s.id = m.status_id WHERE m.fid = NEW.report_fid) AND (SELECT m.reason_id FROM report m JOIN closing_reason r ON r.id = m.reason_id AND r.status_id = m.status_id
      WHERE m.fid = NEW.report_fid) IS NULL) THEN coalesce((SELECT h.was_status_id FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = d.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1), d.status_id) ELSE (SELECT m.status_id FROM report m WHERE m.fid = NEW.report_fid) END, d.category_id, d.geom, d.category_id, d.status_id, d.description, d.reported_at, d.event_at,
    d.part_of_day, d.days_of_week, d.status_changed_at, d.teryt, d.unit_id, d.officer, d.handed_to,
    d.reason_id, d.reason_text, d.note, d.publish_plane2, d.duplicate_of
  FROM duplicate_effect e CROSS JOIN report d ON d.id = e.report_id WHERE e.due = 1;
  UPDATE report SET version = version + 1, base_version = NULL, modified_by = (SELECT m.modified_by FROM report m WHERE m.fid = NEW.report_fid),
    status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
    officer_modified_at = CASE WHEN NEW.imported THEN officer_modified_at ELSE strftime('%Y-%m-%dT%H:%M:%fZ', 'now') END,
    handed_to = CASE
      WHEN (SELECT s.key = 'przekazane' FROM report m JOIN status s ON s.id = m.status_id WHERE m.fid = NEW.report_fid)
        THEN coalesce((SELECT m.handed_to FROM report m WHERE m.fid = NEW.report_fid), report.handed_to)
      WHEN (SELECT s.open FROM report m JOIN status s ON s.id = m.status_id WHERE m.fid = NEW.report_fid)
        THEN (SELECT h.was_handed_to FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = report.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1)
      ELSE report.handed_to END,
    reason_id = CASE WHEN ((SELECT s.open FROM report m JOIN status s ON s.id = m.status_id WHERE m.fid = NEW.report_fid) AND (SELECT m.reason_id FROM report m JOIN closing_reason r ON r.id = m.reason_id AND r.status_id = m.status_id
      WHERE m.fid = NEW.report_fid) IS NULL) THEN (SELECT h.was_reason_id FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = report.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1) ELSE (SELECT m.reason_id FROM report m JOIN closing_reason r ON r.id = m.reason_id AND r.status_id = m.status_id
      WHERE m.fid = NEW.report_fid) END,
    reason_text = CASE WHEN ((SELECT s.open FROM report m JOIN status s ON s.id = m.status_id WHERE m.fid = NEW.report_fid) AND (SELECT m.reason_id FROM report m JOIN closing_reason r ON r.id = m.reason_id AND r.status_id = m.status_id
      WHERE m.fid = NEW.report_fid) IS NULL) THEN coalesce((SELECT h.was_reason_text FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = report.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1), '')
      ELSE coalesce((SELECT m.reason_text FROM report m WHERE m.fid = NEW.report_fid), '') END,
    status_id = CASE WHEN ((SELECT s.open FROM report m JOIN status s ON s.id = m.status_id WHERE m.fid = NEW.report_fid) AND (SELECT m.reason_id FROM report m JOIN closing_reason r ON r.id = m.reason_id AND r.status_id = m.status_id
      WHERE m.fid = NEW.report_fid) IS NULL) THEN coalesce((SELECT h.was_status_id FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = report.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1), report.status_id) ELSE (SELECT m.status_id FROM report m WHERE m.fid = NEW.report_fid) END
  WHERE id IN (SELECT e.report_id FROM duplicate_effect e WHERE e.due = 1);
  UPDATE report SET verified_at = CASE WHEN (SELECT s.confirmed OR NOT s.open FROM status s WHERE s.id = report.status_id)
      THEN coalesce(report.verified_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) END,
    closed_at = CASE WHEN NOT (SELECT s.open FROM status s WHERE s.id = report.status_id) THEN coalesce(report.closed_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) END
  WHERE id IN (SELECT e.report_id FROM duplicate_effect e WHERE e.due = 1);
  DELETE FROM duplicate_effect WHERE cause = 'closed' AND by_id = (SELECT m.id FROM report m WHERE m.fid = NEW.report_fid) AND (SELECT s.open FROM report m JOIN status s ON s.id = m.status_id WHERE m.fid = NEW.report_fid);
  UPDATE duplicate_effect SET due = 0,
    clock = (SELECT d.status_changed_at FROM report d WHERE d.id = duplicate_effect.report_id) WHERE due = 1;
  DELETE FROM trigger_guard WHERE held = 443;
  DELETE FROM duplicate_due WHERE fid = NEW.fid;
END;

CREATE TRIGGER duplicate_due_restore AFTER INSERT ON duplicate_due
WHEN NEW.kind = 'restore'
BEGIN
  INSERT INTO trigger_guard (held) VALUES (443);
  UPDATE duplicate_effect SET due = 1
  WHERE cause = 'closed' AND report_id = (SELECT m.id FROM report m WHERE m.fid = NEW.report_fid) AND clock IS (SELECT m.status_changed_at FROM report m WHERE m.fid = NEW.report_fid);
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
    was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
    was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT d.id, d.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), d.modified_by, 1, 'officer', 'duplicate', NULL,
    coalesce((SELECT h.was_status_id FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = d.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1), d.status_id), d.category_id, d.geom, d.category_id, d.status_id, d.description, d.reported_at, d.event_at,
    d.part_of_day, d.days_of_week, d.status_changed_at, d.teryt, d.unit_id, d.officer, d.handed_to,
    d.reason_id, d.reason_text, d.note, d.publish_plane2, d.duplicate_of
  FROM duplicate_effect e CROSS JOIN report d ON d.id = e.report_id WHERE e.due = 1;
  UPDATE report SET version = version + 1, base_version = NULL, status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), officer_modified_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
    handed_to = CASE WHEN EXISTS (SELECT 1 FROM duplicate_effect e WHERE e.report_id = report.id AND e.cause = 'closed')
      THEN (SELECT h.was_handed_to FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = report.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1) ELSE report.handed_to END,
    reason_id = (SELECT h.was_reason_id FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = report.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1),
    reason_text = coalesce((SELECT h.was_reason_text FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = report.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1), ''),
    status_id = coalesce((SELECT h.was_status_id FROM duplicate_effect e JOIN report_history h
        ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
      WHERE e.report_id = report.id AND e.cause = 'closed' ORDER BY e.fid DESC LIMIT 1), status_id)
  WHERE id IN (SELECT e.report_id FROM duplicate_effect e WHERE e.due = 1);
  UPDATE report SET verified_at = CASE WHEN (SELECT s.confirmed OR NOT s.open FROM status s WHERE s.id = report.status_id)
      THEN coalesce(report.verified_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) END,
    closed_at = CASE WHEN NOT (SELECT s.open FROM status s WHERE s.id = report.status_id) THEN coalesce(report.closed_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) END
  WHERE id IN (SELECT e.report_id FROM duplicate_effect e WHERE e.due = 1);
  DELETE FROM duplicate_effect WHERE cause = 'closed' AND report_id = (SELECT m.id FROM report m WHERE m.fid = NEW.report_fid);
  DELETE FROM trigger_guard WHERE held = 443;
  DELETE FROM duplicate_due WHERE fid = NEW.fid;
END;

-- A master's decision taken back: what it moved goes back to where it was before that decision, in the same statement. A
-- duplicate that somebody has decided on since has another clock and stays. 'undone' names, for as long as this runs, the
-- version of the move that is taken back. A move and the decision that made it are of the same instant: 'now' stands
-- still within a statement.
CREATE TRIGGER report_duplicate_undone AFTER INSERT ON report_history
WHEN NEW.action = 'undo' AND EXISTS (SELECT 1 FROM trigger_guard)
  AND EXISTS (SELECT 1 FROM report d WHERE d.duplicate_of = NEW.report_id)
BEGIN
  INSERT INTO trigger_guard (held) VALUES (443);
  INSERT INTO duplicate_effect (report_id, cause, by_id, version, due)
  SELECT d.id, 'undone', NEW.report_id, (SELECT max(x.version) FROM report_history x WHERE x.report_id = d.id
    AND x.action = 'duplicate' AND x.changed_at IS d.status_changed_at AND x.was_status_id IS NOT x.status_id), 1
  FROM report d
  WHERE d.duplicate_of = NEW.report_id
    AND d.status_changed_at IS (SELECT u.changed_at FROM report_history u
      WHERE u.report_id = NEW.report_id AND u.version = NEW.version - 1 ORDER BY u.fid DESC LIMIT 1)
    AND EXISTS (SELECT 1 FROM report_history x WHERE x.report_id = d.id AND x.action = 'duplicate'
      AND x.changed_at IS d.status_changed_at AND x.was_status_id IS NOT x.status_id);
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
    was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
    was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT d.id, d.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.changed_by, 1, 'officer', 'duplicate', NULL,
    x.was_status_id, d.category_id, d.geom, d.category_id, d.status_id, d.description, d.reported_at, d.event_at,
    d.part_of_day, d.days_of_week, d.status_changed_at, d.teryt, d.unit_id, d.officer, d.handed_to,
    d.reason_id, d.reason_text, d.note, d.publish_plane2, d.duplicate_of
  FROM duplicate_effect e CROSS JOIN report d ON d.id = e.report_id
    JOIN report_history x ON x.report_id = e.report_id AND x.version = e.version WHERE e.due = 1;
  UPDATE report SET version = version + 1, base_version = NULL, modified_by = NEW.changed_by,
    status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), officer_modified_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
    status_id = (SELECT x.was_status_id FROM duplicate_effect e JOIN report_history x ON x.report_id = e.report_id AND x.version = e.version
      WHERE e.due = 1 AND e.cause = 'undone' AND e.report_id = report.id),
    reason_id = (SELECT x.was_reason_id FROM duplicate_effect e JOIN report_history x ON x.report_id = e.report_id AND x.version = e.version
      WHERE e.due = 1 AND e.cause = 'undone' AND e.report_id = report.id),
    reason_text = coalesce((SELECT x.was_reason_text FROM duplicate_effect e JOIN report_history x ON x.report_id = e.report_id AND x.version = e.version
      WHERE e.due = 1 AND e.cause = 'undone' AND e.report_id = report.id), ''),
    handed_to = (SELECT x.was_handed_to FROM duplicate_effect e JOIN report_history x ON x.report_id = e.report_id AND x.version = e.version
      WHERE e.due = 1 AND e.cause = 'undone' AND e.report_id = report.id),
    verified_at = coalesce(report.verified_at, (SELECT x.was_status_changed_at FROM duplicate_effect e JOIN report_history x ON x.report_id = e.report_id AND x.version = e.version
      WHERE e.due = 1 AND e.cause = 'undone' AND e.report_id = report.id)),
    closed_at = coalesce(report.closed_at, (SELECT x.was_status_changed_at FROM duplicate_effect e JOIN report_history x ON x.report_id = e.report_id AND x.version = e.version
      WHERE e.due = 1 AND e.cause = 'undone' AND e.report_id = report.id))
  WHERE id IN (SELECT e.report_id FROM duplicate_effect e WHERE e.due = 1);
  UPDATE report SET
    verified_at = CASE WHEN (SELECT s.confirmed OR NOT s.open FROM status s WHERE s.id = report.status_id) THEN verified_at END,
    closed_at = CASE WHEN NOT (SELECT s.open FROM status s WHERE s.id = report.status_id) THEN closed_at END
  WHERE id IN (SELECT e.report_id FROM duplicate_effect e WHERE e.due = 1);
  DELETE FROM duplicate_effect
  WHERE cause = 'closed' AND by_id = NEW.report_id AND (SELECT s.open FROM status s WHERE s.id = NEW.status_id);
  DELETE FROM duplicate_effect
  WHERE cause = 'closed' AND EXISTS (SELECT 1 FROM duplicate_effect e JOIN report d ON d.id = e.report_id
    JOIN status s ON s.id = d.status_id AND s.open WHERE e.due = 1 AND e.report_id = duplicate_effect.report_id);
  INSERT INTO duplicate_effect (report_id, cause, by_id, version)
  SELECT d.id, 'closed', NEW.report_id, (SELECT max(x.version) FROM report_history x
      JOIN status b ON b.id = x.was_status_id AND b.open JOIN status a ON a.id = x.status_id AND NOT a.open
    WHERE x.report_id = d.id AND x.action = 'duplicate' AND x.version <= e.version)
  FROM duplicate_effect e CROSS JOIN report d ON d.id = e.report_id JOIN status s ON s.id = d.status_id AND NOT s.open
  WHERE e.due = 1 AND NOT EXISTS (SELECT 1 FROM duplicate_effect c WHERE c.cause = 'closed' AND c.report_id = d.id)
    AND EXISTS (SELECT 1 FROM report_history x JOIN status b ON b.id = x.was_status_id AND b.open
        JOIN status a ON a.id = x.status_id AND NOT a.open
      WHERE x.report_id = d.id AND x.action = 'duplicate' AND x.version <= e.version);
  UPDATE duplicate_effect SET clock = (SELECT d.status_changed_at FROM report d WHERE d.id = duplicate_effect.report_id)
  WHERE cause = 'closed' AND EXISTS (SELECT 1 FROM duplicate_effect e WHERE e.due = 1 AND e.report_id = duplicate_effect.report_id);
  DELETE FROM duplicate_effect WHERE cause = 'undone';
  DELETE FROM trigger_guard WHERE held = 443;
END;

CREATE TRIGGER duplicate_effect_refuse_insert BEFORE INSERT ON duplicate_effect
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-446 what links changed is kept by the store');
END;

CREATE TRIGGER duplicate_effect_refuse_update BEFORE UPDATE ON duplicate_effect
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-446 what links changed is kept by the store');
END;

CREATE TRIGGER duplicate_effect_refuse_delete BEFORE DELETE ON duplicate_effect
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-446 what links changed is kept by the store');
END;
