-- The rules, as triggers in plain SQL: they hold for QGIS, QField, ogr2ogr and any program that calls SQLite.
-- Only ST_MinX and ST_MinY are needed beyond SQLite, which the R-tree's own triggers need too.
-- Taken numbers are refused here too, as INSERT OR REPLACE would remove the other row without asking any trigger.
-- Deadlines: midnight in Warsaw is at 22:00 or 23:00 UTC and clocks change at 01:00 UTC, so the offset of 23:00 UTC holds.
-- reported_local and event_local are Warsaw's wall time for forms; reported_at and event_at stay the truth. A changed instant wins over
-- a changed wall time. The offset two hours (Warsaw's largest) before a wall time holds for it: so the first of the two
-- hours in October is taken, and the hour that is missing in March becomes the one after it.
-- A change that brings a new import_run_id is an import: it observes states, so it may jump them. Codes: docs/store.md.
-- SQLite fires triggers of one kind in no promised order, so no condition relies on another trigger having passed.
-- 'IS NOT' instead of 'UPDATE OF': some programs write all columns of a row, others the changed ones.

-- Holds a row only while a trigger rewrites a report, so that the other triggers let that pass. Empty at rest.
CREATE TABLE trigger_guard (
  fid INTEGER PRIMARY KEY,
  held INTEGER NOT NULL
);

-- Reports (0: new ones) whose running save was refused as a whole by the program that saves. Julian days; outlived rows are void.
CREATE TABLE refused_save (
  fid INTEGER PRIMARY KEY,
  report_fid INTEGER NOT NULL,
  code TEXT NOT NULL,
  token TEXT NOT NULL,
  until REAL NOT NULL
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
  ('trigger_guard', 'attributes', 'trigger_guard', 0),
  ('refused_save', 'attributes', 'refused_save', 0);

CREATE INDEX refused_save_report ON refused_save (report_fid);

CREATE TRIGGER report_refuse_save_insert BEFORE INSERT ON report
WHEN NEW.import_run_id IS NULL
  AND EXISTS (SELECT 1 FROM refused_save s WHERE s.report_fid = 0 AND s.until > julianday('now'))
BEGIN
  SELECT CASE (SELECT max(s.code) FROM refused_save s WHERE s.report_fid = 0 AND s.until > julianday('now'))
    WHEN 'KMZB-401' THEN RAISE(ABORT, 'KMZB-401 unknown category; the whole save was refused')
    WHEN 'KMZB-402' THEN RAISE(ABORT, 'KMZB-402 unknown status; the whole save was refused')
    WHEN 'KMZB-403' THEN RAISE(ABORT, 'KMZB-403 step not allowed; the whole save was refused')
    WHEN 'KMZB-404' THEN RAISE(ABORT, 'KMZB-404 a new report begins in a new status; the whole save was refused')
    WHEN 'KMZB-405' THEN RAISE(ABORT, 'KMZB-405 category not offered on the day of the report; the whole save was refused')
    WHEN 'KMZB-406' THEN RAISE(ABORT, 'KMZB-406 description too long; the whole save was refused')
    WHEN 'KMZB-407' THEN RAISE(ABORT, 'KMZB-407 category needs a description; the whole save was refused')
    WHEN 'KMZB-408' THEN RAISE(ABORT, 'KMZB-408 report date in the future; the whole save was refused')
    WHEN 'KMZB-409' THEN RAISE(ABORT, 'KMZB-409 changed meanwhile by another writer; the whole save was refused')
    WHEN 'KMZB-410' THEN RAISE(ABORT, 'KMZB-410 report date too early; the whole save was refused')
    WHEN 'KMZB-411' THEN RAISE(ABORT, 'KMZB-411 point outside the extent; the whole save was refused')
    WHEN 'KMZB-412' THEN RAISE(ABORT, 'KMZB-412 reopening needs a reason; the whole save was refused')
    WHEN 'KMZB-413' THEN RAISE(ABORT, 'KMZB-413 reason does not belong to the status; the whole save was refused')
    WHEN 'KMZB-414' THEN RAISE(ABORT, 'KMZB-414 reports are never deleted; the whole save was refused')
    WHEN 'KMZB-415' THEN RAISE(ABORT, 'KMZB-415 identifiers never change; the whole save was refused')
    WHEN 'KMZB-416' THEN RAISE(ABORT, 'KMZB-416 plane is 1, 2 or 3; the whole save was refused')
    WHEN 'KMZB-417' THEN RAISE(ABORT, 'KMZB-417 not a time; the whole save was refused')
    WHEN 'KMZB-418' THEN RAISE(ABORT, 'KMZB-418 the version is kept by the store; the whole save was refused')
    WHEN 'KMZB-419' THEN RAISE(ABORT, 'KMZB-419 the history is kept by the store; the whole save was refused')
    WHEN 'KMZB-420' THEN RAISE(ABORT, 'KMZB-420 another report has this number; the whole save was refused')
    WHEN 'KMZB-428' THEN RAISE(ABORT, 'KMZB-428 base_version was not sent; the whole save was refused')
    ELSE RAISE(ABORT, 'KMZB-430 the whole save was refused')
  END;
END;

CREATE TRIGGER report_refuse_save_update BEFORE UPDATE ON report
WHEN EXISTS (SELECT 1 FROM refused_save s WHERE s.report_fid = OLD.fid AND s.until > julianday('now'))
BEGIN
  SELECT CASE (SELECT max(s.code) FROM refused_save s WHERE s.report_fid = OLD.fid AND s.until > julianday('now'))
    WHEN 'KMZB-401' THEN RAISE(ABORT, 'KMZB-401 unknown category; the whole save was refused')
    WHEN 'KMZB-402' THEN RAISE(ABORT, 'KMZB-402 unknown status; the whole save was refused')
    WHEN 'KMZB-403' THEN RAISE(ABORT, 'KMZB-403 step not allowed; the whole save was refused')
    WHEN 'KMZB-404' THEN RAISE(ABORT, 'KMZB-404 a new report begins in a new status; the whole save was refused')
    WHEN 'KMZB-405' THEN RAISE(ABORT, 'KMZB-405 category not offered on the day of the report; the whole save was refused')
    WHEN 'KMZB-406' THEN RAISE(ABORT, 'KMZB-406 description too long; the whole save was refused')
    WHEN 'KMZB-407' THEN RAISE(ABORT, 'KMZB-407 category needs a description; the whole save was refused')
    WHEN 'KMZB-408' THEN RAISE(ABORT, 'KMZB-408 report date in the future; the whole save was refused')
    WHEN 'KMZB-409' THEN RAISE(ABORT, 'KMZB-409 changed meanwhile by another writer; the whole save was refused')
    WHEN 'KMZB-410' THEN RAISE(ABORT, 'KMZB-410 report date too early; the whole save was refused')
    WHEN 'KMZB-411' THEN RAISE(ABORT, 'KMZB-411 point outside the extent; the whole save was refused')
    WHEN 'KMZB-412' THEN RAISE(ABORT, 'KMZB-412 reopening needs a reason; the whole save was refused')
    WHEN 'KMZB-413' THEN RAISE(ABORT, 'KMZB-413 reason does not belong to the status; the whole save was refused')
    WHEN 'KMZB-414' THEN RAISE(ABORT, 'KMZB-414 reports are never deleted; the whole save was refused')
    WHEN 'KMZB-415' THEN RAISE(ABORT, 'KMZB-415 identifiers never change; the whole save was refused')
    WHEN 'KMZB-416' THEN RAISE(ABORT, 'KMZB-416 plane is 1, 2 or 3; the whole save was refused')
    WHEN 'KMZB-417' THEN RAISE(ABORT, 'KMZB-417 not a time; the whole save was refused')
    WHEN 'KMZB-418' THEN RAISE(ABORT, 'KMZB-418 the version is kept by the store; the whole save was refused')
    WHEN 'KMZB-419' THEN RAISE(ABORT, 'KMZB-419 the history is kept by the store; the whole save was refused')
    WHEN 'KMZB-420' THEN RAISE(ABORT, 'KMZB-420 another report has this number; the whole save was refused')
    WHEN 'KMZB-428' THEN RAISE(ABORT, 'KMZB-428 base_version was not sent; the whole save was refused')
    ELSE RAISE(ABORT, 'KMZB-430 the whole save was refused')
  END;
END;

CREATE TRIGGER report_refuse_insert BEFORE INSERT ON report
BEGIN
  SELECT CASE
    WHEN (NEW.reported_at IS NOT NULL AND (typeof(NEW.reported_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at) IS NULL))
       OR (NEW.event_at IS NOT NULL AND (typeof(NEW.event_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.event_at) IS NULL))
       OR (NEW.status_changed_at IS NOT NULL AND (typeof(NEW.status_changed_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.status_changed_at) IS NULL))
       OR (NEW.service_modified_at IS NOT NULL AND (typeof(NEW.service_modified_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.service_modified_at) IS NULL))
       OR (NEW.officer_modified_at IS NOT NULL AND (typeof(NEW.officer_modified_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.officer_modified_at) IS NULL))
       OR (NEW.read_by IS NOT NULL AND (typeof(NEW.read_by) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.read_by) IS NULL))
       OR (NEW.verify_by IS NOT NULL AND (typeof(NEW.verify_by) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.verify_by) IS NULL))
       OR (NEW.verified_at IS NOT NULL AND (typeof(NEW.verified_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.verified_at) IS NULL))
       OR (NEW.closed_at IS NOT NULL AND (typeof(NEW.closed_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.closed_at) IS NULL))
       OR (NEW.reported_local <> '' AND (typeof(NEW.reported_local) <> 'text' OR substr(replace(NEW.reported_local, '/', '-'), 1, 19) NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' OR strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NULL))
       OR (NEW.event_local <> '' AND (typeof(NEW.event_local) <> 'text' OR substr(replace(NEW.event_local, '/', '-'), 1, 19) NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' OR strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NULL))
      THEN RAISE(ABORT, 'KMZB-417 not a time')
    WHEN NEW.import_run_id IS NOT NULL AND (NEW.reported_at IS NULL OR NEW.status_changed_at IS NULL)
      THEN RAISE(ABORT, 'KMZB-417 not a time')
    WHEN NOT EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id)
      AND (NEW.status_id IS NOT NULL OR NEW.import_run_id IS NOT NULL)
      THEN RAISE(ABORT, 'KMZB-402 unknown status')
    WHEN NOT EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id)
      THEN RAISE(ABORT, 'KMZB-401 unknown category')
    WHEN NEW.plane IS NOT NULL AND NEW.plane NOT IN (1, 2, 3)
      THEN RAISE(ABORT, 'KMZB-416 plane is 1, 2 or 3')
    WHEN length(NEW.description) > (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'description_max')
      THEN RAISE(ABORT, 'KMZB-406 description too long')
    WHEN julianday(coalesce(NEW.reported_at, strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds'))) > julianday('now') + (SELECT CAST(value AS REAL) FROM setting WHERE name = 'future_tolerance_minutes') / 1440.0
      THEN RAISE(ABORT, 'KMZB-408 report date in the future')
    WHEN julianday(coalesce(NEW.reported_at, strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds'))) < julianday((SELECT CAST(value AS TEXT) FROM setting WHERE name = 'earliest_report'))
      THEN RAISE(ABORT, 'KMZB-410 report date too early')
    WHEN NEW.geom IS NOT NULL AND coalesce(
      ST_MinX(NEW.geom) BETWEEN (SELECT CAST(value AS REAL) FROM setting WHERE name = 'extent_min_x')
        AND (SELECT CAST(value AS REAL) FROM setting WHERE name = 'extent_max_x')
      AND ST_MinY(NEW.geom) BETWEEN (SELECT CAST(value AS REAL) FROM setting WHERE name = 'extent_min_y')
        AND (SELECT CAST(value AS REAL) FROM setting WHERE name = 'extent_max_y'), 0) = 0
      THEN RAISE(ABORT, 'KMZB-411 point outside the extent')
    WHEN NEW.reason_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM closing_reason r WHERE r.id = NEW.reason_id AND r.status_id = NEW.status_id)
      THEN RAISE(ABORT, 'KMZB-413 reason does not belong to the status')
  END;
END;

CREATE TRIGGER report_refuse_officer_insert BEFORE INSERT ON report
WHEN NEW.import_run_id IS NULL
BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM report r WHERE r.fid = NEW.fid)
      OR EXISTS (SELECT 1 FROM report r WHERE r.id = NEW.id)
      OR EXISTS (SELECT 1 FROM report r WHERE r.service_id = NEW.service_id)
      OR EXISTS (SELECT 1 FROM report r WHERE r.source_key = NEW.source_key)
      OR EXISTS (SELECT 1 FROM report r WHERE r.reference = NEW.reference)
      THEN RAISE(ABORT, 'KMZB-420 another report has this number')
    WHEN EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id)
      AND NOT EXISTS (SELECT 1 FROM transition t WHERE t.from_status = 0 AND t.to_status = NEW.status_id)
      THEN RAISE(ABORT, 'KMZB-404 a new report begins in a new status')
    WHEN EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id AND NOT (
        coalesce(c.valid_from <= coalesce((SELECT date(NEW.reported_at, z.seconds || ' seconds') FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at) ORDER BY z.since DESC LIMIT 1), date(substr(replace(NEW.reported_local, '/', '-'), 1, 19)), (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)), 1) AND coalesce(coalesce((SELECT date(NEW.reported_at, z.seconds || ' seconds') FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at) ORDER BY z.since DESC LIMIT 1), date(substr(replace(NEW.reported_local, '/', '-'), 1, 19)), (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)) < c.valid_to, 1)))
      THEN RAISE(ABORT, 'KMZB-405 category not offered on the day of the report')
    WHEN coalesce(trim(NEW.description), '') = ''
      AND EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id AND c.description_required)
      THEN RAISE(ABORT, 'KMZB-407 category needs a description')
  END;
