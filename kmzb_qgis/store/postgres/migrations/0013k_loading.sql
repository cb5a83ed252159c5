-- Imports and assignments of units, many rows at once (store/postgres/loading*.py, assigning_write.py). Rows come by COPY into
-- temporary tables that the functions here make, so that nobody can put a view, a rule or a trigger in their place: a COPY
-- into report itself is not possible under row-level security. The functions look over what was sent and write it while 13
-- is held (0013b), so that no rule is asked row by row; what a trigger would do besides is done here for all rows at once.
-- They may be called by who may import: 0013i.

-- The tables of one transaction. A name that is taken is not ours: CREATE refuses it.
CREATE FUNCTION loading_begin() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  made text;
BEGIN
  PERFORM loading_allowed();
  PERFORM pg_advisory_xact_lock(hashtext('kmzb.import'));  -- one import after the other
  CREATE TEMP TABLE loading_new (
    fid bigint, geom public.geometry(Point, 2180), id text, service_id bigint, source_key text, source_digest text,
    category_id integer, status_id integer, description text, reported_at timestamptz, event_at timestamptz,
    reported_local text, event_local text, part_of_day bigint, days_of_week bigint, changed_at timestamptz,
    read_by timestamptz, verify_by timestamptz, verified_at timestamptz, closed_at timestamptz, teryt text, unit_id text
  ) ON COMMIT DROP;
  CREATE TEMP TABLE loading_cells (cell bigint, x double precision, y double precision, total bigint, open bigint) ON COMMIT DROP;
  CREATE TEMP TABLE loading_index (number integer GENERATED ALWAYS AS IDENTITY, made text) ON COMMIT DROP;
  CREATE TEMP TABLE loading_changes (
    fid bigint, geom public.geometry(Point, 2180), source_digest text, category_id integer, status_id integer,
    description text, reported_at timestamptz, event_at timestamptz, part_of_day bigint, days_of_week bigint,
    changed_at timestamptz, teryt text, reported_local text, event_local text, read_by timestamptz, verify_by timestamptz
  ) ON COMMIT DROP;
  CREATE TEMP TABLE loading_said (fid bigint, status_id integer, said_at text) ON COMMIT DROP;
  FOREACH made IN ARRAY ARRAY['loading_new', 'loading_changes', 'loading_said'] LOOP
    EXECUTE format('GRANT INSERT, SELECT ON pg_temp.%I TO %I', made, session_user);
  END LOOP;
END $$;

-- Numbers for new reports, ascending; others may take some in between.
CREATE FUNCTION loading_numbers(wanted bigint) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, pg_temp AS $$
BEGIN
  PERFORM loading_allowed();
  RETURN QUERY SELECT nextval('kmzb.report_fid_seq'::regclass) FROM generate_series(1, wanted);
END $$;

-- Also asked here: an account in this database, for the roles are the server's.
CREATE FUNCTION loading_allowed() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (kmzb.acts_as('intake') OR kmzb.acts_as('admin') OR pg_has_role(session_user, 'kmzb_owner', 'USAGE')) THEN
    RAISE EXCEPTION 'KMZB-469 only the intake brings in what the service says' USING ERRCODE = 'KMZ01';
  END IF;
END $$;

CREATE FUNCTION loading_is_ours(called text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kmzb.loading_allowed();
  IF NOT EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = to_regclass('pg_temp.' || called) AND c.relkind = 'r'
    AND pg_get_userbyid(c.relowner) = current_user) THEN
    RAISE EXCEPTION 'KMZB-430 the table % is not the store''s own', called USING ERRCODE = 'KMZ01';
  END IF;
END $$;

