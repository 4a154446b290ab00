-- @name@: referrals to a service.
--
-- The partner's contract (write here what its documents say; the functions below follow it):
--   POST /referrals {reference, contact, service, note} -> 201 {referral_id, status}.
--   GET /slots?service=S&from=T&until=T -> 200 {slots = [{from, until, places}]}.
--   429 and 5xx: try again later. Nothing here moves value, so trying again does no harm.

local function refer(call, request)
  local reply = call:post("/referrals", {
    json = {
      reference = request.reference,
      contact = request.contact,
      service = request.service,
      note = request.note,
    },
  })
  -- Another answer ends the call as the hub judges it: rejected or retryable.
  local referral = reply:expect(201).json
  return succeeded { partner_reference = referral.referral_id, status = referral.status }
end

local function availability(call, request)
  local reply = call:get("/slots", {
    query = { service = request.service, from = request.from, ["until"] = request["until"] },
  })
  return succeeded { slots = array(reply:expect(200).json.slots) }
end

return {
  id = "@id@",
  name = "@name@",
  kind = "support",
  version = "0.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  limits = { calls_per_second = 10, concurrency = 4, timeout_ms = 10000 },
  capabilities = { refer = refer, availability = availability },
}
