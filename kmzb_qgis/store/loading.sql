-- Loading: raw rows -> checked rows -> what to do with each -> the report table. All of it set-wise.
-- Temporary tables: raw as the source gave it, kind and state the names looked up, zone the offsets of Warsaw,
-- checked one row each with a reason where it is refused, act what happens to the good ones, due deadlines by Warsaw day.
-- '@name(...)' are the short forms that loading_sql.py writes out.

-- name: RAW
-- Affinity NUMERIC makes numbers of well-formed texts and leaves all others as texts, in C.
CREATE TEMP TABLE raw (n INTEGER PRIMARY KEY, objectid NUMERIC, typ TEXT, status TEXT, teryt,
  reported NUMERIC, event NUMERIC, modified NUMERIC, part_of_day NUMERIC, days_of_week NUMERIC,
  x NUMERIC, y NUMERIC, description TEXT, flaw TEXT);

-- name: STAGE
INSERT INTO temp.raw (@columns) VALUES (@places);

-- name: FLAW
UPDATE temp.raw SET flaw = ? WHERE n = ?;

-- name: READ
SELECT count(*) FROM temp.raw WHERE flaw IS NULL OR flaw <> '';

-- name: ZONE
CREATE TEMP TABLE zone AS
  SELECT CAST(round((julianday(since) - 2440587.5) * 86400000.0) AS INTEGER) AS ms, seconds * 1000 AS shift
  FROM zone_offset;

-- name: CHECKED
-- The order is the order in which a person would mend a row. Limits are the store's own settings, as in its triggers.
CREATE TEMP TABLE checked AS
SELECT r.n, CASE WHEN @whole(objectid) THEN objectid END AS service_id, NULL AS source_key, NULL AS digest,
  k.id AS category_id, s.id AS status_id, @teryt() AS teryt, reported,
  CASE WHEN @whole(event) AND event >= 946681200000 THEN event END AS event, modified,
  CASE WHEN @whole(part_of_day) THEN part_of_day END AS part_of_day,
  CASE WHEN @whole(days_of_week) THEN days_of_week END AS days_of_week,
  CASE WHEN @blank(x) THEN NULL ELSE round(CAST(x AS REAL), 3) END AS x,
  CASE WHEN @blank(y) THEN NULL ELSE round(CAST(y AS REAL), 3) END AS y,
  nullif(trim(description), '') AS description,
  CASE
    WHEN flaw IS NOT NULL THEN 'flaw'
    WHEN NOT @blank(objectid) AND NOT (@whole(objectid) AND objectid > 0) THEN 'objectid'
    WHEN k.id IS NULL THEN 'category'
    WHEN s.id IS NULL THEN 'status'
    WHEN NOT @whole(reported) THEN 'reported'
    WHEN reported < :earliest THEN 'early'
    WHEN reported > :latest THEN 'future'
    WHEN NOT @whole(modified) OR modified < :earliest THEN 'modified'
    WHEN modified > :latest THEN 'modified_future'
    WHEN NOT @blank(event) AND NOT (@whole(event) AND event < 253402300800000) THEN 'event'
    WHEN NOT @blank(part_of_day) AND NOT @whole(part_of_day) THEN 'part_of_day'
    WHEN NOT @blank(days_of_week) AND NOT @whole(days_of_week) THEN 'days_of_week'
    WHEN @blank(x) AND @blank(y) THEN NULL
    WHEN NOT @number(x) OR NOT @number(y) THEN 'place'
    WHEN NOT (x BETWEEN :min_x AND :max_x AND y BETWEEN :min_y AND :max_y)
      THEN CASE WHEN x BETWEEN :min_y AND :max_y AND y BETWEEN :min_x AND :max_x THEN 'swapped' ELSE 'outside' END
  END AS reason
FROM raw r LEFT JOIN kind k ON k.name = r.typ LEFT JOIN state s ON s.name = r.status
WHERE flaw IS NULL OR flaw <> '';

-- name: CHECKED_MORE
UPDATE checked SET reason = CASE WHEN length(description) > :description_max THEN 'description' ELSE 'teryt' END
WHERE reason IS NULL AND (length(description) > :description_max OR length(teryt) > 7 OR teryt GLOB '*[^0-9]*');

-- name: DIGEST
-- Two parts: what the data service gives too, and the description, which it never gives.
UPDATE checked SET digest = kmzb_digest(category_id || '|' || status_id || '|' || coalesce(teryt, '') || '|' ||
  reported || '|' || coalesce(event, '') || '|' || modified || '|' || coalesce(part_of_day, '') || '|' ||
  coalesce(days_of_week, '') || '|' || coalesce(x, '') || '|' || coalesce(y, '')) || ':' ||
  CASE WHEN description IS NULL THEN '' ELSE kmzb_digest(description) END
WHERE reason IS NULL;

-- name: SOURCE_KEY
-- A mark without a number is known by what verification does not change.
UPDATE checked SET source_key = kmzb_digest(category_id || '|' || reported || '|' || coalesce(event, '') ||
  '|' || coalesce(part_of_day, '') || '|' || coalesce(days_of_week, '') || '|' || coalesce(x, '') || '|' || coalesce(y, ''))
