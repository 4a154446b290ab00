-- Points from the orders of the shop, compared with those in the book of the loyalty provider.

programme {
  id        = "hybrid",
  name      = "Points from orders",
  currency  = "USD",
  time_zone = "America/New_York",
}
