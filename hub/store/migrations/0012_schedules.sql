-- next_at is the next occurrence, due_at the same with its jitter; both are null while paused.
CREATE TABLE schedules (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  definition TEXT NOT NULL,
  payload TEXT NOT NULL,
  origin TEXT NOT NULL,
  paused BIGINT NOT NULL,
  next_at BIGINT,
  due_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);

CREATE INDEX schedules_due ON schedules (due_at) WHERE due_at IS NOT NULL;

-- The history. cause: time, now, backfill. outcome: waiting, running, succeeded, failed, skipped,
-- cancelled. job_key is empty for a run that was skipped. The key is what makes an occurrence fire
-- once, whoever fires it.
CREATE TABLE schedule_runs (
  id @serial@,
  organisation_id TEXT NOT NULL,
  schedule_id TEXT NOT NULL,
  occurrence BIGINT NOT NULL,
  cause TEXT NOT NULL,
  job_kind TEXT NOT NULL,
  job_key TEXT NOT NULL,
  fired_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts BIGINT NOT NULL
);

CREATE UNIQUE INDEX schedule_runs_by_occurrence
  ON schedule_runs (organisation_id, schedule_id, occurrence, cause);

CREATE INDEX schedule_runs_by_job ON schedule_runs (organisation_id, job_kind, job_key);

CREATE INDEX schedule_runs_open ON schedule_runs (organisation_id, schedule_id)
  WHERE ended_at IS NULL;

CREATE INDEX schedule_runs_ended ON schedule_runs (ended_at) WHERE ended_at IS NOT NULL;
