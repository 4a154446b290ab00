-- A partner that is made for the conformance suite: everything that a retail plug can do.
-- tests/modules/exemplar.cpp is the same one as a native plug.

local function issue_voucher(call, request)
  local reply = call:post("/cards", {
    headers = { ["Idempotency-Key"] = call.key },
    json = {
      order = request.reference,
      cents = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true,
    nothing_done_on = { 503 },
  })
  if reply.status ~= 201 then return reply.outcome end
  return succeeded { partner_reference = reply.json.card, code = reply.json.code }
end

local function find_issued(call, request)
  local reply = call:get("/cards", { query = { order = request.reference } })
  if reply.status ~= 200 then return reply.outcome end
  local card = reply.json.cards[1]
  if not card then return succeeded { state = "not_issued" } end
  return succeeded { state = "issued", partner_reference = card.card, code = card.code }
end

-- Two steps: the card's name, then its balance.
local function check_balance(call, request)
  local found = call:get("/names", { query = { code = request.code } })
  if found.status ~= 200 then return found.outcome end
  local reply = call:get("/balances/" .. url.escape(found.json.card))
  if reply.status ~= 200 then return reply.outcome end
  return succeeded { balance_minor = reply.json.cents, currency = reply.json.currency }
end

local function list_transactions(call, request)
  local reply = call:get("/transactions", {
    query = { code = request.code, after = request.cursor, limit = request.limit },
  })
  if reply.status ~= 200 then return reply.outcome end
  local page = reply.json
  local transactions = array {}
  for _, one in ipairs(page.transactions) do
    table.insert(transactions, {
      id = one.id,
      at = one.at,
      amount_minor = one.cents,
      currency = "AUD",
    })
  end
  return succeeded { transactions = transactions, cursor = page.next, done = page.done }
end

return {
  id = "exemplar",
  name = "Exemplar",
  kind = "retail",
  version = "1.0.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  webhook = {
    scheme = "standard",
    events = {
      ["card.used"] = {
        type = "voucher.redeemed",
        reference = "/data/order",
        data = { amount_minor = "/data/cents", currency = "/data/currency" },
      },
    },
  },
  settle = { { by = "repeat_same_key" }, { by = "find_issued", settle_after_ms = 30000 } },
  capabilities = {
    issue_voucher = issue_voucher,
    find_issued = find_issued,
    check_balance = check_balance,
    list_transactions = list_transactions,
  },
}
