-- Webhooks of partners, proven and kept as they came (webhooks/inbox.h). The unique key is the
-- memory of repeats; it outlives the body, which is NULL once retention removed it. body_encoding:
-- empty (UTF-8 text) or base64. state: received, decoded, ignored, dead, discarded (by retention,
-- when the dead letter of its decode job was). repeats: how often it came again.
CREATE TABLE inbound_events (
  sequence @serial@,
  organisation_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  dedup_key TEXT NOT NULL,
  event_type TEXT NOT NULL,
  content_type TEXT NOT NULL,
  body TEXT,
  body_encoding TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  repeats BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  ended_at BIGINT,
  UNIQUE (organisation_id, partner, dedup_key)
);

CREATE INDEX inbound_events_bodies ON inbound_events (sequence) WHERE body IS NOT NULL;
