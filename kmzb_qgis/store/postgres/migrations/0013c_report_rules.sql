-- The rules of reports: what the GeoPackage's migrations 0002, 0007, 0011, 0012 and 0013 hold `report`, its history, a
-- decision taken back and what the service said to. Codes and what they mean: docs/store.md.
--
-- Triggers of `report` fire in the order of their names: report_10 (who is no import gives no personal data, known bodies
-- and a closing reason), report_20 (duplicates: 0013f), report_30 (the other rules, then the row as it is kept), report_50
-- (history), report_55 (what the service said), report_60 (places that wait for their unit), later ones what moves along.
-- Where a change breaks several rules, the code is the one that a GeoPackage would give.
--
-- A writer waits for another's row; then NEW holds what he sent over the row that the other left, and his base_version no
-- longer fits (409). Who changed: the log-in, whatever the client sent as modified_by; an import's modified_by stays.

-- Comparisons ------------------------------------------------------------------------------------------------------------

-- To whole seconds: some programs drop the fraction of times they only carried along.
CREATE FUNCTION same_second(a timestamptz, b timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN date_trunc('second', a) IS NOT DISTINCT FROM date_trunc('second', b);

-- Whether a wall time was changed to another instant than the stored one.
CREATE FUNCTION wall_moved(now_local text, was_local text, was_at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN now_local IS DISTINCT FROM was_local AND wall(now_local) IS DISTINCT FROM wall(was_local)
  AND NOT same_second(from_wall(wall(now_local)), was_at);

-- Whether an officer's change alters anything but the place. NULL and '' are the same text.
CREATE FUNCTION content_changed(n report, o report) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (n.category_id, n.status_id, coalesce(n.description, ''), n.part_of_day, n.days_of_week, n.plane, n.reference,
      n.teryt, n.unit_id, n.officer, n.handed_to, n.reason_id, coalesce(n.reason_text, ''), coalesce(n.note, ''),
      n.publish_plane2, n.duplicate_of)
    IS DISTINCT FROM (o.category_id, o.status_id, coalesce(o.description, ''), o.part_of_day, o.days_of_week, o.plane,
      o.reference, o.teryt, o.unit_id, o.officer, o.handed_to, o.reason_id, coalesce(o.reason_text, ''),
      coalesce(o.note, ''), o.publish_plane2, o.duplicate_of)
    OR NOT kmzb.same_second(n.reported_at, o.reported_at) OR NOT kmzb.same_second(n.event_at, o.event_at)
    OR kmzb.wall_moved(n.reported_local, o.reported_local, o.reported_at)
    OR kmzb.wall_moved(n.event_local, o.event_local, o.event_at);
END $$;

-- PostGIS compares what two places look like, to the bit; two NULLs are the same.
CREATE FUNCTION same_place(a public.geometry, b public.geometry) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL ELSE public.st_asbinary(a) = public.st_asbinary(b) END';

CREATE FUNCTION is_closed(status integer) RETURNS boolean LANGUAGE sql STABLE AS
'SELECT s.open = 0 FROM kmzb.status s WHERE s.id = status';

CREATE FUNCTION is_verified(status integer) RETURNS boolean LANGUAGE sql STABLE AS
'SELECT s.confirmed <> 0 OR s.open = 0 FROM kmzb.status s WHERE s.id = status';

-- Whether another report has one of these numbers: asked of all reports, also of those that the officer may not see.
CREATE FUNCTION number_taken(its report) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = kmzb, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM report r WHERE r.id = its.id) OR EXISTS (SELECT 1 FROM report r WHERE r.fid = its.fid)
    OR EXISTS (SELECT 1 FROM report r WHERE r.service_id = its.service_id)
    OR EXISTS (SELECT 1 FROM report r WHERE r.source_key = its.source_key)
    OR EXISTS (SELECT 1 FROM report r WHERE r.reference = its.reference)
$$;

-- A PESEL number or an e-mail address: what is found without knowing names.
CREATE FUNCTION holds_personal_data(words text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  part text;
  digits text;
  d integer[];
BEGIN
  IF words IS NULL OR words !~ '[0-9@]' THEN
    RETURN false;
  END IF;
  IF words ~ '[0-9A-Za-z]@[0-9A-Za-z].*\.[A-Za-z]' THEN
    RETURN true;
  END IF;
  FOREACH part IN ARRAY ARRAY[words, replace(replace(words, ' ', ''), '-', '')] LOOP
    FOR digits IN SELECT m[1] FROM regexp_matches(part, '(?<![0-9])([0-9]{11})(?![0-9])', 'g') AS m LOOP
      d := string_to_array(digits, NULL)::integer[];
      IF (d[3] * 10 + d[4]) % 20 BETWEEN 1 AND 12 AND d[5] * 10 + d[6] BETWEEN 1 AND 31
        AND (10 - (d[1] + 3 * d[2] + 7 * d[3] + 9 * d[4] + d[5] + 3 * d[6] + 7 * d[7] + 9 * d[8] + d[9] + 3 * d[10]) % 10) % 10
          = d[11]
      THEN
        RETURN true;
      END IF;
    END LOOP;
  END LOOP;
  RETURN false;
END $$;

-- A program that sends the place first, without a version, may name the version before it with its other columns: the same
-- log-in, once, within a minute. One row per report at most; nobody reads it but these two.
CREATE TABLE half_saved (
  fid bigint PRIMARY KEY,
  version integer NOT NULL,
  moved_by text COLLATE "C" NOT NULL,
  moved_at timestamptz NOT NULL
);

-- Anybody may call it, so it asks whether the report is his: a row of another's would spoil that one's save. (plpgsql: what
-- it calls is made in 0013f.)
CREATE FUNCTION first_half(report_fid bigint, reached integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, pg_temp AS $$
BEGIN
  INSERT INTO half_saved AS s (fid, version, moved_by, moved_at)
  SELECT r.fid, reached, session_user, statement_timestamp() FROM report r
  WHERE r.fid = ANY (within_reach(ARRAY[report_fid])) AND r.version = reached - 1
  ON CONFLICT (fid) DO UPDATE SET version = excluded.version, moved_by = excluded.moved_by, moved_at = excluded.moved_at;
END $$;

CREATE FUNCTION second_half(report_fid bigint, reached integer) RETURNS boolean LANGUAGE sql SECURITY DEFINER
SET search_path = kmzb, pg_temp AS $$
  WITH found AS (
    DELETE FROM half_saved s WHERE s.fid = report_fid AND s.version = reached AND s.moved_by = session_user
    RETURNING s.moved_at > statement_timestamp() - interval '60 seconds' AS soon
  ) SELECT coalesce((SELECT soon FROM found), false)
$$;

-- Checks that several rules share ------------------------------------------------------------------------------------------

CREATE FUNCTION check_saving(report_fid bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  refused text := (SELECT max(s.code) FROM kmzb.refused_save s
    WHERE s.report_fid = check_saving.report_fid AND s.login = session_user::text COLLATE "C"  -- also where the store itself asks
      AND s.until > kmzb.julianday(statement_timestamp()));
BEGIN
  IF refused IS NOT NULL THEN
    PERFORM kmzb.refuse(coalesce(refused || CASE refused
      WHEN 'KMZB-401' THEN ' unknown category'
      WHEN 'KMZB-402' THEN ' unknown status'
      WHEN 'KMZB-403' THEN ' step not allowed'
      WHEN 'KMZB-404' THEN ' a new report begins in a new status'
      WHEN 'KMZB-405' THEN ' category not offered on the day of the report'
      WHEN 'KMZB-406' THEN ' description too long'
      WHEN 'KMZB-407' THEN ' category needs a description'
      WHEN 'KMZB-408' THEN ' report date in the future'
      WHEN 'KMZB-409' THEN ' changed meanwhile by another writer'
      WHEN 'KMZB-410' THEN ' report date too early'
      WHEN 'KMZB-411' THEN ' point outside the extent'
      WHEN 'KMZB-412' THEN ' reopening needs a reason'
      WHEN 'KMZB-413' THEN ' reason does not belong to the status'
      WHEN 'KMZB-414' THEN ' reports are never deleted'
      WHEN 'KMZB-415' THEN ' identifiers never change'
      WHEN 'KMZB-416' THEN ' plane is 1, 2 or 3'
      WHEN 'KMZB-417' THEN ' not a time'
      WHEN 'KMZB-418' THEN ' the version is kept by the store'
      WHEN 'KMZB-419' THEN ' the history is kept by the store'
      WHEN 'KMZB-420' THEN ' another report has this number'
      WHEN 'KMZB-428' THEN ' base_version was not sent'
      END || '; the', 'KMZB-430 the') || ' whole save was refused');
  END IF;
END $$;

-- Wall times that are none, and instants without end; else instants are held to it by their type.
CREATE FUNCTION check_times(n report) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (coalesce(isfinite(n.reported_at), true) AND coalesce(isfinite(n.event_at), true)
      AND coalesce(isfinite(n.status_changed_at), true) AND coalesce(isfinite(n.service_modified_at), true))
    OR (n.reported_local <> '' AND kmzb.wall(n.reported_local) IS NULL)
    OR (n.event_local <> '' AND kmzb.wall(n.event_local) IS NULL) THEN
    PERFORM kmzb.refuse('KMZB-417 not a time');
  END IF;
END $$;

CREATE FUNCTION check_reported(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF at > statement_timestamp() + kmzb.setting_number('future_tolerance_minutes') * interval '1 minute' THEN
    PERFORM kmzb.refuse('KMZB-408 report date in the future');
  ELSIF at < (SELECT kmzb.instant(s.value) FROM kmzb.setting s WHERE s.name = 'earliest_report') THEN
    PERFORM kmzb.refuse('KMZB-410 report date too early');
  END IF;
END $$;

CREATE FUNCTION check_place(geom public.geometry) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF geom IS NOT NULL AND NOT coalesce(
    kmzb.st_minx(geom) BETWEEN kmzb.setting_number('extent_min_x') AND kmzb.setting_number('extent_max_x')
    AND kmzb.st_miny(geom) BETWEEN kmzb.setting_number('extent_min_y') AND kmzb.setting_number('extent_max_y'), false) THEN
    PERFORM kmzb.refuse('KMZB-411 point outside the extent');
  END IF;
END $$;

CREATE FUNCTION check_reason(n report) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF n.reason_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM kmzb.closing_reason r WHERE r.id = n.reason_id AND r.status_id = n.status_id) THEN
    PERFORM kmzb.refuse('KMZB-413 reason does not belong to the status');
  END IF;
END $$;

-- The category is offered on that day of Warsaw.
CREATE FUNCTION check_offered(category integer, day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM kmzb.category c WHERE c.id = category
    AND NOT (coalesce(c.valid_from <= day::text, true) AND coalesce(day::text < c.valid_to, true))) THEN
    PERFORM kmzb.refuse('KMZB-405 category not offered on the day of the report');
  END IF;
END $$;

CREATE FUNCTION check_described(n report) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(btrim(n.description), '') = ''
    AND EXISTS (SELECT 1 FROM kmzb.category c WHERE c.id = n.category_id AND c.description_required <> 0) THEN
    PERFORM kmzb.refuse('KMZB-407 category needs a description');
  END IF;
END $$;

CREATE FUNCTION check_body(body bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF body IS NOT NULL AND NOT EXISTS (SELECT 1 FROM kmzb.body b WHERE b.id = body AND b.valid = 1) THEN
    PERFORM kmzb.refuse('KMZB-438 unknown body');
  END IF;
END $$;

-- The reason that the kind of a body stands for, among those of a status.
CREATE FUNCTION reason_of_body(body bigint, status integer) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT c.id FROM kmzb.body b JOIN kmzb.body_kind k ON k.id = b.kind
    JOIN kmzb.closing_reason c ON c.id = k.reason_id AND c.status_id = status
  WHERE b.id = body
$$;

-- A new report ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION report_first_insert() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  IF kmzb.holds_personal_data(NEW.reason_text) THEN
    PERFORM refuse('KMZB-452 the public reason holds personal data');
  END IF;
  PERFORM check_body(NEW.handed_to);
  RETURN NEW;
END $$;

CREATE TRIGGER report_10_insert BEFORE INSERT ON report FOR EACH ROW
WHEN (NEW.import_run_id IS NULL) EXECUTE FUNCTION report_first_insert();

CREATE FUNCTION report_rules_insert() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  officer boolean := NEW.import_run_id IS NULL;
  now timestamptz := now_ms();
  at timestamptz := coalesce(NEW.reported_at, from_wall(wall(NEW.reported_local)));
BEGIN
  IF officer THEN
    IF number_taken(NEW) THEN
      PERFORM refuse('KMZB-420 another report has this number');
    END IF;
    IF EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id)
      AND NOT EXISTS (SELECT 1 FROM transition t WHERE t.from_status = 0 AND t.to_status = NEW.status_id) THEN
      PERFORM refuse('KMZB-404 a new report begins in a new status');
    END IF;
    PERFORM check_offered(NEW.category_id,
      coalesce(warsaw_day(NEW.reported_at), wall(NEW.reported_local)::date, today()));
    PERFORM check_described(NEW);
  END IF;
  PERFORM check_times(NEW);
  IF NOT officer AND (NEW.reported_at IS NULL OR NEW.status_changed_at IS NULL) THEN
    PERFORM refuse('KMZB-417 not a time');
  END IF;
  IF (NEW.status_id IS NOT NULL OR NOT officer) AND NOT EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id) THEN
    PERFORM refuse('KMZB-402 unknown status');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id) THEN
    PERFORM refuse('KMZB-401 unknown category');
  END IF;
  IF NEW.plane NOT IN (1, 2, 3) THEN
    PERFORM refuse('KMZB-416 plane is 1, 2 or 3');
  END IF;
  IF length(NEW.description) > trunc(setting_number('description_max')) THEN
    PERFORM refuse('KMZB-406 description too long');
  END IF;
  PERFORM check_reported(at);
  PERFORM check_place(NEW.geom);
  PERFORM check_reason(NEW);
  IF officer THEN
    PERFORM check_saving(0);
  END IF;

  NEW.id := coalesce(NEW.id, gen_random_uuid()::text);
  NEW.plane := coalesce(NEW.plane, 2);
  NEW.publish_plane2 := coalesce(NEW.publish_plane2, 0);
  NEW.status_id := coalesce(NEW.status_id, (SELECT min(t.to_status) FROM transition t WHERE t.from_status = 0));
  NEW.event_at := coalesce(NEW.event_at, from_wall(wall(NEW.event_local)));
  -- An import that gives everything is kept as it says.
  IF officer OR NEW.read_by IS NULL OR NEW.verify_by IS NULL OR NEW.description IS NULL OR NEW.reason_text IS NULL
    OR NEW.note IS NULL OR NEW.version IS DISTINCT FROM 1 OR NEW.base_version IS NOT NULL
    OR NEW.reported_local IS DISTINCT FROM wall_text(NEW.reported_at) OR NEW.event_local IS DISTINCT FROM wall_text(NEW.event_at)
  THEN
    NEW.reported_at := coalesce(at, now);
    NEW.reported_local := wall_text(NEW.reported_at);
    NEW.event_local := wall_text(NEW.event_at);
    NEW.read_by := deadline(NEW.reported_at, trunc(setting_number('read_days'))::integer);
    NEW.verify_by := deadline(NEW.reported_at, trunc(setting_number('verify_days'))::integer);
    NEW.description := coalesce(NEW.description, '');
    NEW.reason_text := coalesce(NEW.reason_text, '');
    NEW.note := coalesce(NEW.note, '');
  END IF;
  NEW.version := 1;
  NEW.base_version := NULL;
  IF officer THEN
    NEW.status_changed_at := now;
    NEW.officer_modified_at := now;
    NEW.verified_at := NULL;
    NEW.closed_at := NULL;
    NEW.modified_by := session_user;
  END IF;
  RETURN NEW;
END $$;

-- Rows that come as they stand from another store were kept to the rules there.
CREATE TRIGGER report_30_insert BEFORE INSERT ON report FOR EACH ROW
WHEN (NOT kmzb.is_held(13)) EXECUTE FUNCTION report_rules_insert();

-- A changed report --------------------------------------------------------------------------------------------------------

CREATE FUNCTION report_first_update() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  IF NEW.reason_text IS DISTINCT FROM OLD.reason_text AND holds_personal_data(NEW.reason_text) THEN
    PERFORM refuse('KMZB-452 the public reason holds personal data');
  END IF;
  IF NEW.handed_to IS DISTINCT FROM OLD.handed_to THEN
    PERFORM check_body(NEW.handed_to);
  END IF;
  -- A closing gives one of its status's public reasons; a hand-over to a body may leave it to the body's kind. Where another
  -- rule refuses the step already (no such step, a reason of another status, an old version), that one speaks.
  IF is_closed(NEW.status_id)
    AND (NEW.reason_id IS NULL OR (NEW.status_id IS DISTINCT FROM OLD.status_id AND NEW.reason_id IS NOT DISTINCT FROM OLD.reason_id))
    AND EXISTS (SELECT 1 FROM closing_reason c WHERE c.status_id = NEW.status_id)
    AND NOT EXISTS (SELECT 1 FROM closing_reason c WHERE c.status_id = NEW.status_id AND c.id = NEW.reason_id)
    AND (CASE WHEN NEW.status_id IS NOT DISTINCT FROM OLD.status_id THEN OLD.reason_id IS NOT NULL
      ELSE EXISTS (SELECT 1 FROM transition t WHERE t.from_status = OLD.status_id AND t.to_status = NEW.status_id)
        AND (NEW.base_version IS NOT DISTINCT FROM OLD.version OR EXISTS (SELECT 1 FROM report_history h
          WHERE h.report_id = OLD.id AND h.version = OLD.version AND h.action = 'move'))
        AND reason_of_body(NEW.handed_to, NEW.status_id) IS NULL END)
  THEN
    PERFORM refuse('KMZB-451 a closing needs a public reason');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER report_10_update BEFORE UPDATE ON report FOR EACH ROW
WHEN (NEW.import_run_id IS NOT DISTINCT FROM OLD.import_run_id AND NOT kmzb.is_held()) EXECUTE FUNCTION report_first_update();

-- Rules for who is no import, and the row as it is kept: history and version are counted by the store, clocks, deadlines
-- and source keys are its own and put back. A row that changes nothing makes no version.
CREATE FUNCTION report_rules_update() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  officer boolean := NEW.import_run_id IS NOT DISTINCT FROM OLD.import_run_id;
  now timestamptz := now_ms();
  step transition;
  same_status boolean := NEW.status_id IS NOT DISTINCT FROM OLD.status_id;
  same_reported boolean := same_second(NEW.reported_at, OLD.reported_at);
  same_event boolean := same_second(NEW.event_at, OLD.event_at);
  reported_moved boolean := wall_moved(NEW.reported_local, OLD.reported_local, OLD.reported_at);
  event_moved boolean := wall_moved(NEW.event_local, OLD.event_local, OLD.event_at);
  moved boolean := NOT same_place(NEW.geom, OLD.geom);
  changed boolean := content_changed(NEW, OLD);
BEGIN
  IF officer THEN
    IF (NEW.service_id, NEW.source_key, NEW.reference) IS DISTINCT FROM (OLD.service_id, OLD.source_key, OLD.reference)
      AND numbers_taken(NEW, OLD) THEN
      PERFORM refuse('KMZB-420 another report has this number');
    END IF;
    IF changed AND NEW.base_version IS NULL THEN
      PERFORM refuse('KMZB-428 base_version was not sent');
    END IF;
    IF NEW.base_version <> OLD.version AND NOT (NEW.base_version = OLD.version - 1 AND second_half(OLD.fid, OLD.version))
      AND (changed OR moved) THEN
      PERFORM refuse('KMZB-409 changed meanwhile by another writer');
    END IF;
    IF moved AND NOT changed AND NEW.base_version IS NULL THEN
      PERFORM first_half(OLD.fid, OLD.version + 1);
    END IF;
    IF NOT same_status THEN
      SELECT * INTO step FROM transition t WHERE t.from_status = OLD.status_id AND t.to_status = NEW.status_id;
      IF step.fid IS NULL AND EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id) THEN
        PERFORM refuse('KMZB-403 step not allowed');
      END IF;
      IF step.reopens <> 0 AND (NEW.reason_id IS NULL OR NEW.reason_id IS NOT DISTINCT FROM OLD.reason_id)
        AND NOT EXISTS (SELECT 1 FROM closing_reason r WHERE r.id = NEW.reason_id AND r.status_id = NEW.status_id) THEN
        PERFORM refuse('KMZB-412 reopening needs a reason');
      END IF;
    END IF;
    IF same_reported AND reported_moved THEN
      IF coalesce(NEW.reported_local, '') = '' THEN
        PERFORM refuse('KMZB-417 not a time');
      END IF;
      PERFORM check_reported(from_wall(wall(NEW.reported_local)));
    END IF;
    IF NEW.category_id IS DISTINCT FROM OLD.category_id THEN
      PERFORM check_offered(NEW.category_id, CASE WHEN same_reported AND reported_moved
        THEN wall(NEW.reported_local)::date ELSE warsaw_day(NEW.reported_at) END);
    END IF;
    IF NEW.category_id IS DISTINCT FROM OLD.category_id
      OR coalesce(NEW.description, '') IS DISTINCT FROM coalesce(OLD.description, '') THEN
      PERFORM check_described(NEW);
    END IF;
  END IF;

  IF NEW.id IS DISTINCT FROM OLD.id OR NEW.fid IS DISTINCT FROM OLD.fid THEN
    PERFORM refuse('KMZB-415 identifiers never change');
  END IF;
  IF NEW.version IS DISTINCT FROM OLD.version AND (NEW.version IS DISTINCT FROM OLD.version + 1 OR officer) THEN
    PERFORM refuse('KMZB-418 the version is kept by the store');
  END IF;
  PERFORM check_times(NEW);
  IF NEW.reported_at IS NULL OR NEW.status_changed_at IS NULL THEN
    PERFORM refuse('KMZB-417 not a time');
  END IF;
  IF NEW.category_id IS DISTINCT FROM OLD.category_id
    AND NOT EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id) THEN
    PERFORM refuse('KMZB-401 unknown category');
  END IF;
  IF NOT same_status AND NOT EXISTS (SELECT 1 FROM status s WHERE s.id = NEW.status_id) THEN
    PERFORM refuse('KMZB-402 unknown status');
  END IF;
  IF NEW.plane IS NULL OR NEW.plane NOT IN (1, 2, 3) THEN
    PERFORM refuse('KMZB-416 plane is 1, 2 or 3');
  END IF;
  IF coalesce(NEW.description, '') IS DISTINCT FROM coalesce(OLD.description, '')
    AND length(NEW.description) > trunc(setting_number('description_max')) THEN
    PERFORM refuse('KMZB-406 description too long');
  END IF;
  IF NEW.reported_at IS DISTINCT FROM OLD.reported_at THEN
    PERFORM check_reported(NEW.reported_at);
  END IF;
  IF moved THEN
    PERFORM check_place(NEW.geom);
  END IF;
  IF NEW.reason_id IS DISTINCT FROM OLD.reason_id THEN
    PERFORM check_reason(NEW);
  END IF;
  PERFORM check_saving(OLD.fid);

  NEW.base_version := NULL;
  NEW.description := coalesce(NEW.description, '');
  NEW.reason_text := coalesce(NEW.reason_text, '');
  NEW.note := coalesce(NEW.note, '');
  IF officer THEN
    NEW.version := OLD.version + (changed OR moved)::integer;
    NEW.modified_by := CASE WHEN changed OR moved THEN session_user ELSE OLD.modified_by END;
    -- A reason that does not belong to the new status is dropped: it explained the old one.
    IF NOT same_status AND NEW.reason_id IS NOT DISTINCT FROM OLD.reason_id AND NOT EXISTS (
      SELECT 1 FROM closing_reason r WHERE r.id = NEW.reason_id AND r.status_id = NEW.status_id) THEN
      NEW.reason_id := NULL;
    END IF;
    IF NOT same_status AND NEW.reason_id IS NULL AND NEW.handed_to IS NOT NULL
      AND NEW.status_id IS NOT DISTINCT FROM (SELECT s.id FROM status s WHERE s.key = 'przekazane') THEN
      NEW.reason_id := reason_of_body(NEW.handed_to, NEW.status_id);
    END IF;
    NEW.officer_modified_at := CASE WHEN moved OR NOT same_status OR NOT same_reported OR NOT same_event OR reported_moved OR event_moved
      OR (NEW.category_id, NEW.description, NEW.part_of_day, NEW.days_of_week, NEW.reason_id, NEW.reason_text)
        IS DISTINCT FROM (OLD.category_id, coalesce(OLD.description, ''), OLD.part_of_day, OLD.days_of_week, OLD.reason_id,
          coalesce(OLD.reason_text, ''))
      THEN now ELSE OLD.officer_modified_at END;
    NEW.status_changed_at := CASE WHEN same_status THEN OLD.status_changed_at ELSE now END;
    IF same_reported THEN
      NEW.reported_at := CASE WHEN reported_moved THEN from_wall(wall(NEW.reported_local)) ELSE OLD.reported_at END;
    END IF;
    IF same_event THEN
      NEW.event_at := CASE WHEN event_moved THEN from_wall(wall(NEW.event_local)) ELSE OLD.event_at END;
    END IF;
    NEW.read_by := OLD.read_by;
    NEW.verify_by := OLD.verify_by;
    NEW.service_modified_at := OLD.service_modified_at;
    NEW.service_id := OLD.service_id;
    NEW.source_key := OLD.source_key;
    NEW.source_digest := OLD.source_digest;
  ELSE
    NEW.version := OLD.version + 1;
  END IF;
  -- status_changed_at: of an officer the statement's time, of an import what it says.
  NEW.verified_at := CASE WHEN same_status THEN OLD.verified_at WHEN NOT is_verified(NEW.status_id) THEN NULL
    WHEN is_verified(OLD.status_id) THEN OLD.verified_at ELSE NEW.status_changed_at END;
  NEW.closed_at := CASE WHEN same_status THEN OLD.closed_at WHEN NOT is_closed(NEW.status_id) THEN NULL
    WHEN NOT is_closed(OLD.status_id) THEN NEW.status_changed_at ELSE OLD.closed_at END;
  NEW.reported_local := wall_text(NEW.reported_at);
  NEW.event_local := wall_text(NEW.event_at);
  IF NEW.reported_at IS DISTINCT FROM OLD.reported_at THEN
    NEW.read_by := deadline(NEW.reported_at, trunc(setting_number('read_days'))::integer);
    NEW.verify_by := deadline(NEW.reported_at, trunc(setting_number('verify_days'))::integer);
  END IF;
  RETURN NEW;
