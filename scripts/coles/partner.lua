-- Coles: gift cards for groceries.
--
-- The partner's contract, as documented to us:
--   POST /giftcards with Idempotency-Key and {reference, amount_minor, currency}
--     -> 201 {card_number, code, expires_at}. The same key gives the first answer again and issues
--     nothing.
--   DELETE /giftcards/{reference} -> 200 {card_number}: the card is cancelled and its key is free
--     again; 404: there is no such card (yet). Only for ten minutes after the card was issued;
--     then 409.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.

local function issue_voucher(call, request)
  local card = call:post("/giftcards", {
    headers = { ["Idempotency-Key"] = call.key },
    json = {
      reference = request.reference,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true,
    nothing_done_on = { 503 },
  }):expect(201).json
  return succeeded {
    partner_reference = card.card_number,
    code = card.code,
    expires_at = card.expires_at,
  }
end

local function cancel_voucher(call, request)
  local reply = call:delete("/giftcards/{reference}", {
    path = { reference = request.reference },
    moves_value = true,
    nothing_done_on = { 503 },
  }):expect(200, 404)
  if reply.status == 404 then return succeeded { state = "nothing_to_reverse" } end
  -- An answer that does not name the card proves nothing.
  if not reply.json.card_number then return reply.outcome end
  return succeeded { state = "reversed", partner_reference = reply.json.card_number }
end

return {
  id = "coles",
  name = "Coles",
  kind = "retail",
  version = "1.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  environments = { sandbox = { api_url = "http://127.0.0.1:8081/coles" } }, -- patchbay sandbox
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token", scope = "giftcards" },
  settle = {
    { by = "repeat_same_key" },
    {
      by = "reverse",
      capability = "cancel_voucher",
      settle_after_ms = 30000,
      deadline_ms = 540000,
    },
  },
  limits = { calls_per_second = 200, concurrency = 16, timeout_ms = 10000 },
  on_error = "retryable", -- nothing has moved: an answer that makes no sense now may do so later
  capabilities = { issue_voucher = issue_voucher, cancel_voucher = cancel_voucher },
}
