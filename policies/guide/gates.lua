-- Some partners open with a level: below it there is no discount. From it on, the table for everybody counts. Two of the first
-- group, Rejuvenation Spa and Federal Palace, have a table of their own in benefits.lua, which goes before any gate.

-- From gold on.
local below_gold = { "bronze", "silver" }
benefit { id = "gate_bliss_wellness",         partner = "bliss_wellness",         tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_urban_fitness",          partner = "urban_fitness",          tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_genesis_cinema",         partner = "genesis_cinema",         tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_palms_shopping_mall",    partner = "palms_shopping_mall",    tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_ikeja_city_mall",        partner = "ikeja_city_mall",        tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_spar",                   partner = "spar",                   tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_shoprite",               partner = "shoprite",               tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_genesis_fashion",        partner = "genesis_fashion",        tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_four_points",            partner = "four_points",            tiers = below_gold,     discount = percent(0) }
benefit { id = "gate_radisson_blu",           partner = "radisson_blu",           tiers = below_gold,     discount = percent(0) }

-- From platinum on. (The source names ShopRite here as well, by its web address; the lower gate counts.)
local below_platinum = { "bronze", "silver", "gold" }
benefit { id = "gate_earth_spa",              partner = "earth_spa",              tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_raw_cup_wellness",       partner = "raw_cup_wellness",       tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_tribeca_spa",            partner = "tribeca_spa",            tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_ozone_cinema",           partner = "ozone_cinema",           tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_city_mall",              partner = "city_mall",              tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_the_palms",              partner = "the_palms",              tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_genesis_luxury",         partner = "genesis_luxury",         tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_intercontinental",       partner = "intercontinental",       tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_eko_hotel",              partner = "eko_hotel",              tiers = below_platinum, discount = percent(0) }
benefit { id = "gate_the_george",             partner = "the_george",             tiers = below_platinum, discount = percent(0) }

-- For diamond alone.
local below_diamond = { "bronze", "silver", "gold", "platinum" }
benefit { id = "gate_sanctuary_spa",          partner = "sanctuary_spa",          tiers = below_diamond,  discount = percent(0) }
benefit { id = "gate_genesis_private_cinema", partner = "genesis_private_cinema", tiers = below_diamond,  discount = percent(0) }