END;

-- Fills what a client left out or wrote in another spelling. An import that gives everything is not rewritten.
CREATE TRIGGER report_fill AFTER INSERT ON report
WHEN NEW.import_run_id IS NULL OR NEW.id IS NULL OR NEW.plane IS NULL OR NEW.publish_plane2 IS NULL
  OR NEW.description IS NULL OR NEW.reason_text IS NULL OR NEW.note IS NULL
  OR NEW.version IS NOT 1 OR NEW.base_version IS NOT NULL OR NEW.read_by IS NULL OR NEW.verify_by IS NULL
  OR NEW.reported_at NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'
  OR NEW.event_at NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'
  OR NEW.status_changed_at NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'
  OR NEW.service_modified_at NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'
  OR NEW.read_by NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'
  OR NEW.verify_by NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'
  OR NEW.verified_at NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'
  OR NEW.closed_at NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'
  OR NEW.reported_local IS NOT strftime('%Y-%m-%dT%H:%M:%S', NEW.reported_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')
  OR NEW.event_local IS NOT strftime('%Y-%m-%dT%H:%M:%S', NEW.event_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', NEW.event_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')
BEGIN
  INSERT INTO trigger_guard (held) VALUES (1);
  UPDATE report SET
    id = coalesce(NEW.id, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'
      || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    plane = coalesce(NEW.plane, 2),
    publish_plane2 = coalesce(NEW.publish_plane2, 0),
    description = coalesce(NEW.description, ''),
    reason_text = coalesce(NEW.reason_text, ''),
    note = coalesce(NEW.note, ''),
    version = 1,
    base_version = NULL,
    status_id = coalesce(NEW.status_id, (SELECT min(t.to_status) FROM transition t WHERE t.from_status = 0)),
    reported_at = coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at), strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    event_at = coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', NEW.event_at), strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')),
    status_changed_at = CASE WHEN NEW.import_run_id IS NULL THEN strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      ELSE strftime('%Y-%m-%dT%H:%M:%fZ', NEW.status_changed_at) END,
    service_modified_at = strftime('%Y-%m-%dT%H:%M:%fZ', NEW.service_modified_at),
    officer_modified_at = CASE WHEN NEW.import_run_id IS NULL THEN strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      ELSE strftime('%Y-%m-%dT%H:%M:%fZ', NEW.officer_modified_at) END,
    verified_at = CASE WHEN NEW.import_run_id IS NOT NULL THEN strftime('%Y-%m-%dT%H:%M:%fZ', NEW.verified_at) END,
    closed_at = CASE WHEN NEW.import_run_id IS NOT NULL THEN strftime('%Y-%m-%dT%H:%M:%fZ', NEW.closed_at) END
  WHERE fid = NEW.fid;
  UPDATE report SET
    reported_local = strftime('%Y-%m-%dT%H:%M:%S', reported_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', reported_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds'),
    event_local = strftime('%Y-%m-%dT%H:%M:%S', event_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', event_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds'),
    read_by = (
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', d.local,
        -(SELECT z.seconds FROM zone_offset z WHERE z.since < strftime('%Y-%m-%dT%H:%M:%fZ', d.local, '-1 hours')
          ORDER BY z.since DESC LIMIT 1) || ' seconds')
      FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', date(reported_at, o.seconds || ' seconds'),
              '+' || (1 + (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'read_days')) || ' days') AS local
            FROM zone_offset o WHERE o.since <= reported_at ORDER BY o.since DESC LIMIT 1) d),
    verify_by = (
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', d.local,
        -(SELECT z.seconds FROM zone_offset z WHERE z.since < strftime('%Y-%m-%dT%H:%M:%fZ', d.local, '-1 hours')
          ORDER BY z.since DESC LIMIT 1) || ' seconds')
      FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', date(reported_at, o.seconds || ' seconds'),
              '+' || (1 + (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'verify_days')) || ' days') AS local
            FROM zone_offset o WHERE o.since <= reported_at ORDER BY o.since DESC LIMIT 1) d)
  WHERE fid = NEW.fid;
  DELETE FROM trigger_guard;
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id)
  SELECT r.id, 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.modified_by, 1, 'officer', 'insert', NULL,
    r.status_id, r.category_id
  FROM report r WHERE r.fid = NEW.fid AND NEW.import_run_id IS NULL;
