-- How customers earn points.
-- One point for every dollar. Everything a customer has spent is added up first and rounded once
-- at the end: 39.55 dollars are 40 points, and 0.40 + 0.40 + 0.40 dollars are 1 point.

earn { points = 1, per = USD(1), basis = "running_total", rounding = "half_up" }
