-- Discounts of the levels. A partner's own table goes first; then gates.lua, which says whose door is still closed; then the
-- table for everybody. `minimum` is looked at before the discount, `maximum` caps the discount itself.

-- Rejuvenation Spa, Victoria Island. It also gives a massage of 15 minutes (silver) or 30 (gold), a full body treatment
-- (platinum) or a day package with lunch (diamond).
benefit { id = "spa_rejuvenation_silver",       partner = "spa_rejuvenation",     tiers = { "silver" },   discount = percent(5) }
benefit { id = "spa_rejuvenation_gold",         partner = "spa_rejuvenation",     tiers = { "gold" },     discount = percent(10) }
benefit { id = "spa_rejuvenation_platinum",     partner = "spa_rejuvenation",     tiers = { "platinum" }, discount = percent(20) }
benefit { id = "spa_rejuvenation_diamond",      partner = "spa_rejuvenation",     tiers = { "diamond" },  discount = percent(30) }

-- Federal Palace Hotel. It also gives a welcome drink (silver), the way from the airport (gold), a better room (platinum) or
-- the executive suite (diamond).
benefit { id = "hotel_federal_palace_silver",   partner = "hotel_federal_palace", tiers = { "silver" },   discount = percent(5) }
benefit { id = "hotel_federal_palace_gold",     partner = "hotel_federal_palace", tiers = { "gold" },     discount = percent(8) }
benefit { id = "hotel_federal_palace_platinum", partner = "hotel_federal_palace", tiers = { "platinum" }, discount = percent(12) }
benefit { id = "hotel_federal_palace_diamond",  partner = "hotel_federal_palace", tiers = { "diamond" },  discount = percent(15) }

-- For everybody, at every partner without a table of its own.
local leisure = { "spa_wellness", "retail", "entertainment" }
benefit { id = "bronze",   tiers = { "bronze" },   discount = percent(0) }
benefit { id = "silver",   tiers = { "silver" },   discount = percent(5),  minimum = NGN "5,000", categories = leisure }
benefit { id = "gold",     tiers = { "gold" },     discount = percent(10), minimum = NGN "3,000" }
benefit { id = "platinum", tiers = { "platinum" }, discount = percent(20) }
benefit { id = "diamond",  tiers = { "diamond" },  discount = percent(30), maximum = NGN "50,000" }
