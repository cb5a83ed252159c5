-- Hand-overs: the bodies that reports go to, and each hand-over with its answer. The rules of GeoPackage migration 0009.
-- The report is locked before its hand-overs: two officers who hand the same one over come one after the other, and the
-- second is told. What a person's own statement changes is done with that person's rights; what only the store writes
-- (the history, a letter taken back) with the store's.

CREATE FUNCTION handed_status() RETURNS integer
LANGUAGE sql STABLE SET search_path = kmzb, pg_temp
AS $$ SELECT s.id FROM status s WHERE s.key = 'przekazane' $$;

CREATE FUNCTION ended_status() RETURNS integer
LANGUAGE sql STABLE SET search_path = kmzb, pg_temp
AS $$ SELECT s.id FROM status s WHERE s.key = 'wyeliminowane' $$;

-- The public reason that the kind of a body stands for, of one status: of handing over, or of the end that an answer brings.
CREATE FUNCTION body_reason(body_id bigint, status_id integer) RETURNS integer
LANGUAGE sql STABLE SET search_path = kmzb, pg_temp
AS $$
  SELECT c.id FROM body b
  JOIN body_kind k ON k.id = b.kind
  JOIN closing_reason c ON c.id = CASE WHEN $2 = handed_status() THEN k.reason_id ELSE k.end_reason_id END
  WHERE b.id = $1 AND c.status_id = $2
$$;

-- A day as the calendars of both engines know it: no infinity, no year of five digits.
CREATE FUNCTION is_day(day date) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$ SELECT day IS NULL OR (isfinite(day) AND day BETWEEN date '0001-01-01' AND date '9999-12-31') $$;

-- body.categories, the list that QGIS shows to tick ('{1,11}'), as texts.
CREATE FUNCTION ticked(categories text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE
AS $$
  SELECT part FROM unnest(string_to_array(translate(coalesce(categories, ''), '{}" ', ''), ',')) AS part WHERE part <> ''
$$;

-- Bodies ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION body_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.id IS DISTINCT FROM OLD.id THEN
    RAISE EXCEPTION 'KMZB-441 the number of a body never changes' USING ERRCODE = 'KMZ01';
  END IF;
  IF btrim(coalesce(NEW.name, '')) = '' THEN
    RAISE EXCEPTION 'KMZB-438 a body needs a name' USING ERRCODE = 'KMZ01';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM body_kind k WHERE k.id = NEW.kind) THEN
    RAISE EXCEPTION 'KMZB-438 a body needs a kind of the list' USING ERRCODE = 'KMZ01';
  END IF;
  IF NEW.answer_days NOT BETWEEN 0 AND 3650 THEN
    RAISE EXCEPTION 'KMZB-438 days for an answer are 0 to 3650' USING ERRCODE = 'KMZ01';
  END IF;
  IF coalesce(NEW.valid, 1) NOT IN (0, 1) THEN
    RAISE EXCEPTION 'KMZB-438 valid is 0 or 1' USING ERRCODE = 'KMZ01';
  END IF;
  IF EXISTS (SELECT 1 FROM ticked(NEW.categories) AS t WHERE NOT EXISTS (SELECT 1 FROM category c WHERE c.id::text = t)) THEN
    RAISE EXCEPTION 'KMZB-401 unknown category' USING ERRCODE = 'KMZ01';
  END IF;
  NEW.name := btrim(NEW.name);
  NEW.answer_days := coalesce(NEW.answer_days, 30);
  NEW.valid := coalesce(NEW.valid, 1);
  NEW.address := coalesce(NEW.address, '');
  NEW.email := coalesce(NEW.email, '');
  NEW.phone := coalesce(NEW.phone, '');
  NEW.contact := coalesce(NEW.contact, '');
  NEW.territory := coalesce(NEW.territory, '');
  RETURN NEW;
END
$$;

CREATE TRIGGER body_check BEFORE INSERT OR UPDATE ON body
FOR EACH ROW EXECUTE FUNCTION body_check();

