-- Loading: statements by name. Temporary tables: raw the rows that are not plain or not good, as the source gave them,
-- kind and state the names looked up, checked one row for each of raw with a reason where it is refused, words the
-- descriptions, sought the rows to be compared, changes what the changed reports get, verdict why plain rows are refused.
-- '@name(...)' are the short forms that loading_sql.py writes out.

-- name: RAW
-- Affinity NUMERIC makes numbers of well-formed texts and leaves all others as texts, in C.
CREATE TEMP TABLE raw (n INTEGER PRIMARY KEY, objectid NUMERIC, typ TEXT, status TEXT, teryt,
  reported NUMERIC, event NUMERIC, modified NUMERIC, part_of_day NUMERIC, days_of_week NUMERIC,
  x NUMERIC, y NUMERIC, description TEXT, flaw TEXT);

-- name: STAGE
INSERT OR IGNORE INTO temp.raw (@columns) VALUES (@places);

-- name: WORDS
CREATE TEMP TABLE words (n INTEGER PRIMARY KEY, description TEXT, digest TEXT);

-- name: WORDS_PUT
INSERT OR REPLACE INTO temp.words (n, description, digest) VALUES (?, ?, ?);

-- name: WORDS_OF
SELECT n, description, digest FROM temp.words WHERE n BETWEEN ? AND ?;

-- name: ZONE
SELECT CAST(round((julianday(since) - 2440587.5) * 86400000.0) AS INTEGER) AS ms, seconds * 1000 AS shift
FROM zone_offset ORDER BY 1;

-- name: CHECKED
-- The order is the order in which a person would mend a row. Limits are the store's own settings, as in its triggers.
CREATE TEMP TABLE checked AS
SELECT r.n, CASE WHEN @whole(objectid) THEN objectid END AS service_id, k.id AS category_id, s.id AS status_id, @teryt() AS teryt, reported,
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

-- name: WORDS_DESCRIPTION
coalesce((SELECT w.description FROM temp.words w WHERE w.n = @n), '');

-- name: WORDS_DIGEST
coalesce((SELECT w.digest FROM temp.words w WHERE w.n = @n), '');

-- name: MENDED
SELECT c.n, c.service_id, c.event, c.reported, c.modified, c.part_of_day, c.days_of_week, c.x, c.y,
  r.typ, r.status, r.teryt, c.description
FROM temp.checked c JOIN temp.raw r USING (n) WHERE c.reason IS NULL ORDER BY c.n;

-- name: REJECTED
SELECT count(*) FROM temp.checked WHERE reason IS NOT NULL;

-- name: SOUGHT
CREATE TEMP TABLE sought (i INTEGER PRIMARY KEY, key);

-- name: SEEK
INSERT INTO temp.sought (i, key) VALUES (?, ?);

-- name: MEET
SELECT s.i, r.fid, r.source_digest, coalesce(r.officer_modified_at > coalesce(m.started_at, ''), 0), r.service_modified_at
FROM temp.sought s CROSS JOIN report r ON r.@key = s.key LEFT JOIN import_run m ON m.id = r.import_run_id;

-- name: NUMBERS
CREATE TEMP TABLE numbers (i INTEGER PRIMARY KEY);

-- name: NUMBERS_PUT
WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?) INSERT INTO temp.numbers SELECT i FROM c;

-- name: CELLS
(SELECT @columns FROM temp.numbers WHERE i < :rows ORDER BY i LIMIT -1 OFFSET 0);

-- name: INSERT
-- Words of loading_pack.py stand for the cells of row i.
INSERT INTO report (fid, geom, id, service_id, source_key, source_digest, plane, category_id, status_id,
  description, reported_at, event_at, reported_local, event_local, part_of_day, days_of_week, status_changed_at,
  service_modified_at, modified_by, read_by, verify_by, verified_at, closed_at, teryt, unit_id, reason_text, note,
  publish_plane2, import_run_id, version)
