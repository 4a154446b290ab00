-- Who may ask the hub. secret_hash compares bearer tokens; sealed_secret is there only when the
-- credential may sign, since an HMAC cannot be checked against a hash. scopes and networks are
-- lists with blanks between; partner, customer_id and replaced_by are empty where there is none.
CREATE TABLE credentials (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  lineage TEXT NOT NULL,
  kind TEXT NOT NULL,
  partner TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  role TEXT NOT NULL,
  scopes TEXT NOT NULL,
  live BIGINT NOT NULL,
  public_key TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  sealed_secret TEXT,
  signing TEXT NOT NULL,
  timestamp_signature BIGINT NOT NULL,
  networks TEXT NOT NULL,
  name TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  last_used_at BIGINT,
  replaced_by TEXT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX credentials_by_public_key ON credentials (public_key);
CREATE INDEX credentials_by_customer ON credentials (organisation_id, customer_id)
  WHERE customer_id <> '';

-- Counts the changes of credentials, so that a hub sees with one small read whether what it
-- remembers of them still holds.
CREATE TABLE credential_changes (
  organisation_id TEXT PRIMARY KEY,
  changes BIGINT NOT NULL
);

-- Signatures of requests that changed something, until their timestamp is out of its window.
CREATE TABLE request_signatures (
  organisation_id TEXT NOT NULL,
  signature TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, signature)
);

CREATE INDEX request_signatures_by_end ON request_signatures (expires_at);

-- Partners that were given credentials by name (POST /api/partners/auth/generate).
CREATE TABLE partner_accounts (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  sealed_contact TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);
