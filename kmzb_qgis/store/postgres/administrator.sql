-- For the server's administrator, once in each database that is to hold a store, as a superuser:
--     psql -d kmzb -f administrator.sql
-- It makes the roles of KMZB (they belong to the whole server; those that are there stay as they are), adds PostGIS, and
-- lets an index on places be used together with the rights by unit. Whoever makes the store afterwards (kmzb:createstore)
-- needs to be a member of kmzb_owner and kmzb_accounts (who own what is made), and may create in the database; of the
-- second role only until the store is made:
--     GRANT kmzb_owner, kmzb_accounts TO "anna.nowak"; GRANT CREATE ON DATABASE kmzb TO "anna.nowak";
--     REVOKE kmzb_accounts FROM "anna.nowak";

CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;

DO $$
DECLARE
  called text;
BEGIN
  FOREACH called IN ARRAY ARRAY['kmzb_owner', 'kmzb_officer', 'kmzb_national', 'kmzb_analyst', 'kmzb_publisher', 'kmzb_intake',
    'kmzb_admin NOINHERIT', 'kmzb_accounts CREATEROLE'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = split_part(called, ' ', 1)) THEN
      EXECUTE 'CREATE ROLE ' || split_part(called, ' ', 1) || ' NOLOGIN ' || split_part(called, ' ', 2);
    END IF;
  END LOOP;
  GRANT kmzb_officer TO kmzb_national;
  GRANT kmzb_owner TO kmzb_admin;
  GRANT kmzb_officer, kmzb_national, kmzb_analyst, kmzb_publisher, kmzb_intake, kmzb_admin TO kmzb_accounts WITH ADMIN OPTION;
END $$;

-- PostgreSQL asks the rights by unit before any condition that might tell what it sees. Whether two boxes overlap tells
-- nothing, so the index on places may come first: without this a map of one city reads all reports of a voivodeship.
ALTER FUNCTION public.geometry_overlaps(public.geometry, public.geometry) LEAKPROOF;

-- What PostGIS tells of the places in a table, by its statistics and by its index, knows no rights by row.
DO $$
DECLARE
  called text;
BEGIN
  FOR called IN SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname IN ('st_estimatedextent', '_postgis_stats', '_postgis_selectivity',
      '_postgis_join_selectivity', '_postgis_index_extent') LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', called);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO kmzb_owner', called);
  END LOOP;
  -- Locks by a number: one statement would take all the room that the server has for locks, and nobody could even connect.
  FOR called IN SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^pg_(try_)?advisory_' LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', called);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO kmzb_owner', called);
  END LOOP;
END $$;

-- Who may create in 'public' could put functions there that others' statements would call.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- The styles of the layers, where QGIS looks for them.
CREATE TABLE IF NOT EXISTS public.layer_styles (
  id serial PRIMARY KEY,
  f_table_catalog varchar,
  f_table_schema varchar,
  f_table_name varchar,
  f_geometry_column varchar,
  stylename text,
  styleqml xml,
  stylesld xml,
  useasdefault boolean,
  description text,
  owner varchar(63) DEFAULT CURRENT_USER,
  ui xml,
  update_time timestamp DEFAULT CURRENT_TIMESTAMP,
  type varchar
);
ALTER TABLE public.layer_styles OWNER TO kmzb_owner;

-- QGIS shows an instant by the figures that the server sends: they must be UTC's. Its window must not stand still behind
-- another's long transaction.
DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I SET timezone TO ''UTC''', current_database());
  EXECUTE format('ALTER DATABASE %I SET lock_timeout TO ''15s''', current_database());
  EXECUTE format('ALTER DATABASE %I SET jit TO off', current_database());  -- translating takes longer than these questions
END $$;

-- The rules' functions are made with a setting of their own, which PostgreSQL 15 and later let a superuser alone give a
-- function unless it is granted.
DO $$
BEGIN
  IF current_setting('server_version_num')::integer >= 150000 THEN
    EXECUTE 'GRANT SET ON PARAMETER kmzb.held TO kmzb_owner';
  END IF;
END $$;
