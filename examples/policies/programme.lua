-- The demo's own programme: points for dollars, levels, and rewards at 500, 1000 and 2000 points.

programme { id = "demo", name = "Demo programme", currency = "USD", time_zone = "UTC" }
