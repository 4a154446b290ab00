-- What the server of AGL does (its contract stands in partner.lua). The host's functions are
-- explained in scripts/woolworths/sandbox.lua.

local function is_amount(value) return math.type(value) == "integer" and value > 0 end

local function credit(request)
  local key = request.headers["idempotency-key"]
  if not key then
    return { status = 400, json = { error = "key_missing", message = "Idempotency-Key" } }
  end
  local wish = request.json or {}
  if type(wish.account) ~= "string" or not is_amount(wish.amount_minor) then
    return { status = 422, json = { error = "invalid_credit", message = "account or amount" } }
  end
  local row = books_find(key)[1]
  if not row then
    row = {
      reference = wish.reference,
      key = key,
      account = wish.account,
      amount_minor = wish.amount_minor,
      currency = wish.currency,
      partner_reference = ("AC%07d"):format(book_number()),
    }
    books_add(row)
  end
  return { status = 201, json = { credit_id = row.partner_reference } }
end

return { routes = { ["POST /credits"] = credit } }
