-- What the server of Opal does (its contract stands in partner.lua). The host's functions are
-- explained in scripts/woolworths/sandbox.lua.

local function is_amount(value) return math.type(value) == "integer" and value > 0 end

local function top_up(request)
  local wish = request.json or {}
  if type(wish.card) ~= "string" or not is_amount(wish.amount_minor) then
    return { status = 422, json = { error = "invalid_topup", message = "card or amount" } }
  end
  local id = ("OT%07d"):format(book_number())
  books_add {
    reference = wish.reference,
    card = wish.card,
    amount_minor = wish.amount_minor,
    currency = wish.currency,
    partner_reference = id,
  }
  webhook {
    type = "credit.applied",
    data = {
      reference = wish.reference,
      amount_minor = wish.amount_minor,
      currency = wish.currency,
    },
  }
  return { status = 201, json = { topup_id = id } }
end

local function card(request)
  if request.value == "nobody" then
    return { status = 404, json = { error = "no_card", message = "there is no such card" } }
  end
  return { status = 200, json = { card = request.value, balance_minor = 1550, currency = "AUD" } }
end

-- Every card has the code 123.
local function verify(request)
  local wish = request.json or {}
  return { status = 200, json = { matches = wish.security_code == "123" } }
end

return {
  routes = {
    ["POST /topups"] = top_up,
    ["GET /cards/{value}"] = card,
    ["POST /cards/verify"] = verify,
  },
}