END;

CREATE TRIGGER report_refuse_update BEFORE UPDATE ON report
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT CASE
    WHEN NEW.id IS NOT OLD.id OR NEW.fid IS NOT OLD.fid
      THEN RAISE(ABORT, 'KMZB-415 identifiers never change')
    WHEN NEW.version IS NOT OLD.version
      AND (NEW.version IS NOT OLD.version + 1 OR NEW.import_run_id IS OLD.import_run_id)
      THEN RAISE(ABORT, 'KMZB-418 the version is kept by the store')
    WHEN (NEW.reported_at IS NOT NULL AND (typeof(NEW.reported_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at) IS NULL))
       OR (NEW.event_at IS NOT NULL AND (typeof(NEW.event_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.event_at) IS NULL))
       OR (NEW.status_changed_at IS NOT NULL AND (typeof(NEW.status_changed_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.status_changed_at) IS NULL))
       OR (NEW.service_modified_at IS NOT NULL AND (typeof(NEW.service_modified_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.service_modified_at) IS NULL))
       OR (NEW.officer_modified_at IS NOT NULL AND (typeof(NEW.officer_modified_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.officer_modified_at) IS NULL))
       OR (NEW.read_by IS NOT NULL AND (typeof(NEW.read_by) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.read_by) IS NULL))
       OR (NEW.verify_by IS NOT NULL AND (typeof(NEW.verify_by) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.verify_by) IS NULL))
       OR (NEW.verified_at IS NOT NULL AND (typeof(NEW.verified_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.verified_at) IS NULL))
       OR (NEW.closed_at IS NOT NULL AND (typeof(NEW.closed_at) <> 'text' OR strftime('%Y-%m-%dT%H:%M:%fZ', NEW.closed_at) IS NULL))
       OR (NEW.reported_local <> '' AND (typeof(NEW.reported_local) <> 'text' OR substr(replace(NEW.reported_local, '/', '-'), 1, 19) NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' OR strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NULL))
       OR (NEW.event_local <> '' AND (typeof(NEW.event_local) <> 'text' OR substr(replace(NEW.event_local, '/', '-'), 1, 19) NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' OR strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NULL))
      THEN RAISE(ABORT, 'KMZB-417 not a time')
    WHEN NEW.reported_at IS NULL OR NEW.status_changed_at IS NULL
      THEN RAISE(ABORT, 'KMZB-417 not a time')
    WHEN NEW.category_id IS NOT OLD.category_id
      AND NOT EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id)
      THEN RAISE(ABORT, 'KMZB-401 unknown category')
    WHEN NEW.status_id IS NOT OLD.status_id
      AND NOT EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id)
      THEN RAISE(ABORT, 'KMZB-402 unknown status')
    WHEN NEW.plane IS NULL OR NEW.plane NOT IN (1, 2, 3)
      THEN RAISE(ABORT, 'KMZB-416 plane is 1, 2 or 3')
    WHEN coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '') AND length(NEW.description) > (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'description_max')
      THEN RAISE(ABORT, 'KMZB-406 description too long')
    WHEN NEW.reported_at IS NOT OLD.reported_at AND julianday(NEW.reported_at) > julianday('now') + (SELECT CAST(value AS REAL) FROM setting WHERE name = 'future_tolerance_minutes') / 1440.0
      THEN RAISE(ABORT, 'KMZB-408 report date in the future')
    WHEN NEW.reported_at IS NOT OLD.reported_at AND julianday(NEW.reported_at) < julianday((SELECT CAST(value AS TEXT) FROM setting WHERE name = 'earliest_report'))
      THEN RAISE(ABORT, 'KMZB-410 report date too early')
    WHEN NEW.geom IS NOT OLD.geom AND NEW.geom IS NOT NULL AND coalesce(
      ST_MinX(NEW.geom) BETWEEN (SELECT CAST(value AS REAL) FROM setting WHERE name = 'extent_min_x')
        AND (SELECT CAST(value AS REAL) FROM setting WHERE name = 'extent_max_x')
      AND ST_MinY(NEW.geom) BETWEEN (SELECT CAST(value AS REAL) FROM setting WHERE name = 'extent_min_y')
        AND (SELECT CAST(value AS REAL) FROM setting WHERE name = 'extent_max_y'), 0) = 0
      THEN RAISE(ABORT, 'KMZB-411 point outside the extent')
    WHEN (NEW.reason_id IS NOT OLD.reason_id) AND NEW.reason_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM closing_reason r WHERE r.id = NEW.reason_id AND r.status_id = NEW.status_id)
      THEN RAISE(ABORT, 'KMZB-413 reason does not belong to the status')
  END;