END $$;

-- Whether, not whose: the other report may be out of the officer's sight.
CREATE FUNCTION numbers_taken(n report, o report) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = kmzb, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM report r WHERE r.service_id = n.service_id AND n.service_id IS DISTINCT FROM o.service_id)
    OR EXISTS (SELECT 1 FROM report r WHERE r.source_key = n.source_key AND n.source_key IS DISTINCT FROM o.source_key)
    OR EXISTS (SELECT 1 FROM report r WHERE r.reference = n.reference AND n.reference IS DISTINCT FROM o.reference)
$$;

CREATE TRIGGER report_30_update BEFORE UPDATE ON report FOR EACH ROW
WHEN (NOT kmzb.is_held()) EXECUTE FUNCTION report_rules_update();

-- What the store itself changes is held to one rule: not while a program takes back a save of this report.
CREATE FUNCTION report_held_update() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  PERFORM check_saving(OLD.fid);
  RETURN NEW;
END $$;

-- Many rows at once are looked over together (13: 0013k).
CREATE TRIGGER report_31_held BEFORE UPDATE ON report FOR EACH ROW
WHEN (kmzb.is_held() AND NOT kmzb.is_held(13)) EXECUTE FUNCTION report_held_update();

CREATE FUNCTION report_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kmzb.refuse('KMZB-414 reports are never deleted');
  RETURN NULL;
