-- Who may do what: the accounts of people (their roles: 0013_roles.sql), and what rights by unit are reckoned from. Grants
-- and policies are made of store/postgres/rights.json by store/postgres/rights.py, after the last migration: docs/roles.md.
--
-- Roles belong to the whole server, accounts to a database: whoever has a role but no account here sees nothing. A log-in
-- works for one unit and those below it; what a report belongs to is its unit, where it has none its county, told as
-- 't' and the four digits of TERYT ('t' and two where it has no more), else '?'. The expression below stands in the
-- policies (rights.py), in two indexes and in the functions of this file, letter by letter, or the indexes are not used.

-- Accounts ---------------------------------------------------------------------------------------------------------------

-- unit_level 'country': a national coordinator, who works for all units. counties: those of the unit, by its outline, for
-- reports without a unit. Written by the functions below alone.
CREATE TABLE account (
  login text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL CHECK (btrim(name) <> ''),
  roles text[] COLLATE "C" NOT NULL
    CHECK (roles <> '{}' AND roles <@ ARRAY['officer', 'analyst', 'publisher', 'intake', 'admin']),
  unit_level text COLLATE "C",
  unit_id text COLLATE "C",
  counties text[] COLLATE "C" NOT NULL DEFAULT '{}',
  valid integer NOT NULL DEFAULT 1 CHECK (valid IN (0, 1)),
  made_at timestamptz(3) NOT NULL,
  made_by text COLLATE "C" NOT NULL,
  ended_at timestamptz(3),
  CHECK (NOT 'officer' = ANY (roles) OR unit_level = 'country' OR (unit_level LIKE 'K0_' AND unit_id IS NOT NULL)),
  -- rows come with one role and columns with another: both together would show a unit's officer the words of all reports
  CHECK (NOT 'officer' = ANY (roles) OR unit_level = 'country' OR cardinality(roles) = 1)
);

CREATE TABLE account_history (
  fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login text COLLATE "C" NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  roles text[] COLLATE "C" NOT NULL,
  unit_level text COLLATE "C",
  unit_id text COLLATE "C",
  valid integer NOT NULL
);

-- Hold rows only within a statement or a transaction: new reports that got their unit here, reports on their way to another
-- unit, and 1 where outlines changed.
CREATE TABLE unit_filled (fid bigint PRIMARY KEY);
CREATE TABLE unit_leaving (fid bigint PRIMARY KEY, teryt text COLLATE "C", unit_id text COLLATE "C");
CREATE TABLE reach_due (fid integer PRIMARY KEY);

-- A save that was refused binds the log-in that saved, nobody else; see rights.py.
ALTER TABLE refused_save ADD COLUMN login text COLLATE "C" NOT NULL DEFAULT session_user;

-- Whoever may delete rows of a table may lock all of it against everybody, and every save reads this one: so nobody may.
CREATE FUNCTION lift_refusals(named text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = kmzb, pg_temp AS $$
  DELETE FROM refused_save s WHERE s.login = session_user::text COLLATE "C"
    AND (s.token = named OR s.until < julianday(statement_timestamp() - interval '1 minute'))
$$;

-- A number that the table has not given yet would be the next row's, which would then fail; 0 and less stand for other things.
CREATE FUNCTION number_given() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp AS $$
DECLARE
  numbers CONSTANT regclass := pg_get_serial_sequence('kmzb.' || TG_TABLE_NAME, 'fid');
BEGIN
  IF NEW.fid < 1 OR NEW.fid > coalesce(pg_sequence_last_value(numbers), 0) THEN
    NEW.fid := nextval(numbers);
  END IF;
  RETURN NEW;
END $$;

-- The keys of the reports that the log-in works on: a handful for a station, some hundreds for a voivodeship.
CREATE FUNCTION my_keys() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = kmzb, pg_temp AS $$
  WITH RECURSIVE mine AS (
    SELECT a.unit_id, a.counties FROM account a
    WHERE a.login = session_user::text COLLATE "C" AND a.valid = 1 AND 'officer' = ANY (a.roles)
  ), lower (id) AS (
    SELECT m.unit_id FROM mine m WHERE m.unit_id IS NOT NULL
    UNION
    SELECT u.id FROM lower l JOIN unit u ON u.parent_id = l.id WHERE u.level LIKE 'K0_'
  )
  SELECT coalesce(array_agg(k.key), '{}') FROM (
    SELECT l.id FROM lower l UNION ALL SELECT 't' || c FROM mine m, unnest(m.counties) AS c) AS k (key)
$$;

-- Whether the log-in has a valid account with a role; 'national': an officer of the whole country.
CREATE FUNCTION acts_as(called text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = kmzb, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM account a WHERE a.login = session_user::text COLLATE "C" AND a.valid = 1
    AND CASE WHEN called = 'national' THEN 'officer' = ANY (a.roles) AND a.unit_level = 'country' ELSE called = ANY (a.roles) END)
$$;

-- Whether the log-in has a valid account at all.
CREATE FUNCTION has_account() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = kmzb, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM account a WHERE a.login = session_user::text COLLATE "C" AND a.valid = 1)
$$;