END;

CREATE TRIGGER report_refuse_officer_update BEFORE UPDATE ON report
WHEN NEW.import_run_id IS OLD.import_run_id AND NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT CASE
    WHEN (NEW.service_id IS NOT OLD.service_id AND EXISTS (SELECT 1 FROM report r WHERE r.service_id = NEW.service_id))
      OR (NEW.source_key IS NOT OLD.source_key AND EXISTS (SELECT 1 FROM report r WHERE r.source_key = NEW.source_key))
      OR (NEW.reference IS NOT OLD.reference AND EXISTS (SELECT 1 FROM report r WHERE r.reference = NEW.reference))
      THEN RAISE(ABORT, 'KMZB-420 another report has this number')
    WHEN NEW.base_version IS NULL AND (NEW.category_id IS NOT OLD.category_id
    OR NEW.status_id IS NOT OLD.status_id
    OR coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '')
    OR NEW.part_of_day IS NOT OLD.part_of_day
    OR NEW.days_of_week IS NOT OLD.days_of_week
    OR NEW.plane IS NOT OLD.plane
    OR NEW.reference IS NOT OLD.reference
    OR NEW.teryt IS NOT OLD.teryt
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.officer IS NOT OLD.officer
    OR NEW.handed_to IS NOT OLD.handed_to
    OR NEW.reason_id IS NOT OLD.reason_id
    OR coalesce(NEW.reason_text, '') IS NOT coalesce(OLD.reason_text, '')
    OR coalesce(NEW.note, '') IS NOT coalesce(OLD.note, '')
    OR NEW.publish_plane2 IS NOT OLD.publish_plane2
    OR NEW.duplicate_of IS NOT OLD.duplicate_of
    OR strftime('%s', NEW.reported_at) IS NOT strftime('%s', OLD.reported_at)
    OR (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at))
    OR strftime('%s', NEW.event_at) IS NOT strftime('%s', OLD.event_at)
    OR (strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.event_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.event_at)))
      THEN RAISE(ABORT, 'KMZB-428 base_version was not sent')
    WHEN NEW.base_version IS NOT OLD.version AND NEW.base_version IS NOT NULL
      AND (NEW.geom IS NOT OLD.geom OR (NEW.category_id IS NOT OLD.category_id
    OR NEW.status_id IS NOT OLD.status_id
    OR coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '')
    OR NEW.part_of_day IS NOT OLD.part_of_day
    OR NEW.days_of_week IS NOT OLD.days_of_week
    OR NEW.plane IS NOT OLD.plane
    OR NEW.reference IS NOT OLD.reference
    OR NEW.teryt IS NOT OLD.teryt
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.officer IS NOT OLD.officer
    OR NEW.handed_to IS NOT OLD.handed_to
    OR NEW.reason_id IS NOT OLD.reason_id
    OR coalesce(NEW.reason_text, '') IS NOT coalesce(OLD.reason_text, '')
    OR coalesce(NEW.note, '') IS NOT coalesce(OLD.note, '')
    OR NEW.publish_plane2 IS NOT OLD.publish_plane2
    OR NEW.duplicate_of IS NOT OLD.duplicate_of
    OR strftime('%s', NEW.reported_at) IS NOT strftime('%s', OLD.reported_at)
    OR (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at))
    OR strftime('%s', NEW.event_at) IS NOT strftime('%s', OLD.event_at)
    OR (strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.event_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.event_at))))
      AND NOT (NEW.base_version IS OLD.version - 1
        AND EXISTS (SELECT 1 FROM report_history h WHERE h.report_id = OLD.id AND h.version = OLD.version
          AND h.action = 'move' AND h.changed_by IS NULL
          AND h.changed_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-60 seconds')))
      THEN RAISE(ABORT, 'KMZB-409 changed meanwhile by another writer')
    WHEN NEW.status_id IS NOT OLD.status_id AND EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id)
      AND NOT EXISTS (SELECT 1 FROM transition t WHERE t.from_status = OLD.status_id AND t.to_status = NEW.status_id)
      THEN RAISE(ABORT, 'KMZB-403 step not allowed')
    WHEN NEW.status_id IS NOT OLD.status_id
      AND EXISTS (SELECT 1 FROM transition t
        WHERE t.from_status = OLD.status_id AND t.to_status = NEW.status_id AND t.reopens)
      AND (NEW.reason_id IS NULL OR NEW.reason_id IS OLD.reason_id)
      AND NOT EXISTS (SELECT 1 FROM closing_reason r WHERE r.id = NEW.reason_id AND r.status_id = NEW.status_id)
      THEN RAISE(ABORT, 'KMZB-412 reopening needs a reason')
    WHEN strftime('%s', NEW.reported_at) IS strftime('%s', OLD.reported_at) AND (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at)) AND coalesce(NEW.reported_local, '') = ''
      THEN RAISE(ABORT, 'KMZB-417 not a time')
    WHEN strftime('%s', NEW.reported_at) IS strftime('%s', OLD.reported_at) AND (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at)) AND julianday(strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) > julianday('now') + (SELECT CAST(value AS REAL) FROM setting WHERE name = 'future_tolerance_minutes') / 1440.0
      THEN RAISE(ABORT, 'KMZB-408 report date in the future')
    WHEN strftime('%s', NEW.reported_at) IS strftime('%s', OLD.reported_at) AND (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at)) AND julianday(strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) < julianday((SELECT CAST(value AS TEXT) FROM setting WHERE name = 'earliest_report'))
      THEN RAISE(ABORT, 'KMZB-410 report date too early')
    WHEN NEW.category_id IS NOT OLD.category_id AND EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id AND NOT (
        coalesce(c.valid_from <= (SELECT CASE WHEN strftime('%s', NEW.reported_at) IS strftime('%s', OLD.reported_at) AND (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at)) THEN date(substr(replace(NEW.reported_local, '/', '-'), 1, 19)) ELSE (SELECT date(NEW.reported_at, z.seconds || ' seconds') FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at) ORDER BY z.since DESC LIMIT 1) END), 1) AND coalesce((SELECT CASE WHEN strftime('%s', NEW.reported_at) IS strftime('%s', OLD.reported_at) AND (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at)) THEN date(substr(replace(NEW.reported_local, '/', '-'), 1, 19)) ELSE (SELECT date(NEW.reported_at, z.seconds || ' seconds') FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at) ORDER BY z.since DESC LIMIT 1) END) < c.valid_to, 1)))
      THEN RAISE(ABORT, 'KMZB-405 category not offered on the day of the report')
    WHEN (NEW.category_id IS NOT OLD.category_id OR coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '')) AND coalesce(trim(NEW.description), '') = ''
      AND EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id AND c.description_required)
      THEN RAISE(ABORT, 'KMZB-407 category needs a description')
  END;
