-- REQUIREMENTS.md section 32: the discounts of level and way of paying, apart, both of the original amount.

local cases = {
  { tier = "bronze",  payment = "card",          amount = NGN "10,000" },
  { tier = "bronze",  payment = "bank_transfer", amount = NGN "10,000" },
  { tier = "bronze",  payment = "mobile_money",  amount = NGN "10,000",                        method = NGN "200",   points = 196 },
  { tier = "silver",  payment = "mobile_money",  amount = NGN "10,000",  level = NGN "500",    method = NGN "200",   points = 223 },
  { tier = "gold",    payment = "ussd",          amount = NGN "10,000",  level = NGN "1,000",  method = NGN "100",   points = 231 },
  { tier = "diamond", payment = "mobile_money",  amount = NGN "200,000", level = NGN "50,000", method = NGN "4,000", points = 5840 },
}
for _, case in ipairs(cases) do
  local expect = {}
  if case.level then expect[#expect + 1] = { effect = "discount", rule = case.tier, part = "tier", amount = case.level } end
  if case.method then expect[#expect + 1] = { effect = "discount", rule = case.payment, part = "payment", amount = case.method } end
  expect[#expect + 1] = { effect = "earn", rule = "purchases", points = case.points or 200 }
  test {
    name   = case.tier .. " pays by " .. case.payment,
    facts  = { occasion = "purchase", tier = case.tier, category = "retail", payment = case.payment, amount_minor = case.amount.minor },
    expect = expect,
  }
end

test {
  name  = "a way of paying that nobody knows is refused",
  facts = { occasion = "purchase", tier = "gold", payment = "cheque", amount_minor = NGN(10000).minor },
  error = "is no way of paying that the policy knows",
}
