-- How long a person has held on, by their own calendar. zone is empty where the programme's holds;
-- since and paused_on are whole local dates, in days since 1970-01-01; paused_days do not count.
-- check_problem: why the rules could not be asked the last time, and since when.
CREATE TABLE customer_progress (
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  zone TEXT NOT NULL,
  grace_days BIGINT NOT NULL,
  streak BIGINT NOT NULL,
  since BIGINT NOT NULL,
  paused_on BIGINT,
  paused_days BIGINT NOT NULL,
  last_on BIGINT NOT NULL,
  check_problem TEXT NOT NULL DEFAULT '',
  problem_at BIGINT,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, customer_id)
);

-- What was told of it: only ever added to. event: start, relapse, pause, resume.
CREATE TABLE progress_events (
  id @serial@,
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  event TEXT NOT NULL,
  on_day BIGINT NOT NULL,
  streak BIGINT NOT NULL,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX progress_events_by_customer ON progress_events (organisation_id, customer_id, id);

-- What the programme says of a person: "verified", "equity".
CREATE TABLE customer_traits (
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  trait TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, customer_id, trait)
);

-- Checks that were asked for, as long as a limit counts them.
CREATE TABLE reward_checks (
  id @serial@,
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  checked_at BIGINT NOT NULL
);
CREATE INDEX reward_checks_by_customer ON reward_checks (organisation_id, customer_id, checked_at);

-- Accounts that were linked, as long as a limit counts them: customer_links has the last one of a
-- partner, and none that was taken back.
CREATE TABLE counted_links (
  id @serial@,
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  linked_at BIGINT NOT NULL
);
CREATE INDEX counted_links_by_customer ON counted_links (organisation_id, customer_id, linked_at);