WHERE reason IS NULL AND service_id IS NULL;

-- name: REPEATS
-- Repeated in one source: the newest counts; equal repeats are one; two different newest are nobody's to choose from.
CREATE TEMP TABLE repeats AS
SELECT c.n, CASE WHEN c.modified < d.newest THEN 'superseded'
  WHEN EXISTS (SELECT 1 FROM checked o WHERE o.@key = c.@key AND o.reason IS NULL AND o.modified = c.modified
    AND o.digest <> c.digest) THEN 'ambiguous'
  WHEN EXISTS (SELECT 1 FROM checked o WHERE o.@key = c.@key AND o.reason IS NULL AND o.modified = c.modified
    AND o.n < c.n) THEN 'repeat' END AS reason
FROM checked c JOIN (SELECT @key, max(modified) AS newest FROM checked WHERE reason IS NULL AND @key IS NOT NULL
  GROUP BY @key HAVING count(*) > 1) d ON d.@key = c.@key
WHERE c.reason IS NULL;

-- name: MARK_REPEATS
UPDATE checked SET reason = (SELECT reason FROM repeats p WHERE p.n = checked.n)
WHERE n IN (SELECT n FROM repeats);

-- name: ACT
CREATE TEMP TABLE act AS
SELECT c.n, coalesce(a.fid, b.fid) AS fid, CASE
  WHEN coalesce(a.fid, b.fid) IS NULL THEN 'new'
  WHEN coalesce(a.source_digest, b.source_digest) = c.digest THEN 'same'
  WHEN substr(coalesce(a.source_digest, b.source_digest), 1, 33) = substr(c.digest, 1, 33) AND c.description IS NULL THEN 'same'
  WHEN coalesce(a.officer_modified_at, b.officer_modified_at) > coalesce(i.started_at, '') THEN 'officer'
  WHEN substr(coalesce(a.source_digest, b.source_digest), 1, 33) = substr(c.digest, 1, 33)
    AND length(coalesce(a.source_digest, b.source_digest)) = 33 THEN 'change'
  WHEN @instant(c.modified) <= coalesce(a.service_modified_at, b.service_modified_at) THEN 'stale'
  ELSE 'change' END AS what
FROM checked c LEFT JOIN report a ON a.service_id = c.service_id LEFT JOIN report b ON b.source_key = c.source_key
  LEFT JOIN import_run i ON i.id = coalesce(a.import_run_id, b.import_run_id)
WHERE c.reason IS NULL;

-- name: DAYS
SELECT @day() AS day, min(c.reported) FROM checked c JOIN act USING (n) WHERE act.what = 'new' GROUP BY 1;

-- name: FRESH
-- The numbers of new rows are given here, so that the spatial index can be filled from the same join; what is dear is
-- reckoned once.
CREATE TEMP TABLE fresh AS
SELECT act.n, :base + row_number() OVER (ORDER BY act.n) AS fid, lower(hex(randomblob(16))) AS r, @day() AS day,
  @instant(c.reported) AS reported_at, @instant(c.modified) AS modified_at,
  @wall(c.reported) AS reported_local, @wall(c.event) AS event_local
FROM act JOIN checked c ON c.n = act.n WHERE what = 'new';

-- name: INSERT
INSERT INTO report (fid, geom, id, service_id, source_key, source_digest, plane, category_id, status_id,
  description, reported_at, event_at, reported_local, event_local, part_of_day, days_of_week, status_changed_at,
  service_modified_at, modified_by, read_by, verify_by, verified_at, closed_at, teryt, reason_text, note,
  publish_plane2, import_run_id, version)
SELECT f.fid, kmzb_point(c.x, c.y), @uuid(f.r), c.service_id, c.source_key, c.digest, :plane, c.category_id, c.status_id,
  coalesce(c.description, ''), f.reported_at, @instant(c.event), f.reported_local, f.event_local, c.part_of_day,
  c.days_of_week, f.modified_at, f.modified_at, :who, d.read_by, d.verify_by,
  CASE WHEN s.confirmed OR NOT s.open THEN f.modified_at END,
  CASE WHEN NOT s.open THEN f.modified_at END, c.teryt, '', '', 0, :run, 1
FROM fresh f JOIN checked c ON c.n = f.n JOIN status s ON s.id = c.status_id JOIN due d ON d.day = f.day
ORDER BY f.fid;

-- name: INDEX
INSERT INTO rtree_report_geom (id, minx, maxx, miny, maxy)
SELECT f.fid, c.x, c.x, c.y, c.y FROM fresh f JOIN checked c ON c.n = f.n WHERE c.x IS NOT NULL ORDER BY f.fid;

-- name: POINTS
SELECT f.fid, c.x, c.y FROM fresh f JOIN checked c ON c.n = f.n WHERE c.x IS NOT NULL;

-- name: INDEX_SOME
SELECT 1 FROM rtree_report_geom_rowid LIMIT 1;

