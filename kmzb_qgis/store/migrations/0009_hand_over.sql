-- Hand-overs: the bodies that reports go to, what each is responsible for, and each hand-over with its answer. Codes: docs/store.md.
-- Recording a hand-over changes its report too, by an UPDATE that all rules of reports hold for: base_version is the
-- report's version that the client had read. Days are Warsaw's, YYYY-MM-DD. The report's own form does as well: a report
-- that comes to "przekazane" with a body, or to another body there, gets its hand-over by report_hand_over.
-- body.categories is body_category once more, as '{1,11}', which QGIS shows as a list to tick; either may be written.

CREATE TABLE body_kind (
  fid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  reason_id INTEGER,
  end_reason_id INTEGER
);

INSERT INTO body_kind (id, name, reason_id, end_reason_id) VALUES
  ('road', 'Zarządca drogi', 10, 2),
  ('guard', 'Straż gminna lub miejska', 11, 3),
  ('municipality', 'Urząd gminy lub miasta', 12, 3),
  ('county', 'Starostwo powiatowe', 14, 4),
  ('forest', 'Lasy Państwowe', 13, 4),
  ('railway', 'Zarządca infrastruktury kolejowej', 13, 4),
  ('water', 'Zarządca wód', 13, 4),
  ('site', 'Inny zarządca terenu lub obiektu', 13, 4),
  ('inspection', 'Inspekcja lub nadzór', 14, 4),
  ('fire', 'Straż pożarna', 14, 4),
  ('other', 'Inna instytucja', 14, 4);

ALTER TABLE body ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';
ALTER TABLE body ADD COLUMN address TEXT;
ALTER TABLE body ADD COLUMN email TEXT;
ALTER TABLE body ADD COLUMN phone TEXT;
ALTER TABLE body ADD COLUMN answer_days INTEGER DEFAULT 30;
ALTER TABLE body ADD COLUMN territory TEXT;
ALTER TABLE body ADD COLUMN categories TEXT;
ALTER TABLE body ADD COLUMN valid INTEGER DEFAULT 1;

CREATE TABLE body_category (
  fid INTEGER PRIMARY KEY,
  body_id INTEGER NOT NULL,
  category_id INTEGER NOT NULL,
  UNIQUE (body_id, category_id)
);

-- closes_report: 1, the answer closed the report. version counts the changes of the row, base_version is the report's.
CREATE TABLE hand_over (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT UNIQUE,
  report_id TEXT,
  body_id INTEGER,
  handed_on DATE,
  number TEXT,
  prepared_by TEXT,
  prepared_at DATETIME,
  answer_due DATE,
  answered_on DATE,
  outcome TEXT,
  answer TEXT,
  closes_report INTEGER DEFAULT 0,
  cancelled_on DATE,
  cancel_reason TEXT,
  reason_id INTEGER,
  reason_text TEXT,
  sheet TEXT,
  modified_by TEXT,
  version INTEGER,
  base_version INTEGER
);

CREATE TABLE hand_over_history (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  hand_over_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_at DATETIME NOT NULL,
  changed_by TEXT,
  was_handed_on DATE,
  was_number TEXT,
  was_answer_due DATE,
  was_answered_on DATE,
  was_outcome TEXT,
  was_answer TEXT,
  was_cancelled_on DATE,
  was_cancel_reason TEXT,
  was_closes_report INTEGER
);

CREATE INDEX hand_over_report ON hand_over (report_id, body_id);
CREATE INDEX hand_over_body ON hand_over (body_id);
CREATE INDEX hand_over_open ON hand_over (answer_due) WHERE answered_on IS NULL AND cancelled_on IS NULL;
CREATE INDEX hand_over_history_of ON hand_over_history (hand_over_id, version);
CREATE INDEX report_handed_to ON report (handed_to) WHERE handed_to IS NOT NULL;

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
  ('body_kind', 'attributes', 'body_kind', 0),
  ('body_category', 'attributes', 'body_category', 0),
  ('hand_over', 'attributes', 'hand_over', 0),
  ('hand_over_history', 'attributes', 'hand_over_history', 0);

