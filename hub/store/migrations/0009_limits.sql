-- How fast a partner may be called, and whether at all, shared by all hubs (hub/jobs/breaker.h).
-- revision: of the breaker, one more with every change, so that older news are known for what they
-- are. next_us: when the token bucket would be full again (generic cell rate algorithm).
CREATE TABLE partner_limits (
  organisation_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  state TEXT NOT NULL,
  failures BIGINT NOT NULL,
  trips BIGINT NOT NULL,
  trips_ever BIGINT NOT NULL,
  open_until BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  next_us BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, partner)
);
