-- @name@: vouchers.
--
-- The partner's contract (write here what its documents say; the functions below follow it):
--   POST /vouchers with Idempotency-Key and {reference, amount_minor, currency}
--     -> 201 {voucher_id, code, expires_at}. The same key gives the first answer again.
--   GET /vouchers?reference=R -> 200 {vouchers = [{voucher_id, code}]}.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.

local function issue_voucher(call, request)
  local reply = call:post("/vouchers", {
    headers = { ["Idempotency-Key"] = call.key }, -- never changes for one reward
    json = {
      reference = request.reference,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true, -- a connection that is cut now makes the outcome unknown
    nothing_done_on = { 503 }, -- answers that prove: nothing happened
  })
  -- Another answer ends the call as the hub judges it: rejected, retryable or unknown.
  local voucher = reply:expect(201).json
  return succeeded {
    partner_reference = voucher.voucher_id,
    code = voucher.code,
    expires_at = voucher.expires_at,
  }
end

-- Asked when an outcome is unknown: was it issued?
local function find_issued(call, request)
  local reply = call:get("/vouchers", { query = { reference = request.reference } })
  local voucher = reply:expect(200).json.vouchers[1]
  if not voucher then return succeeded { state = "not_issued" } end
  return succeeded {
    state = "issued",
    partner_reference = voucher.voucher_id,
    code = voucher.code,
  }
end

return {
  id = "@id@",
  name = "@name@",
  kind = "retail",
  version = "0.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  -- How an unknown outcome is settled, in this order. "Not issued" counts from 30 s after the call.
  settle = { { by = "repeat_same_key" }, { by = "find_issued", settle_after_ms = 30000 } },
  limits = { calls_per_second = 10, concurrency = 4, timeout_ms = 10000 },
  capabilities = { issue_voucher = issue_voucher, find_issued = find_issued },
}
