-- Erasure: statements by name. '@text(x)' tells a text from what an erasure left of one ('[…]', '[…2]'), '@free(x)' also
-- from the list of reasons.
-- Temporary tables: asked the numbers that a person named, erase_report and erase_step new texts of reports and of the
-- history's rows (NULL: the column stays), erase_file attachments, erase_other texts of other tables (path: it names a file).

-- name: ERASE_REPORT
CREATE TEMP TABLE erase_report (fid INTEGER PRIMARY KEY, id TEXT UNIQUE, description TEXT, note TEXT, reason_text TEXT,
  digest TEXT);

-- name: ERASE_STEP
CREATE TEMP TABLE erase_step (fid INTEGER PRIMARY KEY, report_id TEXT, was_description TEXT, was_note TEXT,
  was_reason_text TEXT);

-- name: ERASE_FILE
CREATE TEMP TABLE erase_file (fid INTEGER PRIMARY KEY, report_id TEXT, path TEXT);

-- name: ERASE_OTHER
CREATE TEMP TABLE erase_other (name TEXT, col TEXT, fid INTEGER, report_id TEXT, path TEXT, PRIMARY KEY (name, col, fid));

-- name: ERASE_PRESENT
CREATE TEMP TABLE erase_present (fid INTEGER PRIMARY KEY, d TEXT, n TEXT, t TEXT);

-- name: ASKED
CREATE TEMP TABLE asked (fid INTEGER PRIMARY KEY);

-- name: NUMBER
SELECT fid FROM report WHERE id = :n UNION SELECT fid FROM report WHERE reference = :n
UNION SELECT fid FROM report WHERE coalesce(reference, '') = '' AND service_id = :i
UNION SELECT fid FROM report WHERE coalesce(reference, '') = '' AND service_id IS NULL AND fid = :i;

-- name: WHERE_AGE
r.closed_at <= :until AND r.status_id IN (SELECT id FROM status WHERE open = 0);

-- name: WHERE_CHOSEN
r.fid IN (SELECT fid FROM temp.asked);

-- name: WHOLE
INSERT INTO temp.erase_report
SELECT r.fid, r.id, CASE WHEN @text(r.description) THEN '' END, CASE WHEN @text(r.note) THEN '' END,
  CASE WHEN @free(r.reason_text) THEN '' END, @digest()
FROM report r WHERE @where;

-- name: STATES
-- The states of each text in order; one that differs from the state before begins a new number.
INSERT INTO temp.erase_step
WITH state AS (
  SELECT h.fid AS fid, h.report_id AS id, h.version AS version, h.was_description AS d, h.was_note AS n,
    h.was_reason_text AS t
  FROM temp.erase_report e CROSS JOIN report_history h ON h.report_id = e.id
), change AS (
  SELECT *, d IS NOT lag(d) OVER step AS new_d, n IS NOT lag(n) OVER step AS new_n, t IS NOT lag(t) OVER step AS new_t
  FROM state WINDOW step AS (PARTITION BY id ORDER BY version, fid)
), numbered AS (
  SELECT *, sum(new_d AND d <> '') OVER step AS no_d, sum(new_n AND n <> '') OVER step AS no_n,
    sum(new_t AND t <> '') OVER step AS no_t
  FROM change WINDOW step AS (PARTITION BY id ORDER BY version, fid)
)
SELECT fid, id, CASE WHEN @text(d) THEN '[…' || no_d || ']' END, CASE WHEN @text(n) THEN '[…' || no_n || ']' END,
  CASE WHEN @free(t) THEN '[…' || no_t || ']' END
FROM numbered;

-- name: PRESENT
-- What a text that goes is called in the erasure's own row of the history: as the history called the same text last.
INSERT INTO temp.erase_present (fid, d, n, t)
WITH last AS (
  SELECT h.report_id AS id, h.fid AS fid, row_number() OVER (PARTITION BY h.report_id ORDER BY h.version DESC, h.fid DESC) AS n
  FROM temp.erase_report e CROSS JOIN report_history h ON h.report_id = e.id WHERE h.action <> 'insert'
)
SELECT r.fid AS fid,
  CASE WHEN h.was_description IS r.description THEN s.was_description END AS d,
  CASE WHEN h.was_note IS r.note THEN s.was_note END AS n,
  CASE WHEN h.was_reason_text IS r.reason_text THEN s.was_reason_text END AS t
FROM last l CROSS JOIN report_history h ON h.fid = l.fid CROSS JOIN report r ON r.id = l.id
  LEFT JOIN temp.erase_step s ON s.fid = l.fid
WHERE l.n = 1;

-- name: FOUND_REPORTS
-- No query with an offset is merged: each text is looked through once.
INSERT INTO temp.erase_report
SELECT fid, id, description, note, reason_text, NULL FROM (
  SELECT r.fid AS fid, r.id AS id, kmzb_redacted(r.description) AS description, kmzb_redacted(r.note) AS note,
    CASE WHEN @free(r.reason_text) THEN kmzb_redacted(r.reason_text) END AS reason_text
  FROM report r LIMIT -1 OFFSET 0) looked
