-- Partners in Nigeria: points and discounts at spas, hotels, cinemas and shops.

programme {
  id        = "guide",
  name      = "Loyalty partner guide",
  currency  = "NGN",
  time_zone = "Africa/Lagos",
  discounts = "additive", -- tier and way of paying are both taken from the original amount; "cascade": one after the other
  points_on = "paid",     -- points are for what was paid after all discounts; "original": before them
  rounding  = "half_up",  -- of discounts, where a line says nothing else
}
