-- Who did what: rows that are only ever added. organisation_id is '' for the whole installation.
-- position and hash: their place in their organisation's chain (ADR 0017); 0 and '' until they have
-- one, about a second after their commit.
CREATE TABLE audit (
  id @serial@,
  organisation_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  at BIGINT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  state_before TEXT NOT NULL DEFAULT '',
  state_after TEXT NOT NULL DEFAULT '',
  position BIGINT NOT NULL DEFAULT 0,
  hash TEXT NOT NULL DEFAULT ''
);

CREATE INDEX audit_by_organisation ON audit (organisation_id, id);
CREATE INDEX audit_waiting ON audit (organisation_id, id) WHERE position = 0;
CREATE UNIQUE INDEX audit_by_position ON audit (organisation_id, position) WHERE position > 0;

-- Where each chain begins and ends. anchor_…: the last row that retention removed. chains: of the
-- installation's own head, how many heads there are. seal: all of it under the key ring.
CREATE TABLE audit_heads (
  organisation_id TEXT NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  hash TEXT NOT NULL,
  anchor_position BIGINT NOT NULL,
  anchor_hash TEXT NOT NULL,
  chains BIGINT NOT NULL,
  seal TEXT NOT NULL
);

-- Requests that carried an Idempotency-Key, and their answers. scope is a digest of credential,
-- method and route. While a request runs, claim names its run and expires_at is the end of its
-- lease; afterwards claim is empty and expires_at is the end of the retention.
CREATE TABLE idempotency_keys (
  organisation_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  claim TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  status BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  location TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (organisation_id, scope, idempotency_key)
);

CREATE INDEX idempotency_keys_by_end ON idempotency_keys (expires_at);
