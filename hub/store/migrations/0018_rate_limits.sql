-- Buckets of the rate limits that hubs share (hub/access/rate_limits.h). full_at: when the bucket
-- is full again (generic cell rate algorithm); a row whose time has passed says nothing.
CREATE TABLE rate_limits (
  organisation_id TEXT NOT NULL,
  limit_name TEXT NOT NULL,
  subject TEXT NOT NULL,
  full_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, limit_name, subject)
);
