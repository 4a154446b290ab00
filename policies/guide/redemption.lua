-- What points are worth when they are spent. A partner's own line goes before the one for everybody.

redeem { id = "everywhere",                                             points = 1, value = NGN "0.10", rounding = "floor" }
redeem { id = "spa_rejuvenation",     partner = "spa_rejuvenation",     points = 1, value = NGN "0.10", rounding = "floor" }
redeem { id = "hotel_federal_palace", partner = "hotel_federal_palace", refused = true }
