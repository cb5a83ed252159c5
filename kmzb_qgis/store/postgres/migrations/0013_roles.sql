-- The roles, before anything is made: what they may do is told by rights.json, see 0013i_roles.sql and docs/roles.md.

-- kmzb_owner owns everything, kmzb_accounts the functions that make log-ins; nobody logs in as either. kmzb_admin is a
-- member of kmzb_owner without inheriting: who is an administrator becomes the owner by SET ROLE alone, for updates and erasure.
DO $$
DECLARE
  called text;
BEGIN
  FOREACH called IN ARRAY ARRAY['kmzb_owner', 'kmzb_officer', 'kmzb_national', 'kmzb_analyst', 'kmzb_publisher', 'kmzb_intake',
    'kmzb_admin NOINHERIT', 'kmzb_accounts CREATEROLE'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = split_part(called, ' ', 1)) THEN
      BEGIN
        EXECUTE 'CREATE ROLE ' || split_part(called, ' ', 1) || ' NOLOGIN ' || split_part(called, ' ', 2);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;  -- another database of the server was being made at the same moment
      END;
    END IF;
  END LOOP;
  IF NOT pg_has_role('kmzb_national', 'kmzb_officer', 'MEMBER') THEN
    GRANT kmzb_officer TO kmzb_national;
  END IF;
  IF NOT pg_has_role('kmzb_admin', 'kmzb_owner', 'MEMBER') THEN
    GRANT kmzb_owner TO kmzb_admin;
  END IF;
  FOREACH called IN ARRAY ARRAY['kmzb_officer', 'kmzb_national', 'kmzb_analyst', 'kmzb_publisher', 'kmzb_intake', 'kmzb_admin'] LOOP
    IF NOT pg_has_role('kmzb_accounts', called, 'MEMBER WITH ADMIN OPTION') THEN
      EXECUTE format('GRANT %I TO kmzb_accounts WITH ADMIN OPTION', called);
    END IF;
  END LOOP;
  IF NOT pg_has_role(session_user, 'kmzb_owner', 'MEMBER') THEN
    EXECUTE format('GRANT kmzb_owner TO %I', session_user);
  END IF;
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    -- see administrator.sql
    ALTER FUNCTION public.geometry_overlaps(public.geometry, public.geometry) LEAKPROOF;
    IF current_setting('server_version_num')::integer >= 150000 THEN
      EXECUTE 'GRANT SET ON PARAMETER kmzb.held TO kmzb_owner';
    END IF;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
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
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'KMZB-460 the roles of KMZB are missing and this log-in may not make them' USING ERRCODE = 'KMZ01';
END $$;