SELECT @fid, @geom, @id, @service_id, @source_key, @digest, @plane, @category, @status,
  @description, @reported, @event, @reported_wall, @event_wall, @part_of_day, @days_of_week, @modified,
  @modified, @who, @read_by, @verify_by, @verified, @closed, @teryt, @unit, '', '',
  0, @run, 1
FROM @source;

-- name: INDEX
INSERT INTO rtree_report_geom (id, minx, maxx, miny, maxy) VALUES (?, ?, ?, ?, ?);

-- name: INDEX_SOME
SELECT 1 FROM rtree_report_geom_rowid LIMIT 1;

-- name: INDEX_ROOT
SELECT data FROM rtree_report_geom_node WHERE nodeno = 1;

-- name: INDEX_EXTENT
SELECT min(minx), max(maxx), min(miny), max(maxy) FROM rtree_report_geom;

-- name: INDEX_NODE
INSERT OR REPLACE INTO rtree_report_geom_node (nodeno, data) VALUES (?, ?);

-- name: INDEX_PARENT
INSERT INTO rtree_report_geom_parent (nodeno, parentnode) VALUES (?, ?);

-- name: INDEX_ROW
INSERT INTO rtree_report_geom_rowid (rowid, nodeno) SELECT @id, @node FROM @source;

-- name: INDEX_ALL
SELECT count(*), coalesce(sum(id), 0) FROM rtree_report_geom;

-- name: INDEX_AT
SELECT count(*) FROM rtree_report_geom WHERE id = ?1 AND minx <= ?2 AND maxx >= ?2 AND miny <= ?3 AND maxy >= ?3;

-- name: INDEX_NEAR
SELECT count(*) FROM rtree_report_geom WHERE minx <= ?2 AND maxx >= ?2 AND miny <= ?3 AND maxy >= ?3 AND id = +?1;

-- name: INDEX_CHECK
SELECT rtreecheck('rtree_report_geom');

-- name: CHANGES
CREATE TEMP TABLE changes (fid INTEGER PRIMARY KEY, geom, digest, category_id, status_id, description, reported_at,
  event_at, part_of_day, days_of_week, modified_at, teryt, reported_local, event_local, read_by, verify_by);

-- name: CHANGES_PUT
INSERT INTO temp.changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: PENDING
SELECT 1 FROM refused_save LIMIT 1;

-- name: UPDATE_TRIGGERS
-- The update triggers whose work loading does itself for many reports at once; those of the spatial index stay.
SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report' AND name IN
  ('report_refuse_save_update', 'report_refuse_update', 'report_refuse_officer_update', 'report_change', 'report_import',
   'report_cells_update', 'report_service_state_import', 'report_duplicate_refuse', 'report_duplicate_link',
   'report_duplicate_unlinked', 'report_duplicate_follow', 'report_closing_reason', 'report_hand_over_reason',
   'report_body_update', 'report_reason_text_update', 'report_moved');

-- name: UPDATE_COUNTED
-- What the trigger report_cells_update looks at, before the update: places and whether open, old and new.
SELECT r.geom, coalesce(was.open, 0), coalesce(c.geom, r.geom), coalesce(will.open, 0)
FROM temp.changes c CROSS JOIN report r ON r.fid = c.fid
  LEFT JOIN status was ON was.id = r.status_id LEFT JOIN status will ON will.id = c.status_id
WHERE c.status_id IS NOT r.status_id OR (c.geom IS NOT NULL AND c.geom IS NOT r.geom) ORDER BY c.fid;

-- name: UPDATE_HISTORY
-- As the trigger report_import writes it.
INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
  status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
  was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
  was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
SELECT r.id, r.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), :who, 1, 'import',
  CASE WHEN c.status_id IS NOT r.status_id THEN 'status' ELSE 'update' END, :run,
  c.status_id, c.category_id, r.geom, r.category_id, r.status_id, r.description, r.reported_at, r.event_at,
  r.part_of_day, r.days_of_week, r.status_changed_at, r.teryt, r.unit_id, r.officer, r.handed_to,
  r.reason_id, r.reason_text, r.note, r.publish_plane2, r.duplicate_of
