-- The public server's database: what is served, who may do what, and where citizens' reports arrive.
-- Run by deploy/zone-public.sh as a superuser of the public server, in the zone's own database; may be run again.
-- Nothing here knows the inner side: it is never connected to from here.
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = pg_catalog;

-- ---------------------------------------------------------------------------------------------------------- roles
-- No passwords here: accounts of this machine by 'peer', others by a certificate or a password that the administrator
-- gives with psql's \password.
DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['kmzb_zone_push', 'kmzb_zone_read', 'kmzb_zone_intake', 'kmzb_zone_collect',
                               'kmzb_zone_replica'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = named) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', named);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT NOREPLICATION', named);
  END LOOP;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'kmzb_zone_owner') THEN
    CREATE ROLE kmzb_zone_owner;
  END IF;
END $$;
ALTER ROLE kmzb_zone_owner NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION;
ALTER ROLE kmzb_zone_collect REPLICATION;
ALTER ROLE kmzb_zone_replica REPLICATION;

-- A role may always set its own settings: whatever was set by it goes, also what a taken-over reader did to all others.
DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['kmzb_zone_push', 'kmzb_zone_read', 'kmzb_zone_intake', 'kmzb_zone_collect',
                               'kmzb_zone_replica'] LOOP
    EXECUTE format('ALTER ROLE %I RESET ALL', named);
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', named, current_database());
  END LOOP;
END $$;
-- These two a session cannot take off: what it sorts goes to the disk, and a full disk stops the intake.
ALTER ROLE kmzb_zone_read SET temp_file_limit = '1GB';
ALTER ROLE kmzb_zone_intake SET temp_file_limit = '100MB';
-- Reading: measured, small spatial queries are four times as fast without parallel workers.
ALTER ROLE kmzb_zone_read SET default_transaction_read_only = on;
ALTER ROLE kmzb_zone_read SET statement_timeout = '60s';
ALTER ROLE kmzb_zone_read SET idle_in_transaction_session_timeout = '120s';
ALTER ROLE kmzb_zone_read SET max_parallel_workers_per_gather = 0;
ALTER ROLE kmzb_zone_read SET lock_timeout = '10s';
ALTER ROLE kmzb_zone_read SET search_path = kmzb_public, public;
ALTER ROLE kmzb_zone_intake SET statement_timeout = '10s';
ALTER ROLE kmzb_zone_intake SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE kmzb_zone_intake SET search_path = kmzb_intake;
-- A pusher whose link was cut must not hold its locks for the two hours of the system's own keepalive.
ALTER ROLE kmzb_zone_push SET tcp_keepalives_idle = 5;
ALTER ROLE kmzb_zone_push SET tcp_keepalives_interval = 3;
ALTER ROLE kmzb_zone_push SET tcp_keepalives_count = 3;
ALTER ROLE kmzb_zone_push SET idle_in_transaction_session_timeout = '120s';
ALTER ROLE kmzb_zone_push SET search_path = kmzb_public, public;
ALTER ROLE kmzb_zone_collect SET search_path = kmzb_intake;

