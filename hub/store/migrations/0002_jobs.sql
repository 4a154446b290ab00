-- The durable queue. state: open (ready, or leased while lease_until is not 0), waiting (behind
-- another job of its lane), done, dead, cancelled, discarded.
-- attempt counts runs; faults those in a row that ended in an exception, interruptions those in a
-- row that ended without a word, both up to the last one. lease is a fence, grown by each claim.
CREATE TABLE jobs (
  id @serial@,
  organisation_id @name@ NOT NULL,
  kind @name@ NOT NULL,
  job_key TEXT NOT NULL,
  partner @name@ NOT NULL,
  lane TEXT NOT NULL,
  payload TEXT NOT NULL,
  priority BIGINT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  faults BIGINT NOT NULL,
  interruptions BIGINT NOT NULL,
  lease BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  worker TEXT NOT NULL,
  cancel_wanted BIGINT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
) @updated_in_place@;

CREATE UNIQUE INDEX jobs_by_key ON jobs (organisation_id, kind, job_key);

-- Open jobs only, so that a claim costs the same after a million finished ones. A claim changes
-- nothing that stands in an index: it costs a row and no index entry, and steps over leased rows.
CREATE INDEX jobs_open ON jobs (kind, organisation_id, partner, priority, due_at, id)
  WHERE state = 'open';

CREATE INDEX jobs_by_lane ON jobs (organisation_id, lane, state, id)
  WHERE lane <> '' AND state IN ('open', 'waiting');

CREATE INDEX jobs_dead ON jobs (id) WHERE state = 'dead';

CREATE INDEX jobs_ended ON jobs (ended_at) WHERE state IN ('done', 'cancelled', 'discarded');

-- Runs that did not succeed, for people who look at a dead letter.
CREATE TABLE job_failures (
  id @serial@,
  organisation_id TEXT NOT NULL,
  job_id BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  worker TEXT NOT NULL,
  reason TEXT NOT NULL
);

CREATE INDEX job_failures_by_job ON job_failures (job_id, id);
