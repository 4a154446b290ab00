-- @name@: pay-outs to an account.
--
-- The partner's contract (write here what its documents say; the functions below follow it):
--   POST /payments with Idempotency-Key and {reference, account, amount_minor, currency}
--     -> 201 {payment_id, status}. The same key gives the first answer again and books nothing.
--   GET /payments/{payment_id} -> 200 {status}: paid, pending, failed or returned.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.

local function pay_out(call, request)
  local reply = call:post("/payments", {
    headers = { ["Idempotency-Key"] = call.key }, -- never changes for one reward
    json = {
      reference = request.reference,
      account = request.account,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true, -- a connection that is cut now makes the outcome unknown
    nothing_done_on = { 503 }, -- answers that prove: nothing happened
  })
  -- Another answer ends the call as the hub judges it: rejected, retryable or unknown.
  local payment = reply:expect(201).json
  return succeeded { partner_reference = payment.payment_id, status = payment.status }
end

-- Moves no value: an answer that does not come is tried again.
local function payment_status(call, request)
  local reply = call:get("/payments/{id}", { path = { id = request.partner_reference } })
  local payment = reply:expect(200).json
  return succeeded { status = payment.status }
end

return {
  id = "@id@",
  name = "@name@",
  kind = "payment",
  version = "0.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  settle = { { by = "repeat_same_key" } }, -- how an unknown outcome is settled
  limits = { calls_per_second = 10, concurrency = 4, timeout_ms = 10000 },
  needs_link = true, -- value goes to a linked account of the customer
  capabilities = { pay_out = pay_out, payment_status = payment_status },
}
