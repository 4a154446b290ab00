-- Opal: top-ups of a transport card.
--
-- The partner's contract, as documented to us:
--   POST /topups {reference, card, amount_minor, currency} -> 201 {topup_id}.
--     It honours no key and has no look-up: only its report says what was booked.
--   503 and 429 mean that nothing was done; 4xx is a refusal; any other 5xx leaves it open.
--   It sends webhooks by Standard Webhooks: {id, type = "credit.applied", timestamp, data =
--     {reference, amount_minor, currency}}.

local function top_up(call, request)
  local reply = call:post("/topups", {
    json = {
      reference = request.reference,
      card = request.account,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    moves_value = true,
    nothing_done_on = { 503 },
  })
  if reply.status ~= 201 then return reply.outcome end
  return succeeded { partner_reference = reply.json.topup_id }
end

return {
  id = "opal",
  name = "Opal",
  kind = "transport",
  version = "1.0.0",
  settings = {
    { name = "api_url", type = "url", help = "where the partner's API answers" },
  },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_client_credentials", token_path = "/oauth/token", scope = "topups" },
  webhook = {
    scheme = "standard",
    events = { ["credit.applied"] = "credit.applied", ["balance.low"] = "balance.low" },
  },
  settle = { { by = "report", settle_after_ms = 30000 } },
  limits = { calls_per_second = 200, concurrency = 16, timeout_ms = 10000 },
  needs_link = true,
  capabilities = { top_up = top_up },
}
