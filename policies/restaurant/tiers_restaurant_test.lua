local cases = {
  { tier = "bronze",   bill = RUB "1,000",  off = RUB "50" },
  { tier = "silver",   bill = RUB "1,000",  off = RUB "100" },
  { tier = "gold",     bill = RUB "1,000",  off = RUB "150" },
  { tier = "platinum", bill = RUB "1,000",  off = RUB "200" },
  { tier = "vip",      bill = RUB "1,000",  off = RUB "250" },
  { tier = "bronze",   bill = RUB "333.30", off = RUB "16.67" }, -- 16.665, rounded half up
  { tier = "vip",      bill = RUB "0.01" },                      -- a quarter of a kopeck is nothing
}
for _, case in ipairs(cases) do
  test {
    name   = case.tier .. " on a bill of " .. case.bill.minor .. " kopecks",
    facts  = { occasion = "purchase", tier = case.tier, amount_minor = case.bill.minor },
    expect = case.off and { { effect = "discount", rule = case.tier, part = "tier", amount = case.off } } or {},
  }
end

test {
  name   = "a guest without a level has no discount yet",
  facts  = { occasion = "purchase", amount_minor = RUB(1000).minor },
  expect = {},
}
