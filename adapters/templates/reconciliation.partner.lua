-- @name@: reports of what a partner issued.
--
-- The partner's contract (write here what its documents say; the functions below follow it):
--   GET /reports/{path}?after=C&limit=N -> 200 {lines = [{reference, amount_minor, currency,
--     partner_reference}], next = C, as_of = microseconds}; next is null at the end.
--   429 and 5xx: try again later. Nothing here moves value, so trying again does no harm.

local function pull_report(call, request)
  local reply = call:get("/reports/{path}", {
    path = { path = request.path },
    query = { after = request.cursor, limit = request.limit },
  })
  -- Another answer ends the call as the hub judges it: rejected or retryable.
  local page = reply:expect(200).json
  local lines = array {}
  for _, line in ipairs(page.lines) do
    table.insert(lines, {
      reference = line.reference,
      amount_minor = line.amount_minor,
      currency = line.currency,
      partner_reference = line.partner_reference,
    })
  end
  local done = not page.next
  return succeeded {
    lines = lines,
    cursor = page.next or request.cursor, -- where the next call goes on
    done = done,
    complete = done, -- only then does a reward that is missing count as not issued
    as_of = done and page.as_of or 0, -- until when the report is complete
  }
end

return {
  id = "@id@",
  name = "@name@",
  kind = "reconciliation",
  version = "0.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  limits = { calls_per_second = 10, concurrency = 4, timeout_ms = 10000 },
  capabilities = { pull_report = pull_report },
}
