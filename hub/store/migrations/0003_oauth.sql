-- Access tokens of the hub at its partners, sealed under the key ring.
CREATE TABLE oauth_tokens (
  organisation_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  sealed_token TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  fetched_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, partner)
);
