-- A network of restaurants: a discount that grows with the guest's level. Points are not part of this programme.

programme {
  id        = "restaurant",
  name      = "Restaurant network",
  currency  = "RUB",
  time_zone = "Europe/Moscow",
  rounding  = "half_up", -- of discounts, to the kopeck
}
