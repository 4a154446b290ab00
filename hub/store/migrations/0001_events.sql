-- The outbox: domain events, written in the transaction of what happened (hub/events/outbox.h).
CREATE TABLE events (
  sequence @serial@,
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL,
  dedup_key TEXT NOT NULL,
  occurred_at BIGINT NOT NULL,
  fanned_out BIGINT NOT NULL DEFAULT 0,
  UNIQUE (organisation_id, dedup_key),
  UNIQUE (organisation_id, id)
);
CREATE INDEX events_waiting ON events (sequence) WHERE fanned_out = 0;

-- Types that are written only where somebody asks for them (hub/events/demand.h).
CREATE TABLE event_demand (
  organisation_id TEXT NOT NULL,
  type TEXT NOT NULL,
  PRIMARY KEY (organisation_id, type)
);