END $$;

CREATE TRIGGER report_10_delete BEFORE DELETE ON report FOR EACH ROW EXECUTE FUNCTION report_refuse_delete();
CREATE TRIGGER report_10_truncate BEFORE TRUNCATE ON report FOR EACH STATEMENT EXECUTE FUNCTION report_refuse_delete();

-- History -----------------------------------------------------------------------------------------------------------------

-- One row of the history: the state that a change replaced (no row: a new report) and what it came to.
CREATE FUNCTION keep_history(o report, report_id text, version integer, origin text, action text, run bigint, status_id integer, category_id integer)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO kmzb.report_history (report_id, version, changed_at, changed_by, claimed, origin, action, import_run_id,
    status_id, category_id, was_geom, was_category_id, was_status_id, was_description, was_reported_at, was_event_at,
    was_part_of_day, was_days_of_week, was_status_changed_at, was_teryt, was_unit_id, was_officer, was_handed_to,
    was_reason_id, was_reason_text, was_note, was_publish_plane2, was_duplicate_of)
  VALUES (report_id, version, kmzb.now_ms(), session_user, 0, origin, action, run,
    status_id, category_id, o.geom, o.category_id, o.status_id, o.description, o.reported_at, o.event_at,
    o.part_of_day, o.days_of_week, o.status_changed_at, o.teryt, o.unit_id, o.officer, o.handed_to,
    o.reason_id, o.reason_text, o.note, o.publish_plane2, o.duplicate_of)
