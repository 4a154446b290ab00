-- What the server of @name@ does, for: patchbay sandbox @id@
-- books_add(row) writes a row before it returns, books_find(reference or key) gives rows,
-- book_number() is the number of the next row, make_code(number) a voucher's code.

local lifetime_us = 365 * 24 * 3600 * 1000000

local function is_amount(value) return math.type(value) == "integer" and value > 0 end

local function issue(request)
  local wish = request.json or {}
  local key = request.headers["idempotency-key"]
  if not key or type(wish.reference) ~= "string" or not is_amount(wish.amount_minor) then
    return { status = 422, json = { error = "invalid_voucher", message = "key or amount" } }
  end
  local voucher = books_find(key)[1]
  if not voucher then
    local number = book_number()
    voucher = {
      reference = wish.reference,
      key = key,
      amount_minor = wish.amount_minor,
      currency = wish.currency,
      partner_reference = ("V%07d"):format(number),
      code = make_code(number),
      expires_at = time.text(request.now + lifetime_us),
    }
    books_add(voucher)
  end
  return {
    status = 201,
    json = {
      voucher_id = voucher.partner_reference,
      code = voucher.code,
      expires_at = voucher.expires_at,
    },
  }
end

local function look_up(request)
  local vouchers = array {}
  for _, row in ipairs(books_find(request.query.reference or "")) do
    table.insert(vouchers, { voucher_id = row.partner_reference, code = row.code })
  end
  return { status = 200, json = { vouchers = vouchers } }
end

return { routes = { ["POST /vouchers"] = issue, ["GET /vouchers"] = look_up } }
