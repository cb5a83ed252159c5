-- The store's tables. The same names in both engines; what the columns mean: docs/store.md.
-- Instants are UTC text YYYY-MM-DDTHH:MM:SS.mmmZ; geometry is EPSG:2180. Columns *_local are Warsaw's wall time
-- YYYY-MM-DDTHH:MM:SS, declared TEXT: QGIS and GDAL give a DATETIME without a zone the computer's own, or take it for UTC.

CREATE TABLE category (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  valid_from TEXT,
  valid_to TEXT,
  description_required INTEGER NOT NULL DEFAULT 0,
  public TEXT NOT NULL,
  icon TEXT NOT NULL
);

CREATE TABLE status (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,
  colour TEXT NOT NULL,
  public TEXT NOT NULL,
  open INTEGER NOT NULL,
  confirmed INTEGER NOT NULL
);

-- Rows (s, s) mean staying, (0, s) a new report; 'reopens' asks for a reason.
CREATE TABLE transition (
  fid INTEGER PRIMARY KEY,
  from_status INTEGER NOT NULL,
  to_status INTEGER NOT NULL,
  label TEXT NOT NULL,
  reopens INTEGER NOT NULL DEFAULT 0,
  UNIQUE (from_status, to_status)
);

CREATE TABLE closing_reason (
  id INTEGER PRIMARY KEY,
  status_id INTEGER NOT NULL,
  name TEXT NOT NULL
);

CREATE TABLE setting (
  fid INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL
);

-- Offsets of Europe/Warsaw from UTC: SQLite knows no zones.
CREATE TABLE zone_offset (
  fid INTEGER PRIMARY KEY,
  since TEXT NOT NULL UNIQUE,
  seconds INTEGER NOT NULL
);

CREATE TABLE unit (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  id TEXT NOT NULL,
  level TEXT NOT NULL,
  teryt TEXT,
  name TEXT NOT NULL,
  parent_id TEXT,
  valid_from TEXT,
  valid_to TEXT,
  UNIQUE (level, id)
);

CREATE TABLE body (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  contact TEXT
);

CREATE TABLE import_run (
  id INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  source_kind TEXT NOT NULL,
  source TEXT NOT NULL,
  extent TEXT,
  since TEXT,
  rows_read INTEGER NOT NULL,
  inserted INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  conflicts INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  started_by TEXT NOT NULL
);

-- What a client may leave out is nullable here: the triggers fill it, or refuse with a code that can be explained.
CREATE TABLE report (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  id TEXT UNIQUE,
  service_id INTEGER UNIQUE,
  source_key TEXT UNIQUE,
  source_digest TEXT,
  reference TEXT UNIQUE,
  plane INTEGER DEFAULT 2,
  category_id INTEGER,
  status_id INTEGER,
  description TEXT,
  reported_at DATETIME,
  event_at DATETIME,
  reported_local TEXT,
  event_local TEXT,
  part_of_day INTEGER,
  days_of_week INTEGER,
  status_changed_at DATETIME,
  service_modified_at DATETIME,
  officer_modified_at DATETIME,
  modified_by TEXT,
  read_by DATETIME,
  verify_by DATETIME,
  verified_at DATETIME,
  closed_at DATETIME,
  teryt TEXT,
  unit_id TEXT,
  officer TEXT,
  handed_to INTEGER,
  reason_id INTEGER,
  reason_text TEXT,
  note TEXT,
  publish_plane2 INTEGER DEFAULT 0,
  duplicate_of TEXT,
  import_run_id INTEGER,
  version INTEGER,
  base_version INTEGER
);

-- One row per change: who, when, what. Columns was_* hold the state that the change replaced.
CREATE TABLE report_history (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  report_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_at DATETIME NOT NULL,
  changed_by TEXT,
  claimed INTEGER NOT NULL DEFAULT 1,
  origin TEXT NOT NULL,
  action TEXT NOT NULL,
  import_run_id INTEGER,
  was_geom BLOB,
  was_category_id INTEGER,
  was_status_id INTEGER,
  was_description TEXT,
  was_reported_at DATETIME,
  was_event_at DATETIME,
  was_part_of_day INTEGER,
  was_days_of_week INTEGER,
  was_status_changed_at DATETIME,
  was_teryt TEXT,
  was_unit_id TEXT,
  was_officer TEXT,
  was_handed_to INTEGER,
  was_reason_id INTEGER,
  was_reason_text TEXT,
  was_note TEXT,
  was_publish_plane2 INTEGER,
  was_duplicate_of TEXT,
  status_id INTEGER,
  category_id INTEGER
);

CREATE TABLE attachment (
  fid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  report_id TEXT NOT NULL,
  path TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT
);

CREATE TABLE publication (
  fid INTEGER PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  published_at TEXT NOT NULL,
  as_of TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  folder TEXT NOT NULL,
  features INTEGER NOT NULL,
  kind TEXT NOT NULL
);

CREATE TABLE schema_version (
  number INTEGER PRIMARY KEY,
  applied_at TEXT NOT NULL,
  plugin_version TEXT NOT NULL
);

-- Every table is known to GDAL and QGIS; 2180 is in gpkg_spatial_ref_sys before this runs.
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
  ('report', 'features', 'report', 2180),
  ('unit', 'features', 'unit', 2180),
  ('category', 'attributes', 'category', 0),
  ('status', 'attributes', 'status', 0),
  ('transition', 'attributes', 'transition', 0),
  ('closing_reason', 'attributes', 'closing_reason', 0),
  ('setting', 'attributes', 'setting', 0),
  ('zone_offset', 'attributes', 'zone_offset', 0),
  ('body', 'attributes', 'body', 0),
  ('import_run', 'attributes', 'import_run', 0),
  ('report_history', 'attributes', 'report_history', 0),
  ('attachment', 'attributes', 'attachment', 0),
  ('publication', 'attributes', 'publication', 0),
  ('schema_version', 'attributes', 'schema_version', 0);

INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) VALUES
  ('report', 'geom', 'POINT', 2180, 0, 0),
  ('unit', 'geom', 'MULTIPOLYGON', 2180, 0, 0);

CREATE INDEX report_history_report ON report_history (report_id, version);
