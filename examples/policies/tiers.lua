-- The levels of the programme. A customer is in the highest level whose "from" has been reached.
-- The first level must begin at 0 points.

tier { id = "bronze", name = "Bronze", from = 0 }
tier { id = "silver", name = "Silver", from = 500 }
tier { id = "gold",   name = "Gold",   from = 1000 }
