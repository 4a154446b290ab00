-- Who did what: rows are only ever added. organisation_id is '' for the whole installation.
CREATE TABLE audit (
  id @serial@,
  organisation_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX audit_by_organisation ON audit (organisation_id, id);

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
