-- How far each order feed has come. Written in the transaction of the orders it stands for.
CREATE TABLE sync_cursors (
  organisation_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  position TEXT NOT NULL,
  rejects BIGINT NOT NULL,
  rejects_bytes BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, partner)
);