-- Hand-overs whose answer is due before Warsaw's today, of reports that are still handed over. Joined by report_fid.
CREATE VIEW overdue_hand_overs AS
SELECT h.fid AS fid, h.id AS hand_over_id, r.fid AS report_fid, h.report_id AS report_id, h.body_id AS body_id,
  b.name AS body, h.number AS number, h.handed_on AS handed_on, h.answer_due AS answer_due,
  CAST(julianday(t.today) - julianday(h.answer_due) AS INTEGER) AS days_over
FROM (SELECT (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1) AS today) AS t
JOIN hand_over AS h ON h.answer_due < t.today AND h.answered_on IS NULL AND h.cancelled_on IS NULL
JOIN report AS r ON r.id = h.report_id AND r.status_id = (SELECT s.id FROM status s WHERE s.key = 'przekazane')
LEFT JOIN body AS b ON b.id = h.body_id;

-- Rows of before. Bodies had a name and a contact. Reports that were handed over get their hand-over, of the day of their
-- status, and without an answer asked for: nobody knows what was agreed.
UPDATE body SET categories = '{}', address = '', email = '', phone = '', territory = '', contact = coalesce(contact, '');

INSERT INTO hand_over (id, report_id, body_id, handed_on, number, prepared_by, prepared_at, outcome, answer, closes_report,
  cancel_reason, reason_id, reason_text, modified_by, version)
SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'
      || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
  r.id, r.handed_to,
  coalesce((SELECT date(r.status_changed_at, z.seconds || ' seconds') FROM zone_offset z WHERE z.since <= r.status_changed_at
    ORDER BY z.since DESC LIMIT 1), date(r.status_changed_at)),
  '', r.modified_by, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '', '', 0, '', r.reason_id, r.reason_text, r.modified_by, 1
FROM report r
WHERE r.handed_to IS NOT NULL AND r.status_id = (SELECT s.id FROM status s WHERE s.key = 'przekazane') AND EXISTS (SELECT 1 FROM body b WHERE b.id = r.handed_to);

CREATE TRIGGER body_refuse_insert BEFORE INSERT ON body
BEGIN
  SELECT CASE
    WHEN trim(coalesce(NEW.name, '')) = ''
      THEN RAISE(ABORT, 'KMZB-438 a body needs a name')
    WHEN NOT EXISTS (SELECT 1 FROM body_kind k WHERE k.id = NEW.kind)
      THEN RAISE(ABORT, 'KMZB-438 a body needs a kind of the list')
    WHEN NEW.answer_days IS NOT NULL AND (typeof(NEW.answer_days) <> 'integer' OR NEW.answer_days NOT BETWEEN 0 AND 3650)
      THEN RAISE(ABORT, 'KMZB-438 days for an answer are 0 to 3650')
    WHEN coalesce(NEW.valid, 1) NOT IN (0, 1)
      THEN RAISE(ABORT, 'KMZB-438 valid is 0 or 1')
    WHEN EXISTS (
      WITH RECURSIVE part (head, rest) AS (
        SELECT '', replace(replace(replace(replace(coalesce(NEW.categories, ''), '{', ''), '}', ''), '"', ''), ' ', '') || ','
        UNION ALL
        SELECT substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1) FROM part WHERE rest <> ''
      )
      SELECT 1 FROM part WHERE head <> '' AND NOT EXISTS (SELECT 1 FROM category c WHERE CAST(c.id AS TEXT) = head))
      THEN RAISE(ABORT, 'KMZB-401 unknown category')
  END;
END;

CREATE TRIGGER body_refuse_update BEFORE UPDATE ON body
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT CASE WHEN NEW.id IS NOT OLD.id THEN RAISE(ABORT, 'KMZB-441 the number of a body never changes') END;
  SELECT CASE
    WHEN trim(coalesce(NEW.name, '')) = ''
      THEN RAISE(ABORT, 'KMZB-438 a body needs a name')
    WHEN NOT EXISTS (SELECT 1 FROM body_kind k WHERE k.id = NEW.kind)
      THEN RAISE(ABORT, 'KMZB-438 a body needs a kind of the list')
    WHEN NEW.answer_days IS NOT NULL AND (typeof(NEW.answer_days) <> 'integer' OR NEW.answer_days NOT BETWEEN 0 AND 3650)
      THEN RAISE(ABORT, 'KMZB-438 days for an answer are 0 to 3650')
    WHEN coalesce(NEW.valid, 1) NOT IN (0, 1)
      THEN RAISE(ABORT, 'KMZB-438 valid is 0 or 1')
    WHEN EXISTS (
      WITH RECURSIVE part (head, rest) AS (
        SELECT '', replace(replace(replace(replace(coalesce(NEW.categories, ''), '{', ''), '}', ''), '"', ''), ' ', '') || ','
        UNION ALL
        SELECT substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1) FROM part WHERE rest <> ''
      )
      SELECT 1 FROM part WHERE head <> '' AND NOT EXISTS (SELECT 1 FROM category c WHERE CAST(c.id AS TEXT) = head))
      THEN RAISE(ABORT, 'KMZB-401 unknown category')
  END;
