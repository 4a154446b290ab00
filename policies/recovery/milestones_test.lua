-- REQUIREMENTS.md section 32, milestones: the days and amounts that were promised.

local linked = { "agl", "opal" }
local verified = { "verified" }

local month_1 = { effect = "award", rule = "month_1", reward = "grocery_voucher",  amount = AUD(20),  choice = false,
                  partners = { "woolworths", "coles" } }
local month_3 = { effect = "award", rule = "month_3", reward = "utility_credit",   amount = AUD(50),  choice = false,
                  partners = { "energy_australia", "agl", "origin" } }
local month_6 = { effect = "award", rule = "month_6", reward = "transport_credit", amount = AUD(100), choice = false,
                  partners = { "opal", "myki", "fuel_vouchers" } }
local year_1  = { effect = "award", rule = "year_1",  reward = "choice_reward",    amount = AUD(200), choice = true,
                  partners = { "woolworths", "coles" } }

local days = {
  { days = 0,   expect = {} },
  { days = 29,  expect = {} },
  { days = 30,  expect = { month_1 } },
  { days = 89,  expect = {},          given = { "month_1" } },
  { days = 90,  expect = { month_3 }, given = { "month_1" } },
  { days = 179, expect = {},          given = { "month_1", "month_3" } },
  { days = 180, expect = { month_6 }, given = { "month_1", "month_3" } },
  { days = 364, expect = {},          given = { "month_1", "month_3", "month_6" } },
  { days = 365, expect = { year_1 },  given = { "month_1", "month_3", "month_6" } },
}
for _, row in ipairs(days) do
  test {
    name   = "what is new on day " .. row.days,
    facts  = { occasion = "progress", days = row.days, given = row.given, linked = linked, traits = verified },
    expect = row.expect,
  }
end

test {
  name   = "looking twice gives nothing twice",
  facts  = { occasion = "progress", days = 30, given = { "month_1" } },
  expect = {},
}

test {
  name   = "who has all four has them for ever",
  facts  = { occasion = "progress", days = 400, given = { "month_1", "month_3", "month_6", "year_1" }, linked = linked },
  expect = {},
}

test {
  name   = "a first look on day 200 gives the three that are due",
  facts  = { occasion = "progress", days = 200, linked = linked, traits = verified },
  expect = { month_1, month_3, month_6 },
}

test {
  name   = "a first look after a year gives all four, 370 dollars in all",
  facts  = { occasion = "progress", days = 400, linked = linked, traits = verified },
  expect = { month_1, month_3, month_6, year_1 },
}

test {
  name   = "after a setback the days begin again, and nothing is given a second time",
  facts  = { occasion = "progress", days = 31, given = { "month_1", "month_3" }, linked = linked },
  expect = {},
}