-- Whether the statement runs with the store's own rights: a superuser, the owner, a trigger that is the owner's.
CREATE FUNCTION is_owner() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_has_role(current_user, 'kmzb_owner', 'USAGE');

-- The log-in's own unit; NULL without an account, ('country', NULL) for a national coordinator.
CREATE FUNCTION my_unit(OUT level text, OUT id text) LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = kmzb, pg_temp AS $$
  SELECT a.unit_level, a.unit_id FROM account a WHERE a.login = session_user::text COLLATE "C" AND a.valid = 1
$$;

-- The police units that the log-in works for, its own and those below it.
CREATE FUNCTION units_of_login() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = kmzb, pg_temp AS $$
  SELECT u.id FROM unit u WHERE u.level LIKE 'K0_' AND (acts_as('national') OR u.id = ANY (my_keys()))
$$;

-- The outline that the log-in works in; NULL without one.
CREATE FUNCTION my_area() RETURNS public.geometry LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = kmzb, public, pg_temp AS $$
  SELECT u.geom FROM account a JOIN unit u ON u.level = a.unit_level AND u.id = a.unit_id
  WHERE a.login = session_user::text COLLATE "C" AND a.valid = 1 AND 'officer' = ANY (a.roles)
$$;

CREATE INDEX report_reach ON report ((coalesce(nullif(unit_id, ''), 't' || left(teryt, 4), '?')));
CREATE INDEX report_reach_queue ON report ((coalesce(nullif(unit_id, ''), 't' || left(teryt, 4), '?')), status_id, verify_by, read_by, category_id)
INCLUDE (fid, teryt, unit_id, officer) WHERE status_id IN (1, 2, 3);
DROP INDEX IF EXISTS report_unit;  -- report_reach answers what it did

-- Which counties lie in a command's outline; of a voivodeship command and Warsaw's also the voivodeship's two digits.
CREATE FUNCTION counties_of(wanted_level text, wanted_id text) RETURNS text[] LANGUAGE sql STABLE
SET search_path = kmzb, public, pg_temp AS $$
  WITH found AS (
    SELECT c.id FROM unit p JOIN unit c ON c.level = 'county' AND c.geom && p.geom AND ST_Covers(p.geom, ST_PointOnSurface(c.geom))
    WHERE p.level = wanted_level AND p.id = wanted_id AND wanted_level IN ('K01', 'K02', 'K03'))
  SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM (
    SELECT id FROM found UNION SELECT left(id, 2) FROM found WHERE wanted_level <> 'K02') AS all_of_them (id)
$$;

CREATE FUNCTION account_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  NEW.counties := counties_of(NEW.unit_level, NEW.unit_id);
  IF TG_OP = 'INSERT' OR (NEW.roles, NEW.unit_level, NEW.unit_id, NEW.valid) IS DISTINCT FROM (OLD.roles, OLD.unit_level, OLD.unit_id, OLD.valid) THEN
    INSERT INTO account_history (login, changed_at, changed_by, roles, unit_level, unit_id, valid)
    VALUES (NEW.login, now_ms(), session_user, NEW.roles, NEW.unit_level, NEW.unit_id, NEW.valid);
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER account_kept BEFORE INSERT OR UPDATE ON account FOR EACH ROW EXECUTE FUNCTION account_kept();

-- Outlines change by hundreds in one transaction: the counties are looked up once, at its end.
CREATE FUNCTION unit_outlined() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp AS $$
BEGIN
  INSERT INTO reach_due (fid) VALUES (1) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER unit_outlined AFTER INSERT OR DELETE OR UPDATE OF geom, id, level ON unit
