-- A network of businesses: points earned at one are redeemed at another, and the one owes the other a share.

programme {
  id        = "network",
  name      = "Partner network",
  currency  = "USD",
  time_zone = "UTC", -- settlement periods begin here; a network in one place writes its own zone
  rounding  = "half_up",
}
