-- Files beside the store: docs/attachments.md. A row never changes, except that it is once marked as removed; nothing
-- is deleted. path is relative to the folder <store file>.attachments, so a store is copied and renamed with it.
-- Held by trigger_guard, an erasure may change rows. INSERT OR REPLACE would remove another row without asking any trigger.
ALTER TABLE attachment ADD COLUMN name TEXT;
ALTER TABLE attachment ADD COLUMN removed_at TEXT;
ALTER TABLE attachment ADD COLUMN removed_by TEXT;

CREATE INDEX attachment_report ON attachment (report_id);
CREATE INDEX attachment_sha256 ON attachment (sha256);

CREATE TRIGGER attachment_refuse_insert BEFORE INSERT ON attachment
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT CASE
    WHEN NEW.media_type IS NULL OR NEW.media_type NOT IN
      ('image/jpeg', 'image/png', 'application/pdf', 'video/3gpp', 'video/quicktime', 'application/msword', 'text/plain')
      THEN RAISE(ABORT, 'KMZB-434 not an allowed kind or size of attachment')
    WHEN typeof(NEW.size) <> 'integer' OR NEW.size < 1 OR NEW.size > coalesce(
      (SELECT CAST(s.value AS INTEGER) FROM setting s WHERE s.name = 'attachment_max_bytes'), 5242880)
      THEN RAISE(ABORT, 'KMZB-434 not an allowed kind or size of attachment')
    WHEN NEW.sha256 IS NULL OR length(NEW.sha256) <> 64 OR NEW.sha256 GLOB '*[^0-9a-f]*'
      THEN RAISE(ABORT, 'KMZB-434 not an allowed kind or size of attachment')
    WHEN NEW.path IS NULL OR typeof(NEW.path) <> 'text' OR length(NEW.path) NOT BETWEEN 1 AND 255
      OR NEW.path GLOB '*[^-0-9A-Za-z._/]*' OR NEW.path GLOB '/*' OR NEW.path GLOB '*/' OR NEW.path GLOB '.*'
      OR NEW.path GLOB '*/.*' OR NEW.path GLOB '*//*' OR NEW.path GLOB '*..*' OR NEW.path LIKE 'removed/%'
      OR EXISTS (SELECT 1 FROM attachment a WHERE a.path = NEW.path COLLATE NOCASE)
      THEN RAISE(ABORT, 'KMZB-435 the path of an attachment leads out of its folder or is taken')
    WHEN NOT EXISTS (SELECT 1 FROM report r WHERE r.id = NEW.report_id)
      THEN RAISE(ABORT, 'KMZB-436 an attachment of no report')
    WHEN EXISTS (SELECT 1 FROM attachment a WHERE a.fid = NEW.fid OR a.id = NEW.id)
      OR NEW.removed_at IS NOT NULL OR NEW.removed_by IS NOT NULL
      THEN RAISE(ABORT, 'KMZB-437 attachments are never changed')
    WHEN NEW.added_at IS NULL OR typeof(NEW.added_at) <> 'text' OR strftime('%s', NEW.added_at) IS NULL
      THEN RAISE(ABORT, 'KMZB-417 not a time')
  END;
END;

CREATE TRIGGER attachment_refuse_update BEFORE UPDATE ON attachment
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT CASE
    WHEN NEW.fid IS NOT OLD.fid OR NEW.id IS NOT OLD.id OR NEW.report_id IS NOT OLD.report_id
      OR NEW.path IS NOT OLD.path OR NEW.media_type IS NOT OLD.media_type OR NEW.size IS NOT OLD.size
      OR NEW.sha256 IS NOT OLD.sha256 OR NEW.added_at IS NOT OLD.added_at OR NEW.added_by IS NOT OLD.added_by
      OR NEW.name IS NOT OLD.name
      THEN RAISE(ABORT, 'KMZB-437 attachments are never changed')
    WHEN OLD.removed_at IS NOT NULL AND (NEW.removed_at IS NOT OLD.removed_at OR NEW.removed_by IS NOT OLD.removed_by)
      THEN RAISE(ABORT, 'KMZB-437 attachments are never changed')
    WHEN NEW.removed_at IS NOT NULL AND (typeof(NEW.removed_at) <> 'text' OR strftime('%s', NEW.removed_at) IS NULL)
      THEN RAISE(ABORT, 'KMZB-417 not a time')
    WHEN NEW.removed_at IS NULL AND NEW.removed_by IS NOT NULL
      THEN RAISE(ABORT, 'KMZB-437 attachments are never changed')
  END;
END;

CREATE TRIGGER attachment_refuse_delete BEFORE DELETE ON attachment
WHEN NOT EXISTS (SELECT 1 FROM trigger_guard)
BEGIN
  SELECT RAISE(ABORT, 'KMZB-437 attachments are never deleted');
END;