END;

CREATE TRIGGER body_refuse_delete BEFORE DELETE ON body
WHEN EXISTS (SELECT 1 FROM hand_over h WHERE h.body_id = OLD.id) OR EXISTS (SELECT 1 FROM report r WHERE r.handed_to = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-441 the body has hand-overs');
END;

CREATE TRIGGER body_insert AFTER INSERT ON body
BEGIN
  INSERT INTO trigger_guard (held) VALUES (1);
  UPDATE body SET answer_days = coalesce(NEW.answer_days, 30), valid = coalesce(NEW.valid, 1),
    name = trim(NEW.name),
    address = coalesce(NEW.address, ''), email = coalesce(NEW.email, ''), phone = coalesce(NEW.phone, ''),
    contact = coalesce(NEW.contact, ''), territory = coalesce(NEW.territory, '')
  WHERE id = NEW.id;
  DELETE FROM body_category WHERE body_id = NEW.id AND instr(
    ',' || replace(replace(replace(replace(coalesce(NEW.categories, ''), '{', ''), '}', ''), '"', ''), ' ', '') || ',',
    ',' || category_id || ',') = 0;
  INSERT OR IGNORE INTO body_category (body_id, category_id)
  SELECT NEW.id, c.id FROM category c WHERE instr(
    ',' || replace(replace(replace(replace(coalesce(NEW.categories, ''), '{', ''), '}', ''), '"', ''), ' ', '') || ',',
    ',' || c.id || ',') > 0;
  DELETE FROM trigger_guard;
END;

CREATE TRIGGER body_update AFTER UPDATE ON body
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  INSERT INTO trigger_guard (held) VALUES (1);
  UPDATE body SET answer_days = coalesce(NEW.answer_days, 30), valid = coalesce(NEW.valid, 1),
    name = trim(NEW.name),
    address = coalesce(NEW.address, ''), email = coalesce(NEW.email, ''), phone = coalesce(NEW.phone, ''),
    contact = coalesce(NEW.contact, ''), territory = coalesce(NEW.territory, '')
  WHERE id = NEW.id;
  DELETE FROM body_category WHERE body_id = NEW.id AND instr(
    ',' || replace(replace(replace(replace(coalesce(NEW.categories, ''), '{', ''), '}', ''), '"', ''), ' ', '') || ',',
    ',' || category_id || ',') = 0;
  INSERT OR IGNORE INTO body_category (body_id, category_id)
  SELECT NEW.id, c.id FROM category c WHERE instr(
    ',' || replace(replace(replace(replace(coalesce(NEW.categories, ''), '{', ''), '}', ''), '"', ''), ' ', '') || ',',
    ',' || c.id || ',') > 0;
  DELETE FROM trigger_guard;
END;

CREATE TRIGGER body_delete AFTER DELETE ON body
BEGIN
  INSERT INTO trigger_guard (held) VALUES (1);
  DELETE FROM body_category WHERE body_id = OLD.id;
  DELETE FROM trigger_guard;
END;

CREATE TRIGGER body_category_refuse_insert BEFORE INSERT ON body_category
BEGIN
  SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM body b WHERE b.id = NEW.body_id) THEN RAISE(ABORT, 'KMZB-438 unknown body')
    WHEN NOT EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id) THEN RAISE(ABORT, 'KMZB-401 unknown category')
  END;
END;

CREATE TRIGGER body_category_refuse_update BEFORE UPDATE ON body_category
WHEN NEW.body_id IS NOT OLD.body_id OR NEW.category_id IS NOT OLD.category_id
BEGIN
  SELECT RAISE(ABORT, 'KMZB-441 add and remove categories of a body');
