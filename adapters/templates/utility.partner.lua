-- @name@: credits on a bill.
--
-- The partner's contract (write here what its documents say; the functions below follow it):
--   POST /credits with Idempotency-Key and {reference, account, amount_minor, currency}
--     -> 201 {credit_id}. The same key gives the first answer again and books nothing.
--   GET /accounts/{account} -> 200 {account, status, balance_minor, currency}.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.

local function apply_credit(call, request)
  local reply = call:post("/credits", {
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
  local credit = reply:expect(201).json
  return succeeded { partner_reference = credit.credit_id }
end

-- Moves no value: an answer that does not come is tried again.
local function get_account(call, request)
  local reply = call:get("/accounts/{account}", { path = { account = request.account } })
  local account = reply:expect(200).json
  return succeeded {
    account = account.account,
    status = account.status,
    balance_minor = account.balance_minor,
    currency = account.currency,
  }
end

return {
  id = "@id@",
  name = "@name@",
  kind = "utility",
  version = "0.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  settle = { { by = "repeat_same_key" } }, -- how an unknown outcome is settled
  limits = { calls_per_second = 10, concurrency = 4, timeout_ms = 10000 },
  needs_link = true, -- value goes to a linked account of the customer
  capabilities = { apply_credit = apply_credit, get_account = get_account },
}