FROM temp.changes c CROSS JOIN report r ON r.fid = c.fid ORDER BY c.fid;

-- name: UPDATE_MOVED
UPDATE report SET geom = (SELECT c.geom FROM temp.changes c WHERE c.fid = report.fid)
WHERE fid IN (SELECT c.fid FROM temp.changes c CROSS JOIN report r ON r.fid = c.fid
  WHERE c.geom IS NOT NULL AND c.geom IS NOT r.geom);

-- name: UPDATE_MANY
-- As the update below and the trigger report_import together.
UPDATE report SET (source_digest, category_id, status_id, description, reported_at, event_at, reported_local,
  event_local, part_of_day, days_of_week, status_changed_at, service_modified_at, modified_by, teryt, import_run_id,
  version, base_version, reason_text, note, verified_at, closed_at, read_by, verify_by) =
(SELECT c.digest, c.category_id, c.status_id, coalesce(c.description, report.description, ''), c.reported_at, c.event_at,
  c.reported_local, c.event_local, c.part_of_day, c.days_of_week, c.modified_at, c.modified_at, :who, c.teryt, :run,
  report.version + 1, NULL, coalesce(report.reason_text, ''), coalesce(report.note, ''),
  CASE WHEN c.status_id IS report.status_id THEN report.verified_at
    WHEN c.status_id NOT IN (SELECT id FROM status WHERE confirmed OR NOT open) THEN NULL
    WHEN report.status_id IN (SELECT id FROM status WHERE confirmed OR NOT open) THEN report.verified_at
    ELSE c.modified_at END,
  CASE WHEN c.status_id IS report.status_id THEN report.closed_at
    WHEN c.status_id IN (SELECT id FROM status WHERE open) THEN NULL
    WHEN report.status_id IN (SELECT id FROM status WHERE open) THEN c.modified_at
    ELSE report.closed_at END,
  CASE WHEN c.reported_at IS report.reported_at THEN report.read_by ELSE c.read_by END,
  CASE WHEN c.reported_at IS report.reported_at THEN report.verify_by ELSE c.verify_by END
FROM temp.changes c WHERE c.fid = report.fid)
WHERE fid IN (SELECT fid FROM temp.changes);

-- name: UPDATE_FOLLOWED
-- As the trigger report_duplicate_follow, for the changed reports that others repeat.
INSERT INTO duplicate_due (kind, report_fid, imported)
SELECT 'follow', m.fid, 1
FROM (SELECT DISTINCT d.duplicate_of AS id FROM report d WHERE d.duplicate_of IS NOT NULL) l
  CROSS JOIN report m ON m.id = l.id CROSS JOIN temp.changes c ON c.fid = m.fid
  CROSS JOIN report_history h ON h.report_id = m.id AND h.version = m.version
WHERE h.was_status_id IS NOT m.status_id ORDER BY m.fid;

-- name: UPDATE
UPDATE report SET (geom, source_digest, category_id, status_id, description, reported_at, event_at,
  part_of_day, days_of_week, status_changed_at, service_modified_at, modified_by, teryt, import_run_id) =
(SELECT coalesce(c.geom, report.geom), c.digest, c.category_id, c.status_id, coalesce(c.description, report.description),
  c.reported_at, c.event_at, c.part_of_day, c.days_of_week, c.modified_at, c.modified_at, :who, c.teryt, :run
FROM temp.changes c WHERE c.fid = report.fid)
WHERE fid IN (SELECT fid FROM temp.changes);

-- name: SAID_KEPT
SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'service_state';

-- name: SAID
-- What the service says now of reports that are kept as they are here.
CREATE TEMP TABLE said (fid INTEGER PRIMARY KEY, status_id INTEGER, said_at TEXT);

-- name: SAID_PUT
INSERT INTO temp.said VALUES (?1, ?2, ?3)
ON CONFLICT (fid) DO UPDATE SET status_id = excluded.status_id, said_at = excluded.said_at WHERE excluded.said_at >= said_at;

