-- AGL: credits on an electricity bill, accounts and bills.
--
-- The partner's contract, as documented to us:
--   POST /credits with Idempotency-Key and {reference, account, amount_minor, currency}
--     -> 201 {credit_id}. The same key gives the first answer again and books nothing.
--   GET /accounts/{account} -> 200 {account, status, balance}; status is OPEN, CLOSED or SUSPENDED,
--     amounts are decimal texts of dollars; 404: there is no such account.
--   GET /bills?account=A&page=N&page_size=S -> 200 {bills = [{number, issued, due, amount, paid}],
--     pages}; pages count from 1, dates are of Sydney.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.

local function apply_credit(call, request)
  local credit = call:post("/credits", {
    headers = { ["Idempotency-Key"] = call.key },
    json = {
      reference = request.reference,
      account = request.account,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true,
    nothing_done_on = { 503 },
  }):expect(201).json
  return succeeded { partner_reference = credit.credit_id }
end

local function get_account(call, request)
  local reply = call:get("/accounts/{account}", { path = { account = request.account } })
  local account = reply:expect(200).json
  return succeeded {
    account = account.account,
    status = account.status:lower(),
    balance_minor = money.minor(account.balance, "AUD"),
    currency = "AUD",
  }
end

local function list_bills(call, request)
  local page = tonumber(request.cursor) or 1
  local answer = call:get("/bills", {
    query = { account = request.account, page = page, page_size = request.limit },
  }):expect(200).json
  local bills = array {}
  for _, bill in ipairs(answer.bills) do
    table.insert(bills, {
      id = bill.number,
      issued_at = time.parse(bill.issued, "Australia/Sydney"),
      due_at = time.parse(bill.due, "Australia/Sydney"),
      amount_minor = money.minor(bill.amount, "AUD"),
      currency = "AUD",
      paid = bill.paid,
    })
  end
  return succeeded { bills = bills, cursor = tostring(page + 1), done = page >= answer.pages }
end

return {
  id = "agl",
  name = "AGL",
  kind = "utility",
  version = "1.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  environments = { sandbox = { api_url = "http://127.0.0.1:8081/agl" } }, -- patchbay sandbox
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token", scope = "credits" },
  settle = { { by = "repeat_same_key" } },
  limits = { calls_per_second = 200, concurrency = 16, timeout_ms = 10000 },
  on_error = "retryable", -- nothing has moved: an answer that makes no sense now may do so later
  needs_link = true,
  capabilities = {
    apply_credit = apply_credit,
    get_account = get_account,
    list_bills = list_bills,
  },
}