END;

CREATE TRIGGER body_category_insert AFTER INSERT ON body_category
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  UPDATE body SET categories = '{' || coalesce((SELECT group_concat(category_id)
    FROM (SELECT category_id FROM body_category WHERE body_id = NEW.body_id ORDER BY category_id)), '') || '}'
  WHERE id = NEW.body_id;
END;

CREATE TRIGGER body_category_delete AFTER DELETE ON body_category
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  UPDATE body SET categories = '{' || coalesce((SELECT group_concat(category_id)
    FROM (SELECT category_id FROM body_category WHERE body_id = OLD.body_id ORDER BY category_id)), '') || '}'
  WHERE id = OLD.body_id;
END;

CREATE TRIGGER hand_over_refuse_insert BEFORE INSERT ON hand_over
BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM hand_over h WHERE h.fid = NEW.fid) OR EXISTS (SELECT 1 FROM hand_over h WHERE h.id = NEW.id)
      THEN RAISE(ABORT, 'KMZB-441 another hand-over has this number')
    WHEN NOT EXISTS (SELECT 1 FROM body b WHERE b.id = NEW.body_id AND b.valid = 1)
      THEN RAISE(ABORT, 'KMZB-438 unknown body')
    WHEN NOT EXISTS (SELECT 1 FROM report r WHERE r.id = NEW.report_id)
      THEN RAISE(ABORT, 'KMZB-439 unknown report')
    WHEN NOT EXISTS (SELECT 1 FROM report r JOIN transition t ON t.from_status = r.status_id AND t.to_status = (SELECT s.id FROM status s WHERE s.key = 'przekazane')
      WHERE r.id = NEW.report_id)
      THEN RAISE(ABORT, 'KMZB-439 status allows no hand-over')
    WHEN NEW.answered_on IS NULL AND NEW.cancelled_on IS NULL
      AND EXISTS (SELECT 1 FROM report r WHERE r.id = NEW.report_id AND r.status_id = (SELECT s.id FROM status s WHERE s.key = 'przekazane') AND r.handed_to = NEW.body_id)
      AND EXISTS (SELECT 1 FROM hand_over h WHERE h.report_id = NEW.report_id AND h.body_id = NEW.body_id
        AND h.answered_on IS NULL AND h.cancelled_on IS NULL)
      THEN RAISE(ABORT, 'KMZB-439 with this body already')
    WHEN coalesce(NEW.closes_report, 0) <> 0
      THEN RAISE(ABORT, 'KMZB-442 only an answer closes a report')
    WHEN (NEW.handed_on IS NOT NULL AND (typeof(NEW.handed_on) <> 'text' OR date(NEW.handed_on) IS NOT NEW.handed_on))
      OR (NEW.answer_due IS NOT NULL AND (typeof(NEW.answer_due) <> 'text' OR date(NEW.answer_due) IS NOT NEW.answer_due))
      OR (NEW.answered_on IS NOT NULL AND (typeof(NEW.answered_on) <> 'text' OR date(NEW.answered_on) IS NOT NEW.answered_on))
      OR (NEW.cancelled_on IS NOT NULL AND (typeof(NEW.cancelled_on) <> 'text' OR date(NEW.cancelled_on) IS NOT NEW.cancelled_on))
      THEN RAISE(ABORT, 'KMZB-440 not a day of the calendar')
    WHEN NEW.handed_on > (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)
      OR NEW.answered_on > (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)
      OR NEW.cancelled_on > (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)
      THEN RAISE(ABORT, 'KMZB-440 a day in the future')
    WHEN NEW.handed_on < (SELECT substr(r.reported_local, 1, 10) FROM report r WHERE r.id = NEW.report_id)
      THEN RAISE(ABORT, 'KMZB-440 handed over before it was reported')
    WHEN NEW.answer_due < coalesce(NEW.handed_on, (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1))
      OR NEW.answered_on < coalesce(NEW.handed_on, (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1))
      OR NEW.cancelled_on < coalesce(NEW.handed_on, (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1))
      THEN RAISE(ABORT, 'KMZB-440 answered before it was handed over')
    WHEN coalesce(NEW.outcome, '') NOT IN ('', 'removed', 'planned', 'refused', 'not_competent', 'other')
      OR (NEW.answered_on IS NULL) <> (coalesce(NEW.outcome, '') = '')
      OR (NEW.answered_on IS NULL AND trim(coalesce(NEW.answer, '')) <> '')
      THEN RAISE(ABORT, 'KMZB-442 an answer has a day and an outcome')
    WHEN NEW.cancelled_on IS NOT NULL AND NEW.answered_on IS NOT NULL
      THEN RAISE(ABORT, 'KMZB-442 cancelled and answered')
    WHEN NEW.cancelled_on IS NOT NULL AND trim(coalesce(NEW.cancel_reason, '')) = ''
      THEN RAISE(ABORT, 'KMZB-442 a cancellation needs a reason')
  END;
