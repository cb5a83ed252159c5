-- What the schema was when the last migration had made it, by object: kmzb:checkstore compares (store/postgres/manifest.py).
CREATE TABLE schema_manifest (
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, name)
);
