-- What the service last said of a report's status, where the report itself no longer tells it: an officer has changed the
-- status since the last import wrote the report, or an import left an officer's report as it was. fid is the report's; said_at
-- is the service's own date of that word; seen_run the import that read it. A report differs where its status is another one.
-- A report that only imports wrote has no row, so a first import of a million reports writes nothing here.
-- An import's newer words are recorded by store/loading_said.py. Codes: docs/store.md.

CREATE TABLE service_state (
  fid INTEGER PRIMARY KEY,
  status_id INTEGER NOT NULL,
  said_at TEXT,
  seen_run INTEGER
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('service_state', 'attributes', 'service_state', 0);

-- Stores that were there before: the status that the first officer's change after the last writing import replaced.
INSERT INTO service_state (fid, status_id, said_at, seen_run)
SELECT r.fid, h.was_status_id, coalesce(r.service_modified_at, h.was_status_changed_at), r.import_run_id
FROM report_history h JOIN report r ON r.id = h.report_id
WHERE r.import_run_id IS NOT NULL AND h.fid IN (
  SELECT min(o.fid) FROM report_history o
  WHERE o.origin = 'officer' AND o.action <> 'insert' AND o.was_status_id IS NOT NULL AND o.was_status_id IS NOT o.status_id
    AND NOT EXISTS (SELECT 1 FROM report_history i
      WHERE i.report_id = o.report_id AND i.version > o.version AND i.origin = 'import')
  GROUP BY o.report_id);

-- The first change of the status since an import wrote the report. NOT EXISTS, for an UPDATE OR REPLACE from outside would turn
-- an INSERT OR IGNORE into a replacement.
CREATE TRIGGER report_service_state_change AFTER UPDATE ON report
WHEN NEW.import_run_id IS OLD.import_run_id AND OLD.import_run_id IS NOT NULL AND NEW.status_id IS NOT OLD.status_id
  AND NOT EXISTS (SELECT 1 FROM service_state WHERE fid = NEW.fid)
BEGIN
  INSERT INTO trigger_guard (held) VALUES (12);
  INSERT INTO service_state (fid, status_id, said_at, seen_run)
  VALUES (NEW.fid, OLD.status_id, coalesce(OLD.service_modified_at, OLD.status_changed_at), OLD.import_run_id);
  DELETE FROM trigger_guard WHERE held = 12;
END;

-- An import that writes a report writes what the service says: the report tells it itself again. Large imports do this set-wise.
CREATE TRIGGER report_service_state_import AFTER UPDATE ON report
WHEN NEW.import_run_id IS NOT OLD.import_run_id AND EXISTS (SELECT 1 FROM service_state WHERE fid = NEW.fid)
BEGIN
  INSERT INTO trigger_guard (held) VALUES (12);
  DELETE FROM service_state WHERE fid = NEW.fid;
  DELETE FROM trigger_guard WHERE held = 12;
END;

CREATE TRIGGER service_state_refuse_insert BEFORE INSERT ON service_state
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-450 what the service said is kept by the store');
END;

CREATE TRIGGER service_state_refuse_update BEFORE UPDATE ON service_state
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-450 what the service said is kept by the store');
END;

CREATE TRIGGER service_state_refuse_delete BEFORE DELETE ON service_state
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-450 what the service said is kept by the store');
END;
