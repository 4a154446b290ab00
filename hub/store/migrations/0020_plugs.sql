-- What an operator wants served of a plug, on all hubs; stamp '' means: as its files are.
CREATE TABLE plug_wishes (
  plug TEXT PRIMARY KEY,
  stamp TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_at BIGINT NOT NULL
);

-- What each hub serves, and why it does not serve what it was given last (problem, else '').
CREATE TABLE plug_states (
  hub TEXT NOT NULL,
  plug TEXT NOT NULL,
  stamp TEXT NOT NULL,
  version TEXT NOT NULL,
  since BIGINT NOT NULL,
  problem TEXT NOT NULL,
  problem_stamp TEXT NOT NULL,
  looked_at BIGINT NOT NULL,
  PRIMARY KEY (hub, plug)
);

-- Every version that was ever served.
CREATE TABLE plug_versions (
  plug TEXT NOT NULL,
  stamp TEXT NOT NULL,
  version TEXT NOT NULL,
  first_served_at BIGINT NOT NULL,
  PRIMARY KEY (plug, stamp)
);