-- The list to tick and the table body_category are one; either may be written. What a trigger writes does not come back.
-- A number that somebody chose is not given again, as in a GeoPackage.
CREATE FUNCTION body_ticked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
DECLARE
  numbers CONSTANT regclass := pg_get_serial_sequence('kmzb.body', 'id');
BEGIN
  IF TG_OP = 'INSERT' AND NEW.id > coalesce(pg_sequence_last_value(numbers), 0) THEN
    PERFORM setval(numbers, NEW.id);
  END IF;
  DELETE FROM body_category c
  WHERE c.body_id = NEW.id AND c.category_id::text NOT IN (SELECT ticked(NEW.categories));
  INSERT INTO body_category (body_id, category_id)
  SELECT NEW.id, c.id FROM category c WHERE c.id::text IN (SELECT ticked(NEW.categories))
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;

CREATE TRIGGER body_ticked AFTER INSERT OR UPDATE ON body
FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION body_ticked();

-- A hand-over that is just being written is waited for; one that comes later finds no such body.
CREATE FUNCTION body_refuse_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
BEGIN
  LOCK TABLE hand_over IN SHARE MODE;
  IF EXISTS (SELECT 1 FROM hand_over h WHERE h.body_id = OLD.id) OR EXISTS (SELECT 1 FROM report r WHERE r.handed_to = OLD.id) THEN
    RAISE EXCEPTION 'KMZB-441 the body has hand-overs' USING ERRCODE = 'KMZ01';
  END IF;
  DELETE FROM body_category c WHERE c.body_id = OLD.id;
  RETURN OLD;
END
$$;

CREATE TRIGGER body_refuse_delete BEFORE DELETE ON body
FOR EACH ROW EXECUTE FUNCTION body_refuse_delete();

CREATE FUNCTION body_category_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'KMZB-441 add and remove categories of a body' USING ERRCODE = 'KMZ01';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM body b WHERE b.id = NEW.body_id) THEN
    RAISE EXCEPTION 'KMZB-438 unknown body' USING ERRCODE = 'KMZ01';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM category c WHERE c.id = NEW.category_id) THEN
    RAISE EXCEPTION 'KMZB-401 unknown category' USING ERRCODE = 'KMZ01';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER body_category_check BEFORE INSERT ON body_category
FOR EACH ROW EXECUTE FUNCTION body_category_check();

CREATE TRIGGER body_category_refuse_update BEFORE UPDATE ON body_category
FOR EACH ROW WHEN (NEW.body_id IS DISTINCT FROM OLD.body_id OR NEW.category_id IS DISTINCT FROM OLD.category_id)
EXECUTE FUNCTION body_category_check();

CREATE FUNCTION body_category_listed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
DECLARE
  changed bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.body_id ELSE NEW.body_id END;
BEGIN
  UPDATE body SET categories = '{' || coalesce(
    (SELECT string_agg(c.category_id::text, ',' ORDER BY c.category_id) FROM body_category c WHERE c.body_id = changed), '') || '}'
  WHERE id = changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER body_category_listed AFTER INSERT OR DELETE ON body_category
FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION body_category_listed();

-- Hand-overs --------------------------------------------------------------------------------------------------------

-- What days, answer and cancellation must be, of new and changed rows alike. "handed" is the day that counts where none is told.
CREATE FUNCTION hand_over_whole(h hand_over, handed date, reported timestamptz) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = kmzb, pg_temp
AS $$
DECLARE
  now_day CONSTANT date := today();