-- A store without any report is the import's alone until its end, where nobody uses it just now: indexes are made once, after
-- the rows, which takes a third of the time, and no trigger is asked row by row. NULL where it is not so, else the first of
-- as many numbers as are wanted, which nobody else can take meanwhile.
CREATE FUNCTION loading_alone(wanted bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  i record;
  first bigint;
BEGIN
  PERFORM loading_is_ours('loading_index');
  IF wanted < 1 OR EXISTS (SELECT 1 FROM report) THEN
    RETURN NULL;
  END IF;
  BEGIN
    LOCK TABLE report IN ACCESS EXCLUSIVE MODE NOWAIT;
  EXCEPTION WHEN lock_not_available THEN
    RETURN NULL;
  END;
  FOR i IN
    SELECT o.conname AS name, format('ALTER TABLE kmzb.report ADD CONSTRAINT %I %s', o.conname, pg_get_constraintdef(o.oid)) AS made
    FROM pg_constraint o WHERE o.conrelid = 'kmzb.report'::regclass AND o.contype IN ('p', 'u') ORDER BY o.contype, o.oid
  LOOP
    INSERT INTO pg_temp.loading_index (made) VALUES (i.made);
    EXECUTE format('ALTER TABLE kmzb.report DROP CONSTRAINT %I', i.name);
  END LOOP;
  FOR i IN
    SELECT x.indexrelid::regclass::text AS name, pg_get_indexdef(x.indexrelid) AS made FROM pg_index x
    WHERE x.indrelid = 'kmzb.report'::regclass ORDER BY x.indexrelid
  LOOP
    INSERT INTO pg_temp.loading_index (made) VALUES (i.made);
    EXECUTE 'DROP INDEX ' || i.name;
  END LOOP;
  INSERT INTO pg_temp.loading_index (made) VALUES ('ALTER TABLE kmzb.report ENABLE TRIGGER USER');
  ALTER TABLE kmzb.report DISABLE TRIGGER USER;
  first := nextval('kmzb.report_fid_seq'::regclass);
  EXECUTE format('ALTER SEQUENCE kmzb.report_fid_seq RESTART WITH %s', first + wanted);  -- with a lock, and rolled back with the rest
  RETURN first;
END $$;

-- What an import must hold to, of rows that bring everything. The store's programs have found the bad ones before.
CREATE FUNCTION loading_check_new() RETURNS void LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  latest CONSTANT timestamptz := statement_timestamp() + setting_number('future_tolerance_minutes') * interval '1 minute';
  earliest CONSTANT timestamptz := (SELECT instant(s.value) FROM setting s WHERE s.name = 'earliest_report');
  longest CONSTANT integer := trunc(setting_number('description_max'));
  area CONSTANT box2d := st_makeenvelope(setting_number('extent_min_x'), setting_number('extent_min_y'),
    setting_number('extent_max_x'), setting_number('extent_max_y'))::box2d;
  kinds CONSTANT integer[] := ARRAY(SELECT c.id FROM category c);
  states CONSTANT integer[] := ARRAY(SELECT s.id FROM status s);
  wrong text;
BEGIN
  SELECT CASE
      WHEN n.reported_at IS NULL OR n.changed_at IS NULL OR n.read_by IS NULL OR n.verify_by IS NULL OR n.reported_local IS NULL
        THEN 'KMZB-417 not a time'
      WHEN n.status_id IS NULL OR n.status_id <> ALL (states) THEN 'KMZB-402 unknown status'
      WHEN n.category_id IS NULL OR n.category_id <> ALL (kinds) THEN 'KMZB-401 unknown category'
      WHEN n.description IS NULL OR length(n.description) > longest THEN 'KMZB-406 description too long'
      WHEN n.reported_at > latest THEN 'KMZB-408 report date in the future'
      WHEN n.reported_at < earliest THEN 'KMZB-410 report date too early'
      WHEN n.geom IS NOT NULL THEN 'KMZB-411 point outside the extent'
    END INTO wrong
  FROM pg_temp.loading_new n
  WHERE n.reported_at IS NULL OR n.changed_at IS NULL OR n.read_by IS NULL OR n.verify_by IS NULL OR n.reported_local IS NULL
    OR n.status_id IS NULL OR n.status_id <> ALL (states) OR n.category_id IS NULL OR n.category_id <> ALL (kinds)
    OR n.description IS NULL OR length(n.description) > longest OR n.reported_at > latest OR n.reported_at < earliest
    OR (n.geom IS NOT NULL AND (n.geom && area) IS NOT TRUE)
  LIMIT 1;
  IF wrong IS NOT NULL THEN
    PERFORM refuse(wrong);
  END IF;
END $$;

-- Some new reports of a run: what was sent since the last call.
CREATE FUNCTION loading_insert(run bigint, who text, plane integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp SET kmzb.held = '13,15' SET work_mem = '64MB' AS $$
DECLARE
  written bigint;
BEGIN
  PERFORM loading_is_ours('loading_new'), loading_is_ours('loading_cells');
  IF NOT EXISTS (SELECT 1 FROM import_run i WHERE i.id = run) THEN
    RAISE EXCEPTION 'KMZB-430 there is no such import' USING ERRCODE = 'KMZ01';
  ELSIF plane IS NULL OR plane NOT IN (1, 2, 3) THEN
    PERFORM refuse('KMZB-416 plane is 1, 2 or 3');
  END IF;
  PERFORM loading_check_new();
  INSERT INTO report (fid, geom, id, service_id, source_key, source_digest, plane, category_id, status_id, description,
    reported_at, event_at, reported_local, event_local, part_of_day, days_of_week, status_changed_at, service_modified_at,
    modified_by, read_by, verify_by, verified_at, closed_at, teryt, unit_id, reason_text, note, publish_plane2,
    import_run_id, version)
  SELECT n.fid, n.geom, n.id, n.service_id, n.source_key, n.source_digest, plane, n.category_id, n.status_id, n.description,
    n.reported_at, n.event_at, n.reported_local, n.event_local, n.part_of_day, n.days_of_week, n.changed_at, n.changed_at,
    who, n.read_by, n.verify_by, n.verified_at, n.closed_at, n.teryt, n.unit_id, '', '', 0, run, 1
  FROM pg_temp.loading_new n
  ORDER BY n.geom;  -- along a curve: neighbours lie on the same pages, so that a map reads a twentieth of them
  GET DIAGNOSTICS written = ROW_COUNT;
  INSERT INTO pg_temp.loading_cells (cell, x, y, total, open)
  SELECT cell_of(n.geom), avg(st_x(n.geom)), avg(st_y(n.geom)), count(*), sum(s.open)
  FROM pg_temp.loading_new n JOIN status s ON s.id = n.status_id
  WHERE n.geom IS NOT NULL
  GROUP BY 1;
  TRUNCATE pg_temp.loading_new;
  RETURN written;
END $$;

-- At the end: the indexes that were set aside, the new reports counted by cells, and figures for the planner where a tenth of
-- the reports is new to it (few ones: the server makes better ones by itself before long).
CREATE FUNCTION loading_end(written bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp SET maintenance_work_mem = '256MB' SET work_mem = '64MB'
SET default_statistics_target = 30 AS $$
DECLARE
  made text;
BEGIN
  PERFORM loading_is_ours('loading_index'), loading_is_ours('loading_cells');
  INSERT INTO report_cell_log (cell, x, y, total, open)
  SELECT c.cell, sum(c.x * c.total) / sum(c.total), sum(c.y * c.total) / sum(c.total), sum(c.total), sum(c.open)
  FROM pg_temp.loading_cells c GROUP BY c.cell;
  PERFORM fold_cells();
  FOR made IN SELECT x.made FROM pg_temp.loading_index x ORDER BY x.number LOOP
    EXECUTE made;
  END LOOP;
  PERFORM pg_notify('kmzb_store', 'report');
  IF written > 0.1 * (SELECT c.reltuples FROM pg_class c WHERE c.oid = 'kmzb.report'::regclass) THEN
    ANALYZE report;
  END IF;
END $$;

-- The changed reports of a run: history, row, clocks and what the service said, as the triggers do it for one.
CREATE FUNCTION loading_update(run bigint, who text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp SET kmzb.held = '13' SET work_mem = '64MB' AS $$
DECLARE
  opened CONSTANT integer[] := ARRAY(SELECT s.id FROM status s WHERE s.open <> 0);
  decided CONSTANT integer[] := ARRAY(SELECT s.id FROM status s WHERE s.confirmed <> 0 OR s.open = 0);
  latest CONSTANT timestamptz := statement_timestamp() + setting_number('future_tolerance_minutes') * interval '1 minute';
  earliest CONSTANT timestamptz := (SELECT instant(s.value) FROM setting s WHERE s.name = 'earliest_report');
  area CONSTANT box2d := st_makeenvelope(setting_number('extent_min_x'), setting_number('extent_min_y'),
    setting_number('extent_max_x'), setting_number('extent_max_y'))::box2d;
  written bigint;
  master record;
BEGIN
  PERFORM loading_is_ours('loading_changes');
  IF NOT EXISTS (SELECT 1 FROM import_run i WHERE i.id = run) THEN
    RAISE EXCEPTION 'KMZB-430 there is no such import' USING ERRCODE = 'KMZ01';
  END IF;
  ANALYZE pg_temp.loading_changes;
  PERFORM check_saving(s.report_fid) FROM refused_save s WHERE s.report_fid IN (SELECT c.fid FROM pg_temp.loading_changes c);
  PERFORM refuse(CASE WHEN c.status_id IS NULL OR c.status_id NOT IN (SELECT s.id FROM status s) THEN 'KMZB-402 unknown status'
      WHEN c.category_id IS NULL OR c.category_id NOT IN (SELECT k.id FROM category k) THEN 'KMZB-401 unknown category'
      WHEN length(c.description) > setting_number('description_max') THEN 'KMZB-406 description too long'
      ELSE 'KMZB-417 not a time' END)
  FROM pg_temp.loading_changes c
  WHERE c.status_id IS NULL OR c.status_id NOT IN (SELECT s.id FROM status s)
    OR c.category_id IS NULL OR c.category_id NOT IN (SELECT k.id FROM category k)
    OR length(c.description) > (SELECT setting_number('description_max')) OR c.reported_at IS NULL OR c.changed_at IS NULL
    OR c.reported_at > latest OR c.reported_at < earliest
  LIMIT 1;
  PERFORM refuse('KMZB-411 point outside the extent')
  FROM pg_temp.loading_changes c WHERE c.geom IS NOT NULL AND (c.geom && area) IS NOT TRUE LIMIT 1;

  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
    was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
    was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT r.id, r.version + 1, now_ms(), session_user, 0, 'import',
    CASE WHEN c.status_id IS DISTINCT FROM r.status_id THEN 'status' ELSE 'update' END, run,
    c.status_id, c.category_id, r.geom, r.category_id, r.status_id, r.description, r.reported_at, r.event_at,
    r.part_of_day, r.days_of_week, r.status_changed_at, r.teryt, r.unit_id, r.officer, r.handed_to,
    r.reason_id, r.reason_text, r.note, r.publish_plane2, r.duplicate_of
  FROM pg_temp.loading_changes c JOIN report r ON r.fid = c.fid ORDER BY c.fid;

  UPDATE report r SET
    geom = coalesce(c.geom, r.geom), source_digest = c.source_digest, category_id = c.category_id, status_id = c.status_id,
    description = coalesce(c.description, r.description, ''), reported_at = c.reported_at, event_at = c.event_at,
    reported_local = c.reported_local, event_local = c.event_local, part_of_day = c.part_of_day,
    days_of_week = c.days_of_week, status_changed_at = c.changed_at, service_modified_at = c.changed_at, modified_by = who,
    teryt = c.teryt, import_run_id = run, version = r.version + 1, base_version = NULL,
    reason_text = coalesce(r.reason_text, ''), note = coalesce(r.note, ''),
    verified_at = CASE WHEN c.status_id IS NOT DISTINCT FROM r.status_id THEN r.verified_at
      WHEN c.status_id <> ALL (decided) THEN NULL
      WHEN r.status_id = ANY (decided) THEN r.verified_at ELSE c.changed_at END,
    closed_at = CASE WHEN c.status_id IS NOT DISTINCT FROM r.status_id THEN r.closed_at
      WHEN c.status_id = ANY (opened) THEN NULL WHEN r.status_id = ANY (opened) THEN c.changed_at ELSE r.closed_at END,
    read_by = CASE WHEN c.reported_at = r.reported_at THEN r.read_by ELSE c.read_by END,
    verify_by = CASE WHEN c.reported_at = r.reported_at THEN r.verify_by ELSE c.verify_by END
  FROM pg_temp.loading_changes c WHERE r.fid = c.fid;
  GET DIAGNOSTICS written = ROW_COUNT;

  PERFORM hold(12);
  DELETE FROM service_state s USING pg_temp.loading_changes c WHERE s.fid = c.fid;
  PERFORM release(12);
  FOR master IN
    SELECT DISTINCT m.fid FROM pg_temp.loading_changes c JOIN report m ON m.fid = c.fid
      JOIN report d ON d.duplicate_of = m.id JOIN report_history h ON h.report_id = m.id AND h.version = m.version
    WHERE h.was_status_id IS DISTINCT FROM m.status_id ORDER BY m.fid
  LOOP
    PERFORM follow_master(master.fid, true);
  END LOOP;
  RETURN written;
END $$;

-- What the service says now of reports that are kept as they are here. Where two words have one date, the later one counts.
CREATE FUNCTION loading_say(run bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp SET kmzb.held = '12' AS $$
BEGIN
  PERFORM loading_is_ours('loading_said');
  INSERT INTO service_state (fid, status_id, said_at, seen_run)
  SELECT s.fid, s.status_id, s.said_at, run
  FROM (SELECT DISTINCT ON (l.fid) l.* FROM pg_temp.loading_said l ORDER BY l.fid, l.said_at DESC, l.ctid DESC) s
    JOIN report r ON r.fid = s.fid LEFT JOIN service_state k ON k.fid = s.fid
  WHERE s.said_at >= coalesce(k.said_at, instant_text(r.service_modified_at), '')
  ON CONFLICT (fid) DO UPDATE SET status_id = excluded.status_id, said_at = excluded.said_at, seen_run = excluded.seen_run;
END $$;

-- Units of reports that are there (store/postgres/assigning.py): assigned takes what is to be written, settled the reports whose
-- places were looked up, and their version then. Of few reports an officer writes them himself: assign_units.
CREATE FUNCTION assigning_begin() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp AS $$
BEGIN
  PERFORM loading_allowed();
  DROP TABLE IF EXISTS pg_temp.assigned, pg_temp.settled;
  CREATE TEMP TABLE assigned (fid bigint PRIMARY KEY, teryt text, unit_id text) ON COMMIT DROP;
  CREATE TEMP TABLE settled (fid bigint PRIMARY KEY, version integer) ON COMMIT DROP;
  EXECUTE format('GRANT INSERT, SELECT, DELETE ON pg_temp.assigned, pg_temp.settled TO %I', session_user);
END $$;

-- No officer's change and no import: it touches teryt, unit_id and the version, no clock.
CREATE FUNCTION assigning_write() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp SET kmzb.held = '13' AS $$
DECLARE
  written bigint;
BEGIN
  PERFORM loading_is_ours('assigned'), loading_is_ours('settled');
  ANALYZE pg_temp.assigned;
  PERFORM 1 FROM report r JOIN pg_temp.assigned a ON a.fid = r.fid ORDER BY r.fid FOR NO KEY UPDATE OF r;
  -- What an officer has changed since it was looked over waits for the next time.
  DELETE FROM pg_temp.assigned a USING report r, pg_temp.settled s
  WHERE r.fid = a.fid AND s.fid = a.fid AND r.version <> s.version;
  DELETE FROM pg_temp.settled s USING report r WHERE r.fid = s.fid AND r.version <> s.version;
  PERFORM check_saving(s.report_fid) FROM refused_save s WHERE s.report_fid IN (SELECT a.fid FROM pg_temp.assigned a);
  INSERT INTO report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
    was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
    was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  SELECT r.id, r.version + 1, now_ms(), session_user, 0, 'assignment', 'update', NULL,
    r.status_id, r.category_id, r.geom, r.category_id, r.status_id, r.description, r.reported_at, r.event_at,
    r.part_of_day, r.days_of_week, r.status_changed_at, r.teryt, r.unit_id, r.officer, r.handed_to,
    r.reason_id, r.reason_text, r.note, r.publish_plane2, r.duplicate_of
  FROM pg_temp.assigned a JOIN report r ON r.fid = a.fid ORDER BY a.fid;
  UPDATE report r SET teryt = a.teryt, unit_id = a.unit_id, version = r.version + 1
  FROM pg_temp.assigned a WHERE a.fid = r.fid;
  GET DIAGNOSTICS written = ROW_COUNT;
  DELETE FROM place_due p USING pg_temp.settled s WHERE p.fid = s.fid
    AND NOT EXISTS (SELECT 1 FROM refused_save f WHERE f.report_fid = p.fid AND f.until > julianday(statement_timestamp()));
  RETURN written;
END $$;

-- As store/assigning_codes.py.
CREATE FUNCTION kmzb_agrees(code text, municipality text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN coalesce(code, '') = '' THEN true WHEN coalesce(municipality, '') = '' THEN false
    WHEN starts_with(municipality, code) OR left(code, 6) = left(municipality, 6) THEN true
    ELSE length(code) = 7 AND right(code, 1) IN ('8', '9') AND left(code, 4) = left(municipality, 4)
      AND substr(municipality, 7) = '1' END
$$;

-- The planner's figures hold samples of a column's values: of texts, which an erasure blanks, none are kept.
DO $$
DECLARE
  c record;
BEGIN
  FOR c IN SELECT a.attrelid::regclass AS named, a.attname FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
    WHERE t.relnamespace = 'kmzb'::regnamespace AND t.relkind = 'r' AND (t.relname, a.attname) IN (
      ('report', 'description'), ('report', 'note'), ('report', 'reason_text'), ('report', 'source_digest'),
      ('hand_over', 'sheet'), ('attachment', 'sha256'), ('source_line', 'marks'), ('erasure_file', 'path'),
      ('report_history', 'was_description'),
      ('report_history', 'was_note'), ('report_history', 'was_reason_text'), ('hand_over', 'answer'),
      ('hand_over', 'cancel_reason'), ('hand_over', 'reason_text'), ('hand_over_history', 'was_answer'),
      ('hand_over_history', 'was_cancel_reason'), ('attachment', 'name'), ('attachment', 'path'), ('sheet_file', 'path'))
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', c.named, c.attname);
  END LOOP;
END $$;
