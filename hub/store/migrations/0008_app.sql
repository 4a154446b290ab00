-- What this store belongs to: the demo's run id and input hash.
CREATE TABLE installation (
  organisation_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (organisation_id, name)
);
