-- Authorizations that were begun and not answered yet.
CREATE TABLE oauth_flows (
  organisation_id TEXT NOT NULL,
  state_hash TEXT NOT NULL,
  partner TEXT NOT NULL,
  customer TEXT NOT NULL,
  session_hash TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  sealed_verifier TEXT NOT NULL,
  issuer TEXT NOT NULL,
  announces_iss BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, state_hash)
);
CREATE INDEX oauth_flows_session ON oauth_flows (organisation_id, session_hash, expires_at);
CREATE INDEX oauth_flows_customer ON oauth_flows (organisation_id, partner, customer);
CREATE INDEX oauth_flows_expiry ON oauth_flows (expires_at);

-- Tokens deleted here that the partner must still be told of.
CREATE TABLE oauth_revocations (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  partner TEXT NOT NULL,
  customer TEXT NOT NULL,
  sealed_access_token TEXT NOT NULL,
  sealed_refresh_token TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);
