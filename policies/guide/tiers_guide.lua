-- The levels. Who is in which is decided by the restaurant, not here, so no level says where it begins.
-- `multiplier` is how many times the base points a customer earns.

tier { id = "bronze",   name = "Bronze",   multiplier = times "1.0" }
tier { id = "silver",   name = "Silver",   multiplier = times "1.2" }
tier { id = "gold",     name = "Gold",     multiplier = times "1.3" }
tier { id = "platinum", name = "Platinum", multiplier = times "1.5" }
tier { id = "diamond",  name = "Diamond",  multiplier = times "2.0" }