END;

-- An officer's change: history, version, clocks. What belongs to the store (clocks, deadlines, source keys) is put back.
-- A row that says base_version and changes nothing else is the second half of a save whose geometry came first: no new version.
-- Times are compared by whole seconds: some programs drop the fraction of times they only carried along.
-- Null and '' are the same text, kept as '': boxes of several lines show null as the word NULL.
-- A reason that does not belong to the new status is dropped: it explained the old one.
CREATE TRIGGER report_change AFTER UPDATE ON report
WHEN NEW.import_run_id IS OLD.import_run_id AND NOT EXISTS (SELECT 1 FROM trigger_guard)
  AND (NEW.geom IS NOT OLD.geom OR NEW.base_version IS NOT NULL OR NEW.modified_by IS NOT OLD.modified_by
    OR NEW.category_id IS NOT OLD.category_id
    OR NEW.status_id IS NOT OLD.status_id
    OR coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '')
    OR NEW.part_of_day IS NOT OLD.part_of_day
    OR NEW.days_of_week IS NOT OLD.days_of_week
    OR NEW.plane IS NOT OLD.plane
    OR NEW.reference IS NOT OLD.reference
    OR NEW.teryt IS NOT OLD.teryt
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.officer IS NOT OLD.officer
    OR NEW.handed_to IS NOT OLD.handed_to
    OR NEW.reason_id IS NOT OLD.reason_id
    OR coalesce(NEW.reason_text, '') IS NOT coalesce(OLD.reason_text, '')
    OR coalesce(NEW.note, '') IS NOT coalesce(OLD.note, '')
    OR NEW.publish_plane2 IS NOT OLD.publish_plane2
    OR NEW.duplicate_of IS NOT OLD.duplicate_of
    OR strftime('%s', NEW.reported_at) IS NOT strftime('%s', OLD.reported_at)
    OR (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at))
    OR strftime('%s', NEW.event_at) IS NOT strftime('%s', OLD.event_at)
    OR (strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.event_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.event_at))
    OR NEW.status_changed_at IS NOT OLD.status_changed_at
    OR NEW.service_modified_at IS NOT OLD.service_modified_at
    OR NEW.officer_modified_at IS NOT OLD.officer_modified_at
    OR NEW.read_by IS NOT OLD.read_by
    OR NEW.verify_by IS NOT OLD.verify_by
    OR NEW.verified_at IS NOT OLD.verified_at
    OR NEW.closed_at IS NOT OLD.closed_at
    OR NEW.service_id IS NOT OLD.service_id
    OR NEW.source_key IS NOT OLD.source_key
    OR NEW.source_digest IS NOT OLD.source_digest
    OR NEW.description IS NULL OR NEW.reason_text IS NULL OR NEW.note IS NULL
    OR NEW.reported_at IS NOT OLD.reported_at OR NEW.event_at IS NOT OLD.event_at
    OR NEW.reported_local IS NOT OLD.reported_local OR NEW.event_local IS NOT OLD.event_local)
