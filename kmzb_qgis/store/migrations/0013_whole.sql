-- Rules that need all parts to be there. As before they bind who is no import; what a trigger rewrites (trigger_guard) passes.
-- A closing gives one of its status's public reasons. A hand-over to a body may leave it to the body's kind (0009). Where
-- another rule refuses the step already (no such step, a reason of another status, an old version), that one speaks.
-- A public reason's own words hold no PESEL and no e-mail address: what is found without knowing names. The programs look
-- for more (catalogue/redaction.py), and what is published is looked through again.
-- place_due has reports that were drawn or moved and whose units nobody has assigned since: plain SQLite knows no
-- outlines. kmzb:assignunits and the next save in QGIS do it and empty it (store/assigning_write.py).

CREATE TABLE place_due (
  fid INTEGER PRIMARY KEY
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('place_due', 'attributes', 'place_due', 0);

CREATE TRIGGER report_closing_reason BEFORE UPDATE ON report
WHEN NEW.import_run_id IS OLD.import_run_id AND NOT EXISTS (SELECT 1 FROM trigger_guard)
  AND EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id AND NOT s.open)
  AND (NEW.reason_id IS NULL OR (NEW.status_id IS NOT OLD.status_id AND NEW.reason_id IS OLD.reason_id))
  AND EXISTS (SELECT 1 FROM closing_reason c WHERE c.status_id = NEW.status_id)
  AND NOT EXISTS (SELECT 1 FROM closing_reason c WHERE c.status_id = NEW.status_id AND c.id = NEW.reason_id)
BEGIN
  SELECT CASE
    WHEN NEW.status_id IS OLD.status_id AND OLD.reason_id IS NOT NULL
      THEN RAISE(ABORT, 'KMZB-451 a closing needs a public reason')
    WHEN NEW.status_id IS NOT OLD.status_id
      AND EXISTS (SELECT 1 FROM transition t WHERE t.from_status = OLD.status_id AND t.to_status = NEW.status_id)
      AND (NEW.base_version IS OLD.version OR EXISTS (SELECT 1 FROM report_history h
        WHERE h.report_id = OLD.id AND h.version = OLD.version AND h.action = 'move'))
      AND NOT EXISTS (SELECT 1 FROM body b JOIN body_kind k ON k.id = b.kind
        JOIN closing_reason c ON c.id = k.reason_id AND c.status_id = NEW.status_id WHERE b.id = NEW.handed_to)
      THEN RAISE(ABORT, 'KMZB-451 a closing needs a public reason')
  END;
END;

-- The reason that the kind of the body stands for. It waits for the version that the store counts up: docs/duplicates.md.
CREATE TRIGGER report_hand_over_reason AFTER UPDATE OF version ON report
WHEN NEW.version IS NOT OLD.version AND NEW.reason_id IS NULL AND NEW.handed_to IS NOT NULL
  AND NEW.status_id IS (SELECT s.id FROM status s WHERE s.key = 'przekazane')
  AND EXISTS (SELECT 1 FROM report_history h WHERE h.report_id = NEW.id AND h.version = NEW.version
    AND h.action = 'status' AND h.origin = 'officer')
BEGIN
  UPDATE report SET reason_id = (SELECT c.id FROM body b JOIN body_kind k ON k.id = b.kind
    JOIN closing_reason c ON c.id = k.reason_id AND c.status_id = NEW.status_id WHERE b.id = NEW.handed_to)
  WHERE fid = NEW.fid;
END;

CREATE TRIGGER report_body_insert BEFORE INSERT ON report
WHEN NEW.import_run_id IS NULL AND NEW.handed_to IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM body b WHERE b.id = NEW.handed_to AND b.valid = 1)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-438 unknown body');
END;

CREATE TRIGGER report_body_update BEFORE UPDATE ON report
WHEN NEW.handed_to IS NOT NULL AND NEW.handed_to IS NOT OLD.handed_to AND NEW.import_run_id IS OLD.import_run_id
  AND NOT EXISTS (SELECT 1 FROM trigger_guard)
  AND NOT EXISTS (SELECT 1 FROM body b WHERE b.id = NEW.handed_to AND b.valid = 1)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-438 unknown body');
END;

CREATE TRIGGER report_reason_text_insert BEFORE INSERT ON report
WHEN NEW.import_run_id IS NULL
  AND (NEW.reason_text GLOB '*[0-9]*' OR NEW.reason_text GLOB '*@*')
