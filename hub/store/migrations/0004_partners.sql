-- Every HTTP exchange with a partner: no bodies, no queries, no secrets.
CREATE TABLE partner_exchanges (
  id @serial@,
  organisation_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  capability TEXT NOT NULL,
  reference TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  status BIGINT NOT NULL,
  stage TEXT NOT NULL,
  outcome TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  took_us BIGINT NOT NULL
);
CREATE INDEX partner_exchanges_by_reference ON partner_exchanges (organisation_id, reference);