$$;

CREATE FUNCTION report_history_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  officer boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM keep_history(NULL, NEW.id, 1, 'officer', 'insert', NULL, NEW.status_id, NEW.category_id);
    RETURN NULL;
  END IF;
  officer := NEW.import_run_id IS NOT DISTINCT FROM OLD.import_run_id;
  PERFORM keep_history(OLD, OLD.id, NEW.version, CASE WHEN officer THEN 'officer' ELSE 'import' END,
    CASE WHEN NEW.status_id IS DISTINCT FROM OLD.status_id THEN 'status'
      WHEN officer AND NOT content_changed(NEW, OLD) AND NOT same_place(NEW.geom, OLD.geom) THEN 'move' ELSE 'update' END,
    CASE WHEN NOT officer THEN NEW.import_run_id END, NEW.status_id, NEW.category_id);
  RETURN NULL;
END $$;

CREATE TRIGGER report_50_insert AFTER INSERT ON report FOR EACH ROW
WHEN (NEW.import_run_id IS NULL AND NOT kmzb.is_held(13)) EXECUTE FUNCTION report_history_write();
CREATE TRIGGER report_50_update AFTER UPDATE ON report FOR EACH ROW
WHEN (NEW.version IS DISTINCT FROM OLD.version AND NOT kmzb.is_held()) EXECUTE FUNCTION report_history_write();

