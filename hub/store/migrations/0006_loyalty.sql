-- One row an organisation: its lock while orders are posted, and the salt of its rewards' ids.
CREATE TABLE programmes (
  organisation_id TEXT NOT NULL PRIMARY KEY,
  reward_salt TEXT NOT NULL
);

-- tier: empty where the programme has none. earned_points: earned in all, as the ledger has it;
-- never less by spending.
CREATE TABLE customers (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  tier TEXT NOT NULL,
  earned_points BIGINT NOT NULL DEFAULT 0,
  orders BIGINT NOT NULL,
  spent_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);

-- A customer's account at a partner: sealed, and found by a keyed hash. how: import, code, oauth,
-- operator.
CREATE TABLE customer_links (
  organisation_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  account_sealed TEXT NOT NULL,
  account_index TEXT NOT NULL,
  how TEXT NOT NULL,
  verification TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, customer_id, partner)
);

CREATE TABLE orders (
  organisation_id TEXT NOT NULL,
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  ordered_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, source, id)
);
CREATE INDEX orders_by_customer ON orders (organisation_id, customer_id, ordered_at);

-- Immutable: a correction is another transfer (P-05).
CREATE TABLE ledger_transfers (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  debit_account TEXT NOT NULL,
  credit_account TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL,
  policy_hash TEXT NOT NULL,
  posted_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);

-- Sums of the transfers, kept with them.
CREATE TABLE ledger_accounts (
  organisation_id TEXT NOT NULL,
  code TEXT NOT NULL,
  unit TEXT NOT NULL,
  debits BIGINT NOT NULL,
  credits BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, code, unit)
);

-- lease is the fence of the job that moved the reward last; settle_way and tries say where
-- settling an unknown outcome stands, fruitless which calls provably issued nothing (JSON);
-- streak: which one of a milestone that is given once a streak, 0: once for ever; message: the
-- milestone's, for the customer; valid_days: from issuing on, where the partner names no end;
-- held_code: of the limit that held it;
-- doubt_began: when the first of the unknown outcomes that are open happened; settled_at: once an
-- unknown outcome became known. Lists of partners are names between commas, in order.
CREATE TABLE rewards (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  milestone_id TEXT NOT NULL,
  streak BIGINT NOT NULL DEFAULT 0,
  message TEXT NOT NULL DEFAULT '',
  valid_days BIGINT,
  held_code TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL,
  capability TEXT NOT NULL,
  partner TEXT NOT NULL,
  eligible_partners TEXT NOT NULL,
  given_up TEXT NOT NULL DEFAULT '',
  doubted TEXT NOT NULL DEFAULT '',
  amount_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  cancel_reason TEXT NOT NULL DEFAULT '',
  partner_reference TEXT NOT NULL,
  code_sealed TEXT,
  unknown_since BIGINT,
  doubt_began BIGINT,
  settled_at BIGINT,
  settle_way BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  fruitless TEXT NOT NULL DEFAULT '',
  reversal_begun BIGINT NOT NULL DEFAULT 0,
  lease BIGINT NOT NULL,
  policy_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  delayed_since BIGINT,
  issued_at BIGINT,
  expires_at BIGINT,
  PRIMARY KEY (organisation_id, id),
  UNIQUE (organisation_id, customer_id, milestone_id, streak)
);
CREATE INDEX rewards_by_birth ON rewards (organisation_id, created_at, id);
CREATE INDEX rewards_expiring ON rewards (expires_at)
  WHERE state = 'issued' AND expires_at IS NOT NULL;

-- One redemption a reward for ever (C-19).
CREATE TABLE reward_redemptions (
  organisation_id TEXT NOT NULL,
  reward_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  redeemed_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, reward_id)
);

-- The history of each reward: only ever added to. lease: of the job that moved it.
CREATE TABLE reward_moves (
  id @serial@,
  organisation_id TEXT NOT NULL,
  reward_id TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  partner TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  lease BIGINT NOT NULL,
  moved_at BIGINT NOT NULL
);
CREATE INDEX reward_moves_by_reward ON reward_moves (organisation_id, reward_id, id);

-- What the last reconciliation with each partner found, a row a reference.
CREATE TABLE reconciliation_lines (
  organisation_id TEXT NOT NULL,
  partner TEXT NOT NULL,
  reference TEXT NOT NULL,
  result TEXT NOT NULL,
  reason TEXT NOT NULL,
  as_of BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, partner, reference)
);
