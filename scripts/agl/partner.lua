-- AGL: credits on an electricity bill.
--
-- The partner's contract, as documented to us:
--   POST /credits with Idempotency-Key and {reference, account, amount_minor, currency}
--     -> 201 {credit_id}. The same key gives the first answer again and books nothing.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.

local function apply_credit(call, request)
  local reply = call:post("/credits", {
    headers = { ["Idempotency-Key"] = call.key },
    json = {
      reference = request.reference,
      account = request.account,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true,
    nothing_done_on = { 503 },
  })
  if reply.status ~= 201 then return reply.outcome end
  return succeeded { partner_reference = reply.json.credit_id }
end

return {
  id = "agl",
  name = "AGL",
  kind = "utility",
  version = "1.0.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token", scope = "credits" },
  settle = { { by = "repeat_same_key" } },
  limits = { calls_per_second = 200, concurrency = 16, timeout_ms = 10000 },
  needs_link = true,
  capabilities = { apply_credit = apply_credit },
}
