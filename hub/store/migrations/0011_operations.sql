-- The operator's switches that are thrown. organisation_id is '' for the whole installation.
CREATE TABLE switches (
  organisation_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  thrown_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, kind, name)
);

-- The processes that share this store. A hub says every `beat` microseconds that it lives.
CREATE TABLE hubs (
  id TEXT PRIMARY KEY,
  host TEXT NOT NULL,
  pid BIGINT NOT NULL,
  url TEXT NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL,
  beat BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
