-- The inner copy of what citizens sent to the public server. Run by kmzb:subscribeintake as a superuser of the inner
-- server, in the store's database or one of its own; may be run again. The table has the name and the columns of the
-- public one, as logical replication asks. Nothing that arrives is trusted: the types are wide, so that no row can stop
-- the replication, and sources/intake.py checks each before it goes any further.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'kmzb_zone_inner') THEN CREATE ROLE kmzb_zone_inner; END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'kmzb_zone_apply') THEN CREATE ROLE kmzb_zone_apply; END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'kmzb_intake') THEN CREATE ROLE kmzb_intake; END IF;
END $$;
ALTER ROLE kmzb_zone_inner NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- PostgreSQL 15 runs a subscription only for a role that may log in; this one has no password and no connection to take.
ALTER ROLE kmzb_zone_apply LOGIN CONNECTION LIMIT 0 PASSWORD NULL NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION
  NOBYPASSRLS NOINHERIT;

-- Where the store is in this database too, no log-in takes locks by number itself (administrator.sql).
GRANT EXECUTE ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) TO kmzb_zone_inner;

CREATE SCHEMA IF NOT EXISTS kmzb_intake AUTHORIZATION kmzb_zone_inner;
SET LOCAL ROLE kmzb_zone_inner;

CREATE TABLE IF NOT EXISTS kmzb_intake.report (
  reference text PRIMARY KEY,
  received_at timestamptz(3),
  terms_version text,
  category text,
  east double precision,
  north double precision,
  description text,
  event_at timestamptz(3),
  part_of_day int,
  days_of_week int,
  more jsonb,
  arrived_at timestamptz(3) NOT NULL DEFAULT now()
);
-- A reference that came again with other words: kept apart, for a person to look at.
CREATE TABLE IF NOT EXISTS kmzb_intake.doubled (
  reference text NOT NULL,
  digest text NOT NULL,
  arrived_at timestamptz(3) NOT NULL DEFAULT now(),
  content jsonb NOT NULL,
  PRIMARY KEY (reference, digest)
);
-- What became of each row: taken into the store, or refused and why. A row here is never looked at again.
CREATE TABLE IF NOT EXISTS kmzb_intake.collected (
  reference text PRIMARY KEY,
  at timestamptz(3) NOT NULL DEFAULT now(),
  taken int NOT NULL CHECK (taken IN (0, 1)),
  why text
);

-- What was not let in at all, counted: without a reference, too large, or more than there is room for. It stays on the
-- public server.
CREATE TABLE IF NOT EXISTS kmzb_intake.passed_over (
  why text PRIMARY KEY,
  rows bigint NOT NULL,
  last_at timestamptz(3) NOT NULL
);
CREATE TABLE IF NOT EXISTS kmzb_intake.room (one boolean PRIMARY KEY DEFAULT true CHECK (one), bytes bigint NOT NULL);
INSERT INTO kmzb_intake.room (bytes) VALUES (4294967296) ON CONFLICT DO NOTHING;

-- Each reference once, also where everything is copied anew after a lost slot.
CREATE OR REPLACE FUNCTION kmzb_intake.once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  known jsonb;
  come jsonb;
  wrong text;
BEGIN
  -- Sizes first: neither jsonb nor an index takes everything that a text can hold, and an error here would come again and
  -- again and stop the replication.
  wrong := CASE
    WHEN NEW.reference IS NULL OR octet_length(NEW.reference) > 256 THEN 'reference'
    WHEN pg_column_size(NEW.more) > 65536 OR octet_length(NEW.description) > 65536 OR octet_length(NEW.category) > 4096
      OR octet_length(NEW.terms_version) > 4096 OR octet_length(NEW.more::text) > 65536 THEN 'size'
    WHEN (SELECT r.bytes FROM kmzb_intake.room r)
      < pg_total_relation_size('kmzb_intake.report') + pg_total_relation_size('kmzb_intake.doubled') THEN 'room' END;
  IF wrong IS NOT NULL THEN
    INSERT INTO kmzb_intake.passed_over AS p (why, rows, last_at) VALUES (wrong, 1, now())
      ON CONFLICT (why) DO UPDATE SET rows = p.rows + 1, last_at = now();
    RETURN NULL;
  END IF;
  come := to_jsonb(NEW) - 'arrived_at';
  SELECT to_jsonb(r) - 'arrived_at' INTO known FROM kmzb_intake.report r WHERE r.reference = NEW.reference;
  IF NOT FOUND THEN
    RETURN NEW;
  END IF;
  IF known IS DISTINCT FROM come THEN
    INSERT INTO kmzb_intake.doubled (reference, digest, content) VALUES (NEW.reference, md5(come::text), come)
      ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS once ON kmzb_intake.report;
CREATE TRIGGER once BEFORE INSERT ON kmzb_intake.report FOR EACH ROW EXECUTE FUNCTION kmzb_intake.once();
-- Replication runs no ordinary triggers.
ALTER TABLE kmzb_intake.report ENABLE ALWAYS TRIGGER once;

-- One collector at a time: whether this one may begin. The lock is there until its connection ends.
CREATE OR REPLACE FUNCTION kmzb_intake.alone() RETURNS boolean LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$ SELECT pg_try_advisory_lock(hashtext('kmzb_intake.collected')) $$;
REVOKE EXECUTE ON FUNCTION kmzb_intake.alone() FROM PUBLIC;

REVOKE ALL ON ALL TABLES IN SCHEMA kmzb_intake FROM PUBLIC, kmzb_zone_apply;
GRANT USAGE ON SCHEMA kmzb_intake TO kmzb_zone_apply, kmzb_intake;
-- Whatever a public server that was taken over sends, it can add rows, not change or remove any.
GRANT INSERT ON kmzb_intake.report TO kmzb_zone_apply;
GRANT SELECT ON kmzb_intake.report, kmzb_intake.doubled, kmzb_intake.passed_over TO kmzb_intake;
GRANT SELECT, INSERT ON kmzb_intake.collected TO kmzb_intake;
GRANT EXECUTE ON FUNCTION kmzb_intake.alone() TO kmzb_intake;
RESET ROLE;