BEGIN
  INSERT INTO trigger_guard (held) VALUES (1);
  UPDATE report_history SET changed_by = NEW.modified_by
  WHERE report_id = OLD.id AND version = OLD.version AND NEW.base_version IS OLD.version - 1
        AND EXISTS (SELECT 1 FROM report_history h WHERE h.report_id = OLD.id AND h.version = OLD.version
          AND h.action = 'move' AND h.changed_by IS NULL
          AND h.changed_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-60 seconds'));
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id,
    was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at, was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to, was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT r.id, OLD.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), CASE WHEN NEW.base_version IS NULL AND NEW.modified_by IS OLD.modified_by THEN NULL ELSE NEW.modified_by END, 1, 'officer', CASE WHEN NEW.status_id IS NOT OLD.status_id THEN 'status'
    WHEN (NEW.category_id IS NOT OLD.category_id
    OR NEW.status_id IS NOT OLD.status_id
    OR coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '')
    OR NEW.part_of_day IS NOT OLD.part_of_day
    OR NEW.days_of_week IS NOT OLD.days_of_week
    OR NEW.plane IS NOT OLD.plane
    OR NEW.reference IS NOT OLD.reference
    OR NEW.teryt IS NOT OLD.teryt
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.officer IS NOT OLD.officer
    OR NEW.handed_to IS NOT OLD.handed_to
    OR NEW.reason_id IS NOT OLD.reason_id
    OR coalesce(NEW.reason_text, '') IS NOT coalesce(OLD.reason_text, '')
    OR coalesce(NEW.note, '') IS NOT coalesce(OLD.note, '')
    OR NEW.publish_plane2 IS NOT OLD.publish_plane2
    OR NEW.duplicate_of IS NOT OLD.duplicate_of
    OR strftime('%s', NEW.reported_at) IS NOT strftime('%s', OLD.reported_at)
    OR (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at))
    OR strftime('%s', NEW.event_at) IS NOT strftime('%s', OLD.event_at)
    OR (strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.event_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.event_at))) THEN 'update'
    ELSE 'move' END, NULL,
    r.status_id, r.category_id,
    OLD.geom, OLD.category_id, OLD.status_id, OLD.description, OLD.reported_at, OLD.event_at, OLD.part_of_day, OLD.days_of_week, OLD.status_changed_at, OLD.teryt, OLD.unit_id, OLD.officer, OLD.handed_to, OLD.reason_id, OLD.reason_text, OLD.note, OLD.publish_plane2, OLD.duplicate_of
  FROM report r WHERE r.fid = NEW.fid
    AND (NEW.geom IS NOT OLD.geom OR (NEW.category_id IS NOT OLD.category_id
    OR NEW.status_id IS NOT OLD.status_id
    OR coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '')
    OR NEW.part_of_day IS NOT OLD.part_of_day
    OR NEW.days_of_week IS NOT OLD.days_of_week
    OR NEW.plane IS NOT OLD.plane
    OR NEW.reference IS NOT OLD.reference
    OR NEW.teryt IS NOT OLD.teryt
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.officer IS NOT OLD.officer
    OR NEW.handed_to IS NOT OLD.handed_to
    OR NEW.reason_id IS NOT OLD.reason_id
    OR coalesce(NEW.reason_text, '') IS NOT coalesce(OLD.reason_text, '')
    OR coalesce(NEW.note, '') IS NOT coalesce(OLD.note, '')
    OR NEW.publish_plane2 IS NOT OLD.publish_plane2
    OR NEW.duplicate_of IS NOT OLD.duplicate_of
    OR strftime('%s', NEW.reported_at) IS NOT strftime('%s', OLD.reported_at)
    OR (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at))
    OR strftime('%s', NEW.event_at) IS NOT strftime('%s', OLD.event_at)
    OR (strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.event_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.event_at))));
  UPDATE report SET
    version = OLD.version + (NEW.geom IS NOT OLD.geom OR (NEW.category_id IS NOT OLD.category_id
    OR NEW.status_id IS NOT OLD.status_id
    OR coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '')
    OR NEW.part_of_day IS NOT OLD.part_of_day
    OR NEW.days_of_week IS NOT OLD.days_of_week
    OR NEW.plane IS NOT OLD.plane
    OR NEW.reference IS NOT OLD.reference
    OR NEW.teryt IS NOT OLD.teryt
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.officer IS NOT OLD.officer
    OR NEW.handed_to IS NOT OLD.handed_to
    OR NEW.reason_id IS NOT OLD.reason_id
    OR coalesce(NEW.reason_text, '') IS NOT coalesce(OLD.reason_text, '')
    OR coalesce(NEW.note, '') IS NOT coalesce(OLD.note, '')
    OR NEW.publish_plane2 IS NOT OLD.publish_plane2
    OR NEW.duplicate_of IS NOT OLD.duplicate_of
    OR strftime('%s', NEW.reported_at) IS NOT strftime('%s', OLD.reported_at)
    OR (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at))
    OR strftime('%s', NEW.event_at) IS NOT strftime('%s', OLD.event_at)
    OR (strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.event_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.event_at)))),
    base_version = NULL,
    description = coalesce(NEW.description, ''),
    reason_text = coalesce(NEW.reason_text, ''),
    note = coalesce(NEW.note, ''),
    reported_at = CASE WHEN strftime('%s', NEW.reported_at) IS NOT strftime('%s', OLD.reported_at) THEN strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at)
      WHEN (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at)) THEN strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')
      ELSE OLD.reported_at END,
    event_at = CASE WHEN strftime('%s', NEW.event_at) IS NOT strftime('%s', OLD.event_at) THEN strftime('%Y-%m-%dT%H:%M:%fZ', NEW.event_at)
      WHEN (strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.event_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.event_at)) THEN strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')
      ELSE OLD.event_at END,
    reason_id = CASE WHEN NEW.status_id IS NOT OLD.status_id AND NEW.reason_id IS OLD.reason_id
        AND NOT EXISTS (SELECT 1 FROM closing_reason r WHERE r.id = NEW.reason_id AND r.status_id = NEW.status_id)
      THEN NULL ELSE NEW.reason_id END,
    status_changed_at = CASE WHEN NEW.status_id IS NOT OLD.status_id THEN strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      ELSE OLD.status_changed_at END,
    officer_modified_at = CASE WHEN (NEW.geom IS NOT OLD.geom
    OR NEW.category_id IS NOT OLD.category_id
    OR NEW.status_id IS NOT OLD.status_id
    OR coalesce(NEW.description, '') IS NOT coalesce(OLD.description, '')
    OR NEW.part_of_day IS NOT OLD.part_of_day
    OR NEW.days_of_week IS NOT OLD.days_of_week
    OR NEW.reason_id IS NOT OLD.reason_id
    OR coalesce(NEW.reason_text, '') IS NOT coalesce(OLD.reason_text, '')
    OR strftime('%s', NEW.reported_at) IS NOT strftime('%s', OLD.reported_at)
    OR (strftime('%s', substr(replace(NEW.reported_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.reported_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.reported_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.reported_at))
    OR strftime('%s', NEW.event_at) IS NOT strftime('%s', OLD.event_at)
    OR (strftime('%s', substr(replace(NEW.event_local, '/', '-'), 1, 19)) IS NOT strftime('%s', substr(replace(OLD.event_local, '/', '-'), 1, 19))
      AND strftime('%s', strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19),
        -coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', substr(replace(NEW.event_local, '/', '-'), 1, 19), '-2 hours')
          ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')) IS NOT strftime('%s', OLD.event_at))) THEN strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      ELSE OLD.officer_modified_at END,
    verified_at = CASE WHEN NEW.status_id IS OLD.status_id THEN OLD.verified_at
      WHEN NOT (SELECT s.confirmed OR NOT s.open FROM status s WHERE s.id = NEW.status_id) THEN NULL
      WHEN (SELECT s.confirmed OR NOT s.open FROM status s WHERE s.id = OLD.status_id) THEN OLD.verified_at
      ELSE strftime('%Y-%m-%dT%H:%M:%fZ', 'now') END,
    closed_at = CASE WHEN NEW.status_id IS OLD.status_id THEN OLD.closed_at
      WHEN (SELECT s.open FROM status s WHERE s.id = NEW.status_id) THEN NULL
      WHEN (SELECT s.open FROM status s WHERE s.id = OLD.status_id) THEN strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      ELSE OLD.closed_at END,
    read_by = OLD.read_by,
    verify_by = OLD.verify_by,
    service_modified_at = OLD.service_modified_at,
    service_id = OLD.service_id,
    source_key = OLD.source_key,
    source_digest = OLD.source_digest
  WHERE fid = NEW.fid;
  UPDATE report SET
    reported_local = strftime('%Y-%m-%dT%H:%M:%S', reported_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', reported_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds'),
    event_local = strftime('%Y-%m-%dT%H:%M:%S', event_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', event_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')
  WHERE fid = NEW.fid;
  UPDATE report SET
    read_by = (
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', d.local,
        -(SELECT z.seconds FROM zone_offset z WHERE z.since < strftime('%Y-%m-%dT%H:%M:%fZ', d.local, '-1 hours')
          ORDER BY z.since DESC LIMIT 1) || ' seconds')
      FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', date(reported_at, o.seconds || ' seconds'),
              '+' || (1 + (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'read_days')) || ' days') AS local
            FROM zone_offset o WHERE o.since <= reported_at ORDER BY o.since DESC LIMIT 1) d),
    verify_by = (
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', d.local,
        -(SELECT z.seconds FROM zone_offset z WHERE z.since < strftime('%Y-%m-%dT%H:%M:%fZ', d.local, '-1 hours')
          ORDER BY z.since DESC LIMIT 1) || ' seconds')
      FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', date(reported_at, o.seconds || ' seconds'),
              '+' || (1 + (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'verify_days')) || ' days') AS local
            FROM zone_offset o WHERE o.since <= reported_at ORDER BY o.since DESC LIMIT 1) d)
  WHERE fid = NEW.fid AND reported_at IS NOT OLD.reported_at;
  DELETE FROM trigger_guard;
