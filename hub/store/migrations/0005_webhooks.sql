-- Addresses that events go to. partner: whose address it is, and then only what its customers
-- consent to is sent; empty: the programme's. event_types: patterns with commas, empty: all.
-- settings: JSON {"delivery" (webhooks/endpoint.h), "header_names", "auth_type"}. sealed_headers
-- and sealed_auth: JSON, empty: none.
-- failing_since: the first failure after the last success. version grows with every change.
CREATE TABLE webhook_endpoints (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  partner TEXT NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  event_types TEXT NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT NOT NULL,
  settings TEXT NOT NULL,
  sealed_headers TEXT NOT NULL,
  sealed_auth TEXT NOT NULL,
  failing_since BIGINT,
  warned_at BIGINT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);

-- Grows with every change of an organisation's endpoints and secrets: whoever has them in memory
-- looks here.
CREATE TABLE webhook_revisions (
  organisation_id TEXT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);

-- What messages to an endpoint are signed with: all that have not expired sign. scheme: v1 or v1a;
-- public_key: of v1a, else empty.
CREATE TABLE webhook_secrets (
  organisation_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  id TEXT NOT NULL,
  scheme TEXT NOT NULL,
  sealed_secret TEXT NOT NULL,
  public_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  PRIMARY KEY (organisation_id, endpoint_id, id)
);

-- One event for one endpoint: pending (a job brings it), held (no job: the endpoint is paused or
-- disabled), delivered or dead. event_sequence is events.sequence, so the newest of an endpoint
-- are at the end of its keys. reason: of held and dead.
CREATE TABLE webhook_messages (
  organisation_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  event_sequence BIGINT NOT NULL,
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (organisation_id, endpoint_id, event_sequence)
);
CREATE INDEX webhook_messages_open
  ON webhook_messages (organisation_id, endpoint_id, event_sequence)
  WHERE state IN ('held', 'dead');

-- Every request made for a message, and its end where none could be made. status 0: no answer came
-- or nothing was sent, failure says why. headers: of the answer, a JSON object. body: the answer's
-- first bytes, body_encoding is empty (UTF-8 text) or base64.
CREATE TABLE webhook_attempts (
  organisation_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  event_sequence BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  status BIGINT NOT NULL,
  failure TEXT NOT NULL,
  duration_us BIGINT NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  body_encoding TEXT NOT NULL,
  PRIMARY KEY (organisation_id, endpoint_id, event_sequence, started_at, attempt)
);
-- For retention, which empties bodies; most answers have none.
CREATE INDEX webhook_attempts_bodies ON webhook_attempts (started_at) WHERE body <> '';

-- Orders to send again what failed, was held or was missed; a job works each off (webhooks/
-- replay.h). reached: the event sequence up to which all were looked at; last: the newest of it.
CREATE TABLE webhook_replays (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  what TEXT NOT NULL,
  since_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  per_second BIGINT NOT NULL,
  actor TEXT NOT NULL,
  wanted BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  ordered_at BIGINT NOT NULL,
  ended_at BIGINT,
  outcome TEXT NOT NULL,
  reached BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);
CREATE UNIQUE INDEX webhook_replays_open ON webhook_replays (organisation_id, endpoint_id)
  WHERE ended_at IS NULL;
