-- Erasure, as in the GeoPackage (0011): while an erasure is held (2), of the history only texts change, only of reports that have
-- a row in erasure, and of a report nothing but its texts, fingerprint and version. What it does: docs/erasure.md.

CREATE FUNCTION erasure_is_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.fid = NEW.fid) THEN
    RETURN NEW;
  END IF;
  PERFORM refuse('KMZB-448 the record of erasures is kept by the store');
  RETURN NULL;
END $$;

CREATE TRIGGER erasure_10_kept BEFORE INSERT OR UPDATE OR DELETE ON erasure FOR EACH ROW EXECUTE FUNCTION erasure_is_kept();
CREATE TRIGGER erasure_10_truncate BEFORE TRUNCATE ON erasure FOR EACH STATEMENT EXECUTE FUNCTION erasure_is_kept();

CREATE FUNCTION history_erasure_only() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  rest report_history := NEW;
BEGIN
  rest.was_description := OLD.was_description;
  rest.was_note := OLD.was_note;
  rest.was_reason_text := OLD.was_reason_text;
  IF rest IS DISTINCT FROM OLD
    OR (NEW IS DISTINCT FROM OLD
      AND NOT (is_held(2) AND EXISTS (SELECT 1 FROM erasure e WHERE e.report_id = OLD.report_id))) THEN
    PERFORM refuse('KMZB-447 of the history only texts change, and only by an erasure');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER report_history_20_erasure BEFORE UPDATE ON report_history FOR EACH ROW
WHEN (kmzb.is_held()) EXECUTE FUNCTION history_erasure_only();

CREATE FUNCTION report_erasure_only() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  rest report := NEW;
BEGIN
  rest.description := OLD.description;
  rest.note := OLD.note;
  rest.reason_text := OLD.reason_text;
  rest.source_digest := OLD.source_digest;
  rest.version := OLD.version;
  rest.base_version := OLD.base_version;
  IF rest IS DISTINCT FROM OLD OR NOT EXISTS (SELECT 1 FROM erasure e WHERE e.report_id = OLD.id) THEN
    PERFORM refuse('KMZB-447 an erasure changes texts alone');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER report_15_erasure BEFORE UPDATE ON report FOR EACH ROW
WHEN (NEW.import_run_id IS NOT DISTINCT FROM OLD.import_run_id AND kmzb.is_held(2)) EXECUTE FUNCTION report_erasure_only();

-- An erased attachment is known by its empty sha256; its file is gone and nothing else takes its place.
CREATE FUNCTION attachment_erased_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kmzb.refuse('KMZB-449 the attachment was erased');
  RETURN NULL;
END $$;

CREATE TRIGGER attachment_10_erased BEFORE UPDATE ON attachment FOR EACH ROW
WHEN (OLD.sha256 = '' AND (NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.path IS DISTINCT FROM OLD.path))
EXECUTE FUNCTION attachment_erased_stays();

CREATE FUNCTION hand_over_sheet_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  INSERT INTO sheet_file (report_id, path, made_at)
  SELECT NEW.report_id, NEW.sheet, instant_text(now_ms())
  WHERE NOT EXISTS (SELECT 1 FROM sheet_file s WHERE s.report_id = NEW.report_id AND s.path = NEW.sheet);
  RETURN NULL;
END $$;

CREATE TRIGGER hand_over_sheet_made AFTER UPDATE ON hand_over FOR EACH ROW
WHEN (NEW.sheet <> '' AND NEW.sheet IS DISTINCT FROM OLD.sheet) EXECUTE FUNCTION hand_over_sheet_made();
