-- Addresses that events go to. The secret is sealed; version grows with every change. partner:
-- whose address it is, and then only what its customers consent to is sent; empty: the programme's.
CREATE TABLE webhook_endpoints (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  sealed_secret TEXT NOT NULL,
  event_types TEXT NOT NULL,
  partner TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);

-- One event for one endpoint: pending, delivered or dead.
CREATE TABLE webhook_messages (
  organisation_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (organisation_id, event_id, endpoint_id)
);

-- Every request made for a message, and its end where none could be made. status 0: no answer came
-- or nothing was sent, failure says why.
CREATE TABLE webhook_attempts (
  organisation_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  status BIGINT NOT NULL,
  failure TEXT NOT NULL,
  duration_us BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, event_id, endpoint_id, started_at, attempt)
);
