-- What keeps transactions between businesses honest. That a business is a real one is checked before a partnership begins. The
-- source names the three dollars; the other numbers are ours to change.

limit { id = "minimum_purchase", on = "transaction", below = USD(3), effect = "deny", code = "MINIMUM_NOT_MET",
        message = "Transactions of the network begin at three dollars." }

limit { id = "unusual_pace", on = "transaction", at_most = 20, per = "hour", effect = "flag", code = "UNUSUAL_PACE",
        message = "More than twenty transactions of one customer within an hour." }

limit { id = "transactions_per_hour", on = "transaction", at_most = 100, per = "hour", effect = "deny", code = "RATE_LIMIT_EXCEEDED",
        message = "There were a hundred transactions in the last hour. Please try again a little later." }

limit { id = "high_value", on = "transaction", above = USD(500), effect = "hold", code = "MANUAL_REVIEW",
        message = "A transaction of this size waits until a colleague has looked at it." }

limit { id = "value_per_day", on = "transaction", at_most = USD "2,000", per = "day", effect = "hold", code = "MANUAL_REVIEW",
        message = "More than two thousand dollars within a day wait until a colleague has looked at them." }