BEGIN
  IF NOT (is_day(handed) AND is_day(h.answer_due) AND is_day(h.answered_on) AND is_day(h.cancelled_on)) THEN
    RAISE EXCEPTION 'KMZB-440 not a day of the calendar' USING ERRCODE = 'KMZ01';
  END IF;
  IF handed > now_day OR h.answered_on > now_day OR h.cancelled_on > now_day THEN
    RAISE EXCEPTION 'KMZB-440 a day in the future' USING ERRCODE = 'KMZ01';
  END IF;
  IF handed < warsaw_day(reported) THEN
    RAISE EXCEPTION 'KMZB-440 handed over before it was reported' USING ERRCODE = 'KMZ01';
  END IF;
  IF h.answer_due < handed OR h.answered_on < handed OR h.cancelled_on < handed THEN
    RAISE EXCEPTION 'KMZB-440 answered before it was handed over' USING ERRCODE = 'KMZ01';
  END IF;
  IF coalesce(h.outcome, '') NOT IN ('', 'removed', 'planned', 'refused', 'not_competent', 'other')
    OR (h.answered_on IS NULL) <> (coalesce(h.outcome, '') = '')
    OR (h.answered_on IS NULL AND btrim(coalesce(h.answer, '')) <> '') THEN
    RAISE EXCEPTION 'KMZB-442 an answer has a day and an outcome' USING ERRCODE = 'KMZ01';
  END IF;
  IF h.cancelled_on IS NOT NULL AND h.answered_on IS NOT NULL THEN
    RAISE EXCEPTION 'KMZB-442 cancelled and answered' USING ERRCODE = 'KMZ01';
  END IF;
  IF h.cancelled_on IS NOT NULL AND btrim(coalesce(h.cancel_reason, '')) = '' THEN
    RAISE EXCEPTION 'KMZB-442 a cancellation needs a reason' USING ERRCODE = 'KMZ01';
  END IF;
END
$$;

-- The report goes along: all or nothing. One that is with this body already (its form wrote it) is left as it is.
CREATE FUNCTION hand_over_record() RETURNS trigger
LANGUAGE plpgsql SET search_path = kmzb, pg_temp
AS $$
DECLARE
  r report;
BEGIN
  SELECT * INTO r FROM report WHERE id = NEW.report_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM hand_over h WHERE h.fid = NEW.fid) OR EXISTS (SELECT 1 FROM hand_over h WHERE h.id = NEW.id) THEN
    RAISE EXCEPTION 'KMZB-441 another hand-over has this number' USING ERRCODE = 'KMZ01';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM body b WHERE b.id = NEW.body_id AND b.valid = 1) THEN
    RAISE EXCEPTION 'KMZB-438 unknown body' USING ERRCODE = 'KMZ01';
  END IF;
  IF r.id IS NULL THEN
    RAISE EXCEPTION 'KMZB-439 unknown report' USING ERRCODE = 'KMZ01';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM transition t WHERE t.from_status = r.status_id AND t.to_status = handed_status()) THEN
    RAISE EXCEPTION 'KMZB-439 status allows no hand-over' USING ERRCODE = 'KMZ01';
  END IF;
  IF NEW.answered_on IS NULL AND NEW.cancelled_on IS NULL AND r.status_id = handed_status() AND r.handed_to = NEW.body_id
    AND EXISTS (SELECT 1 FROM hand_over h WHERE h.report_id = r.id AND h.body_id = NEW.body_id
      AND h.prepared_at >= r.status_changed_at AND h.answered_on IS NULL AND h.cancelled_on IS NULL) THEN
    RAISE EXCEPTION 'KMZB-439 with this body already' USING ERRCODE = 'KMZ01';
  END IF;
  IF coalesce(NEW.closes_report, 0) <> 0 THEN
    RAISE EXCEPTION 'KMZB-442 only an answer closes a report' USING ERRCODE = 'KMZ01';
  END IF;
  PERFORM hand_over_whole(NEW, coalesce(NEW.handed_on, today()), CASE WHEN NEW.handed_on IS NOT NULL THEN r.reported_at END);

  NEW.prepared_by := session_user;
  NEW.modified_by := session_user;
  IF r.status_id IS DISTINCT FROM handed_status() OR r.handed_to IS DISTINCT FROM NEW.body_id THEN
    UPDATE report SET
      status_id = handed_status(),
      handed_to = NEW.body_id,
      reason_id = coalesce(NEW.reason_id, body_reason(NEW.body_id, handed_status())),
      reason_text = coalesce(NEW.reason_text, ''),
      modified_by = session_user,
      base_version = NEW.base_version
    WHERE fid = r.fid;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'KMZB-439 unknown report' USING ERRCODE = 'KMZ01';
    END IF;
  END IF;
  NEW.id := coalesce(NEW.id, gen_random_uuid()::text);
  NEW.handed_on := coalesce(NEW.handed_on, today());
  NEW.answer_due := coalesce(NEW.answer_due,
    (SELECT NEW.handed_on + b.answer_days FROM body b WHERE b.id = NEW.body_id AND b.answer_days > 0));
  NEW.number := btrim(coalesce(NEW.number, ''));
  NEW.outcome := coalesce(NEW.outcome, '');
  NEW.answer := coalesce(NEW.answer, '');
  NEW.cancel_reason := coalesce(NEW.cancel_reason, '');
  NEW.closes_report := 0;
  NEW.prepared_at := now_ms();
  NEW.version := 1;
  NEW.base_version := NULL;
  RETURN NEW;
