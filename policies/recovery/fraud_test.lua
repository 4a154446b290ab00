test {
  name   = "the tenth look in an hour is fine",
  facts  = { occasion = "progress", days = 30, counts = { ["checks/hour"] = 9 } },
  expect = { { effect = "award", rule = "month_1" } },
}

test {
  name   = "the eleventh look in an hour has to wait, and gives nothing",
  facts  = { occasion = "progress", days = 30, counts = { ["checks/hour"] = 10 } },
  expect = { { effect = "deny", rule = "checks_per_hour", code = "RATE_LIMIT_EXCEEDED" } },
}

test {
  name   = "three linked accounts in an hour are nothing special",
  facts  = { occasion = "link", partner = "opal", counts = { ["links/hour"] = 2 } },
  expect = {},
}

test {
  name   = "a fourth one is flagged, and linked all the same",
  facts  = { occasion = "link", partner = "opal", counts = { ["links/hour"] = 3 } },
  expect = { { effect = "flag", rule = "links_per_hour", code = "RAPID_LINKING" } },
}

test {
  name   = "three claims in a day are possible",
  facts  = { occasion = "claim", milestone = "year_1", partner = "coles", counts = { ["claims/day"] = 2 } },
  expect = {},
}

test {
  name   = "staff hear of a fourth claim in a day",
  facts  = { occasion = "claim", milestone = "year_1", partner = "coles", counts = { ["claims/day"] = 3 } },
  expect = { { effect = "notify", rule = "claims_per_day", code = "MANY_CLAIMS", of = "year_1" } },
}

test {
  name  = "a claim at a partner that the reward does not have is refused",
  facts = { occasion = "claim", milestone = "year_1", partner = "opal" },
  error = "needs one of its partners",
}

test {
  name   = "vouchers need no account, credits do",
  facts  = { occasion = "progress", days = 200 },
  expect = {
    { effect = "award", rule = "month_1" },
    { effect = "deny",  rule = "credit_needs_account", code = "ACCOUNT_NOT_LINKED", of = "month_3" },
    { effect = "deny",  rule = "credit_needs_account", code = "ACCOUNT_NOT_LINKED", of = "month_6" },
  },
}

test {
  name   = "the last partner of the list is enough, and each credit asks for its own",
  facts  = { occasion = "progress", days = 200, given = { "month_1" }, linked = { "origin" } },
  expect = {
    { effect = "award", rule = "month_3" },
    { effect = "deny",  rule = "credit_needs_account", of = "month_6" },
  },
}

test {
  name   = "a hundred dollars are not large",
  facts  = { occasion = "progress", days = 180, given = { "month_1", "month_3" }, linked = { "myki" } },
  expect = { { effect = "award", rule = "month_6" } },
}

test {
  name   = "two hundred dollars wait for verification",
  facts  = { occasion = "progress", days = 365, given = { "month_1", "month_3", "month_6" } },
  expect = { { effect = "hold", rule = "large_needs_verification", code = "VERIFICATION_NEEDED", of = "year_1",
               message = "Your reward is set aside for you. A colleague will contact you to confirm who you are; then it goes out." } },
}
