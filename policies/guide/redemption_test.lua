-- REQUIREMENTS.md section 32: a thousand points are a hundred naira.

test {
  name   = "a thousand points are a hundred naira",
  facts  = { occasion = "redemption", partner = "genesis_cinema", tier = "gold", points_asked = 1000, balance = 1000 },
  expect = { { effect = "redeem", rule = "everywhere", points = 1000, amount = NGN(100) } },
}

test {
  name   = "a single point is exact in kobo",
  facts  = { occasion = "redemption", partner = "genesis_cinema", tier = "gold", points_asked = 1, balance = 5 },
  expect = { { effect = "redeem", rule = "everywhere", points = 1, amount = NGN "0.10" } },
}

test {
  name   = "999 points are not a thousand",
  facts  = { occasion = "redemption", partner = "genesis_cinema", tier = "gold", points_asked = 1000, balance = 999 },
  expect = { { effect = "deny", rule = "everywhere", code = "INSUFFICIENT_POINTS" } },
}

test {
  name   = "the spa has a rate of its own",
  facts  = { occasion = "redemption", partner = "spa_rejuvenation", tier = "gold", points_asked = 500, balance = 800 },
  expect = { { effect = "redeem", rule = "spa_rejuvenation", points = 500, amount = NGN(50) } },
}

test {
  name   = "the hotel takes no points",
  facts  = { occasion = "redemption", partner = "hotel_federal_palace", tier = "gold", points_asked = 1000, balance = 5000 },
  expect = { { effect = "deny", rule = "hotel_federal_palace", code = "REDEMPTION_NOT_ALLOWED" } },
}