-- An erasure's changes of texts: 0013h.
CREATE FUNCTION history_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kmzb.refuse('KMZB-419 the history is kept by the store');
  RETURN NULL;
END $$;

-- The plan of the question is kept for a session: one that was made while the history was short would read all of it for
-- every row that is written, in the square of their number.
CREATE FUNCTION report_history_taken() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp
SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM report_history h WHERE h.fid = NEW.fid) THEN
    PERFORM refuse('KMZB-419 the history is kept by the store');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER report_history_10_insert BEFORE INSERT ON report_history FOR EACH ROW EXECUTE FUNCTION report_history_taken();
CREATE TRIGGER report_history_10_update BEFORE UPDATE ON report_history FOR EACH ROW
WHEN (NOT kmzb.is_held()) EXECUTE FUNCTION history_is_kept();
CREATE TRIGGER report_history_10_delete BEFORE DELETE ON report_history FOR EACH ROW EXECUTE FUNCTION history_is_kept();
CREATE TRIGGER report_history_10_truncate BEFORE TRUNCATE ON report_history FOR EACH STATEMENT EXECUTE FUNCTION history_is_kept();

-- What the service said (0012 of the GeoPackage) --------------------------------------------------------------------------

CREATE FUNCTION report_service_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  PERFORM hold(12);
  IF NEW.import_run_id IS NOT DISTINCT FROM OLD.import_run_id THEN
    -- The first change of the status since an import wrote the report.
    INSERT INTO service_state (fid, status_id, said_at, seen_run)
    VALUES (NEW.fid, OLD.status_id, instant_text(coalesce(OLD.service_modified_at, OLD.status_changed_at)), OLD.import_run_id)
    ON CONFLICT (fid) DO NOTHING;
  ELSE
    -- An import that writes a report writes what the service says: the report tells it itself again.
    DELETE FROM service_state s WHERE s.fid = NEW.fid;
  END IF;
  PERFORM release(12);
  RETURN NULL;
