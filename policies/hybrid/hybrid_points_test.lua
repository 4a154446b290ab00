-- REQUIREMENTS.md section 32: points from orders, and when two books agree.

local spent = {
  { amount = USD "39.55",  points = 40,                    equity = 47 },
  { amount = USD "100",    points = 100,                   equity = 120 },
  { amount = USD "416.67", points = 417,                   equity = 500,  equity_tier = "silver" },
  { amount = USD "499.49", points = 499,                   equity = 599,  equity_tier = "silver" },
  { amount = USD "499.50", points = 500,  tier = "silver", equity = 599,  equity_tier = "silver" },
  { amount = USD "833.33", points = 833,  tier = "silver", equity = 1000, equity_tier = "gold" },
  { amount = USD "999.50", points = 1000, tier = "gold",   equity = 1199, equity_tier = "gold" },
}
local function first_order(row, rule, points, tier, traits)
  test {
    name   = row.amount.minor .. " cents at once, " .. rule,
    facts  = { occasion = "order", tier = "bronze", traits = traits, amount_minor = row.amount.minor },
    expect = {
      { effect = "earn", rule = rule, points = points },
      tier and { effect = "set_tier", rule = tier, from = "bronze" } or nil,
    },
  }
end
for _, row in ipairs(spent) do
  first_order(row, "standard", row.points, row.tier)
  first_order(row, "equity", row.equity, row.equity_tier, { "equity" })
end

-- Three orders of 40 cents: 0.40, 0.80, 1.20 dollars in all.
for order, points in ipairs { 0, 1, 0 } do
  test {
    name   = "order " .. order .. " of 40 cents earns what it adds to the rounded total",
    facts  = { occasion = "order", tier = "bronze", points = order == 3 and 1 or 0, spent_minor = 40 * (order - 1), amount_minor = 40 },
    expect = { { effect = "earn", rule = "standard", points = points } },
  }
end

test {
  name   = "an order may pass two levels at once",
  facts  = { occasion = "order", tier = "bronze", points = 100, spent_minor = 10000, amount_minor = 90000 },
  expect = {
    { effect = "earn",     rule = "standard", points = 900 },
    { effect = "set_tier", rule = "gold",     from = "bronze" },
  },
}

local books = {
  { calculated = 450, reported = 475 },                -- 5.3 percent
  { calculated = 427, reported = 475, review = true }, -- 10.1 percent
  { calculated = 428, reported = 475 },                -- 9.9 percent
  { calculated = 90,  reported = 100 },                -- exactly ten
  { calculated = 110, reported = 100 },                -- exactly ten
  { calculated = 111, reported = 100, review = true },
  { calculated = 10,  reported = 0,   review = true },
  { calculated = 0,   reported = 0 },
  { calculated = 450 },                                -- they do not know the customer
}
for _, book in ipairs(books) do
  test {
    name   = "we have " .. book.calculated .. ", they have " .. (book.reported or "nobody"),
    facts  = { occasion = "reconciliation", calculated = book.calculated, reported = book.reported },
    expect = book.review and { { effect = "flag", rule = "points_differ", code = "REVIEW" } } or {},
  }
end