END
$$;

CREATE TRIGGER hand_over_record BEFORE INSERT ON hand_over
FOR EACH ROW EXECUTE FUNCTION hand_over_record();

-- An answer that closes its report holds its own row already when it asks for the report: whoever has that one (an undo,
-- which then asks for this row) is not waited for. The plugin locks the report first and never meets this.
CREATE FUNCTION hand_over_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = kmzb, pg_temp
AS $$
DECLARE
  r report;
  closing CONSTANT boolean := coalesce(NEW.closes_report, 0) = 1 AND coalesce(OLD.closes_report, 0) = 0;
BEGIN
  IF NEW.fid IS DISTINCT FROM OLD.fid OR NEW.id IS DISTINCT FROM OLD.id OR NEW.report_id IS DISTINCT FROM OLD.report_id
    OR NEW.body_id IS DISTINCT FROM OLD.body_id THEN
    RAISE EXCEPTION 'KMZB-441 report and body of a hand-over never change' USING ERRCODE = 'KMZ01';
  END IF;
  IF OLD.cancelled_on IS NOT NULL AND (NEW.handed_on IS DISTINCT FROM OLD.handed_on OR NEW.answer_due IS DISTINCT FROM OLD.answer_due
    OR NEW.answered_on IS DISTINCT FROM OLD.answered_on OR NEW.cancelled_on IS DISTINCT FROM OLD.cancelled_on) THEN
    RAISE EXCEPTION 'KMZB-442 the hand-over is cancelled' USING ERRCODE = 'KMZ01';
  END IF;
  IF coalesce(NEW.closes_report, 0) NOT IN (0, 1) OR (closing AND NEW.outcome IS DISTINCT FROM 'removed') THEN
    RAISE EXCEPTION 'KMZB-442 only an answer closes a report' USING ERRCODE = 'KMZ01';
  END IF;
  IF coalesce(OLD.closes_report, 0) = 1 AND coalesce(NEW.closes_report, 0) = 0 THEN
    RAISE EXCEPTION 'KMZB-442 the answer has closed the report' USING ERRCODE = 'KMZ01';
  END IF;
  IF NEW.handed_on IS NULL THEN
    RAISE EXCEPTION 'KMZB-440 not a day of the calendar' USING ERRCODE = 'KMZ01';
  END IF;
  PERFORM hand_over_whole(NEW, NEW.handed_on, CASE WHEN NEW.handed_on IS DISTINCT FROM OLD.handed_on
    THEN (SELECT reported_at FROM report WHERE id = NEW.report_id) END);

  NEW.number := btrim(coalesce(NEW.number, ''));
  NEW.outcome := coalesce(NEW.outcome, '');
  NEW.answer := coalesce(NEW.answer, '');
  NEW.cancel_reason := coalesce(NEW.cancel_reason, '');
  NEW.closes_report := coalesce(NEW.closes_report, 0);
  NEW.prepared_by := OLD.prepared_by;
  NEW.prepared_at := OLD.prepared_at;
  NEW.reason_id := OLD.reason_id;
  NEW.reason_text := OLD.reason_text;
  NEW.version := OLD.version;
  NEW.modified_by := OLD.modified_by;
  IF (NEW.handed_on, NEW.number, NEW.answer_due, NEW.answered_on, NEW.outcome, NEW.answer, NEW.cancelled_on, NEW.cancel_reason, NEW.closes_report)
    IS DISTINCT FROM (OLD.handed_on, coalesce(OLD.number, ''), OLD.answer_due, OLD.answered_on, coalesce(OLD.outcome, ''),
      coalesce(OLD.answer, ''), OLD.cancelled_on, coalesce(OLD.cancel_reason, ''), coalesce(OLD.closes_report, 0)) THEN
    NEW.version := OLD.version + 1;
    NEW.modified_by := session_user;
  END IF;
  IF closing THEN
    SELECT * INTO r FROM report WHERE id = NEW.report_id FOR NO KEY UPDATE NOWAIT;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'KMZB-439 unknown report' USING ERRCODE = 'KMZ01';
    END IF;
    IF r.status_id IS DISTINCT FROM ended_status() THEN
      UPDATE report SET status_id = ended_status(), reason_id = body_reason(NEW.body_id, ended_status()), reason_text = '',
        modified_by = session_user, base_version = NEW.base_version
      WHERE fid = r.fid;
    END IF;
  END IF;
  NEW.base_version := NULL;
  RETURN NEW;
