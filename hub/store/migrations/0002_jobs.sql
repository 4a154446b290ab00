-- The durable queue. A row stays for ever: its key says that this work was taken on once.
-- attempt counts runs; faults those in a row that ended in an exception, up to the last one.
CREATE TABLE jobs (
  id @serial@,
  organisation_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  job_key TEXT NOT NULL,
  payload TEXT NOT NULL,
  partner TEXT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  faults BIGINT NOT NULL,
  interrupted BIGINT NOT NULL,
  lease BIGINT NOT NULL,
  worker TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX jobs_by_key ON jobs (organisation_id, kind, job_key);

-- Holds open jobs only, so that a claim costs the same after a million finished ones. due_at is
-- "not before" of a ready job and the end of the lease of a leased one: both may be claimed then.
CREATE INDEX jobs_open ON jobs (kind, due_at, id) WHERE state IN ('ready', 'leased');
