-- REQUIREMENTS.md section 32: shares.

test {
  name   = "five percent of a redemption of ten dollars",
  facts  = { occasion = "transaction", amount_minor = 1000 },
  expect = { { effect = "share", rule = "standard", amount = USD "0.50", payer = "origin" } },
}

test {
  name   = "five percent of a reward of five dollars",
  facts  = { occasion = "transaction", amount_minor = 500 },
  expect = { { effect = "share", rule = "standard", amount = USD "0.25", payer = "origin" } },
}

test {
  name   = "half a cent is rounded up",
  facts  = { occasion = "transaction", amount_minor = 310 },
  expect = { { effect = "share", rule = "standard", amount = USD "0.16" } }, -- 15.5 cents
}

for _, amount in ipairs { 300, 1000, 50000 } do
  test {
    name   = "the fixed fee of a transaction of " .. amount .. " cents",
    facts  = { occasion = "transaction", amount_minor = amount, traits = { "fixed_fee" } },
    expect = { { effect = "share", rule = "fixed_fee", amount = USD "0.25", payer = "origin" } },
  }
end

-- 120 redemptions of ten dollars in one period: a hundred at 3 percent, twenty at 5.
for transaction = 1, 120 do
  test {
    name   = "hybrid, transaction " .. transaction .. " of the period",
    facts  = { occasion = "transaction", amount_minor = 1000, traits = { "hybrid" }, transactions_before = transaction - 1 },
    expect = { { effect = "share", rule = "hybrid", amount = transaction <= 100 and USD "0.30" or USD "0.50" } },
  }
end

test {
  name   = "traits that are no terms leave the standard terms",
  facts  = { occasion = "transaction", amount_minor = 1000, traits = { "verified" } },
  expect = { { effect = "share", rule = "standard", amount = USD "0.50" } },
}
