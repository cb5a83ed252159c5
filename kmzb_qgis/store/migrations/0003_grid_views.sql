-- Reports counted by cells of 10 km, for maps of the whole country. Cells are filled in by editing/grid.py;
-- a cell's fid is 1000 * column + row, counted from the origin of EPSG:2180. The R-tree holds the points' places.

CREATE TABLE grid_10km (
  fid INTEGER PRIMARY KEY,
  geom BLOB NOT NULL,
  code TEXT NOT NULL
);

CREATE VIEW report_grid_10km AS
SELECT g.fid AS fid, g.geom AS geom, g.code AS code, c.total AS total, c.open AS open
FROM (
  SELECT CAST(t.minx / 10000 AS INTEGER) * 1000 + CAST(t.miny / 10000 AS INTEGER) AS cell,
         count(*) AS total, sum(s.open) AS open
  FROM rtree_report_geom AS t
  JOIN report AS r ON r.fid = t.id
  JOIN status AS s ON s.id = r.status_id
  GROUP BY 1
) AS c
JOIN grid_10km AS g ON g.fid = c.cell;

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)
VALUES ('report_grid_10km', 'features', 'report_grid_10km', 'Reports counted by cells of 10 km', 160000, 120000, 870000, 810000, 2180);

INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)
VALUES ('report_grid_10km', 'geom', 'POLYGON', 2180, 0, 0);
