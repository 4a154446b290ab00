-- @name@: messages.
--
-- The partner's contract (write here what its documents say; the functions below follow it):
--   POST /messages with Idempotency-Key and {to, subject, text} -> 202 {message_id}.
--   429 and 5xx: try again later. Nothing here moves value, so trying again does no harm.

local function send_message(call, request)
  local reply = call:post("/messages", {
    headers = { ["Idempotency-Key"] = request.reference },
    json = { to = request.to, subject = request.subject, text = request.text },
  })
  -- Another answer ends the call as the hub judges it: rejected or retryable.
  local message = reply:expect(202).json
  return succeeded { partner_reference = message.message_id }
end

return {
  id = "@id@",
  name = "@name@",
  kind = "messaging",
  version = "0.1.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token" },
  limits = { calls_per_second = 10, concurrency = 4, timeout_ms = 10000 },
  capabilities = { send_message = send_message },
}
