-- REQUIREMENTS.md section 32: the discount of the level. Without `off` there is none.

local cases = {
  { tier = "bronze",   category = "hotel",        amount = NGN "10,000" },
  { tier = "bronze",   category = "spa_wellness", amount = NGN "10,000" },
  { tier = "silver",   category = "spa_wellness", amount = NGN "10,000",  off = NGN "500",       rule = "silver" },
  { tier = "silver",   category = "spa_wellness", amount = NGN "4,999" }, -- below 5,000
  { tier = "silver",   category = "spa_wellness", amount = NGN "5,000",   off = NGN "250",       rule = "silver" },
  { tier = "silver",   category = "hotel",        amount = NGN "10,000" }, -- not one of silver's categories
  { tier = "gold",     category = "hotel",        amount = NGN "2,999" },  -- below 3,000
  { tier = "gold",     category = "hotel",        amount = NGN "3,000",   off = NGN "300",       rule = "gold" },
  { tier = "platinum", category = "retail",       amount = NGN "10,000",  off = NGN "2,000",     rule = "platinum" },
  { tier = "diamond",  category = "retail",       amount = NGN "10,000",  off = NGN "3,000",     rule = "diamond" },
  { tier = "diamond",  category = "retail",       amount = NGN "166,666", off = NGN "49,999.80", rule = "diamond" },
  { tier = "diamond",  category = "retail",       amount = NGN "200,000", off = NGN "50,000",    rule = "diamond" }, -- capped

  -- Partners with a table of their own: no minimum, and whatever the category.
  { tier = "bronze",   partner = "hotel_federal_palace", amount = NGN "10,000" },
  { tier = "silver",   partner = "hotel_federal_palace", amount = NGN "10,000", off = NGN "500",   rule = "hotel_federal_palace_silver" },
  { tier = "gold",     partner = "hotel_federal_palace", amount = NGN "10,000", off = NGN "800",   rule = "hotel_federal_palace_gold" },
  { tier = "platinum", partner = "hotel_federal_palace", amount = NGN "10,000", off = NGN "1,200", rule = "hotel_federal_palace_platinum" },
  { tier = "diamond",  partner = "hotel_federal_palace", amount = NGN "10,000", off = NGN "1,500", rule = "hotel_federal_palace_diamond" },
  { tier = "silver",   partner = "spa_rejuvenation",     amount = NGN "1,000",  off = NGN "50",    rule = "spa_rejuvenation_silver" },
  { tier = "gold",     partner = "spa_rejuvenation",     amount = NGN "1,000",  off = NGN "100",   rule = "spa_rejuvenation_gold" },
  { tier = "platinum", partner = "spa_rejuvenation",     amount = NGN "1,000",  off = NGN "200",   rule = "spa_rejuvenation_platinum" },
  { tier = "diamond",  partner = "spa_rejuvenation",     amount = NGN "1,000",  off = NGN "300",   rule = "spa_rejuvenation_diamond" },
}
for _, case in ipairs(cases) do
  local place = case.partner or case.category
  local expect = { { effect = "earn", rule = "purchases" } }
  if case.off then table.insert(expect, 1, { effect = "discount", rule = case.rule, part = "tier", amount = case.off }) end
  test {
    name   = case.tier .. ", " .. place .. ", " .. case.amount.minor .. " kobo",
    facts  = { occasion = "purchase", tier = case.tier, category = case.category, partner = case.partner,
               amount_minor = case.amount.minor },
    expect = expect,
  }
end
