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

local function account(request)
  if request.value == "nobody" then
    return { status = 404, json = { error = "no_account", message = "there is no such account" } }
  end
  return { status = 200, json = { account = request.value, status = "OPEN", balance = "-12.50" } }
end

-- Every account has the same bills.
local bills = {
  { number = "B1", issued = "2025-07-01", due = "2025-07-21", amount = "312.40", paid = true },
  { number = "B2", issued = "2025-10-01", due = "2025-10-21", amount = "287.05", paid = true },
  { number = "B3", issued = "2026-01-01", due = "2026-01-21", amount = "401.00", paid = false },
}

local function list_bills(request)
  local page = tonumber(request.query.page) or 1
  local size = tonumber(request.query.page_size) or 25
  local first = (page - 1) * size + 1
  local found = array(table.move(bills, first, math.min(first + size - 1, #bills), 1, {}))
  return { status = 200, json = { bills = found, pages = (#bills + size - 1) // size } }
end

return {
  routes = {
    ["POST /credits"] = credit,
    ["GET /accounts/{value}"] = account,
    ["GET /bills"] = list_bills,
  },
}