BEGIN
  SELECT CASE
    WHEN NEW.reason_text GLOB '*[0-9A-Za-z]@[0-9A-Za-z]*.[A-Za-z]*'
      THEN RAISE(ABORT, 'KMZB-452 the public reason holds personal data')
    WHEN EXISTS (
      WITH RECURSIVE said (text) AS (
        SELECT ' ' || NEW.reason_text || ' '
        UNION
        SELECT ' ' || replace(replace(NEW.reason_text, ' ', ''), '-', '') || ' '
      ),
      step (text, at) AS (
        SELECT text, 1 FROM said
        UNION ALL
        SELECT text, at + 1 FROM step WHERE at < length(text) - 12
      ),
      number (d) AS (
        SELECT substr(text, at + 1, 11) FROM step
        WHERE substr(text, at, 13) GLOB '[^0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][^0-9]'
      )
      SELECT 1 FROM number
      WHERE CAST(substr(d, 3, 2) AS INTEGER) % 20 BETWEEN 1 AND 12 AND CAST(substr(d, 5, 2) AS INTEGER) BETWEEN 1 AND 31
        AND (10 - (CAST(substr(d, 1, 1) AS INTEGER) + 3 * CAST(substr(d, 2, 1) AS INTEGER) + 7 * CAST(substr(d, 3, 1) AS INTEGER) + 9 * CAST(substr(d, 4, 1) AS INTEGER) + CAST(substr(d, 5, 1) AS INTEGER) + 3 * CAST(substr(d, 6, 1) AS INTEGER) + 7 * CAST(substr(d, 7, 1) AS INTEGER) + 9 * CAST(substr(d, 8, 1) AS INTEGER) + CAST(substr(d, 9, 1) AS INTEGER) + 3 * CAST(substr(d, 10, 1) AS INTEGER)) % 10) % 10
          = CAST(substr(d, 11, 1) AS INTEGER))
      THEN RAISE(ABORT, 'KMZB-452 the public reason holds personal data')
  END;
END;

CREATE TRIGGER report_reason_text_update BEFORE UPDATE ON report
WHEN NEW.reason_text IS NOT OLD.reason_text AND NEW.import_run_id IS OLD.import_run_id AND NOT EXISTS (SELECT 1 FROM trigger_guard)
  AND (NEW.reason_text GLOB '*[0-9]*' OR NEW.reason_text GLOB '*@*')
BEGIN
  SELECT CASE
    WHEN NEW.reason_text GLOB '*[0-9A-Za-z]@[0-9A-Za-z]*.[A-Za-z]*'
      THEN RAISE(ABORT, 'KMZB-452 the public reason holds personal data')
    WHEN EXISTS (
      WITH RECURSIVE said (text) AS (
        SELECT ' ' || NEW.reason_text || ' '
        UNION
        SELECT ' ' || replace(replace(NEW.reason_text, ' ', ''), '-', '') || ' '
      ),
      step (text, at) AS (
        SELECT text, 1 FROM said
        UNION ALL
        SELECT text, at + 1 FROM step WHERE at < length(text) - 12
      ),
      number (d) AS (
        SELECT substr(text, at + 1, 11) FROM step
        WHERE substr(text, at, 13) GLOB '[^0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][^0-9]'
      )
      SELECT 1 FROM number
      WHERE CAST(substr(d, 3, 2) AS INTEGER) % 20 BETWEEN 1 AND 12 AND CAST(substr(d, 5, 2) AS INTEGER) BETWEEN 1 AND 31
        AND (10 - (CAST(substr(d, 1, 1) AS INTEGER) + 3 * CAST(substr(d, 2, 1) AS INTEGER) + 7 * CAST(substr(d, 3, 1) AS INTEGER) + 9 * CAST(substr(d, 4, 1) AS INTEGER) + CAST(substr(d, 5, 1) AS INTEGER) + 3 * CAST(substr(d, 6, 1) AS INTEGER) + 7 * CAST(substr(d, 7, 1) AS INTEGER) + 9 * CAST(substr(d, 8, 1) AS INTEGER) + CAST(substr(d, 9, 1) AS INTEGER) + 3 * CAST(substr(d, 10, 1) AS INTEGER)) % 10) % 10
          = CAST(substr(d, 11, 1) AS INTEGER))
      THEN RAISE(ABORT, 'KMZB-452 the public reason holds personal data')
  END;
END;

CREATE TRIGGER report_placed AFTER INSERT ON report
WHEN NEW.import_run_id IS NULL AND NEW.geom IS NOT NULL AND EXISTS (SELECT 1 FROM unit)
BEGIN
  INSERT INTO place_due (fid) SELECT NEW.fid WHERE NOT EXISTS (SELECT 1 FROM place_due p WHERE p.fid = NEW.fid);
END;

CREATE TRIGGER report_moved AFTER UPDATE ON report
WHEN NEW.geom IS NOT OLD.geom AND NEW.geom IS NOT NULL AND NEW.import_run_id IS OLD.import_run_id AND EXISTS (SELECT 1 FROM unit)
BEGIN
  INSERT INTO place_due (fid) SELECT NEW.fid WHERE NOT EXISTS (SELECT 1 FROM place_due p WHERE p.fid = NEW.fid);
END;

-- INSERT OR REPLACE removes a row without asking any trigger.
CREATE TRIGGER report_history_refuse_insert BEFORE INSERT ON report_history
WHEN EXISTS (SELECT 1 FROM report_history h WHERE h.fid = NEW.fid)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-419 the history is kept by the store');
END;

CREATE TRIGGER hand_over_history_refuse_insert BEFORE INSERT ON hand_over_history
WHEN EXISTS (SELECT 1 FROM hand_over_history h WHERE h.fid = NEW.fid)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-419 the history is kept by the store');
END;

CREATE TRIGGER erasure_refuse_insert BEFORE INSERT ON erasure
WHEN EXISTS (SELECT 1 FROM erasure e WHERE e.fid = NEW.fid)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-448 the record of erasures is kept by the store');
END;
