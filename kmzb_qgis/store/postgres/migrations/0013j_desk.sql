-- What desks need of the database: news of what others changed, and the styles of the layers.

-- A transaction that writes tells so once for each table, by the table's name, when it is committed: programs that LISTEN
-- to kmzb_store read again (store/postgres/connection.py). A statement that changes no row tells nothing.
CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('kmzb_store', TG_TABLE_NAME);
  RETURN NULL;
END $$;

DO $$
DECLARE
  called text;
BEGIN
  FOREACH called IN ARRAY ARRAY['report', 'hand_over', 'attachment', 'unit', 'body', 'setting', 'import_run', 'publication']
  LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION'
      ' tell_change()', called || '_tell_change', called);
  END LOOP;
END $$;

-- QGIS sends what is left of a save that the plugin refused as a whole: it is refused before it waits for any row. The
-- plugin's own connections have another name (store/barring.py; rows that name reports are read by 0013c).
CREATE FUNCTION refuse_rest() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  refused text := (SELECT max(s.code) FROM kmzb.refused_save s WHERE s.report_fid = -1
    AND s.login = session_user::text COLLATE "C" AND s.until > kmzb.julianday(statement_timestamp()));
BEGIN
  IF refused IS NOT NULL THEN
    PERFORM kmzb.refuse(refused || ' the whole save was refused');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER report_refuse_rest BEFORE INSERT OR UPDATE OR DELETE ON report FOR EACH STATEMENT
WHEN (current_setting('application_name') = 'QGIS') EXECUTE FUNCTION refuse_rest();

-- QGIS's own table of styles, where QGIS looks for it; QGIS would make it for the first who saves a style, as his own. And
-- QGIS shows an instant by the figures that the server sends: they must be UTC's, as in a GeoPackage; a window of it must
-- not stand still behind another's long transaction (both are the session's own where it says otherwise). Who makes the
-- store may lack the rights: administrator.sql does the same.
DO $$
BEGIN
  IF to_regclass('public.layer_styles') IS NULL THEN
    CREATE TABLE public.layer_styles (
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
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  NULL; -- the plugin dresses the layers by itself
END $$;

DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I SET timezone TO ''UTC''', current_database());
  EXECUTE format('ALTER DATABASE %I SET lock_timeout TO ''15s''', current_database());
  EXECUTE format('ALTER DATABASE %I SET jit TO off', current_database());  -- translating takes longer than these questions
EXCEPTION WHEN insufficient_privilege THEN
  NULL;
END $$;
