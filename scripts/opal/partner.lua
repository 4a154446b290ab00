-- Opal: top-ups of a transport card, its balance, and whose it is.
--
-- The partner's contract, as documented to us:
--   POST /topups {reference, card, amount_minor, currency} -> 201 {topup_id}.
--     It honours no key and has no look-up: only its report says what was booked.
--   GET /cards/{card} -> 200 {card, balance_minor, currency}; 404: there is no such card.
--   POST /cards/verify {card, security_code} -> 200 {matches}: whether both belong together.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.
--   It sends webhooks by Standard Webhooks: {id, type = "credit.applied", timestamp, data =
--     {reference, amount_minor, currency}}.

local function top_up(call, request)
  local booked = call:post("/topups", {
    json = {
      reference = request.reference,
      card = request.account,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true,
    nothing_done_on = { 503 },
  }):expect(201).json
  return succeeded { partner_reference = booked.topup_id }
end

local function check_balance(call, request)
  local reply = call:get("/cards/{account}", { path = { account = request.account } })
  local card = reply:expect(200).json
  return succeeded { balance_minor = card.balance_minor, currency = card.currency }
end

local function verify_account(call, request)
  local answer = call:post("/cards/verify", {
    json = { card = request.account, security_code = request.security_code },
  }):expect(200).json
  return succeeded { verified = answer.matches }
end

return {
  id = "opal",
  name = "Opal",
  kind = "transport",
  version = "1.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  environments = { sandbox = { api_url = "http://127.0.0.1:8081/opal" } }, -- patchbay sandbox
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token", scope = "topups" },
  webhook = {
    scheme = "standard",
    events = { ["credit.applied"] = "credit.applied", ["balance.low"] = "balance.low" },
  },
  settle = { { by = "report", settle_after_ms = 30000 } },
  limits = { calls_per_second = 200, concurrency = 16, timeout_ms = 10000 },
  on_error = "retryable", -- nothing has moved: an answer that makes no sense now may do so later
  needs_link = true,
  capabilities = {
    top_up = top_up,
    check_balance = check_balance,
    verify_account = verify_account,
  },
}
