-- What the server of @name@ does, for: patchbay sandbox @id@
-- books_add(row) writes a row before it returns, books_find(reference or key) gives rows,
-- book_number() is the number of the next row.

local function is_amount(value) return math.type(value) == "integer" and value > 0 end

local function book(request)
  local wish = request.json or {}
  local key = request.headers["idempotency-key"]
  if not key or type(wish.reference) ~= "string" or not is_amount(wish.amount_minor) then
    return { status = 422, json = { error = "invalid", message = "key, reference or amount" } }
  end
  local row = books_find(key)[1]
  if not row then
    row = {
      reference = wish.reference,
      key = key,
      amount_minor = wish.amount_minor,
      currency = wish.currency,
      partner_reference = ("C%07d"):format(book_number()),
    }
    books_add(row)
  end
  return { status = 201, json = { credit_id = row.partner_reference } }
end

local function look_up(request)
  return {
    status = 200,
    json = { account = request.value, status = "open", balance_minor = 0, currency = "AUD" },
  }
end

return { routes = { ["POST /credits"] = book, ["GET /accounts/{value}"] = look_up } }
