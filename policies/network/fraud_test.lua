local share = { effect = "share", rule = "standard" }
local slow_down = { effect = "flag", rule = "unusual_pace", code = "UNUSUAL_PACE" }
local review = { effect = "hold", rule = "high_value", code = "MANUAL_REVIEW" }

test {
  name   = "three dollars are enough",
  facts  = { occasion = "transaction", amount_minor = 300 },
  expect = { share },
}

test {
  name   = "a cent less is refused",
  facts  = { occasion = "transaction", amount_minor = 299 },
  expect = { { effect = "deny", rule = "minimum_purchase", code = "MINIMUM_NOT_MET" } },
}

test {
  name   = "five hundred dollars go through",
  facts  = { occasion = "transaction", amount_minor = 50000 },
  expect = { share },
}

test {
  name   = "a cent more waits for a person",
  facts  = { occasion = "transaction", amount_minor = 50001 },
  expect = { review },
}

test {
  name   = "the twentieth transaction in an hour is nothing special",
  facts  = { occasion = "transaction", amount_minor = 1000, counts = { ["transactions/hour"] = 19 } },
  expect = { share },
}

test {
  name   = "the twenty-first is flagged and goes through",
  facts  = { occasion = "transaction", amount_minor = 1000, counts = { ["transactions/hour"] = 20 } },
  expect = { slow_down, share },
}

test {
  name   = "the hundred and first is refused",
  facts  = { occasion = "transaction", amount_minor = 1000, counts = { ["transactions/hour"] = 100 } },
  expect = { slow_down, { effect = "deny", rule = "transactions_per_hour", code = "RATE_LIMIT_EXCEEDED" } },
}

test {
  name   = "two thousand dollars in a day go through",
  facts  = { occasion = "transaction", amount_minor = 1000, counts = { ["transaction_minor/day"] = 199000 } },
  expect = { share },
}

test {
  name   = "a dollar more waits for a person",
  facts  = { occasion = "transaction", amount_minor = 1100, counts = { ["transaction_minor/day"] = 199000 } },
  expect = { { effect = "hold", rule = "value_per_day", code = "MANUAL_REVIEW" } },
}