END $$;

CREATE TRIGGER report_55_said AFTER UPDATE ON report FOR EACH ROW
WHEN ((NEW.import_run_id IS DISTINCT FROM OLD.import_run_id AND NOT kmzb.is_held(13))
  OR (OLD.import_run_id IS NOT NULL AND NEW.import_run_id IS NOT DISTINCT FROM OLD.import_run_id
    AND NEW.status_id IS DISTINCT FROM OLD.status_id))
EXECUTE FUNCTION report_service_state();

CREATE FUNCTION service_state_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kmzb.refuse('KMZB-450 what the service said is kept by the store');
  RETURN NULL;
END $$;

CREATE TRIGGER service_state_10 BEFORE INSERT OR UPDATE OR DELETE ON service_state FOR EACH ROW
WHEN (NOT kmzb.is_held()) EXECUTE FUNCTION service_state_refuse();
CREATE TRIGGER service_state_10_truncate BEFORE TRUNCATE ON service_state FOR EACH STATEMENT EXECUTE FUNCTION service_state_refuse();

-- Places that wait for their unit -----------------------------------------------------------------------------------------

CREATE FUNCTION report_place_due() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM unit) THEN
    INSERT INTO place_due (fid) VALUES (NEW.fid) ON CONFLICT (fid) DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER report_60_placed AFTER INSERT ON report FOR EACH ROW