FOR EACH STATEMENT EXECUTE FUNCTION unit_outlined();

CREATE FUNCTION reach_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  DELETE FROM reach_due;
  UPDATE account SET counties = '{}' WHERE unit_level LIKE 'K0_';
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER reach_again AFTER INSERT ON reach_due DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION reach_again();

-- The extent of a table by the planner's figures, which know no rights by row: of reports for who reads all of them.
CREATE FUNCTION extent_told(called text) RETURNS public.box2d LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  IF called = 'report' AND (acts_as('national') OR acts_as('analyst') OR acts_as('publisher') OR acts_as('intake') OR acts_as('admin')
    OR pg_has_role(session_user, 'kmzb_owner', 'USAGE')) OR called = 'unit' THEN
    RETURN ST_EstimatedExtent('kmzb', called, 'geom');
  END IF;
  RETURN NULL;
END $$;

-- Log-ins ----------------------------------------------------------------------------------------------------------------

CREATE FUNCTION check_account(roles text[], unit_level text, unit_id text) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = kmzb, pg_temp AS $$
BEGIN
  IF NOT (acts_as('admin') OR pg_has_role(session_user, 'kmzb_owner', 'USAGE')) THEN
    RAISE EXCEPTION 'KMZB-461 only an administrator changes accounts' USING ERRCODE = 'KMZ01';
  END IF;
  IF roles IS NULL OR roles = '{}' OR NOT roles <@ ARRAY['officer', 'analyst', 'publisher', 'intake', 'admin'] THEN
    RAISE EXCEPTION 'KMZB-462 an account has one or more of the roles officer, analyst, publisher, intake, admin' USING ERRCODE = 'KMZ01';
  END IF;
  IF 'officer' = ANY (roles) AND unit_level IS DISTINCT FROM 'country' AND cardinality(roles) > 1 THEN
    RAISE EXCEPTION 'KMZB-471 an officer of a unit has no second role' USING ERRCODE = 'KMZ01';
  END IF;
  IF 'officer' = ANY (roles) AND unit_level IS DISTINCT FROM 'country' AND NOT EXISTS (
    SELECT 1 FROM unit u WHERE u.level = check_account.unit_level AND u.id = check_account.unit_id AND u.level LIKE 'K0_') THEN
    RAISE EXCEPTION 'KMZB-463 no such unit of the police' USING ERRCODE = 'KMZ01';
  END IF;
END $$;

-- Gives a log-in exactly the roles of its account; made with the rights of kmzb_accounts.
CREATE FUNCTION give_roles(login text, wanted text[], country boolean) RETURNS void LANGUAGE plpgsql
SET search_path = kmzb, pg_temp AS $$
DECLARE
  one text;
  has boolean;
BEGIN
  FOREACH one IN ARRAY ARRAY['officer', 'national', 'analyst', 'publisher', 'intake', 'admin'] LOOP
    has := EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = quote_ident(login)::regrole AND m.roleid = ('kmzb_' || one)::regrole);
    IF (one = ANY (wanted) OR (one = 'national' AND country)) AND NOT has THEN
      EXECUTE format('GRANT %I TO %I', 'kmzb_' || one, login);
    ELSIF has AND NOT (one = ANY (wanted) OR (one = 'national' AND country)) THEN
      EXECUTE format('REVOKE %I FROM %I', 'kmzb_' || one, login);
    END IF;
  END LOOP;
END $$;

-- A log-in without a password: the server's administrator sets one with psql's \password, or it comes with a certificate.
CREATE FUNCTION add_account(login text, name text, roles text[], unit_level text DEFAULT NULL, unit_id text DEFAULT NULL,
  valid_until timestamptz DEFAULT NULL) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp AS $$
DECLARE
  found pg_roles;
