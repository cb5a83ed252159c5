-- Attachments: files in the folder that the setting 'attachments_folder' names, rows in "attachment". The rules of GeoPackage
-- migration 0008. A row never changes, except that it is once marked as removed; nothing is deleted. path is relative to the
-- folder. Who added and who removed is the log-in.

CREATE FUNCTION attachment_kind() RETURNS trigger
LANGUAGE plpgsql SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF NEW.media_type IS NULL OR NEW.media_type NOT IN
      ('image/jpeg', 'image/png', 'application/pdf', 'video/3gpp', 'video/quicktime', 'application/msword', 'text/plain')
    OR NEW.size IS NULL OR NEW.size < 1 OR NEW.size > coalesce(setting_number('attachment_max_bytes'), 5242880)
    OR NEW.sha256 IS NULL OR NEW.sha256 !~ '^[0-9a-f]{64}$' THEN
    RAISE EXCEPTION 'KMZB-434 not an allowed kind or size of attachment' USING ERRCODE = 'KMZ01';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER attachment_10_kind BEFORE INSERT ON attachment
FOR EACH ROW WHEN (NOT is_held()) EXECUTE FUNCTION attachment_kind();

-- Whether a path is taken is asked of all attachments, also of those that the officer may not see.
CREATE FUNCTION attachment_path() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF NEW.path IS NULL OR length(NEW.path) NOT BETWEEN 1 AND 255 OR NEW.path !~ '^[-0-9A-Za-z._]+(/[-0-9A-Za-z._]+)*$'
    OR NEW.path ~ '(^|/)\.' OR NEW.path LIKE '%..%' OR lower(NEW.path) LIKE 'removed/%'
    OR EXISTS (SELECT 1 FROM attachment a WHERE lower(a.path) = lower(NEW.path)) THEN
    RAISE EXCEPTION 'KMZB-435 the path of an attachment leads out of its folder or is taken' USING ERRCODE = 'KMZ01';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER attachment_20_path BEFORE INSERT ON attachment
FOR EACH ROW WHEN (NOT is_held()) EXECUTE FUNCTION attachment_path();

-- A report that the officer may not see is none.
CREATE FUNCTION attachment_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM report r WHERE r.id = NEW.report_id) THEN
    RAISE EXCEPTION 'KMZB-436 an attachment of no report' USING ERRCODE = 'KMZ01';
  END IF;
  IF EXISTS (SELECT 1 FROM attachment a WHERE a.fid = NEW.fid OR a.id = NEW.id)
    OR NEW.removed_at IS NOT NULL OR NEW.removed_by IS NOT NULL THEN
    RAISE EXCEPTION 'KMZB-437 attachments are never changed' USING ERRCODE = 'KMZ01';
  END IF;
  IF NEW.added_at IS NULL OR instant(NEW.added_at) IS NULL THEN
    RAISE EXCEPTION 'KMZB-417 not a time' USING ERRCODE = 'KMZ01';
  END IF;
  NEW.added_by := session_user;
  RETURN NEW;
END
$$;

CREATE TRIGGER attachment_30_check BEFORE INSERT ON attachment
FOR EACH ROW WHEN (NOT is_held()) EXECUTE FUNCTION attachment_check();

CREATE FUNCTION attachment_refuse_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = kmzb, pg_temp
AS $$
BEGIN
  IF (NEW.fid, NEW.id, NEW.report_id, NEW.path, NEW.media_type, NEW.size, NEW.sha256, NEW.added_at, NEW.added_by, NEW.name)
    IS DISTINCT FROM (OLD.fid, OLD.id, OLD.report_id, OLD.path, OLD.media_type, OLD.size, OLD.sha256, OLD.added_at, OLD.added_by, OLD.name)
    OR (OLD.removed_at IS NOT NULL AND (NEW.removed_at, NEW.removed_by) IS DISTINCT FROM (OLD.removed_at, OLD.removed_by)) THEN
    RAISE EXCEPTION 'KMZB-437 attachments are never changed' USING ERRCODE = 'KMZ01';
  END IF;
  IF NEW.removed_at IS NOT NULL AND instant(NEW.removed_at) IS NULL THEN
    RAISE EXCEPTION 'KMZB-417 not a time' USING ERRCODE = 'KMZ01';
  END IF;
  IF NEW.removed_at IS NULL AND NEW.removed_by IS NOT NULL THEN
    RAISE EXCEPTION 'KMZB-437 attachments are never changed' USING ERRCODE = 'KMZ01';
  END IF;
  IF NEW.removed_at IS DISTINCT FROM OLD.removed_at THEN
    NEW.removed_by := session_user;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER attachment_refuse_update BEFORE UPDATE ON attachment
FOR EACH ROW WHEN (NOT is_held()) EXECUTE FUNCTION attachment_refuse_update();

CREATE FUNCTION attachment_refuse_delete() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'KMZB-437 attachments are never deleted' USING ERRCODE = 'KMZ01';
END
$$;

CREATE TRIGGER attachment_refuse_delete BEFORE DELETE ON attachment
FOR EACH ROW WHEN (NOT is_held()) EXECUTE FUNCTION attachment_refuse_delete();
CREATE TRIGGER attachment_refuse_truncate BEFORE TRUNCATE ON attachment
FOR EACH STATEMENT EXECUTE FUNCTION attachment_refuse_delete();

-- Where the files lie, as every desk of the unit reaches them; empty: no attachments yet.
INSERT INTO setting (name, value) VALUES ('attachments_folder', '') ON CONFLICT (name) DO NOTHING;
