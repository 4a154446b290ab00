-- The keys that values of this store are sealed with: a text sealed under each, so that a ring that
-- lacks one or has it with other bytes is found before anything is sealed or looked up.
CREATE TABLE vault_keys (
  key_id TEXT NOT NULL PRIMARY KEY,
  canary TEXT NOT NULL,
  added_at BIGINT NOT NULL
);

-- Which key each hub seals with.
CREATE TABLE vault_hubs (
  hub_id TEXT NOT NULL PRIMARY KEY,
  active TEXT NOT NULL
);

-- Re-sealing to a key, and how far it is: the column at work ("table.column"), the last primary key
-- that was looked at (JSON), and what the pass over all columns has changed so far.
CREATE TABLE vault_reseals (
  key_id TEXT NOT NULL PRIMARY KEY,
  actor TEXT NOT NULL,
  per_second BIGINT NOT NULL,
  pass BIGINT NOT NULL,
  column_at TEXT NOT NULL,
  position TEXT NOT NULL,
  pass_resealed BIGINT NOT NULL,
  resealed BIGINT NOT NULL,
  unreadable BIGINT NOT NULL,
  ordered_at BIGINT NOT NULL,
  ended_at BIGINT
);

-- How customers are reached. Personal data: sealed, found by keyed hash.
CREATE TABLE customer_contacts (
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  name_sealed TEXT,
  phone_sealed TEXT,
  phone_index TEXT,
  email_sealed TEXT,
  email_index TEXT,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, customer_id)
);
CREATE INDEX customer_contacts_by_phone ON customer_contacts (organisation_id, phone_index)
  WHERE phone_index IS NOT NULL;
CREATE INDEX customer_contacts_by_email ON customer_contacts (organisation_id, email_index)
  WHERE email_index IS NOT NULL;
