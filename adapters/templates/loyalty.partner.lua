-- @name@: members and points of another programme.
--
-- The partner's contract (write here what its documents say; the functions below follow it):
--   POST /points with Idempotency-Key and {reference, member, points}
--     -> 201 {entry_id}. The same key gives the first answer again and books nothing.
--   GET /members/{member} -> 200 {member, points, tier}.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.

local function put_points(call, request)
  local reply = call:post("/points", {
    headers = { ["Idempotency-Key"] = call.key }, -- never changes for one reward
    json = {
      reference = request.reference,
      member = request.member,
      points = request.points,
    },
    moves_value = true, -- a connection that is cut now makes the outcome unknown
    nothing_done_on = { 503 }, -- answers that prove: nothing happened
  })
  -- Another answer ends the call as the hub judges it: rejected, retryable or unknown.
  local entry = reply:expect(201).json
  return succeeded { partner_reference = entry.entry_id }
end

-- Moves no value: an answer that does not come is tried again.
local function get_member(call, request)
  local reply = call:get("/members/{member}", { path = { member = request.member } })
  local member = reply:expect(200).json
  return succeeded {
    member = member.member,
    points = member.points,
    tier = member.tier,
  }
end

return {
  id = "@id@",
  name = "@name@",
  kind = "loyalty",
  version = "0.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  settle = { { by = "repeat_same_key" } }, -- how an unknown outcome is settled
  limits = { calls_per_second = 10, concurrency = 4, timeout_ms = 10000 },
  capabilities = { put_points = put_points, get_member = get_member },
}