WHERE description IS NOT NULL OR note IS NOT NULL OR reason_text IS NOT NULL;

-- name: FOUND_STEPS
INSERT INTO temp.erase_step
SELECT * FROM (
  SELECT h.fid AS fid, h.report_id, kmzb_redacted(h.was_description) AS d, kmzb_redacted(h.was_note) AS n,
    CASE WHEN @free(h.was_reason_text) THEN kmzb_redacted(h.was_reason_text) END AS t
  FROM report_history h WHERE h.was_description <> '' OR h.was_note <> '' OR h.was_reason_text <> ''
  LIMIT -1 OFFSET 0) looked
WHERE d IS NOT NULL OR n IS NOT NULL OR t IS NOT NULL;

-- name: FOUND_OF_STEPS
INSERT OR IGNORE INTO temp.erase_report (fid, id)
SELECT r.fid, r.id FROM (SELECT report_id FROM temp.erase_step UNION SELECT report_id FROM temp.erase_other) s
  CROSS JOIN report r ON r.id = s.report_id;

-- name: FOUND_DIGESTS
UPDATE temp.erase_report SET digest = (SELECT @digest() FROM report r WHERE r.fid = erase_report.fid)
WHERE description IS NOT NULL OR id IN (SELECT report_id FROM temp.erase_step WHERE was_description IS NOT NULL);

-- name: TEXTS
SELECT 2 * (SELECT count(*) FROM report) + 2 * (SELECT count(*) FROM report_history);

-- name: FILES
INSERT INTO temp.erase_file
SELECT a.fid, a.report_id, a.path FROM attachment a JOIN temp.erase_report e ON e.id = a.report_id WHERE a.sha256 <> '';

-- name: OTHER
INSERT INTO temp.erase_other SELECT '@table', '@column', o.fid, e.id, @path FROM "@table" o @join WHERE @text;

-- name: OTHER_BLANK
UPDATE "@table" SET @column = @blank
WHERE fid IN (SELECT fid FROM temp.erase_other WHERE name = '@table' AND col = '@column');

-- name: OTHER_SHEETS
INSERT INTO erasure_file (kind, path) SELECT DISTINCT 'sheet', path FROM temp.erase_other WHERE path IS NOT NULL;

-- name: EMPTY_STEPS
DELETE FROM temp.erase_step WHERE was_description IS NULL AND was_note IS NULL AND was_reason_text IS NULL;

-- name: EMPTY_DIGESTS
-- A fingerprint without a description's part tells nothing.
UPDATE temp.erase_report SET digest = NULL
WHERE description IS NULL AND id NOT IN (SELECT report_id FROM temp.erase_step WHERE was_description IS NOT NULL)
  AND fid IN (SELECT e.fid FROM temp.erase_report e CROSS JOIN report r ON r.fid = e.fid
    WHERE substr(r.source_digest, instr(r.source_digest || ':', ':') + 1) = '');

-- name: EMPTY_REPORTS
DELETE FROM temp.erase_report
WHERE description IS NULL AND note IS NULL AND reason_text IS NULL AND digest IS NULL
  AND id NOT IN (SELECT report_id FROM temp.erase_step UNION SELECT report_id FROM temp.erase_file
    UNION SELECT report_id FROM temp.erase_other);

-- name: COUNTS
SELECT count(*), count(e.description) + count(e.note) + count(e.reason_text),
  (SELECT count(was_description) + count(was_note) + count(was_reason_text) FROM temp.erase_step),
  (SELECT count(*) FROM temp.erase_file), (SELECT count(*) FROM temp.erase_other WHERE path IS NULL),
  (SELECT count(DISTINCT path) FROM temp.erase_other),
  coalesce(sum(r.status_id IN (SELECT id FROM status WHERE open <> 0)), 0),
  coalesce(sum(e.reason_text IS NOT NULL AND EXISTS (SELECT 1 FROM publication)), 0)
FROM temp.erase_report e CROSS JOIN report r ON r.fid = e.fid;

-- name: TABLES
-- What goes, by column; attachments go as a whole.
SELECT name, count FROM (
  SELECT 1 AS n, 'report.description' AS name, count(description) AS count FROM temp.erase_report
  UNION ALL SELECT 2, 'report.note', count(note) FROM temp.erase_report
  UNION ALL SELECT 3, 'report.reason_text', count(reason_text) FROM temp.erase_report
  UNION ALL SELECT 4, 'report.source_digest', count(digest) FROM temp.erase_report
  UNION ALL SELECT 5, 'report_history.was_description', count(was_description) FROM temp.erase_step
  UNION ALL SELECT 6, 'report_history.was_note', count(was_note) FROM temp.erase_step
  UNION ALL SELECT 7, 'report_history.was_reason_text', count(was_reason_text) FROM temp.erase_step
  UNION ALL SELECT 8, 'attachment', count(*) FROM temp.erase_file
  UNION ALL SELECT 9, name || '.' || col, count(*) FROM temp.erase_other GROUP BY 2) found
WHERE count > 0 ORDER BY n, name;

