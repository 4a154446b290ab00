-- Help on the way out of gambling: something useful at the right time. Nothing here is a game, and nothing is ever taken back.

programme {
  id        = "recovery",
  name      = "Recovery support",
  currency  = "AUD",
  time_zone = "Australia/Sydney",  -- a day begins at midnight there
}