END
$$;

CREATE TRIGGER hand_over_change BEFORE UPDATE ON hand_over
FOR EACH ROW WHEN (NOT is_held()) EXECUTE FUNCTION hand_over_change();

CREATE FUNCTION hand_over_remember() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
BEGIN
  INSERT INTO hand_over_history (hand_over_id, version, changed_at, changed_by, was_handed_on, was_number, was_answer_due,
    was_answered_on, was_outcome, was_answer, was_cancelled_on, was_cancel_reason, was_closes_report)
  VALUES (OLD.id, NEW.version, now_ms(), session_user, OLD.handed_on, OLD.number, OLD.answer_due,
    OLD.answered_on, OLD.outcome, OLD.answer, OLD.cancelled_on, OLD.cancel_reason, OLD.closes_report);
  RETURN NULL;
END
$$;

CREATE TRIGGER hand_over_remember AFTER UPDATE ON hand_over
FOR EACH ROW WHEN (NEW.version IS DISTINCT FROM OLD.version) EXECUTE FUNCTION hand_over_remember();

CREATE FUNCTION hand_over_refuse_delete() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'KMZB-441 hand-overs are never deleted' USING ERRCODE = 'KMZ01';
END
$$;

CREATE TRIGGER hand_over_refuse_delete BEFORE DELETE ON hand_over
FOR EACH ROW EXECUTE FUNCTION hand_over_refuse_delete();
CREATE TRIGGER hand_over_refuse_truncate BEFORE TRUNCATE ON hand_over
FOR EACH STATEMENT EXECUTE FUNCTION hand_over_refuse_delete();

CREATE FUNCTION hand_over_history_refuse() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'KMZB-419 the history is kept by the store' USING ERRCODE = 'KMZ01';
END
$$;

CREATE TRIGGER hand_over_history_refuse_update BEFORE UPDATE ON hand_over_history
FOR EACH ROW WHEN (NOT is_held()) EXECUTE FUNCTION hand_over_history_refuse();

CREATE TRIGGER hand_over_history_refuse_delete BEFORE DELETE ON hand_over_history
FOR EACH ROW EXECUTE FUNCTION hand_over_history_refuse();
CREATE TRIGGER hand_over_history_refuse_truncate BEFORE TRUNCATE ON hand_over_history
FOR EACH STATEMENT EXECUTE FUNCTION hand_over_history_refuse();

-- What a form, a bulk change or plain SQL hands over is tracked like any other, also to a body whose earlier letter nobody
-- answered. Imports observe and hand nothing over; a hand-over that is just being recorded is one already (the depth).
CREATE FUNCTION report_hand_over() RETURNS trigger
LANGUAGE plpgsql SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF NEW.status_id = handed_status()
    AND EXISTS (SELECT 1 FROM body b WHERE b.id = NEW.handed_to)
    AND NOT EXISTS (SELECT 1 FROM hand_over h WHERE h.report_id = NEW.id AND h.body_id = NEW.handed_to
      AND h.cancelled_on IS NULL AND h.answered_on IS NULL AND OLD.status_id = NEW.status_id) THEN
    INSERT INTO hand_over (report_id, body_id, reason_id, reason_text)
    VALUES (NEW.id, NEW.handed_to, NEW.reason_id, NEW.reason_text);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER report_70_hand_over AFTER UPDATE ON report
