-- Two points for every hundred naira, rounded down; then times the level's multiplier, and rounded down once more.
-- So 42 naira are no point at silver: 0.84 becomes 0 before it is multiplied.

earn {
  id            = "purchases",
  points        = 2,
  per           = NGN(100),
  basis         = "purchase", -- each purchase by itself
  base_rounding = "floor",
  multiplier    = "tier",
  rounding      = "floor",
}
