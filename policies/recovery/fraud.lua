-- What keeps the programme honest. Most people never meet any of this; where they do, the message says what to do next.
-- Two things need no rule, because the hub keeps them by itself: a reward is issued once, and claimed once, for ever.

-- Looking for new rewards: ten times an hour is plenty.
limit { id = "checks_per_hour", on = "check", at_most = 10, per = "hour", effect = "deny", code = "RATE_LIMIT_EXCEEDED",
        message = "You have looked ten times in the last hour. Nothing is lost: please look again a little later." }

-- Many accounts linked in a short time is unusual. It still works; a colleague has a look.
limit { id = "links_per_hour", on = "link", at_most = 3, per = "hour", effect = "flag", code = "RAPID_LINKING",
        message = "More than three accounts were linked within an hour." }

-- There are four milestones in all, so more than three claims in one day are worth a message to staff.
limit { id = "claims_per_day", on = "claim", at_most = 3, per = "day", effect = "notify", code = "MANY_CLAIMS",
        message = "More than three rewards were claimed within a day." }

-- A credit goes to an account of the person, so one of the partners must be linked first. Vouchers need no account. For limits
-- on awards, facts.milestone is the milestone that is about to be given.
local is_credit = { month_3 = true, month_6 = true }
limit { id = "credit_needs_account", on = "award", needs = "link", effect = "deny", code = "ACCOUNT_NOT_LINKED",
        message = "Your credit is ready. Please link an account with one of the partners; it will follow with the next daily look.",
        when = function(facts) return is_credit[facts.milestone] == true end }

-- Large rewards wait until somebody is known to be who they say. The source names no amount; this one is ours to change.
-- A colleague gets in touch, asks, and lets the reward go out: POST /api/v1/rewards/{id}/release.
limit { id = "large_needs_verification", on = "award", needs = "verified", above = AUD(100), effect = "hold", code = "VERIFICATION_NEEDED",
        message = "Your reward is set aside for you. A colleague will contact you to confirm who you are; then it goes out." }