END;

CREATE TRIGGER report_import AFTER UPDATE ON report
WHEN NOT (NEW.import_run_id IS OLD.import_run_id) AND NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id,
    was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at, was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to, was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT r.id, OLD.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.modified_by, 1, 'import', CASE WHEN NEW.status_id IS NOT OLD.status_id THEN 'status' ELSE 'update' END, NEW.import_run_id,
    r.status_id, r.category_id,
    OLD.geom, OLD.category_id, OLD.status_id, OLD.description, OLD.reported_at, OLD.event_at, OLD.part_of_day, OLD.days_of_week, OLD.status_changed_at, OLD.teryt, OLD.unit_id, OLD.officer, OLD.handed_to, OLD.reason_id, OLD.reason_text, OLD.note, OLD.publish_plane2, OLD.duplicate_of
  FROM report r WHERE r.fid = NEW.fid;
  INSERT INTO trigger_guard (held) VALUES (1);
  UPDATE report SET
    version = OLD.version + 1,
    base_version = NULL,
    description = coalesce(NEW.description, ''),
    reason_text = coalesce(NEW.reason_text, ''),
    note = coalesce(NEW.note, ''),
    reported_at = strftime('%Y-%m-%dT%H:%M:%fZ', NEW.reported_at),
    event_at = strftime('%Y-%m-%dT%H:%M:%fZ', NEW.event_at),
    status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', NEW.status_changed_at),
    service_modified_at = strftime('%Y-%m-%dT%H:%M:%fZ', NEW.service_modified_at),
    verified_at = CASE WHEN NEW.status_id IS OLD.status_id THEN OLD.verified_at
      WHEN NOT (SELECT s.confirmed OR NOT s.open FROM status s WHERE s.id = NEW.status_id) THEN NULL
      WHEN (SELECT s.confirmed OR NOT s.open FROM status s WHERE s.id = OLD.status_id) THEN OLD.verified_at
      ELSE strftime('%Y-%m-%dT%H:%M:%fZ', NEW.status_changed_at) END,
    closed_at = CASE WHEN NEW.status_id IS OLD.status_id THEN OLD.closed_at
      WHEN (SELECT s.open FROM status s WHERE s.id = NEW.status_id) THEN NULL
      WHEN (SELECT s.open FROM status s WHERE s.id = OLD.status_id) THEN strftime('%Y-%m-%dT%H:%M:%fZ', NEW.status_changed_at)
      ELSE OLD.closed_at END
  WHERE fid = NEW.fid;
  UPDATE report SET
    reported_local = strftime('%Y-%m-%dT%H:%M:%S', reported_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', reported_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds'),
    event_local = strftime('%Y-%m-%dT%H:%M:%S', event_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', event_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds')
  WHERE fid = NEW.fid;
  UPDATE report SET
    read_by = (
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', d.local,
        -(SELECT z.seconds FROM zone_offset z WHERE z.since < strftime('%Y-%m-%dT%H:%M:%fZ', d.local, '-1 hours')
          ORDER BY z.since DESC LIMIT 1) || ' seconds')
      FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', date(reported_at, o.seconds || ' seconds'),
              '+' || (1 + (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'read_days')) || ' days') AS local
            FROM zone_offset o WHERE o.since <= reported_at ORDER BY o.since DESC LIMIT 1) d),
    verify_by = (
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', d.local,
        -(SELECT z.seconds FROM zone_offset z WHERE z.since < strftime('%Y-%m-%dT%H:%M:%fZ', d.local, '-1 hours')
          ORDER BY z.since DESC LIMIT 1) || ' seconds')
      FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', date(reported_at, o.seconds || ' seconds'),
              '+' || (1 + (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'verify_days')) || ' days') AS local
            FROM zone_offset o WHERE o.since <= reported_at ORDER BY o.since DESC LIMIT 1) d)
  WHERE fid = NEW.fid AND reported_at IS NOT OLD.reported_at;
  DELETE FROM trigger_guard;
