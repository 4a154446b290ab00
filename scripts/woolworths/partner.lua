-- Woolworths: grocery vouchers.
--
-- The partner's contract, as documented to us:
--   POST /vouchers {reference, amount_minor, currency} -> 201 {voucher_id, code, expires_at}.
--     It honours no key: a second POST issues a second voucher.
--   GET /vouchers?reference=R -> 200 {vouchers = [{voucher_id, code, expires_at, ...}], next = C};
--     with &cursor=C the vouchers that follow; the last page has no next.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.
--   It sends webhooks by Standard Webhooks: {id, type, timestamp, data = {voucher_id, reference,
--     amount_minor, currency}} of the types voucher.redeemed and voucher.expired.

local function issue_voucher(call, request)
  local voucher = call:post("/vouchers", {
    json = {
      reference = request.reference,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true,
    nothing_done_on = { 503 },
  }):expect(201).json
  return succeeded {
    partner_reference = voucher.voucher_id,
    code = voucher.code,
    expires_at = voucher.expires_at,
  }
end

local function find_issued(call, request)
  local pages = { by = "cursor", items = "vouchers", next = "next" }
  local options = { query = { reference = request.reference } }
  for voucher in call:each("/vouchers", pages, options) do
    return succeeded {
      state = "issued",
      partner_reference = voucher.voucher_id,
      code = voucher.code,
      expires_at = voucher.expires_at,
    }
  end
  return succeeded { state = "not_issued" }
end

local told = { ["voucher.redeemed"] = true, ["voucher.expired"] = true }

local function decode(webhook)
  if not told[webhook.type] then return {} end
  local voucher = webhook.json.data
  return {
    {
      type = webhook.type,
      reference = voucher.reference,
      data = { amount_minor = voucher.amount_minor, currency = voucher.currency },
    },
  }
end

return {
  id = "woolworths",
  name = "Woolworths",
  kind = "retail",
  version = "1.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  environments = { sandbox = { api_url = "http://127.0.0.1:8081/woolworths" } }, -- patchbay sandbox
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token", scope = "vouchers" },
  webhook = { scheme = "standard", decode = decode },
  settle = { { by = "find_issued", settle_after_ms = 30000 } },
  limits = { calls_per_second = 200, concurrency = 16, timeout_ms = 10000 },
  on_error = "retryable", -- nothing has moved: an answer that makes no sense now may do so later
  capabilities = { issue_voucher = issue_voucher, find_issued = find_issued },
}
