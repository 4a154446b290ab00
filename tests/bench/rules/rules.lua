-- What engines.cjs says in the words of other engines: earn, tier, milestone.
programme { id = "bench", name = "Bench", currency = "NGN", time_zone = "Africa/Lagos",
            rounding = "floor" }
earn { id = "purchases", points = 2, per = NGN(100), basis = "purchase",
       base_rounding = "floor", multiplier = "tier", rounding = "floor" }
tier { id = "bronze", name = "Bronze", from = 0 }
tier { id = "silver", name = "Silver", from = 500, multiplier = times "1.2" }
tier { id = "gold", name = "Gold", from = 5000, multiplier = times "1.3" }
reward { id = "voucher", kind = "retail", capability = "issue_voucher" }
milestone { id = "points_500", points = 500, reward = "voucher", amount = NGN(2000),
            partners = { "grocer" } }
milestone { id = "points_1000", points = 1000, reward = "voucher", amount = NGN(5000),
            partners = { "grocer" } }
