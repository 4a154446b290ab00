-- REQUIREMENTS.md section 32: points for so many naira.

local tiers = { "bronze", "silver", "gold", "platinum", "diamond" }
local earned = {
  --  naira, bronze, silver,  gold, platinum, diamond
  {       1,      0,      0,     0,        0,       0 },
  {      49,      0,      0,     0,        0,       0 },
  {      50,      1,      1,     1,        1,       2 },
  {      99,      1,      1,     1,        1,       2 },
  {     100,      2,      2,     2,        3,       4 },
  {     999,     19,     22,    24,       28,      38 },
  {    4999,     99,    118,   128,      148,     198 },
  {   10000,    200,    240,   260,      300,     400 },
  {   15000,    300,    360,   390,      450,     600 },
  {  123456,   2469,   2962,  3209,     3703,    4938 },
}
for _, row in ipairs(earned) do
  for column, tier in ipairs(tiers) do
    local points = row[column + 1]
    test {
      name   = row[1] .. " naira at " .. tier .. " are " .. points .. " points",
      facts  = { occasion = "order", tier = tier, amount_minor = row[1] * 100 },
      expect = { { effect = "earn", rule = "purchases", points = points } },
    }
  end
end

test {
  name   = "the base is rounded before it is multiplied",
  facts  = { occasion = "order", tier = "silver", amount_minor = NGN(42).minor },
  expect = { { effect = "earn", rule = "purchases", points = 0 } },
}

test {
  name   = "points are for what was paid",
  facts  = { occasion = "purchase", tier = "platinum", category = "retail", amount_minor = NGN(10000).minor },
  expect = {
    { effect = "discount", rule = "platinum",  amount = NGN(2000) },
    { effect = "earn",     rule = "purchases", points = 240 }, -- of 8,000: 160 x 1.5
  },
}

test {
  name  = "a level that nobody knows is refused",
  facts = { occasion = "order", tier = "vip", amount_minor = NGN(100).minor },
  error = "no tier \"vip\"",
}
