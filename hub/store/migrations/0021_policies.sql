-- Versions of a programme's rules. id: the hash of all its files; nothing of a version changes but
-- when it was tested and simulated last.
CREATE TABLE policy_versions (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  parent TEXT NOT NULL,
  created_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  tested_at BIGINT,
  simulated_at BIGINT,
  PRIMARY KEY (organisation_id, id)
);
CREATE INDEX policy_versions_by_birth ON policy_versions (organisation_id, created_at);

CREATE TABLE policy_files (
  organisation_id TEXT NOT NULL,
  version TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (organisation_id, version, name)
);

-- Only ever added to. takes_back: the number of an activation that was still to come and is not any
-- more; such a row activates nothing itself.
CREATE TABLE policy_activations (
  number @serial@,
  organisation_id TEXT NOT NULL,
  version TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  rollback BIGINT NOT NULL,
  takes_back BIGINT UNIQUE,
  active_from BIGINT NOT NULL,
  decided_at BIGINT NOT NULL
);
CREATE INDEX policy_activations_by_time
  ON policy_activations (organisation_id, active_from, number);

-- What the rules decided, with the version and all that it saw (JSON, without contact data), so
-- that the same answer can be found again. One for each thing that was decided about. needs_eyes: 1
-- when it held, flagged, told or denied something.
CREATE TABLE decisions (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  reference TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  version TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  facts TEXT NOT NULL,
  effects TEXT NOT NULL,
  needs_eyes BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id),
  UNIQUE (organisation_id, reference)
);
CREATE INDEX decisions_by_time ON decisions (organisation_id, decided_at, id);
CREATE INDEX decisions_to_look_at ON decisions (organisation_id, decided_at, id)
  WHERE needs_eyes = 1;

-- Orders that no version could decide about yet, because a function of a rule failed: they and
-- every later one of the same customer are decided in order of arrival once they can be.
CREATE TABLE waiting_orders (
  arrival @serial@,
  organisation_id TEXT NOT NULL,
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  ordered_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  since BIGINT NOT NULL,
  UNIQUE (organisation_id, source, id)
);
CREATE INDEX waiting_orders_by_customer ON waiting_orders (organisation_id, customer_id);
