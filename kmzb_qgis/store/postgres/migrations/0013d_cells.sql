-- Reports counted by cells of 1 km and 5 km, as in the GeoPackage (0004). Fifty writers at once would queue for the rows of a
-- city's cells, so a change writes differences into report_cell_log, which nobody waits for, and the views add them to what
-- is kept. Now and then a writer folds the log into the kept counts, unless another one is just doing so. A cell's fid is
-- 1000 * column + row from the origin of EPSG:2180; its point lies among its reports. Cells of total 0 stay and are not drawn.

CREATE TABLE report_cells_1km_kept (
  fid bigint PRIMARY KEY,
  geom public.geometry(Point, 2180),
  total bigint NOT NULL,
  open bigint NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE report_cells_5km_kept (
  fid bigint PRIMARY KEY,
  geom public.geometry(Point, 2180),
  total bigint NOT NULL,
  open bigint NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX report_cells_1km_geom ON report_cells_1km_kept USING gist (geom);
CREATE INDEX report_cells_5km_geom ON report_cells_5km_kept USING gist (geom);

-- Differences by cells of 1 km; x and y lie among the reports that came to the cell.
CREATE TABLE report_cell_log (
  fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cell bigint NOT NULL,
  cell_5km bigint GENERATED ALWAYS AS (cell / 5000 * 1000 + cell % 1000 / 5) STORED,
  x double precision,
  y double precision,
  total bigint NOT NULL,
  open bigint NOT NULL
) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0, autovacuum_analyze_threshold = 500,
  autovacuum_analyze_scale_factor = 0);

CREATE VIEW report_cells_1km AS
WITH logged AS MATERIALIZED (
  SELECT cell, public.st_setsrid(public.st_makepoint(avg(x), avg(y)), 2180) AS geom, sum(total)::bigint AS total, sum(open)::bigint AS open
  FROM report_cell_log GROUP BY cell
)
SELECT k.fid, k.geom, k.total + coalesce(l.total, 0) AS total, k.open + coalesce(l.open, 0) AS open
FROM report_cells_1km_kept k LEFT JOIN logged l ON l.cell = k.fid
UNION ALL
SELECT l.cell, l.geom::public.geometry(Point, 2180), l.total, l.open
FROM logged l WHERE NOT EXISTS (SELECT 1 FROM report_cells_1km_kept k WHERE k.fid = l.cell);

CREATE VIEW report_cells_5km AS
WITH logged AS MATERIALIZED (
  SELECT cell_5km AS cell, public.st_setsrid(public.st_makepoint(avg(x), avg(y)), 2180) AS geom, sum(total)::bigint AS total,
    sum(open)::bigint AS open
  FROM report_cell_log GROUP BY cell_5km
)
SELECT k.fid, k.geom, k.total + coalesce(l.total, 0) AS total, k.open + coalesce(l.open, 0) AS open
FROM report_cells_5km_kept k LEFT JOIN logged l ON l.cell = k.fid
UNION ALL
SELECT l.cell, l.geom::public.geometry(Point, 2180), l.total, l.open
FROM logged l WHERE NOT EXISTS (SELECT 1 FROM report_cells_5km_kept k WHERE k.fid = l.cell);

CREATE VIEW report_grid_10km AS
SELECT g.fid, g.geom, g.code, c.total, c.open
FROM (
  SELECT fid / 2000 * 1000 + fid % 1000 / 2 AS cell, sum(total)::bigint AS total, sum(open)::bigint AS open
  FROM report_cells_5km
  WHERE total > 0
  GROUP BY 1
) AS c
JOIN grid_10km AS g ON g.fid = c.cell;

CREATE FUNCTION cell_of(geom public.geometry) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
'SELECT floor(kmzb.st_minx(geom) / 1000)::bigint * 1000 + floor(kmzb.st_miny(geom) / 1000)::bigint';

-- Bring the log into the kept counts; false where another writer is just doing it. What others have not committed yet stays
-- in the log. Where a transaction sees one state of the store only, rows that another has folded would break it off.
CREATE FUNCTION fold_cells() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
    OR NOT pg_try_advisory_xact_lock(hashtext('kmzb.cells')) THEN
    RETURN false;
  END IF;
  WITH gone AS (
    DELETE FROM report_cell_log RETURNING cell, cell_5km, x, y, total, open
  ), small AS (
    INSERT INTO report_cells_1km_kept AS k (fid, geom, total, open)
    SELECT cell, st_setsrid(st_makepoint(avg(x), avg(y)), 2180), sum(total), sum(open) FROM gone GROUP BY cell
    ON CONFLICT (fid) DO UPDATE SET total = k.total + excluded.total, open = k.open + excluded.open,
      geom = coalesce(k.geom, excluded.geom)
  )
  INSERT INTO report_cells_5km_kept AS k (fid, geom, total, open)
  SELECT cell_5km, st_setsrid(st_makepoint(avg(x), avg(y)), 2180), sum(total), sum(open) FROM gone GROUP BY cell_5km
  ON CONFLICT (fid) DO UPDATE SET total = k.total + excluded.total, open = k.open + excluded.open,
    geom = coalesce(k.geom, excluded.geom);
  RETURN true;
END $$;

CREATE FUNCTION report_cells_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
DECLARE
  often CONSTANT bigint := 256;  -- so many rows of the log between two foldings, about
  first bigint;
  last bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    WITH put AS (
      INSERT INTO report_cell_log (cell, x, y, total, open)
      SELECT cell_of(n.geom), avg(st_x(n.geom)), avg(st_y(n.geom)), count(*), coalesce(sum(s.open), 0)
      FROM now_rows n LEFT JOIN status s ON s.id = n.status_id
      WHERE cell_of(n.geom) IS NOT NULL
      GROUP BY 1
      RETURNING fid
    ) SELECT min(fid), max(fid) INTO first, last FROM put;
  ELSE
    WITH moved AS (
      SELECT o.geom AS was_geom, o.status_id AS was_status, n.geom, n.status_id
      FROM was_rows o JOIN now_rows n ON n.fid = o.fid
      WHERE n.status_id IS DISTINCT FROM o.status_id OR NOT same_place(n.geom, o.geom)
    ), sides AS (
      SELECT cell_of(was_geom) AS cell, NULL::double precision AS x, NULL::double precision AS y, -1 AS step, was_status AS status
      FROM moved
      UNION ALL
      SELECT cell_of(geom), st_x(geom), st_y(geom), 1, status_id FROM moved
    ), put AS (
      INSERT INTO report_cell_log (cell, x, y, total, open)
      SELECT d.cell, avg(d.x), avg(d.y), sum(d.step), sum(d.step * coalesce(s.open, 0))
      FROM sides d LEFT JOIN status s ON s.id = d.status
      WHERE d.cell IS NOT NULL
      GROUP BY 1
      HAVING sum(d.step) <> 0 OR sum(d.step * coalesce(s.open, 0)) <> 0
      RETURNING fid
    ) SELECT min(fid), max(fid) INTO first, last FROM put;
  END IF;
  IF last / often > (first - 1) / often THEN
    PERFORM fold_cells();
  END IF;
  RETURN NULL;
END $$;

-- 15: an import counts its new reports itself, once for all of them (0013k).
CREATE TRIGGER report_cells_insert AFTER INSERT ON report REFERENCING NEW TABLE AS now_rows
FOR EACH STATEMENT WHEN (NOT kmzb.is_held(15)) EXECUTE FUNCTION report_cells_log();
CREATE TRIGGER report_cells_update AFTER UPDATE ON report REFERENCING OLD TABLE AS was_rows NEW TABLE AS now_rows
FOR EACH STATEMENT EXECUTE FUNCTION report_cells_log();

-- All reports counted again, after somebody has gone round the triggers. Others go on writing: their changes after this
-- one's snapshot are in the log, which is emptied of what the snapshot holds, in one statement.
CREATE FUNCTION count_cells_anew() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('kmzb.cells'));
  WITH gone AS (
    DELETE FROM report_cell_log
  ), counted AS MATERIALIZED (
    SELECT cell_of(r.geom) AS cell, avg(st_x(r.geom)) AS x, avg(st_y(r.geom)) AS y, count(*) AS total, coalesce(sum(s.open), 0) AS open
    FROM report r LEFT JOIN status s ON s.id = r.status_id
    WHERE cell_of(r.geom) IS NOT NULL
    GROUP BY 1
  ), small AS (
    INSERT INTO report_cells_1km_kept AS k (fid, geom, total, open)
    SELECT coalesce(c.cell, o.fid), coalesce(st_setsrid(st_makepoint(c.x, c.y), 2180), o.geom), coalesce(c.total, 0), coalesce(c.open, 0)
    FROM counted c FULL JOIN report_cells_1km_kept o ON o.fid = c.cell
    ON CONFLICT (fid) DO UPDATE SET geom = excluded.geom, total = excluded.total, open = excluded.open
  ), large AS (
    SELECT cell / 5000 * 1000 + cell % 1000 / 5 AS cell, sum(x * total) / sum(total) AS x, sum(y * total) / sum(total) AS y,
      sum(total) AS total, sum(open) AS open
    FROM counted GROUP BY 1
  )
  INSERT INTO report_cells_5km_kept AS k (fid, geom, total, open)
  SELECT coalesce(c.cell, o.fid), coalesce(st_setsrid(st_makepoint(c.x, c.y), 2180), o.geom), coalesce(c.total, 0), coalesce(c.open, 0)
  FROM large c FULL JOIN report_cells_5km_kept o ON o.fid = c.cell
  ON CONFLICT (fid) DO UPDATE SET geom = excluded.geom, total = excluded.total, open = excluded.open;
END $$;

REVOKE EXECUTE ON FUNCTION count_cells_anew() FROM PUBLIC;

-- Whether the cells count as many reports as the store has placed; asked by whoever could count them anew, for the others
-- it is so: no officer can go round the triggers.
CREATE FUNCTION cells_right() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kmzb, public, pg_temp AS $$
  SELECT CASE WHEN has_function_privilege(session_user, 'kmzb.count_cells_anew()', 'EXECUTE') THEN
    (SELECT count(*) FROM report r WHERE NOT st_isempty(r.geom))
      = ALL (SELECT coalesce(sum(total), 0) FROM report_cells_1km UNION ALL SELECT coalesce(sum(total), 0) FROM report_cells_5km)
    ELSE true END
$$;
