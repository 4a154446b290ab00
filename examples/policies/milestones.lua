-- What customers get for reaching a number of points. Each customer gets each milestone once.

-- What can be given, and what the partner is asked to do for it.
reward { id = "grocery_voucher", kind = "retail",    capability = "issue_voucher" }
reward { id = "bill_credit",     kind = "utility",   capability = "apply_credit" }
reward { id = "transport_topup", kind = "transport", capability = "top_up" }

-- When it is given, how much it is worth, and which partner issues it (first choice first; the
-- next one only while the first is down).
milestone { id = "points_500",  points = 500,  reward = "grocery_voucher", amount = USD(20),  partners = { "woolworths", "coles" } }
milestone { id = "points_1000", points = 1000, reward = "bill_credit",     amount = USD(50),  partners = { "agl" } }
milestone { id = "points_2000", points = 2000, reward = "transport_topup", amount = USD(100), partners = { "opal" } }
