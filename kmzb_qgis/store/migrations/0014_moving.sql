-- Working copies: reports of an area or unit taken out into a store of their own, and what came back of them. docs/moving.md.
-- working_copy: in a working copy the one row that says where it comes from; elsewhere a row for each copy that was taken.
-- taken_row: in a working copy, what it had of each report, hand-over and attachment as it was taken out (version of an
-- attachment: 1 where it was removed). digest is of the columns that hold no words, and of who changed the row last and when.
-- checked_in: what came in of a copy, row by row, as often as it came; version is the one that the row here has reached.
-- checked_in_step: a change of a report that came so, with who made it there and when, as the copy says.
-- Both records are only added to. Codes: docs/store.md.

INSERT OR IGNORE INTO setting (name, value) VALUES ('store.id', lower(hex(randomblob(16))));

CREATE TABLE working_copy (
  fid INTEGER PRIMARY KEY,
  copy_id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL,
  store_name TEXT NOT NULL,
  taken_at DATETIME NOT NULL,
  taken_by TEXT NOT NULL,
  area TEXT NOT NULL,
  only_open INTEGER NOT NULL,
  with_files INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  body_max INTEGER NOT NULL
);

CREATE TABLE taken_row (
  fid INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  row_id TEXT NOT NULL,
  report_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  digest TEXT NOT NULL,
  plane INTEGER,
  reference TEXT,
  UNIQUE (kind, row_id)
);

CREATE TABLE checked_in (
  fid INTEGER PRIMARY KEY,
  copy_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  row_id TEXT NOT NULL,
  report_id TEXT NOT NULL,
  copy_version INTEGER NOT NULL,
  copy_digest TEXT NOT NULL,
  version INTEGER NOT NULL,
  plane INTEGER,
  reference TEXT,
  came_at DATETIME NOT NULL,
  came_by TEXT NOT NULL
);

CREATE INDEX checked_in_row ON checked_in (copy_id, kind, row_id);

CREATE TABLE checked_in_step (
  fid INTEGER PRIMARY KEY,
  copy_id TEXT NOT NULL,
  report_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  made_by TEXT,
  made_at DATETIME NOT NULL,
  came_at DATETIME NOT NULL,
  came_by TEXT NOT NULL
);

CREATE INDEX checked_in_step_report ON checked_in_step (report_id, version);

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
  ('working_copy', 'attributes', 'working_copy', 0),
  ('taken_row', 'attributes', 'taken_row', 0),
  ('checked_in', 'attributes', 'checked_in', 0),
  ('checked_in_step', 'attributes', 'checked_in_step', 0);

CREATE TRIGGER checked_in_refuse_update BEFORE UPDATE ON checked_in
BEGIN
  SELECT RAISE(ABORT, 'KMZB-453 the record of check-ins is kept by the store');
END;

CREATE TRIGGER checked_in_refuse_delete BEFORE DELETE ON checked_in
BEGIN
  SELECT RAISE(ABORT, 'KMZB-453 the record of check-ins is kept by the store');
END;

CREATE TRIGGER checked_in_step_refuse_update BEFORE UPDATE ON checked_in_step
BEGIN
  SELECT RAISE(ABORT, 'KMZB-453 the record of check-ins is kept by the store');
END;

CREATE TRIGGER checked_in_step_refuse_delete BEFORE DELETE ON checked_in_step
BEGIN
  SELECT RAISE(ABORT, 'KMZB-453 the record of check-ins is kept by the store');
END;

-- INSERT OR REPLACE removes a row without asking any trigger.
CREATE TRIGGER checked_in_refuse_insert BEFORE INSERT ON checked_in
WHEN EXISTS (SELECT 1 FROM checked_in c WHERE c.fid = NEW.fid)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-453 the record of check-ins is kept by the store');
END;

CREATE TRIGGER checked_in_step_refuse_insert BEFORE INSERT ON checked_in_step
WHEN EXISTS (SELECT 1 FROM checked_in_step c WHERE c.fid = NEW.fid)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-453 the record of check-ins is kept by the store');
END;
