-- Reports counted by cells of 1 km and 5 km, kept by triggers: maps of a region draw these as circles, maps of the country
-- the 10 km grid, which sums the 5 km cells. A cell's fid is 1000 * column + row from the origin of EPSG:2180; its point
-- lies among its reports (their mean when it is counted anew, else the first one). A large import sets
-- report_cells_insert aside and adds its counts by store/cells.py. Cells of total 0 stay and are not drawn.

CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);

CREATE TABLE report_cells_1km (
  fid INTEGER PRIMARY KEY,
  geom POINT,
  total INTEGER NOT NULL,
  open INTEGER NOT NULL
);

CREATE VIRTUAL TABLE rtree_report_cells_1km_geom USING rtree(id, minx, maxx, miny, maxy);

CREATE TRIGGER rtree_report_cells_1km_geom_insert AFTER INSERT ON report_cells_1km
WHEN NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)
BEGIN
  INSERT OR REPLACE INTO rtree_report_cells_1km_geom
  VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;

CREATE TRIGGER rtree_report_cells_1km_geom_update1 AFTER UPDATE OF geom ON report_cells_1km
WHEN OLD.fid = NEW.fid AND NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)
BEGIN
  INSERT OR REPLACE INTO rtree_report_cells_1km_geom
  VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;

CREATE TRIGGER rtree_report_cells_1km_geom_delete AFTER DELETE ON report_cells_1km
WHEN OLD.geom NOTNULL
BEGIN
  DELETE FROM rtree_report_cells_1km_geom WHERE id = OLD.fid;
END;

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)
VALUES ('report_cells_1km', 'features', 'report_cells_1km', 'Reports counted by cells of 1 km', 160000, 120000, 870000, 810000, 2180);

INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)
VALUES ('report_cells_1km', 'geom', 'POINT', 2180, 0, 0);

INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
VALUES ('report_cells_1km', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');

INSERT INTO report_cells_1km (fid, geom, total, open)
SELECT CAST(p.x / 1000 AS INTEGER) * 1000 + CAST(p.y / 1000 AS INTEGER), kmzb_point(avg(p.x), avg(p.y)), count(*), coalesce(sum(s.open), 0)
FROM (SELECT ST_MinX(geom) AS x, ST_MinY(geom) AS y, status_id FROM report WHERE geom IS NOT NULL) AS p
LEFT JOIN status AS s ON s.id = p.status_id
WHERE p.x IS NOT NULL
GROUP BY 1;

CREATE TABLE report_cells_5km (
  fid INTEGER PRIMARY KEY,
  geom POINT,
  total INTEGER NOT NULL,
  open INTEGER NOT NULL
);

CREATE VIRTUAL TABLE rtree_report_cells_5km_geom USING rtree(id, minx, maxx, miny, maxy);

CREATE TRIGGER rtree_report_cells_5km_geom_insert AFTER INSERT ON report_cells_5km
WHEN NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)
BEGIN
  INSERT OR REPLACE INTO rtree_report_cells_5km_geom
  VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;

CREATE TRIGGER rtree_report_cells_5km_geom_update1 AFTER UPDATE OF geom ON report_cells_5km
WHEN OLD.fid = NEW.fid AND NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)
BEGIN
  INSERT OR REPLACE INTO rtree_report_cells_5km_geom
  VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;

CREATE TRIGGER rtree_report_cells_5km_geom_delete AFTER DELETE ON report_cells_5km
WHEN OLD.geom NOTNULL
BEGIN
  DELETE FROM rtree_report_cells_5km_geom WHERE id = OLD.fid;
END;

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)
VALUES ('report_cells_5km', 'features', 'report_cells_5km', 'Reports counted by cells of 5 km', 160000, 120000, 870000, 810000, 2180);

INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)
VALUES ('report_cells_5km', 'geom', 'POINT', 2180, 0, 0);

INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
VALUES ('report_cells_5km', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');

INSERT INTO report_cells_5km (fid, geom, total, open)
SELECT CAST(p.x / 5000 AS INTEGER) * 1000 + CAST(p.y / 5000 AS INTEGER), kmzb_point(avg(p.x), avg(p.y)), count(*), coalesce(sum(s.open), 0)
FROM (SELECT ST_MinX(geom) AS x, ST_MinY(geom) AS y, status_id FROM report WHERE geom IS NOT NULL) AS p
LEFT JOIN status AS s ON s.id = p.status_id
WHERE p.x IS NOT NULL
GROUP BY 1;

CREATE TRIGGER report_cells_insert AFTER INSERT ON report
WHEN NEW.geom IS NOT NULL
BEGIN
  INSERT INTO report_cells_1km (fid, geom, total, open)
  SELECT CAST(ST_MinX(NEW.geom) / 1000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 1000 AS INTEGER), NEW.geom, 0, 0
  WHERE ST_MinX(NEW.geom) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM report_cells_1km WHERE fid = CAST(ST_MinX(NEW.geom) / 1000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 1000 AS INTEGER));
  UPDATE report_cells_1km SET total = total + 1, open = open + coalesce((SELECT open FROM status WHERE id = NEW.status_id), 0)
  WHERE fid = CAST(ST_MinX(NEW.geom) / 1000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 1000 AS INTEGER);
  INSERT INTO report_cells_5km (fid, geom, total, open)
  SELECT CAST(ST_MinX(NEW.geom) / 5000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 5000 AS INTEGER), NEW.geom, 0, 0
  WHERE ST_MinX(NEW.geom) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM report_cells_5km WHERE fid = CAST(ST_MinX(NEW.geom) / 5000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 5000 AS INTEGER));
  UPDATE report_cells_5km SET total = total + 1, open = open + coalesce((SELECT open FROM status WHERE id = NEW.status_id), 0)
  WHERE fid = CAST(ST_MinX(NEW.geom) / 5000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 5000 AS INTEGER);
END;

-- The new cell is made first: this may run before report_cells_insert, when another trigger fills in a new report.
CREATE TRIGGER report_cells_update AFTER UPDATE ON report
WHEN NEW.geom IS NOT OLD.geom OR NEW.status_id IS NOT OLD.status_id
BEGIN
  INSERT INTO report_cells_1km (fid, geom, total, open)
  SELECT CAST(ST_MinX(NEW.geom) / 1000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 1000 AS INTEGER), NEW.geom, 0, 0
  WHERE ST_MinX(NEW.geom) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM report_cells_1km WHERE fid = CAST(ST_MinX(NEW.geom) / 1000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 1000 AS INTEGER));
  UPDATE report_cells_1km SET total = total - 1, open = open - coalesce((SELECT open FROM status WHERE id = OLD.status_id), 0)
  WHERE fid = CAST(ST_MinX(OLD.geom) / 1000 AS INTEGER) * 1000 + CAST(ST_MinY(OLD.geom) / 1000 AS INTEGER);
  UPDATE report_cells_1km SET total = total + 1, open = open + coalesce((SELECT open FROM status WHERE id = NEW.status_id), 0)
  WHERE fid = CAST(ST_MinX(NEW.geom) / 1000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 1000 AS INTEGER);
  INSERT INTO report_cells_5km (fid, geom, total, open)
  SELECT CAST(ST_MinX(NEW.geom) / 5000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 5000 AS INTEGER), NEW.geom, 0, 0
  WHERE ST_MinX(NEW.geom) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM report_cells_5km WHERE fid = CAST(ST_MinX(NEW.geom) / 5000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 5000 AS INTEGER));
  UPDATE report_cells_5km SET total = total - 1, open = open - coalesce((SELECT open FROM status WHERE id = OLD.status_id), 0)
  WHERE fid = CAST(ST_MinX(OLD.geom) / 5000 AS INTEGER) * 1000 + CAST(ST_MinY(OLD.geom) / 5000 AS INTEGER);
  UPDATE report_cells_5km SET total = total + 1, open = open + coalesce((SELECT open FROM status WHERE id = NEW.status_id), 0)
  WHERE fid = CAST(ST_MinX(NEW.geom) / 5000 AS INTEGER) * 1000 + CAST(ST_MinY(NEW.geom) / 5000 AS INTEGER);
END;

DROP VIEW report_grid_10km;

CREATE VIEW report_grid_10km AS
SELECT g.fid AS fid, g.geom AS geom, g.code AS code, c.total AS total, c.open AS open
FROM (
  SELECT fid / 2000 * 1000 + fid % 1000 / 2 AS cell, sum(total) AS total, sum(open) AS open
  FROM report_cells_5km
  WHERE total > 0
  GROUP BY 1
) AS c
JOIN grid_10km AS g ON g.fid = c.cell;