-- name: WAITING
SELECT count(*) FROM temp.erase_report e JOIN refused_save s ON s.report_fid = e.fid WHERE s.until > julianday('now');

-- name: RECORD
WITH step AS (
  SELECT report_id AS id, count(was_description) AS d, count(was_note) AS n, count(was_reason_text) AS t
  FROM temp.erase_step GROUP BY 1
), file AS (SELECT report_id AS id, count(*) AS files FROM temp.erase_file GROUP BY 1
), other AS (SELECT report_id AS id, sum(path IS NULL) AS texts, count(DISTINCT path) AS sheets
  FROM temp.erase_other GROUP BY 1)
INSERT INTO erasure (erased_at, erased_by, rule, report_id, columns, texts, history_texts, attachments, answers, sheets)
SELECT :at, :who, :rule, e.id,
  trim(CASE WHEN e.description IS NOT NULL OR step.d > 0 THEN 'description ' ELSE '' END
    || CASE WHEN e.note IS NOT NULL OR step.n > 0 THEN 'note ' ELSE '' END
    || CASE WHEN e.reason_text IS NOT NULL OR step.t > 0 THEN 'reason_text ' ELSE '' END
    || CASE WHEN file.files > 0 THEN 'attachments ' ELSE '' END || CASE WHEN other.texts > 0 THEN 'answers ' ELSE '' END
    || CASE WHEN other.sheets > 0 THEN 'sheets ' ELSE '' END || CASE WHEN e.digest IS NOT NULL THEN 'fingerprint' ELSE '' END),
  CASE WHEN e.description IS NULL THEN 0 ELSE 1 END + CASE WHEN e.note IS NULL THEN 0 ELSE 1 END
    + CASE WHEN e.reason_text IS NULL THEN 0 ELSE 1 END,
  coalesce(step.d + step.n + step.t, 0), coalesce(file.files, 0), coalesce(other.texts, 0),
  coalesce(other.sheets, 0)
FROM temp.erase_report e LEFT JOIN step ON step.id = e.id LEFT JOIN file ON file.id = e.id
  LEFT JOIN other ON other.id = e.id
ORDER BY e.fid;

-- name: STEPS
UPDATE report_history SET (was_description, was_note, was_reason_text) =
  (SELECT coalesce(e.was_description, report_history.was_description), coalesce(e.was_note, report_history.was_note),
     coalesce(e.was_reason_text, report_history.was_reason_text)
   FROM temp.erase_step e WHERE e.fid = report_history.fid)
WHERE fid IN (SELECT fid FROM temp.erase_step);

-- name: HISTORY
-- The erasure's own row: what it replaced is '[…]', so that a reader sees which texts went and when.
INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
  status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
  was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
  was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
SELECT r.id, r.version + 1, :at, :who, :claimed, 'erasure', 'update', NULL,
  r.status_id, r.category_id, r.geom, r.category_id, r.status_id,
  CASE WHEN e.description = '' THEN coalesce(p.d, '[…]') ELSE coalesce(e.description, r.description) END,
  r.reported_at, r.event_at, r.part_of_day, r.days_of_week, r.status_changed_at, r.teryt, r.unit_id, r.officer,
  r.handed_to, r.reason_id,
  CASE WHEN e.reason_text = '' THEN coalesce(p.t, '[…]') ELSE coalesce(e.reason_text, r.reason_text) END,
  CASE WHEN e.note = '' THEN coalesce(p.n, '[…]') ELSE coalesce(e.note, r.note) END, r.publish_plane2, r.duplicate_of
FROM temp.erase_report e CROSS JOIN report r ON r.fid = e.fid LEFT JOIN temp.erase_present p ON p.fid = e.fid
ORDER BY e.fid;

-- name: REPORTS
UPDATE report SET (description, note, reason_text, source_digest, version) =
  (SELECT coalesce(e.description, report.description), coalesce(e.note, report.note),
     coalesce(e.reason_text, report.reason_text), coalesce(e.digest, report.source_digest), report.version + 1
   FROM temp.erase_report e WHERE e.fid = report.fid)
WHERE fid IN (SELECT fid FROM temp.erase_report);

-- name: FILES_DUE
-- A file that another attachment has too stays.
INSERT INTO erasure_file (kind, path) SELECT DISTINCT 'attachment', f.path FROM temp.erase_file f WHERE f.path <> ''
  AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.path = f.path AND a.fid NOT IN (SELECT fid FROM temp.erase_file));

-- name: FILES_BLANK
UPDATE attachment SET path = '', sha256 = ''@more WHERE fid IN (SELECT fid FROM temp.erase_file);

-- name: LINES_THERE
SELECT 1 FROM pragma_table_info('source_line') LIMIT 1;

-- name: LINES_OF
SELECT fid FROM temp.erase_report WHERE digest IS NOT NULL ORDER BY fid;

-- name: LINE
SELECT marks FROM source_line WHERE block = ?;

-- name: LINES_LATER
SELECT block, marks FROM source_line WHERE block < 0;

-- name: LINE_PUT
UPDATE source_line SET marks = ? WHERE block = ?;