-- ------------------------------------------------------------------------------------- nothing for just anybody here
CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;
DO $$
DECLARE
  called text;
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO kmzb_zone_push, kmzb_zone_read, kmzb_zone_intake, kmzb_zone_collect',
                 current_database());
  -- What writes, or waits for ever, without any table: large objects, messages in the log, locks by a number. And what
  -- ends the work of others: all readers are one role.
  FOR called IN
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = 'pg_catalog' AND (p.proname ~ '^(lo_|lowrite|pg_(try_)?advisory_)'
        OR p.proname IN ('pg_cancel_backend', 'pg_terminate_backend', 'pg_export_snapshot', 'pg_logical_emit_message', 'pg_notify', 'pg_sleep', 'pg_sleep_for', 'pg_sleep_until'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', called);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION pg_try_advisory_xact_lock(bigint) TO kmzb_zone_push;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
-- PostGIS's own table of reference systems may be read, not written (its default lets nobody write).
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON public.spatial_ref_sys FROM PUBLIC;

-- ------------------------------------------------------------------------------------------------------ what is served
CREATE SCHEMA IF NOT EXISTS kmzb_public AUTHORIZATION kmzb_zone_owner;
CREATE SCHEMA IF NOT EXISTS kmzb_intake AUTHORIZATION kmzb_zone_owner;
GRANT USAGE ON LANGUAGE plpgsql, sql TO kmzb_zone_owner;
GRANT USAGE, CREATE ON SCHEMA kmzb_public, kmzb_intake TO kmzb_zone_owner;
GRANT USAGE ON SCHEMA public TO kmzb_zone_owner, kmzb_zone_push, kmzb_zone_read;
SET LOCAL ROLE kmzb_zone_owner;

-- The number of this file's tables; the inner side refuses to push to another.
CREATE TABLE IF NOT EXISTS kmzb_public.zone_schema (one boolean PRIMARY KEY DEFAULT true CHECK (one), version int NOT NULL);
INSERT INTO kmzb_public.zone_schema (version) VALUES (2) ON CONFLICT (one) DO UPDATE SET version = excluded.version;

CREATE TABLE IF NOT EXISTS kmzb_public.publication (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version text NOT NULL UNIQUE,
  sha256 text NOT NULL,
  published_at timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  as_of timestamptz NOT NULL,
  pushed_at timestamptz NOT NULL DEFAULT now(),
  record text NOT NULL,
  project bytea NOT NULL
);
CREATE TABLE IF NOT EXISTS kmzb_public.served (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  number bigint NOT NULL REFERENCES kmzb_public.publication,
  changes bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS kmzb_public.dane_metadane (
  version bigint NOT NULL REFERENCES kmzb_public.publication, name text NOT NULL, content text NOT NULL,
  PRIMARY KEY (version, name)
);
CREATE TABLE IF NOT EXISTS kmzb_public.obszar (
  version bigint NOT NULL REFERENCES kmzb_public.publication, teryt text NOT NULL, nazwa text NOT NULL,
  geom public.geometry(MultiPolygon, 2180), PRIMARY KEY (version, teryt)
);

-- What the server's own WFS 2.0 finds without counting (publishing/ready.py): how many features a layer shows from an
-- instant on, whole and by block of rows, and which columns need no escaping. A layer of which nothing stands here is
-- counted row by row.
CREATE TABLE IF NOT EXISTS kmzb_public.dane_licznik (
  version bigint NOT NULL REFERENCES kmzb_public.publication, warstwa text NOT NULL, od timestamptz NOT NULL,
  ile int NOT NULL, PRIMARY KEY (version, warstwa, od)
);
CREATE TABLE IF NOT EXISTS kmzb_public.dane_blok (
  version bigint NOT NULL REFERENCES kmzb_public.publication, warstwa text NOT NULL, fid int NOT NULL,
  od timestamptz NOT NULL, ile int NOT NULL, PRIMARY KEY (version, warstwa, fid, od)
);
CREATE TABLE IF NOT EXISTS kmzb_public.dane_gladka (
  version bigint NOT NULL REFERENCES kmzb_public.publication, warstwa text NOT NULL, kolumna text NOT NULL,
  PRIMARY KEY (version, warstwa, kolumna)
);

-- The layers: a table with a version key behind each, and a view of what holds now. Times are UTC without saying so, as
-- in the data file. Columns as in catalogue/publication.json and catalogue/model.py (tests/unit/test_zone_sql.py).
CREATE OR REPLACE FUNCTION kmzb_public.make_layer(
  layer text, shape text, by_unit boolean, interval_of boolean, wanted text[], ready text[]
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  columned text;
  named text;
  shown text := '';
  texts text := '';
  behind text := 'dane_' || layer;
BEGIN
  EXECUTE format('CREATE TABLE IF NOT EXISTS kmzb_public.%I (version bigint NOT NULL REFERENCES kmzb_public.publication,'
                 ' fid int NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (version, fid))', behind);
  IF interval_of THEN
    EXECUTE format('ALTER TABLE kmzb_public.%I ADD COLUMN IF NOT EXISTS since timestamptz NOT NULL', behind);
  END IF;
  IF NOT by_unit THEN
    EXECUTE format('ALTER TABLE kmzb_public.%I ADD COLUMN IF NOT EXISTS geom public.geometry(%s, 2180)', behind, shape);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON kmzb_public.%I USING gist (geom)', behind || '_geom', behind);
  END IF;
  FOREACH columned IN ARRAY wanted LOOP
    named := split_part(columned, ' ', 1);
    IF by_unit AND named = 'nazwa' THEN
      shown := shown || ', o.nazwa';
    ELSE
      EXECUTE format('ALTER TABLE kmzb_public.%I ADD COLUMN IF NOT EXISTS %s', behind, columned);
      shown := shown || format(', d.%I', named);
    END IF;
  END LOOP;
  FOREACH columned IN ARRAY ready LOOP
    EXECUTE format('ALTER TABLE kmzb_public.%I ADD COLUMN IF NOT EXISTS %I text', behind, columned);
    texts := texts || format(', d.%I', columned);
  END LOOP;
  -- Two views: the layer, which has the catalogue's columns and no other, and what the server's own WFS 2.0 reads.
  FOR named IN SELECT unnest(ARRAY[layer, 'wfs_' || layer]) LOOP
    EXECUTE format('DROP VIEW IF EXISTS kmzb_public.%I', named);
    EXECUTE format(
      'CREATE VIEW kmzb_public.%I AS SELECT d.fid AS %I, %s.geom%s FROM kmzb_public.%I d%s'
      ' WHERE d.version = (SELECT number FROM kmzb_public.served) AND %sd.until > now()',
      named, CASE WHEN named = layer THEN 'OGC_FID' ELSE 'fid' END, CASE WHEN by_unit THEN 'o' ELSE 'd' END,
      shown || CASE WHEN named = layer THEN '' ELSE texts END, behind,
      CASE WHEN by_unit THEN ' LEFT JOIN kmzb_public.obszar o ON o.version = d.version AND o.teryt = d.teryt' ELSE '' END,
      CASE WHEN interval_of THEN 'd.since <= now() AND ' ELSE '' END);
    EXECUTE format('GRANT SELECT ON kmzb_public.%I TO kmzb_zone_read', named);
  END LOOP;
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON kmzb_public.%I TO kmzb_zone_push', behind);
END $$;
REVOKE EXECUTE ON FUNCTION kmzb_public.make_layer(text, text, boolean, boolean, text[], text[]) FROM PUBLIC;

DO $$
DECLARE
  counts text[] := ARRAY['razem int', 's_nowe int', 's_weryfikacja int', 's_potwierdzone int', 's_przekazane int',
    's_wyeliminowane int', 's_niepotwierdzone int', 't01 int', 't02 int', 't03 int', 't04 int', 't05 int', 't06 int',
    't07 int', 't08 int', 't09 int', 't10 int', 't11 int', 't12 int', 't13 int', 't14 int', 't15 int', 't16 int',
    't17 int', 't18 int', 't19 int', 't20 int', 't22 int', 't23 int', 't24 int', 't26 int', 't27 int'];
BEGIN
  PERFORM kmzb_public.make_layer('zgloszenia', 'Point', false, false, ARRAY['id text', 'typ text', 'status text',
    'data_utworzenia timestamp(3)', 'data_modyfikacji timestamp(3)', 'data_zdarzenia timestamp(3)', 'teryt text',
    'powod text'], ARRAY['x', 'y', 'lon', 'lat']);
  PERFORM kmzb_public.make_layer('statystyka_powiat', 'MultiPolygon', true, true,
    ARRAY['teryt text', 'nazwa text'] || counts, ARRAY[]::text[]);
  PERFORM kmzb_public.make_layer('statystyka_gmina', 'MultiPolygon', true, true,
    ARRAY['teryt text', 'nazwa text'] || counts, ARRAY[]::text[]);
  PERFORM kmzb_public.make_layer('siatka_1km', 'Polygon', false, true, ARRAY['kod text'] || counts, ARRAY[]::text[]);
  PERFORM kmzb_public.make_layer('siatka_10km', 'Polygon', false, true, ARRAY['kod text'] || counts, ARRAY[]::text[]);
END $$;
DROP FUNCTION kmzb_public.make_layer(text, text, boolean, boolean, text[], text[]);
CREATE INDEX IF NOT EXISTS dane_zgloszenia_id ON kmzb_public.dane_zgloszenia (id);

-- What is served now, for the guard in QGIS Server: a new stamp with every push that changed something.
CREATE OR REPLACE VIEW kmzb_public.publikacja AS
  SELECT p.version, p.published_at, p.valid_until, p.as_of, p.record,
         p.number || '.' || s.changes || '.' || p.sha256 AS stamp
    FROM kmzb_public.publication p JOIN kmzb_public.served s ON s.number = p.number;
CREATE OR REPLACE VIEW kmzb_public.liczby AS
  SELECT l.warstwa, l.od, l.ile FROM kmzb_public.dane_licznik l
   WHERE l.version = (SELECT number FROM kmzb_public.served);
CREATE OR REPLACE VIEW kmzb_public.bloki AS
  SELECT b.warstwa, b.fid, b.od, b.ile FROM kmzb_public.dane_blok b
   WHERE b.version = (SELECT number FROM kmzb_public.served);
CREATE OR REPLACE VIEW kmzb_public.gladkie AS
  SELECT g.warstwa, g.kolumna FROM kmzb_public.dane_gladka g
   WHERE g.version = (SELECT number FROM kmzb_public.served);
CREATE OR REPLACE VIEW kmzb_public.metadane AS
  SELECT m.name, m.content FROM kmzb_public.dane_metadane m
   WHERE m.version = (SELECT number FROM kmzb_public.served);
-- The name and the columns under which QGIS looks for a project in a database: data and project change in one step.
CREATE OR REPLACE VIEW kmzb_public.qgis_projects AS
  SELECT 'kmzb'::text AS name,
         jsonb_build_object('last_modified_time', to_char(p.pushed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
                            'last_modified_user', '') AS metadata,
         p.project AS content
    FROM kmzb_public.publication p JOIN kmzb_public.served s ON s.number = p.number;

-- The planner's numbers after a push; the pusher owns no table.
CREATE OR REPLACE FUNCTION kmzb_public.settle() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ANALYZE kmzb_public.dane_zgloszenia;
  ANALYZE kmzb_public.dane_statystyka_powiat;
  ANALYZE kmzb_public.dane_statystyka_gmina;
  ANALYZE kmzb_public.dane_siatka_1km;
  ANALYZE kmzb_public.dane_siatka_10km;
  ANALYZE kmzb_public.obszar;
  ANALYZE kmzb_public.dane_licznik;
  ANALYZE kmzb_public.dane_blok;
END $$;

-- ------------------------------------------------------------------------------------------------ where reports arrive
-- One row a citizen's report, as the intake service wrote it. Checked loosely here, again and strictly on the inner side.
CREATE TABLE IF NOT EXISTS kmzb_intake.report (
  reference text PRIMARY KEY CHECK (length(reference) BETWEEN 6 AND 64),
  received_at timestamptz(3) NOT NULL DEFAULT now(),
  terms_version text NOT NULL CHECK (length(terms_version) BETWEEN 1 AND 64),
  category text NOT NULL CHECK (length(category) BETWEEN 1 AND 200),
  east double precision NOT NULL,
  north double precision NOT NULL,
  description text CHECK (length(description) <= 2000),
  event_at timestamptz(3),
  part_of_day int,
  days_of_week int,
  more jsonb CHECK (length(more::text) <= 20000)
);
-- So much of it may wait, that whoever takes the intake over cannot fill the disk: bytes and rows, both.
CREATE TABLE IF NOT EXISTS kmzb_intake.room (
  one boolean PRIMARY KEY DEFAULT true CHECK (one), bytes bigint NOT NULL, rows bigint NOT NULL
);
INSERT INTO kmzb_intake.room (bytes, rows) VALUES (2147483648, 50000) ON CONFLICT DO NOTHING;
CREATE OR REPLACE FUNCTION kmzb_intake.has_room() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM kmzb_intake.room r WHERE pg_total_relation_size(TG_RELID) > r.bytes
      AND pg_stat_get_live_tuples(TG_RELID) + pg_stat_get_xact_tuples_inserted(TG_RELID) > r.rows) THEN
    RAISE EXCEPTION 'the intake is full: the inner side has taken nothing off' USING ERRCODE = 'disk_full';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS has_room ON kmzb_intake.report;
CREATE TRIGGER has_room BEFORE INSERT ON kmzb_intake.report FOR EACH ROW EXECUTE FUNCTION kmzb_intake.has_room();
-- Rows that the inner side says it has can go: a citizen's words lie here no longer than they must.
CREATE OR REPLACE FUNCTION kmzb_intake.forget(taken text[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (DELETE FROM kmzb_intake.report WHERE reference = ANY (taken) RETURNING 1) SELECT count(*) FROM gone
$$;

-- -------------------------------------------------------------------------------------------------- who may do what
REVOKE ALL ON ALL TABLES IN SCHEMA kmzb_public, kmzb_intake FROM PUBLIC, kmzb_zone_collect, kmzb_zone_intake;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA kmzb_public, kmzb_intake FROM PUBLIC;
GRANT USAGE ON SCHEMA kmzb_public TO kmzb_zone_push, kmzb_zone_read;
GRANT USAGE ON SCHEMA kmzb_intake TO kmzb_zone_intake, kmzb_zone_collect;
GRANT SELECT ON kmzb_public.publikacja, kmzb_public.metadane, kmzb_public.qgis_projects, kmzb_public.liczby,
  kmzb_public.bloki, kmzb_public.gladkie TO kmzb_zone_read;
GRANT SELECT ON kmzb_public.zone_schema TO kmzb_zone_push;
GRANT SELECT, INSERT, DELETE ON kmzb_public.publication, kmzb_public.dane_metadane, kmzb_public.obszar,
  kmzb_public.dane_licznik, kmzb_public.dane_blok, kmzb_public.dane_gladka TO kmzb_zone_push;
GRANT UPDATE (project, record, valid_until, sha256, pushed_at) ON kmzb_public.publication TO kmzb_zone_push;
GRANT SELECT, INSERT, UPDATE ON kmzb_public.served TO kmzb_zone_push;
GRANT EXECUTE ON FUNCTION kmzb_public.settle() TO kmzb_zone_push;
-- received_at is not the intake's to say
GRANT INSERT (reference, terms_version, category, east, north, description, event_at, part_of_day, days_of_week, more)
  ON kmzb_intake.report TO kmzb_zone_intake;
GRANT SELECT ON kmzb_intake.report TO kmzb_zone_collect;
GRANT EXECUTE ON FUNCTION kmzb_intake.forget(text[]) TO kmzb_zone_collect;
RESET ROLE;

-- Only insertions travel: what is forgotten here stays on the inner side.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_publication WHERE pubname = 'kmzb_intake') THEN
    CREATE PUBLICATION kmzb_intake FOR TABLE kmzb_intake.report WITH (publish = 'insert');
  END IF;
END $$;
ALTER PUBLICATION kmzb_intake SET TABLE kmzb_intake.report;
ALTER PUBLICATION kmzb_intake SET (publish = 'insert');
COMMIT;