END;

CREATE TRIGGER report_refuse_delete BEFORE DELETE ON report
BEGIN
  SELECT RAISE(ABORT, 'KMZB-414 reports are never deleted');
END;

CREATE TRIGGER report_history_refuse_update BEFORE UPDATE ON report_history
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-419 the history is kept by the store');
END;

CREATE TRIGGER report_history_refuse_delete BEFORE DELETE ON report_history
BEGIN
  SELECT RAISE(ABORT, 'KMZB-419 the history is kept by the store');
END;

-- Rows that were there before the rules: the deadlines and columns that the triggers would have filled.
INSERT INTO trigger_guard (held) VALUES (1);

UPDATE report SET
  id = coalesce(id, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'
      || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  plane = coalesce(plane, 2),
  publish_plane2 = coalesce(publish_plane2, 0),
  description = coalesce(description, ''),
  reason_text = coalesce(reason_text, ''),
  note = coalesce(note, ''),
  version = coalesce(version, 1),
  base_version = NULL,
  reported_local = strftime('%Y-%m-%dT%H:%M:%S', reported_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', reported_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds'),
  event_local = strftime('%Y-%m-%dT%H:%M:%S', event_at,
      coalesce((SELECT z.seconds FROM zone_offset z WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', event_at)
        ORDER BY z.since DESC LIMIT 1), 3600) || ' seconds');

UPDATE report SET
  read_by = (
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', d.local,
        -(SELECT z.seconds FROM zone_offset z WHERE z.since < strftime('%Y-%m-%dT%H:%M:%fZ', d.local, '-1 hours')
          ORDER BY z.since DESC LIMIT 1) || ' seconds')
      FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', date(reported_at, o.seconds || ' seconds'),
              '+' || (1 + (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'read_days')) || ' days') AS local
            FROM zone_offset o WHERE o.since <= reported_at ORDER BY o.since DESC LIMIT 1) d)
WHERE read_by IS NULL;

UPDATE report SET
  verify_by = (
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', d.local,
        -(SELECT z.seconds FROM zone_offset z WHERE z.since < strftime('%Y-%m-%dT%H:%M:%fZ', d.local, '-1 hours')
          ORDER BY z.since DESC LIMIT 1) || ' seconds')
      FROM (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', date(reported_at, o.seconds || ' seconds'),
              '+' || (1 + (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'verify_days')) || ' days') AS local
            FROM zone_offset o WHERE o.since <= reported_at ORDER BY o.since DESC LIMIT 1) d)
WHERE verify_by IS NULL;

DELETE FROM trigger_guard;
