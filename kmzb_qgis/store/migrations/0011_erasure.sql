-- Erasure: texts of reports that were blanked, by whom and why; never the texts. What it does: docs/erasure.md.
-- While trigger_guard.held is 2 an erasure runs: only then do texts of the history change, only of reports that have a row
-- in erasure, and of a report nothing but its texts, fingerprint and version. held is 1 where a trigger rewrites a report.
-- source_digest of an erased report ends in ':erased' in the place of the description's fingerprint, from which a
-- short text could be guessed: no import brings a description to such a report.

CREATE TABLE erasure (
  fid INTEGER PRIMARY KEY,
  erased_at DATETIME NOT NULL,
  erased_by TEXT NOT NULL,
  rule TEXT NOT NULL,
  report_id TEXT NOT NULL,
  columns TEXT NOT NULL,
  texts INTEGER NOT NULL,
  history_texts INTEGER NOT NULL,
  attachments INTEGER NOT NULL,
  answers INTEGER NOT NULL,
  sheets INTEGER NOT NULL
);

-- Files that an erasure has yet to remove; empty at rest. Paths are relative: of kind 'attachment' to the folder
-- <store file>.attachments, of kind 'sheet' to the store's folder.
CREATE TABLE erasure_file (
  fid INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  path TEXT NOT NULL
);

-- Every sheet that was made of a report, also one that a later sheet of the same hand-over replaced, so that an erasure finds
-- it. Paths as in hand_over.sheet: relative to the store's folder; of another drive absolute.
CREATE TABLE sheet_file (
  fid INTEGER PRIMARY KEY,
  report_id TEXT NOT NULL,
  path TEXT NOT NULL,
  made_at TEXT NOT NULL
);

CREATE INDEX sheet_file_report ON sheet_file (report_id);

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
  ('erasure', 'attributes', 'erasure', 0),
  ('erasure_file', 'attributes', 'erasure_file', 0),
  ('sheet_file', 'attributes', 'sheet_file', 0);

CREATE INDEX erasure_report ON erasure (report_id);

CREATE TRIGGER hand_over_sheet_made AFTER UPDATE OF sheet ON hand_over
WHEN NEW.sheet <> '' AND NEW.sheet IS NOT OLD.sheet
  AND NOT EXISTS (SELECT 1 FROM sheet_file s WHERE s.report_id = NEW.report_id AND s.path = NEW.sheet)
