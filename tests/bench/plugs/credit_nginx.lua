-- The work of credit.lua as a handler of nginx's Lua module, for bench_plugs. A call of ours has no
-- HTTP in it, so the handler makes many calls for one request and says what one took, in
-- microseconds. Each is a coroutine that stops at its request and goes on with the answer.

local cjson = require "cjson.safe"

local calls = 50000
local key = "rwd_01HF0000000000000000000000"
local asked = '{"reference":"' .. key
  .. '","account":"1234567890","amount_minor":2000,"currency":"AUD"}'
local answer = {
  status = 201,
  headers = { ["content-type"] = "application/json" },
  body = '{"credit_id":"C0000001"}',
}

local function is_text(value) return type(value) == "string" and #value > 0 and #value <= 200 end

-- What the schemas of apply_credit ask for.
local function fits(request)
  local known = { reference = true, account = true, amount_minor = true, currency = true }
  for name in pairs(request) do
    if not known[name] then return false end
  end
  local amount = request.amount_minor
  return is_text(request.reference) and is_text(request.account) and type(amount) == "number"
    and amount % 1 == 0 and amount >= 1 and request.currency:find("^%u%u%u$") ~= nil
end

local function outcome_of(status)
  if status == 429 or status == 503 then return { kind = "retryable" } end
  if status >= 400 and status < 500 then return { kind = "rejected" } end
  return { kind = "unknown" }
end

local function apply_credit(text)
  local request = cjson.decode(text)
  if not fits(request) then return { kind = "rejected" } end
  local reply = coroutine.yield {
    method = "POST",
    path = "/credits",
    headers = { ["Idempotency-Key"] = key, ["Content-Type"] = "application/json" },
    body = cjson.encode {
      reference = request.reference,
      account = request.account,
      amount_minor = request.amount_minor,
      currency = request.currency,
    },
  }
  if reply.status ~= 201 then return outcome_of(reply.status) end
  local credit = cjson.decode(reply.body)
  if not is_text(credit.credit_id) then return { kind = "unknown" } end
  return { kind = "succeeded", result = { partner_reference = credit.credit_id } }
end

local function make(count)
  for _ = 1, count do
    local call = coroutine.create(apply_credit)
    local _, step = coroutine.resume(call, asked)
    assert(step.body)
    local _, outcome = coroutine.resume(call, answer)
    assert(cjson.encode(outcome) and outcome.kind == "succeeded")
  end
end

make(calls / 10)
ngx.update_time()
local start = ngx.now()
make(calls)
ngx.update_time()
ngx.say((ngx.now() - start) * 1e6 / calls)