-- name: SAID_HOLD
-- 12 is this table's own, in the triggers of migration 0012 too.
INSERT INTO trigger_guard (held) VALUES (12);

-- name: SAID_RECORD
-- An older file says nothing new. Where two have one date (some give days only), the one that is read later is the later word.
INSERT INTO service_state (fid, status_id, said_at, seen_run)
SELECT s.fid, s.status_id, s.said_at, :run
FROM temp.said s CROSS JOIN report r ON r.fid = s.fid LEFT JOIN service_state k ON k.fid = s.fid
WHERE s.said_at >= coalesce(k.said_at, r.service_modified_at, '')
ON CONFLICT (fid) DO UPDATE SET status_id = excluded.status_id, said_at = excluded.said_at, seen_run = excluded.seen_run;

-- name: SAID_FORGET
DELETE FROM service_state WHERE fid IN (SELECT fid FROM temp.changes);

-- name: SAID_RELEASE
DELETE FROM trigger_guard WHERE held = 12;

-- name: VERDICT
CREATE TEMP TABLE verdict (n INTEGER PRIMARY KEY, code TEXT);

-- name: VERDICT_PUT
INSERT INTO temp.verdict (n, code) VALUES (?, ?);

-- name: REFUSED
SELECT r.n, coalesce(v.code, c.reason), r.flaw, k.nearest, s.nearest,
  r.objectid, r.typ, r.status, r.teryt, r.reported, r.event, r.modified, r.part_of_day, r.days_of_week, r.x, r.y,
  r.description
FROM temp.raw r LEFT JOIN temp.verdict v USING (n) LEFT JOIN temp.checked c USING (n)
  LEFT JOIN temp.kind k ON k.name = r.typ LEFT JOIN temp.state s ON s.name = r.status
WHERE coalesce(v.code, c.reason) IS NOT NULL ORDER BY r.n;

-- name: CONTENTS
UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), (min_x, max_x, min_y, max_y) =
  (?, ?, ?, ?)
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

-- name: BASE
SELECT max(coalesce((SELECT max(fid) FROM report), 0),
  coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'report'), 0));

-- name: RUN
INSERT INTO import_run (started_at, finished_at, source_kind, source, extent, since, rows_read, inserted, updated,
  unchanged, conflicts, rejected, started_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: LINES_THERE
SELECT 1 FROM pragma_table_info('source_line') LIMIT 1;

-- name: LINES
SELECT block, marks FROM source_line
WHERE block BETWEEN 0 AND ? AND length(marks) = ? ORDER BY block;

-- name: LAST
SELECT max(fid) FROM report;

-- name: LINES_LATER
SELECT block, marks FROM source_line WHERE block < 0 ORDER BY block DESC;

-- name: LINES_FORGET
DELETE FROM source_line;

-- name: LINES_DROP
DELETE FROM source_line WHERE block < 0;

-- name: LINES_PUT
INSERT INTO source_line (block, marks) VALUES (?, ?) ON CONFLICT (block) DO UPDATE SET marks = excluded.marks;

-- name: NUMBERED
CREATE TEMP TABLE numbered (service_id INTEGER);

-- name: NUMBERED_PUT
INSERT INTO temp.numbered (service_id) VALUES (?);

-- name: NUMBERED_STAGED
SELECT DISTINCT objectid FROM temp.raw WHERE typeof(objectid) = 'integer';

-- name: NUMBERED_MEET
SELECT DISTINCT r.fid FROM temp.numbered s CROSS JOIN report r ON r.service_id = s.service_id;

-- name: TRIGGERS
-- The insert triggers whose checks loading makes itself.
SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report' AND name IN
  ('report_refuse_insert', 'report_refuse_officer_insert', 'report_refuse_save_insert', 'report_fill', 'rtree_report_geom_insert',
   'report_cells_insert', 'report_duplicate_refuse_insert', 'report_duplicate_insert', 'report_body_insert',
   'report_reason_text_insert', 'report_placed');

-- name: STATE_FLAGS
SELECT id, confirmed <> 0 OR open = 0, open = 0 FROM status;