END;

-- The report goes along: all or nothing. A report that is with this body already (its form wrote it) is left as it is.
CREATE TRIGGER hand_over_record AFTER INSERT ON hand_over
BEGIN
  UPDATE report SET
    status_id = (SELECT s.id FROM status s WHERE s.key = 'przekazane'),
    handed_to = NEW.body_id,
    reason_id = coalesce(NEW.reason_id, (SELECT c.id FROM body b JOIN body_kind k ON k.id = b.kind JOIN closing_reason c ON c.id = k.reason_id
      WHERE b.id = NEW.body_id AND c.status_id = (SELECT s.id FROM status s WHERE s.key = 'przekazane'))),
    reason_text = coalesce(NEW.reason_text, ''),
    modified_by = NEW.prepared_by,
    base_version = NEW.base_version
  WHERE id = NEW.report_id AND (status_id IS NOT (SELECT s.id FROM status s WHERE s.key = 'przekazane') OR handed_to IS NOT NEW.body_id);
  INSERT INTO trigger_guard (held) VALUES (1);
  UPDATE hand_over SET
    id = coalesce(NEW.id, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'
      || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    handed_on = coalesce(NEW.handed_on, (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)),
    answer_due = coalesce(NEW.answer_due, (SELECT date(coalesce(NEW.handed_on, (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)), '+' || b.answer_days || ' days')
      FROM body b WHERE b.id = NEW.body_id AND b.answer_days > 0)),
    number = trim(coalesce(NEW.number, '')),
    outcome = coalesce(NEW.outcome, ''),
    answer = coalesce(NEW.answer, ''),
    cancel_reason = coalesce(NEW.cancel_reason, ''),
    closes_report = 0,
    prepared_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
    modified_by = coalesce(NEW.modified_by, NEW.prepared_by),
    version = 1,
    base_version = NULL
  WHERE fid = NEW.fid;
  DELETE FROM trigger_guard;
END;

CREATE TRIGGER hand_over_refuse_update BEFORE UPDATE ON hand_over
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT CASE
    WHEN NEW.fid IS NOT OLD.fid OR NEW.id IS NOT OLD.id OR NEW.report_id IS NOT OLD.report_id OR NEW.body_id IS NOT OLD.body_id
      THEN RAISE(ABORT, 'KMZB-441 report and body of a hand-over never change')
    WHEN OLD.cancelled_on IS NOT NULL AND (NEW.handed_on IS NOT OLD.handed_on OR NEW.answer_due IS NOT OLD.answer_due
      OR NEW.answered_on IS NOT OLD.answered_on OR NEW.cancelled_on IS NOT OLD.cancelled_on)
      THEN RAISE(ABORT, 'KMZB-442 the hand-over is cancelled')
    WHEN coalesce(NEW.closes_report, 0) NOT IN (0, 1)
      OR (coalesce(NEW.closes_report, 0) = 1 AND coalesce(OLD.closes_report, 0) = 0 AND NEW.outcome IS NOT 'removed')
      THEN RAISE(ABORT, 'KMZB-442 only an answer closes a report')
    WHEN coalesce(OLD.closes_report, 0) = 1 AND coalesce(NEW.closes_report, 0) = 0
      THEN RAISE(ABORT, 'KMZB-442 the answer has closed the report')
    WHEN NEW.handed_on IS NULL
      OR (NEW.handed_on IS NOT NULL AND (typeof(NEW.handed_on) <> 'text' OR date(NEW.handed_on) IS NOT NEW.handed_on))
      OR (NEW.answer_due IS NOT NULL AND (typeof(NEW.answer_due) <> 'text' OR date(NEW.answer_due) IS NOT NEW.answer_due))
      OR (NEW.answered_on IS NOT NULL AND (typeof(NEW.answered_on) <> 'text' OR date(NEW.answered_on) IS NOT NEW.answered_on))
      OR (NEW.cancelled_on IS NOT NULL AND (typeof(NEW.cancelled_on) <> 'text' OR date(NEW.cancelled_on) IS NOT NEW.cancelled_on))
      THEN RAISE(ABORT, 'KMZB-440 not a day of the calendar')
    WHEN NEW.handed_on > (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)
      OR NEW.answered_on > (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)
      OR NEW.cancelled_on > (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1)
      THEN RAISE(ABORT, 'KMZB-440 a day in the future')
    WHEN NEW.handed_on IS NOT OLD.handed_on AND NEW.handed_on < (SELECT substr(r.reported_local, 1, 10) FROM report r WHERE r.id = NEW.report_id)
      THEN RAISE(ABORT, 'KMZB-440 handed over before it was reported')
    WHEN NEW.answer_due < NEW.handed_on
      OR NEW.answered_on < NEW.handed_on
      OR NEW.cancelled_on < NEW.handed_on
      THEN RAISE(ABORT, 'KMZB-440 answered before it was handed over')
    WHEN coalesce(NEW.outcome, '') NOT IN ('', 'removed', 'planned', 'refused', 'not_competent', 'other')
      OR (NEW.answered_on IS NULL) <> (coalesce(NEW.outcome, '') = '')
      OR (NEW.answered_on IS NULL AND trim(coalesce(NEW.answer, '')) <> '')
      THEN RAISE(ABORT, 'KMZB-442 an answer has a day and an outcome')
    WHEN NEW.cancelled_on IS NOT NULL AND NEW.answered_on IS NOT NULL
      THEN RAISE(ABORT, 'KMZB-442 cancelled and answered')
    WHEN NEW.cancelled_on IS NOT NULL AND trim(coalesce(NEW.cancel_reason, '')) = ''
      THEN RAISE(ABORT, 'KMZB-442 a cancellation needs a reason')
  END;
END;

CREATE TRIGGER hand_over_change AFTER UPDATE ON hand_over
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  UPDATE report SET
    status_id = (SELECT s.id FROM status s WHERE s.key = 'wyeliminowane'),
    reason_id = (SELECT c.id FROM body b JOIN body_kind k ON k.id = b.kind JOIN closing_reason c ON c.id = k.end_reason_id
      WHERE b.id = NEW.body_id AND c.status_id = (SELECT s.id FROM status s WHERE s.key = 'wyeliminowane')),
    reason_text = '',
    modified_by = NEW.modified_by,
    base_version = NEW.base_version
  WHERE id = NEW.report_id AND coalesce(NEW.closes_report, 0) = 1 AND coalesce(OLD.closes_report, 0) = 0
    AND status_id IS NOT (SELECT s.id FROM status s WHERE s.key = 'wyeliminowane');
  INSERT INTO trigger_guard (held) VALUES (1);
  INSERT INTO hand_over_history (hand_over_id, version, changed_at, changed_by,
    was_handed_on, was_number, was_answer_due, was_answered_on, was_outcome, was_answer, was_cancelled_on, was_cancel_reason, was_closes_report)
  SELECT OLD.id, OLD.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.modified_by,
    OLD.handed_on, OLD.number, OLD.answer_due, OLD.answered_on, OLD.outcome, OLD.answer, OLD.cancelled_on, OLD.cancel_reason, OLD.closes_report
  WHERE (NEW.handed_on IS NOT OLD.handed_on
    OR coalesce(NEW.number, '') IS NOT coalesce(OLD.number, '')
    OR NEW.answer_due IS NOT OLD.answer_due
    OR NEW.answered_on IS NOT OLD.answered_on
    OR coalesce(NEW.outcome, '') IS NOT coalesce(OLD.outcome, '')
    OR coalesce(NEW.answer, '') IS NOT coalesce(OLD.answer, '')
    OR NEW.cancelled_on IS NOT OLD.cancelled_on
    OR coalesce(NEW.cancel_reason, '') IS NOT coalesce(OLD.cancel_reason, '')
    OR coalesce(NEW.closes_report, 0) IS NOT coalesce(OLD.closes_report, 0));
  UPDATE hand_over SET
    number = trim(coalesce(NEW.number, '')),
    outcome = coalesce(NEW.outcome, ''),
    answer = coalesce(NEW.answer, ''),
    cancel_reason = coalesce(NEW.cancel_reason, ''),
    closes_report = coalesce(NEW.closes_report, 0),
    prepared_by = OLD.prepared_by,
    prepared_at = OLD.prepared_at,
    reason_id = OLD.reason_id,
    reason_text = OLD.reason_text,
    version = OLD.version + (NEW.handed_on IS NOT OLD.handed_on
    OR coalesce(NEW.number, '') IS NOT coalesce(OLD.number, '')
    OR NEW.answer_due IS NOT OLD.answer_due
    OR NEW.answered_on IS NOT OLD.answered_on
    OR coalesce(NEW.outcome, '') IS NOT coalesce(OLD.outcome, '')
    OR coalesce(NEW.answer, '') IS NOT coalesce(OLD.answer, '')
    OR NEW.cancelled_on IS NOT OLD.cancelled_on
    OR coalesce(NEW.cancel_reason, '') IS NOT coalesce(OLD.cancel_reason, '')
    OR coalesce(NEW.closes_report, 0) IS NOT coalesce(OLD.closes_report, 0)),
    base_version = NULL
  WHERE fid = NEW.fid;
  DELETE FROM trigger_guard;
END;

CREATE TRIGGER hand_over_refuse_delete BEFORE DELETE ON hand_over
BEGIN
  SELECT RAISE(ABORT, 'KMZB-441 hand-overs are never deleted');
END;

CREATE TRIGGER hand_over_history_refuse_update BEFORE UPDATE ON hand_over_history
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-419 the history is kept by the store');
END;

CREATE TRIGGER hand_over_history_refuse_delete BEFORE DELETE ON hand_over_history
BEGIN
  SELECT RAISE(ABORT, 'KMZB-419 the history is kept by the store');
END;

-- What a form, a bulk change or plain SQL hands over is tracked like any other. Imports observe and hand nothing over; a
-- hand-over that is just being recorded still holds its base_version.
CREATE TRIGGER report_hand_over AFTER UPDATE ON report
WHEN NEW.handed_to IS NOT NULL AND (NEW.status_id IS NOT OLD.status_id OR NEW.handed_to IS NOT OLD.handed_to)
  AND NEW.import_run_id IS OLD.import_run_id AND NOT EXISTS (SELECT 1 FROM trigger_guard)
  AND NEW.status_id IS (SELECT s.id FROM status s WHERE s.key = 'przekazane')
  AND EXISTS (SELECT 1 FROM body b WHERE b.id = NEW.handed_to)
  AND NOT EXISTS (SELECT 1 FROM hand_over h WHERE h.report_id = NEW.id AND h.body_id = NEW.handed_to
    AND h.cancelled_on IS NULL AND (h.answered_on IS NULL OR h.base_version IS NOT NULL))
BEGIN
  INSERT INTO hand_over (report_id, body_id, prepared_by, reason_id, reason_text)
  VALUES (NEW.id, NEW.handed_to, NEW.modified_by,
    coalesce((SELECT c.id FROM closing_reason c WHERE c.id = NEW.reason_id AND c.status_id = NEW.status_id),
      (SELECT c.id FROM body b JOIN body_kind k ON k.id = b.kind JOIN closing_reason c ON c.id = k.reason_id
        WHERE b.id = NEW.handed_to AND c.status_id = NEW.status_id)), NEW.reason_text);
END;

-- A decision taken back (0007) takes its letter along: a hand-over that it recorded is cancelled, where no answer came
-- meanwhile; an answer that closed the report stays, but has closed nothing. Row and decision are of one instant.
CREATE TRIGGER report_hand_over_undone AFTER INSERT ON report_history
WHEN NEW.action = 'undo' AND EXISTS (SELECT 1 FROM trigger_guard)
  AND EXISTS (SELECT 1 FROM hand_over h WHERE h.report_id = NEW.report_id)
BEGIN
  INSERT INTO hand_over_history (hand_over_id, version, changed_at, changed_by,
    was_handed_on, was_number, was_answer_due, was_answered_on, was_outcome, was_answer, was_cancelled_on, was_cancel_reason, was_closes_report)
  SELECT h.id, h.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.changed_by,
    h.handed_on, h.number, h.answer_due, h.answered_on, h.outcome, h.answer, h.cancelled_on, h.cancel_reason, h.closes_report
  FROM hand_over h
  WHERE h.report_id = NEW.report_id AND h.closes_report = 1 AND NEW.was_status_id IS (SELECT s.id FROM status s WHERE s.key = 'wyeliminowane')
    AND EXISTS (SELECT 1 FROM hand_over_history x WHERE x.hand_over_id = h.id AND coalesce(x.was_closes_report, 0) = 0
      AND x.changed_at >= (SELECT u.changed_at FROM report_history u
      WHERE u.report_id = NEW.report_id AND u.version = NEW.version - 1 ORDER BY u.fid DESC LIMIT 1));
  UPDATE hand_over SET closes_report = 0, modified_by = NEW.changed_by, version = version + 1
  WHERE fid IN (SELECT h.fid FROM hand_over h
  WHERE h.report_id = NEW.report_id AND h.closes_report = 1 AND NEW.was_status_id IS (SELECT s.id FROM status s WHERE s.key = 'wyeliminowane')
    AND EXISTS (SELECT 1 FROM hand_over_history x WHERE x.hand_over_id = h.id AND coalesce(x.was_closes_report, 0) = 0
      AND x.changed_at >= (SELECT u.changed_at FROM report_history u
      WHERE u.report_id = NEW.report_id AND u.version = NEW.version - 1 ORDER BY u.fid DESC LIMIT 1)));
  INSERT INTO hand_over_history (hand_over_id, version, changed_at, changed_by,
    was_handed_on, was_number, was_answer_due, was_answered_on, was_outcome, was_answer, was_cancelled_on, was_cancel_reason, was_closes_report)
  SELECT h.id, h.version + 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.changed_by,
    h.handed_on, h.number, h.answer_due, h.answered_on, h.outcome, h.answer, h.cancelled_on, h.cancel_reason, h.closes_report
  FROM hand_over h
  WHERE h.report_id = NEW.report_id AND h.answered_on IS NULL AND h.cancelled_on IS NULL
    AND NEW.was_status_id IS (SELECT s.id FROM status s WHERE s.key = 'przekazane')
    AND h.prepared_at >= (SELECT u.changed_at FROM report_history u
      WHERE u.report_id = NEW.report_id AND u.version = NEW.version - 1 ORDER BY u.fid DESC LIMIT 1);
  UPDATE hand_over SET
    cancelled_on = (SELECT date('now', z.seconds || ' seconds') FROM zone_offset z
        WHERE z.since <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY z.since DESC LIMIT 1),
    cancel_reason = 'Cofnięto decyzję o przekazaniu', modified_by = NEW.changed_by, version = version + 1
  WHERE fid IN (SELECT h.fid FROM hand_over h
  WHERE h.report_id = NEW.report_id AND h.answered_on IS NULL AND h.cancelled_on IS NULL
    AND NEW.was_status_id IS (SELECT s.id FROM status s WHERE s.key = 'przekazane')
    AND h.prepared_at >= (SELECT u.changed_at FROM report_history u
      WHERE u.report_id = NEW.report_id AND u.version = NEW.version - 1 ORDER BY u.fid DESC LIMIT 1));
END;

-- What the hand-over sheet says at its foot; a headquarters writes its own.
INSERT OR IGNORE INTO setting (name, value) VALUES ('hand_over_note',
  'Karta służy przekazaniu zagrożenia podmiotowi właściwemu do jego usunięcia. Jest dokumentem wewnętrznym i nie podlega publikacji. Może zawierać dane osobowe: odbiorca przetwarza je wyłącznie w celu załatwienia tej sprawy, zgodnie z rozporządzeniem (UE) 2016/679. Odpowiedź prosimy kierować do nadawcy z podaniem znaku sprawy.');