WHEN (NEW.import_run_id IS NULL AND NEW.geom IS NOT NULL AND NOT kmzb.is_held(13)) EXECUTE FUNCTION report_place_due();
CREATE TRIGGER report_60_moved AFTER UPDATE OF geom ON report FOR EACH ROW
WHEN (NEW.geom IS NOT NULL AND NEW.import_run_id IS NOT DISTINCT FROM OLD.import_run_id AND NOT kmzb.same_place(NEW.geom, OLD.geom))
EXECUTE FUNCTION report_place_due();

-- A decision taken back ---------------------------------------------------------------------------------------------------
-- INSERT INTO undo_decision (report_fid, base_version): what it does and may is that of the GeoPackage (0007). Who asks is the
-- log-in; undone_by is not believed. The report is locked first, so that of two at once the second is told (409).

CREATE VIEW undo_decision AS
SELECT r.fid AS report_fid, r.version AS base_version, r.modified_by AS undone_by FROM report r WHERE false
LIMIT 0;  -- so that PostgreSQL takes no UPDATE or DELETE of it for one of report

CREATE FUNCTION undo_decision_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp SET kmzb.held = '1' AS $$  -- what the caller holds does not count
DECLARE
  now timestamptz := now_ms();
  r report;
  n report;
  h report_history;