-- name: INDEX_ROOT
SELECT length(data) FROM rtree_report_geom_node WHERE nodeno = 1;

-- name: INDEX_NODE
INSERT OR REPLACE INTO rtree_report_geom_node (nodeno, data) VALUES (?, ?);

-- name: INDEX_PARENT
INSERT INTO rtree_report_geom_parent (nodeno, parentnode) VALUES (?, ?);

-- name: INDEX_ROW
INSERT INTO rtree_report_geom_rowid (rowid, nodeno) VALUES (?, ?);

-- name: INDEX_CHECK
SELECT rtreecheck('rtree_report_geom');

-- name: UPDATE
UPDATE report SET (geom, source_digest, category_id, status_id, description, reported_at, event_at,
  part_of_day, days_of_week, status_changed_at, service_modified_at, modified_by, teryt, import_run_id) =
(SELECT coalesce(kmzb_point(c.x, c.y), report.geom),
  CASE WHEN c.description IS NULL THEN substr(c.digest, 1, 33) || substr(report.source_digest, 34) ELSE c.digest END,
  c.category_id, c.status_id, coalesce(c.description, report.description), @instant(c.reported), @instant(c.event),
  c.part_of_day, c.days_of_week, @instant(c.modified), @instant(c.modified), :who, c.teryt, :run
FROM act JOIN checked c USING (n) WHERE act.fid = report.fid AND act.what = 'change')
WHERE fid IN (SELECT fid FROM act WHERE what = 'change');

-- name: COUNTS
SELECT (SELECT count(*) FROM raw WHERE flaw IS NULL OR flaw <> ''),
  (SELECT count(*) FROM act WHERE what = 'new'), (SELECT count(*) FROM act WHERE what = 'change'),
  (SELECT count(*) FROM act WHERE what = 'same'), (SELECT count(*) FROM act WHERE what IN ('officer', 'stale')),
  (SELECT count(*) FROM checked WHERE reason <> 'repeat'), (SELECT count(*) FROM checked WHERE reason = 'repeat');

-- name: REFUSED
SELECT r.n, coalesce(c.reason, a.what), r.flaw, k.nearest, s.nearest, c.description IS NOT NULL,
  r.objectid, r.typ, r.status, r.teryt, r.reported, r.event, r.modified, r.part_of_day, r.days_of_week, r.x, r.y,
  r.description
FROM checked c JOIN raw r USING (n) LEFT JOIN act a USING (n)
  LEFT JOIN kind k ON k.name = r.typ LEFT JOIN state s ON s.name = r.status
WHERE (c.reason IS NOT NULL AND c.reason <> 'repeat') OR a.what IN ('officer', 'stale') ORDER BY r.n;

-- name: CONTENTS
UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
  min_x = (SELECT min(minx) FROM rtree_report_geom), max_x = (SELECT max(maxx) FROM rtree_report_geom),
  min_y = (SELECT min(miny) FROM rtree_report_geom), max_y = (SELECT max(maxy) FROM rtree_report_geom)
WHERE table_name = 'report';

-- name: KIND
CREATE TEMP TABLE kind (name TEXT PRIMARY KEY, id INTEGER, nearest TEXT) WITHOUT ROWID;

-- name: KIND_KNOWN
SELECT name, id FROM category;

-- name: KIND_FOUND
SELECT DISTINCT typ FROM temp.raw WHERE typ IS NOT NULL;

-- name: KIND_PUT
INSERT INTO temp.kind (name, id, nearest) VALUES (?, ?, ?);

-- name: STATE
CREATE TEMP TABLE state (name TEXT PRIMARY KEY, id INTEGER, nearest TEXT) WITHOUT ROWID;

-- name: STATE_KNOWN
SELECT name, id FROM status;

-- name: STATE_FOUND
SELECT DISTINCT status FROM temp.raw WHERE status IS NOT NULL;

-- name: STATE_PUT
INSERT INTO temp.state (name, id, nearest) VALUES (?, ?, ?);

-- name: KEY_INDEX
CREATE INDEX temp.checked_@key ON checked (@key) WHERE @key IS NOT NULL;

-- name: DROP_REPEATS
DROP TABLE temp.repeats;

-- name: DUE_PUT
INSERT INTO temp.due (day, read_by, verify_by) VALUES (?, ?, ?);

-- name: BASE
SELECT max(coalesce((SELECT max(fid) FROM report), 0),
  coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'report'), 0));

-- name: RUN
INSERT INTO import_run (started_at, finished_at, source_kind, source, extent, since, rows_read, inserted, updated,
  unchanged, conflicts, rejected, started_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: FINISH
UPDATE import_run SET finished_at = ? WHERE id = ?;

-- name: TRIGGERS
-- The insert triggers whose checks loading makes itself.
SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report' AND name IN
  ('report_refuse_insert', 'report_refuse_officer_insert', 'report_fill', 'rtree_report_geom_insert');

-- name: DUE
CREATE TEMP TABLE due (day INTEGER PRIMARY KEY, read_by TEXT, verify_by TEXT);
