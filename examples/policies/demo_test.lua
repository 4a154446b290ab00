-- Each test tells what is so, and what the rules must answer. `patchbay policy test` runs all of them.

test {
  name   = "39.55 dollars are 40 points",
  facts  = { occasion = "order", tier = "bronze", amount_minor = USD("39.55").minor },
  expect = { { effect = "earn", rule = "earn", points = 40 } },
}

test {
  name   = "the five hundredth point makes silver and gives groceries",
  facts  = { occasion = "order", tier = "bronze", points = 499, spent_minor = USD(499).minor, amount_minor = USD(1).minor },
  expect = {
    { effect = "earn",     rule = "earn",       points = 1 },
    { effect = "set_tier", rule = "silver",     from = "bronze" },
    { effect = "award",    rule = "points_500", reward = "grocery_voucher", amount = USD(20) },
  },
}

test {
  name   = "the thousandth point makes gold and pays a part of a bill",
  facts  = { occasion = "order", tier = "silver", points = 999, spent_minor = USD(999).minor, amount_minor = USD(1).minor },
  expect = {
    { effect = "earn",     rule = "earn",        points = 1 },
    { effect = "set_tier", rule = "gold",        from = "silver" },
    { effect = "award",    rule = "points_1000", reward = "bill_credit", amount = USD(50) },
  },
}

test {
  name   = "one large order reaches everything that lies on its way",
  facts  = { occasion = "order", tier = "bronze", amount_minor = USD(2000).minor },
  expect = {
    { effect = "earn",     rule = "earn",        points = 2000 },
    { effect = "set_tier", rule = "gold",        from = "bronze" },
    { effect = "award",    rule = "points_500",  amount = USD(20),  partners = { "woolworths", "coles" } },
    { effect = "award",    rule = "points_1000", amount = USD(50),  partners = { "agl" } },
    { effect = "award",    rule = "points_2000", amount = USD(100), partners = { "opal" } },
  },
}

test {
  name   = "what lies behind is not given again",
  facts  = { occasion = "order", tier = "gold", points = 2000, spent_minor = USD(2000).minor, amount_minor = USD(500).minor },
  expect = { { effect = "earn", rule = "earn", points = 500 } },
}

test {
  name   = "a check of a customer who has everything gives nothing again",
  facts  = { occasion = "progress", tier = "gold", points = 2500, given = { "points_500", "points_1000", "points_2000" } },
  expect = {},
}
