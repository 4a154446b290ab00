-- A credit on an electricity bill: the same as credit.cpp, for bench_plugs.

local function apply_credit(call, request)
  local reply = call:post("/credits", {
    json = {
      reference = request.reference,
      account = request.account,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
    headers = { ["Idempotency-Key"] = call.key },
    moves_value = true,
    nothing_done_on = { 503 },
  })
  if reply.status ~= 201 then return reply.outcome end
  return succeeded { partner_reference = reply.json.credit_id }
end

return {
  id = "credit",
  name = "Credit",
  kind = "utility",
  version = "1.0.0",
  settings = { { name = "api_url", type = "url", help = "where the partner's API answers" } },
  auth = { type = "none" },
  settle = { { by = "repeat_same_key" } },
  capabilities = { apply_credit = apply_credit },
}
