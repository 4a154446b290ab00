-- Orders to put dead letters back, and how far each is. letters: the filter or the ids, as JSON.
CREATE TABLE redrives (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  letters TEXT NOT NULL,
  per_second BIGINT NOT NULL,
  actor TEXT NOT NULL,
  wanted BIGINT NOT NULL,
  redriven BIGINT NOT NULL,
  ordered_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (organisation_id, id)
);
CREATE INDEX redrives_ended ON redrives (ended_at) WHERE ended_at IS NOT NULL;