FOR EACH ROW WHEN (NEW.handed_to IS NOT NULL AND pg_trigger_depth() = 0 AND NEW.import_run_id IS NOT DISTINCT FROM OLD.import_run_id
  AND (NEW.status_id IS DISTINCT FROM OLD.status_id OR NEW.handed_to IS DISTINCT FROM OLD.handed_to) AND NOT is_held())
EXECUTE FUNCTION report_hand_over();

-- A decision taken back takes its letter along: a hand-over that it recorded is cancelled, where no answer came
-- meanwhile; an answer that closed the report stays, but has closed nothing. Row and decision are of one instant.
CREATE FUNCTION report_hand_over_undone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp SET kmzb.held = '443'
AS $$
DECLARE
  decided CONSTANT timestamptz := (SELECT u.changed_at FROM report_history u
    WHERE u.report_id = NEW.report_id AND u.version = NEW.version - 1 ORDER BY u.fid DESC LIMIT 1);
BEGIN
  IF NEW.was_status_id = ended_status() THEN
    UPDATE hand_over h SET closes_report = 0, modified_by = NEW.changed_by, version = h.version + 1
    WHERE h.report_id = NEW.report_id AND h.closes_report = 1
      AND EXISTS (SELECT 1 FROM hand_over_history x
        WHERE x.hand_over_id = h.id AND coalesce(x.was_closes_report, 0) = 0 AND x.changed_at >= decided);
  ELSIF NEW.was_status_id = handed_status() THEN
    UPDATE hand_over h SET cancelled_on = today(), cancel_reason = 'Cofnięto decyzję o przekazaniu',
      modified_by = NEW.changed_by, version = h.version + 1
    WHERE h.report_id = NEW.report_id AND h.answered_on IS NULL AND h.cancelled_on IS NULL AND h.prepared_at >= decided;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER report_hand_over_undone AFTER INSERT ON report_history
FOR EACH ROW WHEN (NEW.action = 'undo' AND is_held()) EXECUTE FUNCTION report_hand_over_undone();

-- Hand-overs whose answer is due before Warsaw's today, of reports that are still handed over. Joined by report_fid. Where a
-- report was handed over to a body once more, the later letter is the one that is waited for. Everybody sees their own.
CREATE VIEW overdue_hand_overs WITH (security_invoker = true) AS
SELECT h.fid AS fid, h.id AS hand_over_id, r.fid AS report_fid, h.report_id AS report_id, h.body_id AS body_id,
  b.name AS body, h.number AS number, h.handed_on AS handed_on, h.answer_due AS answer_due,
  today() - h.answer_due AS days_over
FROM hand_over AS h
JOIN report AS r ON r.id = h.report_id AND r.status_id = (SELECT s.id FROM status s WHERE s.key = 'przekazane')
LEFT JOIN body AS b ON b.id = h.body_id
WHERE h.answer_due < today() AND h.answered_on IS NULL AND h.cancelled_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM hand_over n WHERE n.report_id = h.report_id AND n.body_id = h.body_id AND n.fid > h.fid
    AND n.cancelled_on IS NULL);

-- What the hand-over sheet says at its foot; a headquarters writes its own.
INSERT INTO setting (name, value) VALUES ('hand_over_note',
  'Karta służy przekazaniu zagrożenia podmiotowi właściwemu do jego usunięcia. Jest dokumentem wewnętrznym i nie podlega publikacji. Może zawierać dane osobowe: odbiorca przetwarza je wyłącznie w celu załatwienia tej sprawy, zgodnie z rozporządzeniem (UE) 2016/679. Odpowiedź prosimy kierować do nadawcy z podaniem znaku sprawy.')
ON CONFLICT (name) DO NOTHING;
