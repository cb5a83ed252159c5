-- Duplicates: report.duplicate_of names the report that another one repeats. The rules of GeoPackage migration 0010; what they
-- mean: docs/duplicates.md. A link goes to a report that repeats none itself (its master); one level only.
--
-- Locks. Links are made one transaction after the other (an advisory lock, taken before any row): else two of them, each
-- right by itself, would make a chain. Rows are locked masters first, then duplicates, each by fid; lock_reports does so for
-- whoever writes several reports in one transaction. A status needs no other lock than its report's and its duplicates'.
-- What follows by itself is written while 443 is held (0013b): the rules for what people write let it pass.

CREATE FUNCTION lock_rows(fids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
BEGIN
  PERFORM 1 FROM report r WHERE r.fid = ANY (fids) ORDER BY coalesce(r.duplicate_of, '') <> '', r.fid FOR NO KEY UPDATE;
END
$$;

-- Those of some reports that the log-in works on: nobody keeps another unit's from being written.
CREATE FUNCTION within_reach(fids bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
DECLARE
  everywhere CONSTANT boolean := acts_as('national') OR acts_as('intake') OR acts_as('admin')
    OR pg_has_role(session_user, 'kmzb_owner', 'USAGE');
BEGIN
  IF everywhere THEN
    RETURN fids;
  END IF;
  RETURN ARRAY(SELECT r.fid FROM report r WHERE r.fid = ANY (fids) AND reach_of(r.teryt, r.unit_id) = ANY (my_keys()));
END
$$;

-- Locks reports and what repeats them, in the one order, before they are read and written.
CREATE FUNCTION lock_reports(fids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
DECLARE
  mine CONSTANT bigint[] := within_reach(fids);
BEGIN
  PERFORM lock_rows(mine || ARRAY(SELECT d.fid FROM report m JOIN report d ON d.duplicate_of = m.id WHERE m.fid = ANY (mine)));
END
$$;

-- The same where links are changed: also the masters that the reports have now, and what else repeats those.
CREATE FUNCTION lock_links(fids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
DECLARE
  mine bigint[] := within_reach(fids);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('kmzb.links'));
  mine := mine || ARRAY(SELECT m.fid FROM report d JOIN report m ON m.id = d.duplicate_of WHERE d.fid = ANY (mine));
  PERFORM lock_rows(mine || ARRAY(SELECT d.fid FROM report m JOIN report d ON d.duplicate_of = m.id WHERE m.fid = ANY (mine)));
END
$$;

CREATE FUNCTION links_one_by_one() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('kmzb.links'));
  RETURN NULL;
END
$$;

CREATE TRIGGER report_20_links BEFORE UPDATE OF duplicate_of ON report
FOR EACH STATEMENT WHEN (NOT is_held()) EXECUTE FUNCTION links_one_by_one();

-- A link to a duplicate goes to that one's master. The rules that come later (report_30) see where it goes.
CREATE FUNCTION report_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
DECLARE
  target text;
  onward text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('kmzb.links'));
  IF NEW.duplicate_of <> '' THEN
    IF NEW.duplicate_of = NEW.id THEN
      RAISE EXCEPTION 'KMZB-444 a report cannot repeat itself' USING ERRCODE = 'KMZ01';
    END IF;
    SELECT t.id, t.duplicate_of INTO target, onward FROM report t WHERE t.id = NEW.duplicate_of;
    IF target IS NULL THEN
      RAISE EXCEPTION 'KMZB-443 no report with this id' USING ERRCODE = 'KMZ01';
    END IF;
    IF TG_OP = 'UPDATE' AND onward = OLD.id THEN
      RAISE EXCEPTION 'KMZB-445 the other report repeats this one' USING ERRCODE = 'KMZ01';
    END IF;
    NEW.duplicate_of := coalesce(nullif(onward, ''), target);
  END IF;
  -- What this report once took along moves with it: the others of the old master, who might be moved by that one just now.
  IF TG_OP = 'UPDATE' AND OLD.duplicate_of <> ''
    AND EXISTS (SELECT 1 FROM duplicate_effect e WHERE e.cause = 'carried' AND e.by_id = OLD.id) THEN
    PERFORM 1 FROM report m WHERE m.id = OLD.duplicate_of FOR NO KEY UPDATE NOWAIT;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER report_20_link_insert BEFORE INSERT ON report
FOR EACH ROW WHEN (NEW.duplicate_of <> '') EXECUTE FUNCTION report_link();

CREATE TRIGGER report_20_link_update BEFORE UPDATE ON report
FOR EACH ROW WHEN (coalesce(NEW.duplicate_of, '') IS DISTINCT FROM coalesce(OLD.duplicate_of, '') AND NOT is_held())
EXECUTE FUNCTION report_link();

-- Brings a duplicate into a status, with what belongs to that. An import is no officer's change: it leaves that clock.
-- "since": when it was verified and closed, where the report does not know itself.
CREATE FUNCTION move_duplicate(d report, gave integer, reason integer, words text, body bigint, run bigint DEFAULT NULL,
  since timestamptz DEFAULT now_ms()) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp SET kmzb.held = '443'
AS $$
DECLARE
  s status;
BEGIN
  SELECT * INTO s FROM status WHERE id = gave;
  PERFORM keep_history(d, d.id, d.version + 1, CASE WHEN run IS NULL THEN 'officer' ELSE 'import' END, 'duplicate', run,
    gave, d.category_id);
  UPDATE report SET
    version = d.version + 1,
    base_version = NULL,
    modified_by = session_user,
    status_id = gave,
    status_changed_at = now_ms(),
    officer_modified_at = CASE WHEN run IS NULL THEN now_ms() ELSE d.officer_modified_at END,
    reason_id = reason,
    reason_text = coalesce(words, ''),
    handed_to = body,
    verified_at = CASE WHEN s.confirmed <> 0 OR s.open = 0 THEN coalesce(d.verified_at, since) END,
    closed_at = CASE WHEN s.open = 0 THEN coalesce(d.closed_at, since) END
  WHERE fid = d.fid;
END
$$;

-- A link made, changed or taken off. What repeats this report follows it, and comes back to it when the link is taken off.
CREATE FUNCTION report_duplicate_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp SET kmzb.held = '443'
AS $$
DECLARE
  d report;
  target CONSTANT text := coalesce(nullif(NEW.duplicate_of, ''), NEW.id);
  run CONSTANT bigint := CASE WHEN NEW.import_run_id IS DISTINCT FROM OLD.import_run_id THEN NEW.import_run_id END;
  carried bigint;  -- the row of duplicate_effect that says so
BEGIN
  FOR d IN
    SELECT r.* FROM report r
    WHERE r.duplicate_of = NEW.id
      OR (r.duplicate_of = OLD.duplicate_of AND r.id IN (SELECT e.report_id FROM duplicate_effect e WHERE e.cause = 'carried' AND e.by_id = NEW.id))
    ORDER BY r.fid FOR NO KEY UPDATE
  LOOP
    IF d.duplicate_of = NEW.id THEN
      CONTINUE WHEN target = NEW.id;
      INSERT INTO duplicate_effect (report_id, cause, by_id, version) VALUES (d.id, 'carried', NEW.id, d.version + 1);
    ELSIF target = NEW.id THEN
      SELECT min(e.fid) INTO carried FROM duplicate_effect e WHERE e.cause = 'carried' AND e.by_id = NEW.id AND e.report_id = d.id;
      DELETE FROM duplicate_effect e WHERE e.cause = 'carried' AND e.report_id = d.id AND e.fid >= carried;
    END IF;
    PERFORM keep_history(d, d.id, d.version + 1, CASE WHEN run IS NULL THEN 'officer' ELSE 'import' END, 'duplicate', run,
      d.status_id, d.category_id);
    UPDATE report SET version = d.version + 1, base_version = NULL, modified_by = session_user, duplicate_of = target WHERE fid = d.fid;
  END LOOP;
  DELETE FROM duplicate_effect e WHERE e.report_id = NEW.id AND e.cause = 'carried';
  RETURN NULL;
END
$$;

CREATE TRIGGER report_72_link AFTER UPDATE ON report
FOR EACH ROW WHEN (coalesce(NEW.duplicate_of, '') IS DISTINCT FROM coalesce(OLD.duplicate_of, '') AND NOT is_held())
EXECUTE FUNCTION report_duplicate_link();

-- What closed with a master and repeats nothing any more is where it was, unless somebody has decided on it since.
CREATE FUNCTION restore_duplicate(report_fid bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp SET kmzb.held = '443'
AS $$
DECLARE
  r report;
  before report_history;
BEGIN
  SELECT * INTO r FROM report WHERE fid = report_fid FOR NO KEY UPDATE;
  SELECT h.* INTO before FROM duplicate_effect e
  JOIN report_history h ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
  WHERE e.report_id = r.id AND e.cause = 'closed' AND e.clock = instant_text(r.status_changed_at) ORDER BY e.fid DESC LIMIT 1;
  DELETE FROM duplicate_effect e WHERE e.report_id = r.id AND e.cause = 'closed';
  IF before.report_id IS NOT NULL THEN
    PERFORM move_duplicate(r, before.was_status_id, before.was_reason_id, before.was_reason_text, before.was_handed_to);
  END IF;
END
$$;

-- The link is off and the change counted: what closed with the master opens again.
CREATE FUNCTION report_duplicate_unlinked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM duplicate_effect e WHERE e.report_id = NEW.id AND e.cause = 'closed') THEN
    PERFORM restore_duplicate(NEW.fid);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER report_74_unlinked AFTER UPDATE ON report
FOR EACH ROW WHEN (NEW.version IS DISTINCT FROM OLD.version AND coalesce(NEW.duplicate_of, '') = '' AND NOT kmzb.is_held(13))
EXECUTE FUNCTION report_duplicate_unlinked();

-- Open duplicates close with their master; those that did so follow it as long as nobody else has decided on them. A
-- reopening (with a reason of the new status) brings them where the master is; another way back (a decision taken back,
-- an import) brings them back where they were. An import closes only what its source does not know: it tells the rest itself.
CREATE FUNCTION follow_master(master_fid bigint, imported boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp SET kmzb.held = '443'
AS $$
DECLARE
  m report;
  d report;
  before report_history;
  own closing_reason;  -- the master's reason, where it is one of its status
  run bigint;
  opened boolean;  -- the master is open
  handed boolean;
BEGIN
  SELECT * INTO m FROM report WHERE fid = master_fid;
  SELECT s.open <> 0, s.key = 'przekazane' INTO opened, handed FROM status s WHERE s.id = m.status_id;
  SELECT * INTO own FROM closing_reason c WHERE c.id = m.reason_id AND c.status_id = m.status_id;
  run := CASE WHEN imported THEN m.import_run_id END;
  FOR d IN SELECT r.* FROM report r WHERE r.duplicate_of = m.id ORDER BY r.fid FOR NO KEY UPDATE LOOP
    before := NULL;
    SELECT h.* INTO before FROM duplicate_effect e
    JOIN report_history h ON h.report_id = e.report_id AND h.version = e.version AND h.action = 'duplicate'
    WHERE e.report_id = d.id AND e.cause = 'closed' AND e.by_id = m.id AND e.clock = instant_text(d.status_changed_at) ORDER BY e.fid DESC LIMIT 1;
    IF before.report_id IS NULL THEN
      CONTINUE WHEN NOT EXISTS (SELECT 1 FROM status s WHERE s.id = d.status_id AND s.open <> 0);
      DELETE FROM duplicate_effect e WHERE e.report_id = d.id AND e.cause = 'closed';
      CONTINUE WHEN opened OR (imported AND (d.service_id IS NOT NULL OR d.source_key IS NOT NULL));
      INSERT INTO duplicate_effect (report_id, cause, by_id, version) VALUES (d.id, 'closed', m.id, d.version + 1);
    END IF;
    CONTINUE WHEN d.status_id = m.status_id;
    IF opened AND own.id IS NULL THEN
      PERFORM move_duplicate(d, before.was_status_id, before.was_reason_id, before.was_reason_text, before.was_handed_to, run);
    ELSE
      PERFORM move_duplicate(d, m.status_id, own.id, m.reason_text,
        CASE WHEN handed THEN coalesce(m.handed_to, d.handed_to) WHEN opened THEN before.was_handed_to ELSE d.handed_to END, run);
    END IF;
    UPDATE duplicate_effect e SET clock = instant_text(now_ms()) WHERE e.report_id = d.id AND e.cause = 'closed' AND e.by_id = m.id;
  END LOOP;
  IF opened THEN
    DELETE FROM duplicate_effect e WHERE e.cause = 'closed' AND e.by_id = m.id;
  END IF;
END
$$;

CREATE FUNCTION report_duplicate_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM report d WHERE d.duplicate_of = NEW.id) THEN
    PERFORM follow_master(NEW.fid, NEW.import_run_id IS DISTINCT FROM OLD.import_run_id);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER report_76_follow AFTER UPDATE ON report
FOR EACH ROW WHEN (NEW.status_id IS DISTINCT FROM OLD.status_id AND NOT is_held())
EXECUTE FUNCTION report_duplicate_follow();

-- A row put in here makes reports follow, as in the GeoPackage; none is kept. A large import sets the trigger above aside
-- and puts its masters in here itself.
CREATE FUNCTION duplicate_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF NEW.kind = 'follow' THEN
    PERFORM follow_master(NEW.report_fid, NEW.imported <> 0);
  ELSIF NEW.kind = 'restore' THEN
    PERFORM restore_duplicate(NEW.report_fid);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER duplicate_due BEFORE INSERT ON duplicate_due
FOR EACH ROW EXECUTE FUNCTION duplicate_due();

-- A master's decision taken back: what it moved goes back to where it was before that decision, in the same statement. A
-- duplicate that somebody has decided on since has another clock and stays. A move and the decision that made it are of the
-- same instant: now_ms() stands still within a statement.
CREATE FUNCTION report_duplicate_undone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp SET kmzb.held = '443'
AS $$
DECLARE
  d report;
  x report_history;  -- the move that is taken back
  closed integer;  -- the version of the move that closed it first
  opened boolean := (SELECT s.open <> 0 FROM status s WHERE s.id = NEW.status_id);
  decided CONSTANT timestamptz := (SELECT u.changed_at FROM report_history u
    WHERE u.report_id = NEW.report_id AND u.version = NEW.version - 1 ORDER BY u.fid DESC LIMIT 1);
BEGIN
  IF opened THEN
    DELETE FROM duplicate_effect e WHERE e.cause = 'closed' AND e.by_id = NEW.report_id;
  END IF;
  FOR d IN
    SELECT r.* FROM report r WHERE r.duplicate_of = NEW.report_id AND r.status_changed_at = decided ORDER BY r.fid FOR NO KEY UPDATE
  LOOP
    x := NULL;
    SELECT h.* INTO x FROM report_history h
    WHERE h.report_id = d.id AND h.action = 'duplicate' AND h.changed_at = d.status_changed_at AND h.was_status_id <> h.status_id
    ORDER BY h.version DESC LIMIT 1;
    CONTINUE WHEN x.report_id IS NULL;
    PERFORM move_duplicate(d, x.was_status_id, x.was_reason_id, x.was_reason_text, x.was_handed_to, NULL, x.was_status_changed_at);
    IF (SELECT s.open <> 0 FROM status s WHERE s.id = x.was_status_id) THEN
      DELETE FROM duplicate_effect e WHERE e.cause = 'closed' AND e.report_id = d.id;
    ELSIF NOT EXISTS (SELECT 1 FROM duplicate_effect e WHERE e.cause = 'closed' AND e.report_id = d.id) THEN
      SELECT max(h.version) INTO closed FROM report_history h
      JOIN status b ON b.id = h.was_status_id AND b.open <> 0
      JOIN status a ON a.id = h.status_id AND a.open = 0
      WHERE h.report_id = d.id AND h.action = 'duplicate' AND h.version <= x.version;
      INSERT INTO duplicate_effect (report_id, cause, by_id, version)
      SELECT d.id, 'closed', NEW.report_id, closed WHERE closed IS NOT NULL;
    END IF;
    UPDATE duplicate_effect e SET clock = instant_text(now_ms()) WHERE e.cause = 'closed' AND e.report_id = d.id;
  END LOOP;
  RETURN NULL;
END
$$;

CREATE TRIGGER report_duplicate_undone AFTER INSERT ON report_history
FOR EACH ROW WHEN (NEW.action = 'undo' AND is_held()) EXECUTE FUNCTION report_duplicate_undone();

CREATE FUNCTION duplicate_effect_refuse() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'KMZB-446 what links changed is kept by the store' USING ERRCODE = 'KMZ01';
END
$$;

CREATE TRIGGER duplicate_effect_refuse BEFORE INSERT OR UPDATE OR DELETE ON duplicate_effect
FOR EACH ROW WHEN (NOT is_held()) EXECUTE FUNCTION duplicate_effect_refuse();
CREATE TRIGGER duplicate_effect_refuse_truncate BEFORE TRUNCATE ON duplicate_effect
FOR EACH STATEMENT EXECUTE FUNCTION duplicate_effect_refuse();