BEGIN
  INSERT INTO sheet_file (report_id, path, made_at) VALUES (NEW.report_id, NEW.sheet, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
END;

CREATE TRIGGER erasure_refuse_update BEFORE UPDATE ON erasure
BEGIN
  SELECT RAISE(ABORT, 'KMZB-448 the record of erasures is kept by the store');
END;

CREATE TRIGGER erasure_refuse_delete BEFORE DELETE ON erasure
BEGIN
  SELECT RAISE(ABORT, 'KMZB-448 the record of erasures is kept by the store');
END;

-- The guard that report_history_refuse_update looks at is also held by the triggers of reports, which set changed_by alone.
CREATE TRIGGER report_history_erasure_only BEFORE UPDATE ON report_history
WHEN EXISTS (SELECT 1 FROM trigger_guard)
  AND (NEW.fid IS NOT OLD.fid OR NEW.report_id IS NOT OLD.report_id OR NEW.version IS NOT OLD.version
  OR NEW.changed_at IS NOT OLD.changed_at OR NEW.claimed IS NOT OLD.claimed OR NEW.origin IS NOT OLD.origin
  OR NEW.action IS NOT OLD.action OR NEW.import_run_id IS NOT OLD.import_run_id OR NEW.was_geom IS NOT OLD.was_geom
  OR NEW.was_category_id IS NOT OLD.was_category_id OR NEW.was_status_id IS NOT OLD.was_status_id
  OR NEW.was_reported_at IS NOT OLD.was_reported_at OR NEW.was_event_at IS NOT OLD.was_event_at
  OR NEW.was_part_of_day IS NOT OLD.was_part_of_day OR NEW.was_days_of_week IS NOT OLD.was_days_of_week
  OR NEW.was_status_changed_at IS NOT OLD.was_status_changed_at OR NEW.was_teryt IS NOT OLD.was_teryt
  OR NEW.was_unit_id IS NOT OLD.was_unit_id OR NEW.was_officer IS NOT OLD.was_officer
  OR NEW.was_handed_to IS NOT OLD.was_handed_to OR NEW.was_reason_id IS NOT OLD.was_reason_id
  OR NEW.was_publish_plane2 IS NOT OLD.was_publish_plane2 OR NEW.was_duplicate_of IS NOT OLD.was_duplicate_of
  OR NEW.status_id IS NOT OLD.status_id OR NEW.category_id IS NOT OLD.category_id
  OR ((NEW.was_description IS NOT OLD.was_description OR NEW.was_note IS NOT OLD.was_note
      OR NEW.was_reason_text IS NOT OLD.was_reason_text)
    AND NOT (EXISTS (SELECT 1 FROM trigger_guard g WHERE g.held = 2)
      AND EXISTS (SELECT 1 FROM erasure e WHERE e.report_id = OLD.report_id))))
BEGIN
  SELECT RAISE(ABORT, 'KMZB-447 of the history only texts change, and only by an erasure');
END;

CREATE TRIGGER report_erasure_only BEFORE UPDATE ON report
WHEN NEW.import_run_id IS OLD.import_run_id AND EXISTS (SELECT 1 FROM trigger_guard g WHERE g.held = 2)
  AND (NOT EXISTS (SELECT 1 FROM erasure e WHERE e.report_id = OLD.id)
  OR NEW.fid IS NOT OLD.fid OR NEW.id IS NOT OLD.id OR NEW.geom IS NOT OLD.geom OR NEW.service_id IS NOT OLD.service_id
  OR NEW.source_key IS NOT OLD.source_key OR NEW.reference IS NOT OLD.reference OR NEW.plane IS NOT OLD.plane
  OR NEW.category_id IS NOT OLD.category_id OR NEW.status_id IS NOT OLD.status_id
  OR NEW.reported_at IS NOT OLD.reported_at OR NEW.event_at IS NOT OLD.event_at
  OR NEW.reported_local IS NOT OLD.reported_local OR NEW.event_local IS NOT OLD.event_local
  OR NEW.part_of_day IS NOT OLD.part_of_day OR NEW.days_of_week IS NOT OLD.days_of_week
  OR NEW.status_changed_at IS NOT OLD.status_changed_at OR NEW.service_modified_at IS NOT OLD.service_modified_at
  OR NEW.officer_modified_at IS NOT OLD.officer_modified_at OR NEW.modified_by IS NOT OLD.modified_by
  OR NEW.read_by IS NOT OLD.read_by OR NEW.verify_by IS NOT OLD.verify_by OR NEW.verified_at IS NOT OLD.verified_at
  OR NEW.closed_at IS NOT OLD.closed_at OR NEW.teryt IS NOT OLD.teryt OR NEW.unit_id IS NOT OLD.unit_id
  OR NEW.officer IS NOT OLD.officer OR NEW.handed_to IS NOT OLD.handed_to OR NEW.reason_id IS NOT OLD.reason_id
  OR NEW.publish_plane2 IS NOT OLD.publish_plane2 OR NEW.duplicate_of IS NOT OLD.duplicate_of)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-447 an erasure changes texts alone');
END;

-- An erased attachment is known by its empty sha256; its file is gone and nothing else takes its place.
CREATE TRIGGER attachment_erased_stays BEFORE UPDATE ON attachment
WHEN OLD.sha256 = '' AND (NEW.sha256 IS NOT OLD.sha256 OR NEW.path IS NOT OLD.path)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-449 the attachment was erased');
END;
