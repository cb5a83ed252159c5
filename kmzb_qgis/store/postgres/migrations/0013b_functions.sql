-- What the store's SQL and its rules call.
--
-- Rules and who is asking. A rule's refusal is an exception 'KMZB-4xx …' with the SQLSTATE KMZ01. Trigger functions that
-- write what an officer may not (history, cells, what the service said) are SECURITY DEFINER; those that check a change are
-- not, for they ask in whose name it comes. hold(n) begins what the store does by itself and rules let pass, release(n)
-- ends it: 1 a rewriting, 2 an erasure, 12 what the service said, 13 rows that come as they stand from another store,
-- 443 what duplicates do. Anybody can call hold, but it counts only for who may insert into trigger_guard: the store's own
-- functions and whom 0013i grants it. A SECURITY DEFINER function is one of these whoever calls it, so what it must not
-- skip for a caller's hold it asks in its trigger's WHEN, which is reckoned in the caller's name; and it changes reports
-- only while it holds itself. trigger_guard is a view, so that statements of both engines are the same.
--
-- Functions of SQLite that PostgreSQL lacks: a text without a zone is UTC, 'now' is the statement's time and stands still
-- within it, something that is no time gives NULL. Operators compare an instant with the store's text of one.

CREATE FUNCTION refuse(words text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = words, ERRCODE = 'KMZ01';
END $$;

-- Warsaw --------------------------------------------------------------------------------------------------------------

-- The statement's time, to the millisecond like every instant that is kept.
CREATE FUNCTION now_ms() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN date_trunc('milliseconds', statement_timestamp());

CREATE FUNCTION instant_text(at timestamptz) RETURNS text LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN to_char(date_trunc('milliseconds', at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

CREATE FUNCTION wall_text(at timestamptz) RETURNS text LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'Europe/Warsaw', 'YYYY-MM-DD"T"HH24:MI:SS');

CREATE FUNCTION warsaw_day(at timestamptz) RETURNS date LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (at AT TIME ZONE 'Europe/Warsaw')::date;

CREATE FUNCTION today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (statement_timestamp() AT TIME ZONE 'Europe/Warsaw')::date;

-- Midnight in Warsaw after so many whole days behind the day of the instant.
CREATE FUNCTION deadline(at timestamptz, days integer) RETURNS timestamptz LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (((at AT TIME ZONE 'Europe/Warsaw')::date + 1 + days)::timestamp) AT TIME ZONE 'Europe/Warsaw';

-- The figures of a time, of any day up to 31 as SQLite takes them; NULL where it is none. 24:00 is the day's end.
CREATE FUNCTION figures(words text) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (make_date(f[1]::integer, f[2]::integer, 1) + (f[3]::integer - 1))::timestamp
    + make_interval(hours => coalesce(f[4], '0')::integer, mins => coalesce(f[5], '0')::integer,
        secs => (coalesce(f[6], '0') || coalesce(f[7], ''))::double precision)
  FROM regexp_match(words,
    '^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:[T\s]+([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(\.\d+)?)?)?\s*$') AS f
  WHERE f[1] <> '0000'
$$;

-- A wall time as people write it: what stands behind the seconds is passed over, and so is a Z behind the minutes.
CREATE FUNCTION wall(words text) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN figures(regexp_replace(left(replace(words, '/', '-'), 19), '\s*[Zz]\s*$', ''));

-- The instant of a wall time. The offset two hours (Warsaw's largest) before it holds for it: so the first of the two hours
-- in October is taken, and the hour that is missing in March becomes the one after it.
CREATE FUNCTION from_wall(at timestamp) RETURNS timestamptz LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (at - (((at - interval '2 hours') AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/Warsaw' - (at - interval '2 hours')))
  AT TIME ZONE 'UTC';

-- Numbers of the settings as the rules read them: what leads, 0 where nothing does; NULL where there is no such setting.
CREATE FUNCTION setting_number(called text) RETURNS double precision LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(substring(value FROM '^\s*([+-]?\d+(?:\.\d+)?)'), '0')::double precision
  FROM kmzb.setting WHERE name = called
$$;

-- SQLite's words -------------------------------------------------------------------------------------------------------

CREATE FUNCTION instant(words text, VARIADIC steps text[] DEFAULT '{}') RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  found text[];
  at timestamptz;
  step text;
BEGIN
  IF words = 'now' THEN
    at := kmzb.now_ms();
  ELSE
    found := regexp_match(words, '^(.*?)\s*(?:[Zz]|([+-])(\d\d):(\d\d))?\s*$');
    at := kmzb.figures(found[1]) AT TIME ZONE 'UTC';
    IF found[2] IS NOT NULL THEN
      at := at - make_interval(mins => (found[2] || '1')::integer * (found[3]::integer * 60 + found[4]::integer));
    END IF;
  END IF;
  FOREACH step IN ARRAY steps LOOP
    at := at + step::interval;
  END LOOP;
  RETURN at;
END $$;

CREATE FUNCTION instant(at timestamptz, VARIADIC steps text[] DEFAULT '{}') RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT at + coalesce((SELECT sum(s::interval) FROM unnest(steps) AS s), interval '0')
$$;

CREATE FUNCTION strftime(form text, at timestamptz, VARIADIC steps text[] DEFAULT '{}') RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE form
    WHEN '%s' THEN floor(extract(epoch FROM t.at))::bigint::text
    ELSE to_char(t.at AT TIME ZONE 'UTC', replace(replace(replace(replace(replace(replace(replace(replace(replace(form,
      'T', '"T"'), 'Z', '"Z"'), '%Y', 'YYYY'), '%m', 'MM'), '%d', 'DD'), '%H', 'HH24'), '%M', 'MI'), '%S', 'SS'), '%f', 'SS.MS'))
    END
  FROM (SELECT date_trunc('milliseconds', kmzb.instant(at, VARIADIC steps)) AS at) AS t
$$;

CREATE FUNCTION strftime(form text, words text, VARIADIC steps text[] DEFAULT '{}') RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT kmzb.strftime(form, kmzb.instant(words, VARIADIC steps))
$$;

CREATE FUNCTION julianday(at timestamptz) RETURNS double precision LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN extract(epoch FROM at)::double precision / 86400 + 2440587.5;

CREATE FUNCTION julianday(at date) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (at - date '1970-01-01') + 2440587.5;

CREATE FUNCTION julianday(words text, VARIADIC steps text[] DEFAULT '{}') RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT kmzb.julianday(kmzb.instant(words, VARIADIC steps))
$$;

CREATE FUNCTION date(words text, step text) RETURNS date LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (instant(words, step) AT TIME ZONE 'UTC')::date;

CREATE FUNCTION date(at timestamptz, step text) RETURNS date LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN ((at + step::interval) AT TIME ZONE 'UTC')::date;

-- Inlined, so that 'verify_by < strftime(…)' still finds its index.
CREATE FUNCTION instant_is(at timestamptz, words text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1 = $2::timestamptz';
CREATE FUNCTION instant_is_not(at timestamptz, words text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1 <> $2::timestamptz';
CREATE FUNCTION instant_before(at timestamptz, words text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1 < $2::timestamptz';
CREATE FUNCTION instant_until(at timestamptz, words text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1 <= $2::timestamptz';
CREATE FUNCTION instant_after(at timestamptz, words text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1 > $2::timestamptz';
CREATE FUNCTION instant_since(at timestamptz, words text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1 >= $2::timestamptz';
CREATE FUNCTION instant_is(words text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1::timestamptz = $2';
CREATE FUNCTION instant_is_not(words text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1::timestamptz <> $2';
CREATE FUNCTION instant_before(words text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1::timestamptz < $2';
CREATE FUNCTION instant_until(words text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1::timestamptz <= $2';
CREATE FUNCTION instant_after(words text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1::timestamptz > $2';
CREATE FUNCTION instant_since(words text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT $1::timestamptz >= $2';
CREATE OPERATOR = (LEFTARG = timestamptz, RIGHTARG = text, FUNCTION = instant_is, COMMUTATOR = =);
CREATE OPERATOR <> (LEFTARG = timestamptz, RIGHTARG = text, FUNCTION = instant_is_not, COMMUTATOR = <>);
CREATE OPERATOR < (LEFTARG = timestamptz, RIGHTARG = text, FUNCTION = instant_before, COMMUTATOR = >);
CREATE OPERATOR <= (LEFTARG = timestamptz, RIGHTARG = text, FUNCTION = instant_until, COMMUTATOR = >=);
CREATE OPERATOR > (LEFTARG = timestamptz, RIGHTARG = text, FUNCTION = instant_after, COMMUTATOR = <);
CREATE OPERATOR >= (LEFTARG = timestamptz, RIGHTARG = text, FUNCTION = instant_since, COMMUTATOR = <=);
CREATE OPERATOR = (LEFTARG = text, RIGHTARG = timestamptz, FUNCTION = instant_is, COMMUTATOR = =);
CREATE OPERATOR <> (LEFTARG = text, RIGHTARG = timestamptz, FUNCTION = instant_is_not, COMMUTATOR = <>);
CREATE OPERATOR < (LEFTARG = text, RIGHTARG = timestamptz, FUNCTION = instant_before, COMMUTATOR = >);
CREATE OPERATOR <= (LEFTARG = text, RIGHTARG = timestamptz, FUNCTION = instant_until, COMMUTATOR = >=);
CREATE OPERATOR > (LEFTARG = text, RIGHTARG = timestamptz, FUNCTION = instant_after, COMMUTATOR = <);
CREATE OPERATOR >= (LEFTARG = text, RIGHTARG = timestamptz, FUNCTION = instant_since, COMMUTATOR = <=);

CREATE FUNCTION max(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
'SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN greatest(a, b) END';

CREATE FUNCTION min(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
'SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN least(a, b) END';

CREATE FUNCTION instr(words text, part text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN strpos(words, part);

-- A regular expression of a GLOB pattern; one that begins or ends with a star is found anywhere, which is the quicker question.
CREATE FUNCTION glob(pattern text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN pattern LIKE '*%' THEN '' ELSE '^' END || coalesce(string_agg(CASE
      WHEN part[1] = '*' THEN CASE WHEN place IN (1, length) THEN '' ELSE '.*' END
      WHEN part[1] = '?' THEN '.'
      WHEN length(part[1]) > 1 THEN replace(part[1], '\', '\\')
      WHEN part[1] ~ '[[:alnum:][:space:]_]' THEN part[1]
      ELSE '\' || part[1] END, '' ORDER BY place), '') || CASE WHEN pattern LIKE '%*' THEN '' ELSE '$' END
  FROM (SELECT part, place, count(*) OVER () AS length
    FROM regexp_matches(pattern, '(\[\^?\]?[^\]]*\]|.)', 'g') WITH ORDINALITY AS p (part, place)) AS parts
$$;

CREATE FUNCTION joined(parts anycompatiblearray) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
'SELECT array_to_string(parts, '','')';

CREATE AGGREGATE group_concat(anycompatible) (
  SFUNC = array_append, STYPE = anycompatiblearray, FINALFUNC = joined
);

CREATE FUNCTION joined_step(state text, part text, mark text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
'SELECT CASE WHEN part IS NULL THEN state WHEN state IS NULL THEN part ELSE state || mark || part END';

CREATE AGGREGATE group_concat(text, text) (SFUNC = joined_step, STYPE = text);

CREATE AGGREGATE total(double precision) (SFUNC = float8pl, STYPE = double precision, INITCOND = '0', PARALLEL = SAFE);

CREATE FUNCTION counted(state bigint, holds boolean) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
'SELECT CASE WHEN holds IS NULL THEN state ELSE coalesce(state, 0) + holds::integer END';

CREATE AGGREGATE sum(boolean) (SFUNC = counted, STYPE = bigint);
CREATE AGGREGATE total(boolean) (SFUNC = counted, STYPE = bigint, INITCOND = '0');

-- Columns of a table, as SQLite's PRAGMA tells them.
CREATE FUNCTION pragma_table_info(called text)
RETURNS TABLE (cid integer, name text, type text, "notnull" integer, dflt_value text, pk integer)
LANGUAGE sql STABLE AS $$
  SELECT a.attnum - 1, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::integer,
    pg_get_expr(d.adbin, d.adrelid), coalesce(array_position(i.indkey::integer[], a.attnum::integer) + 1, 0)
  FROM pg_attribute AS a
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary
  WHERE a.attrelid = to_regclass(called) AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum
$$;

-- Places. A point's least x is its x; NULL where it is empty.
CREATE FUNCTION st_minx(geom public.geometry) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
'SELECT public.st_xmin(geom)';
CREATE FUNCTION st_maxx(geom public.geometry) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
'SELECT public.st_xmax(geom)';
CREATE FUNCTION st_miny(geom public.geometry) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
'SELECT public.st_ymin(geom)';
CREATE FUNCTION st_maxy(geom public.geometry) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
'SELECT public.st_ymax(geom)';

CREATE FUNCTION kmzb_point(x double precision, y double precision) RETURNS public.geometry
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
'SELECT public.st_setsrid(public.st_makepoint(x, y), 2180)';

-- Capitals alone make no difference; accents do.
CREATE COLLATION nocase (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);

-- What the store does by itself ------------------------------------------------------------------------------------------

CREATE VIEW trigger_guard AS
SELECT n::bigint AS fid, held::integer AS held
FROM unnest(string_to_array(nullif(current_setting('kmzb.held', true), ''), ',')) WITH ORDINALITY AS g (held, n);

CREATE FUNCTION is_held() RETURNS boolean LANGUAGE sql STABLE
RETURN CASE WHEN coalesce(current_setting('kmzb.held', true), '') <> ''
  THEN has_table_privilege(current_user, 'kmzb.trigger_guard'::regclass, 'INSERT') ELSE false END;

CREATE FUNCTION is_held(what integer) RETURNS boolean LANGUAGE sql STABLE
RETURN CASE WHEN what::text = ANY (string_to_array(coalesce(current_setting('kmzb.held', true), ''), ','))
  THEN has_table_privilege(current_user, 'kmzb.trigger_guard'::regclass, 'INSERT') ELSE false END;

-- Within the transaction.
CREATE FUNCTION hold(what integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('kmzb.held', concat_ws(',', nullif(current_setting('kmzb.held', true), ''), what), true);
END $$;

CREATE FUNCTION release(what integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  held text[] := string_to_array(coalesce(current_setting('kmzb.held', true), ''), ',');
  place integer := array_position(held, what::text);
BEGIN
  IF place IS NOT NULL THEN
    PERFORM set_config('kmzb.held', array_to_string(held[:place - 1] || held[place + 1:], ','), true);
  END IF;
END $$;

-- Written by hand it lasts, as in a GeoPackage, but for this connection alone.
CREATE FUNCTION trigger_guard_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM kmzb.hold(NEW.held);
    PERFORM set_config('kmzb.held', current_setting('kmzb.held', true), false);
    RETURN NEW;
  END IF;
  PERFORM kmzb.release(OLD.held);
  PERFORM set_config('kmzb.held', current_setting('kmzb.held', true), false);
  RETURN OLD;
END $$;

CREATE TRIGGER trigger_guard_write INSTEAD OF INSERT OR DELETE ON trigger_guard
FOR EACH ROW EXECUTE FUNCTION trigger_guard_write();
