-- Tokens of the hub at its partners, sealed under the key ring ('': none).
CREATE TABLE oauth_tokens (
  organisation_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  customer TEXT NOT NULL,           -- '': the organisation's own at the partner
  grant_type TEXT NOT NULL,
  sealed_access_token TEXT NOT NULL,
  sealed_refresh_token TEXT NOT NULL,
  scope TEXT NOT NULL,
  expires_at BIGINT,                -- NULL: the partner did not say
  fetched_at BIGINT NOT NULL,
  version BIGINT NOT NULL,          -- counts the pairs stored
  lease BIGINT NOT NULL,            -- fence: counts those who asked the partner
  lease_until BIGINT NOT NULL,
  lease_holder TEXT NOT NULL,
  needs_consent BIGINT NOT NULL,
  failures BIGINT NOT NULL,         -- in a row
  retry_at BIGINT NOT NULL,         -- the endpoint is left alone until then
  failure TEXT NOT NULL,
  PRIMARY KEY (organisation_id, partner, customer)
);
CREATE INDEX oauth_tokens_leased ON oauth_tokens (lease_holder) WHERE lease_until > 0;
