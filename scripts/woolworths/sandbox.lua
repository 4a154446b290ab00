-- What the server of Woolworths does (its contract stands in partner.lua).
-- books_add(row) writes a row before it returns, books_find(reference) gives the rows of a
-- reference, book_number() is the number of the next row, make_code(number) a voucher's code,
-- webhook { type = …, data = … } queues a webhook to the hub before it returns.

local voucher_lifetime_us = 365 * 24 * 3600 * 1000000

-- Every third voucher is used at once.
local used_every = 3

local function is_amount(value) return math.type(value) == "integer" and value > 0 end

local function issue(request)
  local wish = request.json or {}
  if type(wish.reference) ~= "string" or not is_amount(wish.amount_minor) then
    return { status = 422, json = { error = "invalid_voucher", message = "amount or reference" } }
  end
  local number = book_number()
  local voucher = {
    reference = wish.reference,
    amount_minor = wish.amount_minor,
    currency = wish.currency,
    partner_reference = ("WV%07d"):format(number),
    code = make_code(number),
    expires_at = time.text(request.now + voucher_lifetime_us),
  }
  books_add(voucher)
  if number % used_every == 0 then
    webhook {
      type = "voucher.redeemed",
      data = {
        voucher_id = voucher.partner_reference,
        reference = voucher.reference,
        amount_minor = voucher.amount_minor,
        currency = voucher.currency,
      },
    }
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
    table.insert(vouchers, {
      voucher_id = row.partner_reference,
      code = row.code,
      expires_at = row.expires_at,
      reference = row.reference,
      amount_minor = row.amount_minor,
      currency = row.currency,
    })
  end
  return { status = 200, json = { vouchers = vouchers } }
end

return { routes = { ["POST /vouchers"] = issue, ["GET /vouchers"] = look_up } }
