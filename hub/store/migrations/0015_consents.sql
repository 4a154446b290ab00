-- What customers allow the programme to do with a partner. Rows are only ever closed, never
-- removed: the history is the proof. how: code, oauth, operator.
CREATE TABLE consents (
  id @serial@,
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  purpose TEXT NOT NULL,
  how TEXT NOT NULL,
  granted_by TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  revoked_by TEXT NOT NULL DEFAULT '',
  revoke_reason TEXT NOT NULL DEFAULT '',
  revoked_at BIGINT
);
CREATE UNIQUE INDEX consents_open ON consents (organisation_id, customer_id, partner, purpose)
  WHERE revoked_at IS NULL;
CREATE INDEX consents_by_customer ON consents (organisation_id, customer_id, id);

-- Security codes that were wrong, in the window that the first of them began.
CREATE TABLE link_attempts (
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  wrong BIGINT NOT NULL,
  window_began BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, customer_id, partner)
);
