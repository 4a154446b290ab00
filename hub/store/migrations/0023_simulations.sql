-- A draft over the recorded facts of a period, beside the version that it is compared with (base).
-- state: queued, running, done, cancelled, failed. read and total: how far it is. result: JSON,
-- once it is done; NULL when it named a customer who was erased since. reason: who asked says why;
-- problem: why it failed.
CREATE TABLE simulations (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  draft TEXT NOT NULL,
  base TEXT NOT NULL,
  begins_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  facts_read BIGINT NOT NULL DEFAULT 0,
  facts_total BIGINT NOT NULL DEFAULT 0,
  result TEXT DEFAULT '',
  problem TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (organisation_id, id)
);
CREATE INDEX simulations_by_birth ON simulations (organisation_id, created_at, id);
CREATE INDEX simulations_by_end ON simulations (ended_at);

-- Simulations go from customer to customer, so that memory holds one of them at a time.
CREATE INDEX decisions_by_customer ON decisions (organisation_id, customer_id, decided_at, id);