BEGIN
  SELECT * INTO r FROM report WHERE fid = NEW.report_fid FOR UPDATE;
  IF r.fid IS NULL THEN
    PERFORM refuse('KMZB-431 the last change is no decision');
  ELSIF NEW.base_version IS NULL THEN
    PERFORM refuse('KMZB-428 base_version was not sent');
  ELSIF NEW.base_version IS DISTINCT FROM r.version THEN
    PERFORM refuse('KMZB-409 changed meanwhile by another writer');
  END IF;
  SELECT * INTO h FROM report_history l WHERE l.report_id = r.id ORDER BY l.version DESC, l.fid DESC LIMIT 1;
  IF h.fid IS NULL OR h.version <> r.version OR h.action <> 'status' OR h.origin <> 'officer'
    OR h.status_id IS DISTINCT FROM r.status_id OR NOT EXISTS (SELECT 1 FROM status s WHERE s.id = h.was_status_id) THEN
    PERFORM refuse('KMZB-431 the last change is no decision');
  ELSIF h.changed_by IS DISTINCT FROM session_user THEN
    PERFORM refuse('KMZB-432 somebody else decided');
  ELSIF NOT h.changed_at > now - trunc(coalesce(setting_number('undo_minutes'), 60)) * interval '1 minute' THEN
    PERFORM refuse('KMZB-433 too late to undo');
  END IF;
  n := r;
  n.status_id := h.was_status_id;
  n.reason_id := h.was_reason_id;
  n.reason_text := coalesce(h.was_reason_text, '');
  n.note := coalesce(h.was_note, '');
  n.officer := h.was_officer;
  n.handed_to := h.was_handed_to;
  n.duplicate_of := h.was_duplicate_of;
  n.version := r.version + 1;
  -- What a reopening emptied comes back: since the last step into the verified (closed) ones, else since the restored status.
  n.verified_at := CASE WHEN NOT is_verified(n.status_id) THEN NULL WHEN r.verified_at IS NOT NULL THEN r.verified_at
    ELSE coalesce((SELECT f.was_status_changed_at FROM report_history g
        JOIN report_history f ON f.report_id = g.report_id AND f.version = g.version + 1
        WHERE g.report_id = r.id AND g.version < n.version AND g.action <> 'undo'
          AND is_verified(g.status_id) AND NOT is_verified(g.was_status_id)
        ORDER BY g.version DESC LIMIT 1), h.was_status_changed_at) END;
  n.closed_at := CASE WHEN NOT is_closed(n.status_id) THEN NULL WHEN r.closed_at IS NOT NULL THEN r.closed_at
    ELSE coalesce((SELECT f.was_status_changed_at FROM report_history g
        JOIN report_history f ON f.report_id = g.report_id AND f.version = g.version + 1
        WHERE g.report_id = r.id AND g.version < n.version AND g.action <> 'undo'
          AND is_closed(g.status_id) AND NOT is_closed(g.was_status_id)
        ORDER BY g.version DESC LIMIT 1), h.was_status_changed_at) END;
  PERFORM keep_history(r, r.id, n.version, 'officer', 'undo', NULL, n.status_id, r.category_id);
  UPDATE report SET status_id = n.status_id, reason_id = n.reason_id, reason_text = n.reason_text, note = n.note,
    officer = n.officer, handed_to = n.handed_to, duplicate_of = n.duplicate_of, version = n.version, base_version = NULL,
    status_changed_at = now, officer_modified_at = now, modified_by = session_user,
    verified_at = n.verified_at, closed_at = n.closed_at
  WHERE fid = r.fid;
  RETURN NEW;
END $$;

CREATE TRIGGER undo_decision_insert INSTEAD OF INSERT ON undo_decision
FOR EACH ROW EXECUTE FUNCTION undo_decision_insert();
