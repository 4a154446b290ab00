-- What the server of Coles does (its contract stands in partner.lua). The host's functions are
-- explained in scripts/woolworths/sandbox.lua; books_reverse(reference) takes the rows of a
-- reference out of the books before it returns.

local card_lifetime_us = 365 * 24 * 3600 * 1000000
local cancel_time_us = 10 * 60 * 1000000

local function is_amount(value) return math.type(value) == "integer" and value > 0 end

local function issue(request)
  local key = request.headers["idempotency-key"]
  if not key then
    return { status = 400, json = { error = "key_missing", message = "Idempotency-Key" } }
  end
  local wish = request.json or {}
  if type(wish.reference) ~= "string" or not is_amount(wish.amount_minor) then
    return { status = 422, json = { error = "invalid_card", message = "amount or reference" } }
  end
  local card = books_find(key)[1]
  if not card then
    local number = book_number()
    card = {
      reference = wish.reference,
      key = key,
      amount_minor = wish.amount_minor,
      currency = wish.currency,
      partner_reference = ("CG%07d"):format(number),
      code = make_code(number),
      expires_at = time.text(request.now + card_lifetime_us),
      cancel_until = request.now + cancel_time_us,
    }
    books_add(card)
  end
  return {
    status = 201,
    json = { card_number = card.partner_reference, code = card.code, expires_at = card.expires_at },
  }
end

local function cancel(request)
  local card = books_find(request.value)[1]
  if not card then
    return { status = 404, json = { error = "no_card", message = "no card of this reference" } }
  end
  if request.now > card.cancel_until then
    return { status = 409, json = { error = "too_late", message = "ten minutes are over" } }
  end
  books_reverse(request.value)
  return { status = 200, json = { card_number = card.partner_reference } }
end

return { routes = { ["POST /giftcards"] = issue, ["DELETE /giftcards/{value}"] = cancel } }
