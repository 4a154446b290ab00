-- One point for every dollar, and a fifth more for social equity customers. Everything that a customer has spent is added up
-- and rounded once, at the very end: 39.55 dollars are 40 points, and 47 with the fifth (not 40 times 1.2).

local function has(facts, trait)
  for _, each in ipairs(facts.traits) do
    if each == trait then return true end
  end
  return false
end

-- The first line that fits counts.
earn { id = "equity",   points = 1, per = USD(1), basis = "running_total", rounding = "half_up", factor = times "1.2",
       when = function(facts) return has(facts, "equity") end }
earn { id = "standard", points = 1, per = USD(1), basis = "running_total", rounding = "half_up" }

tier { id = "bronze", name = "Bronze", from = 0,    color = "#CD7F32" }
tier { id = "silver", name = "Silver", from = 500,  color = "#C0C0C0" }
tier { id = "gold",   name = "Gold",   from = 1000, color = "#FFD700" }

-- Our points against the provider's: more than ten percent of theirs apart is for a person to look at. Exactly ten percent is
-- not, nor is a customer whom they do not know.
local tolerated_percent = 10
limit {
  id      = "points_differ",
  on      = "reconciliation",
  effect  = "flag",
  code    = "REVIEW",
  message = "Our points and the provider's are more than ten percent apart.",
  when    = function(facts)
    if facts.reported == nil then return false end
    return math.abs(facts.calculated - facts.reported) * 100 > tolerated_percent * facts.reported
  end,
}
