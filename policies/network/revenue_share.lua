-- What one business owes the other when a reward is redeemed: the one where the points were earned (the origin) pays the one
-- where they are spent. Each transaction is rounded by itself, so a settlement is the plain sum of what it lists.

-- The hub gives a transaction the terms that a partnership has agreed on as a trait; without one the standard terms count.
local function agreed(terms)
  return function(facts)
    for _, each in ipairs(facts.traits) do
      if each == terms then return true end
    end
    return false
  end
end

-- 25 cents for each transaction, whatever its value.
revenue_share { id = "fixed_fee", model = "fixed_fee", fee = USD "0.25", payer = "origin", when = agreed("fixed_fee") }

-- 3 percent of the first hundred transactions of a settlement period, 5 percent of every one after them.
revenue_share { id = "hybrid", model = "hybrid", share = percent(3), threshold = 100, bonus = percent(5), payer = "origin",
                when = agreed("hybrid") }

-- 5 percent of the value.
revenue_share { id = "standard", model = "percentage", share = percent(5), payer = "origin" }
