-- What people get, and after how many days. Each is given once, for ever: after a setback the days begin again at nothing,
-- and what was given stays theirs. Write again = "each_streak" into a line to give it again after each new start instead.

-- What can be given, and what the partner is asked to do for it. A voucher is valid for so many days where the partner names
-- no day of its own; a credit is there once it is given.
reward { id = "grocery_voucher",  kind = "retail",    capability = "issue_voucher", name = "a grocery voucher", valid_days = 365 }
reward { id = "utility_credit",   kind = "utility",   capability = "apply_credit",  name = "a credit on an energy bill" }
reward { id = "transport_credit", kind = "transport", capability = "top_up",        name = "a transport credit" }
reward { id = "choice_reward",    kind = "retail",    capability = "issue_voucher", valid_days = 365,
         name = "a voucher from the partner of your choice" }

-- Messages are read once the reward is there, and while somebody chooses; until then the hub says where it is.

-- Who gives it, first choice first; partners where the person has an account linked go before the others. The next one is asked
-- only while the one before it is down and has certainly given nothing.
fallback { id = "grocery_voucher",  reward = "grocery_voucher",  partners = { "woolworths", "coles" } }
fallback { id = "utility_credit",   reward = "utility_credit",   partners = { "energy_australia", "agl", "origin" } }
fallback { id = "transport_credit", reward = "transport_credit", partners = { "opal", "myki", "fuel_vouchers" } }

milestone {
  id      = "month_1", -- essentials while everything is still new
  days    = 30,
  reward  = "grocery_voucher",
  amount  = AUD(20),
  message = "It has been thirty days. Here is a grocery voucher to make this week a little easier.",
}

milestone {
  id      = "month_3", -- one bill less to worry about
  days    = 90,
  reward  = "utility_credit",
  amount  = AUD(50),
  message = "It has been ninety days. We have put a credit towards your energy bill.",
}

milestone {
  id      = "month_6", -- getting to work, to family, to appointments
  days    = 180,
  reward  = "transport_credit",
  amount  = AUD(100),
  message = "It has been half a year. Here is a credit to help you get to where you need to be.",
}

milestone {
  id       = "year_1", -- for whatever helps most: they choose where
  days     = 365,
  reward   = "choice_reward",
  amount   = AUD(200),
  partners = { "woolworths", "coles" },
  choice   = true,
  message  = "It has been a year. This voucher is for whatever helps you most, from the shop of your choice.",
}

-- Everybody is looked at once a day. Whoever reached several milestones since the last look gets them together.
schedule { id = "daily", run = "milestones", cron = "0 2 * * *" } -- at two in the night, Sydney time