BEGIN
  PERFORM check_account(roles, unit_level, unit_id);
  IF login !~ '^[[:alnum:]][[:alnum:]._@-]*$' OR octet_length(login) > 63 OR login ~ '^(pg_|kmzb_)' THEN
    RAISE EXCEPTION 'KMZB-464 not a name for a log-in' USING ERRCODE = 'KMZ01';
  END IF;
  SELECT * INTO found FROM pg_roles r WHERE r.rolname = login;
  IF EXISTS (SELECT 1 FROM pg_roles r WHERE pg_has_role(found.oid, r.oid, 'MEMBER')
    AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolreplication OR r.rolname LIKE 'pg\_%')) THEN
    RAISE EXCEPTION 'KMZB-465 a log-in that may do more than the rules' USING ERRCODE = 'KMZ01';
  END IF;
  IF EXISTS (SELECT 1 FROM account a WHERE a.login = add_account.login) THEN
    RAISE EXCEPTION 'KMZB-466 there is an account of this log-in' USING ERRCODE = 'KMZ01';
  END IF;
  IF found.rolname IS NULL THEN
    EXECUTE format('CREATE ROLE %I LOGIN', login);
  END IF;
  IF valid_until IS NOT NULL THEN
    EXECUTE format('ALTER ROLE %I VALID UNTIL %L', login, valid_until);
  END IF;
  PERFORM give_roles(login, roles, unit_level = 'country' AND 'officer' = ANY (roles));
  INSERT INTO account (login, name, roles, unit_level, unit_id, made_at, made_by)
  VALUES (login, btrim(name), roles, unit_level, unit_id, now_ms(), session_user);
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'KMZB-467 this server lets only its own administrator make log-ins' USING ERRCODE = 'KMZ01';
END $$;

