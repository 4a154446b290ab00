-- The server of the exemplar: it honours keys, and tells of every card that it was used at once.

local transactions_of_a_card = 7

local function issue(request)
  local key = request.headers["idempotency-key"]
  local wish = request.json or {}
  if not key or type(wish.order) ~= "string" or math.type(wish.cents) ~= "integer" then
    return { status = 422, json = { error = "invalid_card", message = "order, cents or key" } }
  end
  local card = books_find(key)[1]
  if not card then
    local number = book_number()
    card = {
      reference = wish.order,
      key = key,
      amount_minor = wish.cents,
      currency = wish.currency,
      partner_reference = ("EX%07d"):format(number),
      code = make_code(number),
    }
    books_add(card)
    webhook {
      type = "card.used",
      data = { order = wish.order, cents = wish.cents, currency = wish.currency },
    }
  end
  return { status = 201, json = { card = card.partner_reference, code = card.code } }
end

local function look_up(request)
  local cards = array {}
  for _, row in ipairs(books_find(request.query.order or "")) do
    table.insert(cards, { card = row.partner_reference, code = row.code })
  end
  return { status = 200, json = { cards = cards } }
end

local function name_of(request)
  return { status = 200, json = { card = "EX" .. (request.query.code or "") } }
end

local function balance(request)
  return { status = 200, json = { card = request.value, cents = 1550, currency = "AUD" } }
end

local function transactions(request)
  local after = tonumber(request.query.after) or 0
  local last = math.min(after + (tonumber(request.query.limit) or 1), transactions_of_a_card)
  local page = array {}
  for number = after + 1, last do
    table.insert(page, { id = "t" .. number, at = request.now, cents = -number })
  end
  return {
    status = 200,
    json = { transactions = page, next = tostring(last), done = last == transactions_of_a_card },
  }
end

return {
  routes = {
    ["POST /cards"] = issue,
    ["GET /cards"] = look_up,
    ["GET /names"] = name_of,
    ["GET /balances/{value}"] = balance,
    ["GET /transactions"] = transactions,
  },
}
