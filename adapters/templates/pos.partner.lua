-- @name@: orders of a till.
--
-- The partner's contract (write here what its documents say; the functions below follow it):
--   GET /orders?after=C&limit=N -> 200 {orders = [{id, customer, ordered_at, amount_minor,
--     currency}], next = C}; next is null at the end.
--   GET /guests/{guest} -> 200 {guest}, 404: there is none.
--   429 and 5xx: try again later. Nothing here moves value, so trying again does no harm.

local function pull_orders(call, request)
  local reply = call:get("/orders", { query = { after = request.cursor, limit = request.limit } })
  -- Another answer ends the call as the hub judges it: rejected or retryable.
  local page = reply:expect(200).json
  local orders = array {}
  for _, order in ipairs(page.orders) do
    table.insert(orders, {
      id = order.id,
      customer = order.customer,
      ordered_at = order.ordered_at,
      amount_minor = order.amount_minor,
      currency = order.currency,
    })
  end
  return succeeded {
    orders = orders,
    rejects = array {}, -- what could not be read: { line, reason, row }
    cursor = page.next or request.cursor, -- where the next call goes on
    done = not page.next,
    bytes_done = 0, -- of a file; an API has none
    bytes_total = 0,
  }
end

local function verify_guest(call, request)
  local reply = call:get("/guests/{guest}", { path = { guest = request.guest } })
  if reply:expect(200, 404).status == 404 then return succeeded { found = false } end
  return succeeded { found = true, customer = reply.json.guest }
end

return {
  id = "@id@",
  name = "@name@",
  kind = "pos",
  version = "0.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  limits = { calls_per_second = 10, concurrency = 4, timeout_ms = 10000 },
  capabilities = { pull_orders = pull_orders, verify_guest = verify_guest },
}