-- Another unit or other roles; also one that had ended.
CREATE FUNCTION change_account(login text, roles text[], unit_level text DEFAULT NULL, unit_id text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp AS $$
BEGIN
  PERFORM check_account(roles, unit_level, unit_id);
  UPDATE account a SET roles = change_account.roles, unit_level = change_account.unit_level, unit_id = change_account.unit_id,
    valid = 1, ended_at = NULL WHERE a.login = change_account.login;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'KMZB-468 no account of this log-in' USING ERRCODE = 'KMZ01';
  END IF;
  EXECUTE format('ALTER ROLE %I LOGIN', login);
  PERFORM give_roles(login, roles, unit_level = 'country' AND 'officer' = ANY (roles));
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'KMZB-467 this server lets only its own administrator make log-ins' USING ERRCODE = 'KMZ01';
END $$;

-- The row stays, for the history names the log-in. "everywhere": also in the server's other databases, and no log-in any more.
CREATE FUNCTION end_account(login text, everywhere boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, pg_temp AS $$
BEGIN
  PERFORM check_account('{analyst}', NULL, NULL);
  UPDATE account a SET valid = 0, ended_at = now_ms() WHERE a.login = end_account.login AND a.valid = 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'KMZB-468 no account of this log-in' USING ERRCODE = 'KMZ01';
  END IF;
  IF everywhere THEN
    PERFORM give_roles(login, '{}', false);
    EXECUTE format('ALTER ROLE %I NOLOGIN', login);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'KMZB-467 this server lets only its own administrator make log-ins' USING ERRCODE = 'KMZ01';
END $$;

-- Reports and their units ------------------------------------------------------------------------------------------------

-- What a report belongs to; see the head of this file.
CREATE FUNCTION reach_of(teryt text, unit_id text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(nullif(unit_id, ''), 't' || left(teryt, 4), '?');

-- The most local jurisdiction of today that a place lies in.
CREATE FUNCTION unit_at(place geometry) RETURNS text LANGUAGE sql STABLE SET search_path = kmzb, public, pg_temp AS $$
  SELECT u.id FROM unit u
  WHERE u.level IN ('K01', 'K02', 'K03', 'K04', 'K05') AND u.geom && place AND ST_Covers(u.geom, place)
    AND (u.valid_to IS NULL OR u.valid_to > today()::text)
  ORDER BY array_position(ARRAY['K05', 'K04', 'K02', 'K03', 'K01'], u.level), u.id LIMIT 1
$$;

-- Whether a place lies in a unit, or within a metre of it (what assigning takes for a gap in the outlines).
CREATE FUNCTION lies_in(place geometry, police text, code text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = kmzb, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM unit u WHERE u.geom && ST_Expand(place, 1) AND ST_DWithin(u.geom, place, 1)
    AND CASE WHEN police IS NOT NULL THEN u.level LIKE 'K0_' AND u.id = police
      ELSE (u.level, u.id) IN (('voivodeship', code), ('county', left(code, 4)), ('municipality', code)) END)
$$;

-- Who ran an import is the log-in, and stays it.
CREATE FUNCTION import_run_told() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, pg_temp AS $$
BEGIN
  NEW.started_by := CASE TG_OP WHEN 'INSERT' THEN session_user::text ELSE OLD.started_by END;
  RETURN NEW;
END $$;

CREATE TRIGGER import_run_00_told BEFORE INSERT OR UPDATE ON import_run FOR EACH ROW
WHEN (NOT kmzb.is_owner()) EXECUTE FUNCTION import_run_told();

-- Before the rules: what is the service's comes with an import, and only who takes reports in may say that he is one. A
-- number ahead of the table's own would take it from the next report.
CREATE FUNCTION report_rights_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  IF NOT acts_as('intake') AND (NEW.import_run_id, NEW.service_id, NEW.source_key, NEW.source_digest, NEW.service_modified_at)
    IS DISTINCT FROM (NULL::bigint, NULL::bigint, NULL::text, NULL::text, NULL::timestamptz) THEN
    RAISE EXCEPTION 'KMZB-469 only the intake brings in what the service says' USING ERRCODE = 'KMZ01';
  END IF;
  IF NEW.fid < 1 OR NEW.fid > (SELECT s.last_value FROM report_fid_seq s) THEN
    NEW.fid := nextval('report_fid_seq');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER report_05_rights BEFORE INSERT ON report FOR EACH ROW
WHEN (NOT kmzb.is_owner()) EXECUTE FUNCTION report_rights_insert();

-- After the rules: a new report belongs to a unit of who enters it, by its place where it can.
CREATE FUNCTION report_unit_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  mine CONSTANT text[] := my_keys();
  by_place text;
BEGIN
  IF acts_as('national') OR NOT acts_as('officer') OR reach_of(NEW.teryt, NEW.unit_id) = ANY (mine) OR NEW.unit_id <> '' THEN
    RETURN NEW;
  END IF;
  by_place := unit_at(NEW.geom);
  NEW.unit_id := CASE WHEN by_place = ANY (mine) THEN by_place ELSE (SELECT u.id FROM my_unit() u) END;
  INSERT INTO unit_filled (fid) VALUES (NEW.fid);
  RETURN NEW;
END $$;

CREATE TRIGGER report_40_unit BEFORE INSERT ON report FOR EACH ROW
WHEN (NEW.import_run_id IS NULL AND NOT kmzb.is_owner()) EXECUTE FUNCTION report_unit_insert();

-- In the history it is no officer's own word, so that an assignment by place may put it right: docs/assigning.md.
CREATE FUNCTION report_unit_filled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  before report := NEW;
BEGIN
  DELETE FROM unit_filled f WHERE f.fid = NEW.fid;
  IF FOUND THEN
    before.unit_id := NULL;
    PERFORM keep_history(before, NEW.id, NEW.version, 'assignment', 'update', NULL, NEW.status_id, NEW.category_id);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER report_52_filled AFTER INSERT ON report FOR EACH ROW
WHEN (NEW.import_run_id IS NULL AND NOT kmzb.is_owner()) EXECUTE FUNCTION report_unit_filled();

-- A report may go to the unit in whose area it lies, also out of the officer's sight. PostgreSQL holds the row that a statement
-- leaves to what its writer may see, so it goes there right behind the statement, with the store's rights.
CREATE FUNCTION report_unit_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  mine CONSTANT text[] := my_keys();
BEGIN
  IF acts_as('national') OR acts_as('admin') OR acts_as('intake') OR NOT acts_as('officer')
    OR reach_of(NEW.teryt, NEW.unit_id) = ANY (mine) THEN
    RETURN NEW;
  END IF;
  IF coalesce(NEW.unit_id, '') = '' AND coalesce(OLD.unit_id, '') <> '' THEN
    NEW.unit_id := coalesce(unit_at(NEW.geom), OLD.unit_id);
    IF reach_of(NEW.teryt, NEW.unit_id) = ANY (mine) THEN
      RETURN NEW;
    END IF;
  END IF;
  IF NOT coalesce(lies_in(NEW.geom, nullif(NEW.unit_id, ''), NEW.teryt), false) THEN
    RAISE EXCEPTION 'KMZB-470 a report goes to the unit in whose area it lies' USING ERRCODE = 'KMZ01';
  END IF;
  INSERT INTO unit_leaving (fid, teryt, unit_id) VALUES (NEW.fid, NEW.teryt, NEW.unit_id);
  NEW.teryt := OLD.teryt;
  NEW.unit_id := OLD.unit_id;
  RETURN NEW;
END $$;

CREATE TRIGGER report_40_unit_update BEFORE UPDATE ON report FOR EACH ROW
WHEN ((NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.teryt IS DISTINCT FROM OLD.teryt) AND NOT kmzb.is_owner())
EXECUTE FUNCTION report_unit_update();

-- What the caller holds does not count here: this holds 1 alone.
CREATE FUNCTION report_unit_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = kmzb, public, pg_temp SET kmzb.held = '1' AS $$
DECLARE
  goes unit_leaving;
BEGIN
  DELETE FROM unit_leaving l WHERE l.fid = NEW.fid RETURNING * INTO goes;
  IF goes.fid IS NOT NULL THEN
    UPDATE report SET teryt = goes.teryt, unit_id = goes.unit_id WHERE fid = NEW.fid;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER report_zz_left AFTER UPDATE ON report FOR EACH ROW
WHEN (NEW.version IS DISTINCT FROM OLD.version AND NOT kmzb.is_owner()) EXECUTE FUNCTION report_unit_left();

-- Taking a decision back runs with the store's rights, so who asks must see the report.
CREATE FUNCTION undo_decision_seen() RETURNS trigger LANGUAGE plpgsql SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM report r WHERE r.fid = NEW.report_fid) THEN
    RAISE EXCEPTION 'KMZB-431 the last change is no decision' USING ERRCODE = 'KMZ01';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER undo_decision_05_seen INSTEAD OF INSERT ON undo_decision FOR EACH ROW EXECUTE FUNCTION undo_decision_seen();

-- Units by place, as the plugin found them: for reports that the log-in works on, and only units that the place lies in. What
-- an assignment is and leaves alone: docs/assigning.md. Returns how many reports changed.
CREATE FUNCTION assign_units(fids bigint[], teryts text[], unit_ids text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp SET kmzb.held = '1' AS $$
DECLARE
  mine CONSTANT text[] := my_keys();
  everywhere CONSTANT boolean := acts_as('national') OR acts_as('intake') OR acts_as('admin')
    OR pg_has_role(session_user, 'kmzb_owner', 'USAGE');
  r report;
  n record;
  done bigint := 0;
BEGIN
  FOR n IN SELECT g.fid, g.teryt, g.unit_id FROM unnest(fids, teryts, unit_ids) AS g (fid, teryt, unit_id) ORDER BY g.fid LOOP
    -- others' reports are not even locked
    SELECT * INTO r FROM report
    WHERE fid = n.fid AND (everywhere OR reach_of(teryt, unit_id) = ANY (mine)) FOR NO KEY UPDATE;
    CONTINUE WHEN r.fid IS NULL;
    IF (coalesce(n.unit_id, '') = '' AND r.unit_id <> '') OR (coalesce(n.teryt, '') = '' AND r.teryt <> '')
      OR (n.unit_id <> '' AND n.unit_id IS DISTINCT FROM r.unit_id AND NOT coalesce(lies_in(r.geom, n.unit_id, NULL), false))
      OR (n.teryt <> '' AND n.teryt IS DISTINCT FROM r.teryt AND NOT coalesce(lies_in(r.geom, NULL, n.teryt), false)) THEN
      RAISE EXCEPTION 'KMZB-470 a report goes to the unit in whose area it lies' USING ERRCODE = 'KMZ01';
    END IF;
    IF (n.teryt, n.unit_id) IS DISTINCT FROM (r.teryt, r.unit_id) THEN
      PERFORM keep_history(r, r.id, r.version + 1, 'assignment', 'update', NULL, r.status_id, r.category_id);
      UPDATE report SET teryt = n.teryt, unit_id = n.unit_id, version = r.version + 1 WHERE fid = r.fid;
      done := done + 1;
    END IF;
    DELETE FROM place_due p WHERE p.fid = n.fid;
  END LOOP;
  RETURN done;
END $$;

-- For analysts ------------------------------------------------------------------------------------------------------------

-- What analysts read of reports, for QGIS: it opens only tables of which it may read every column.
CREATE VIEW report_facts AS
SELECT fid, geom, id, service_id, plane, category_id, status_id, reported_at, event_at, reported_local, event_local, part_of_day,
  days_of_week, status_changed_at, service_modified_at, officer_modified_at, read_by, verify_by, verified_at, closed_at, teryt,
  unit_id, handed_to, reason_id, publish_plane2, duplicate_of, import_run_id, version
FROM report;
