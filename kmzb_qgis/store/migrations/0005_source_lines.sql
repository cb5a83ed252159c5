-- Fingerprints of the lines that reports came from, eight bytes a report (the smaller byte first; 0: none), 8,192 a block:
-- block b is of the reports with fid b * 8192 to b * 8192 + 8191. Written and read by imports only: store/loading_marks.py.
CREATE TABLE source_line (
  block INTEGER PRIMARY KEY,
  marks BLOB NOT NULL
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('source_line', 'attributes', 'source_line', 0);
