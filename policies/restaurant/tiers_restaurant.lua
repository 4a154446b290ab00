-- The levels. The source does not say when a guest moves up, so the network decides that and tells the hub. If it shall come
-- from points instead, add an earn rule and write into every line at how many points its level begins, the first one at 0:
--   tier { id = "silver", name = "Silver", from = 500 }

tier { id = "bronze",   name = "Bronze" }
tier { id = "silver",   name = "Silver" }
tier { id = "gold",     name = "Gold" }
tier { id = "platinum", name = "Platinum" }
tier { id = "vip",      name = "VIP" }

-- From 5 to 25 percent, in even steps: the source names only the first and the last.
benefit { id = "bronze",   tiers = { "bronze" },   discount = percent(5) }
benefit { id = "silver",   tiers = { "silver" },   discount = percent(10) }
benefit { id = "gold",     tiers = { "gold" },     discount = percent(15) }
benefit { id = "platinum", tiers = { "platinum" }, discount = percent(20) }
benefit { id = "vip",      tiers = { "vip" },      discount = percent(25) }
