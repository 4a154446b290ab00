-- Signatures of requests as partners ask for them: a code over the method, the path, a time and the
-- body, put into headers.
--
--   local signing = require "signing"
--   call:post("/orders", signing.json(call, { method = "POST", path = "/orders",
--     secret = call:secret("signing_key"), json = { id = 7 } }))

local signing = {}

--- Options for call:post and the others: the body is written once, so that what is signed is what
--- is sent. `parts` says what is signed, joined by `separator` (a line feed without it); `hash` is
--- "sha256" without it; `form` "hex". Headers: X-Timestamp and X-Signature, or the names given.
function signing.json(call, options)
  local body = options.json and json.encode(options.json) or ""
  local stamp = tostring(time.seconds(call.now))
  local known = { method = options.method, path = options.path, time = stamp, body = body }
  local signed = {}
  for i, part in ipairs(options.parts or { "method", "path", "time", "body" }) do
    signed[i] = known[part] or error('signing: no part is called "' .. part .. '"', 2)
  end
  local sign = hmac[options.hash or "sha256"] or error("signing: no such hash", 2)
  local code = sign(options.secret, table.concat(signed, options.separator or "\n"),
    options.form or "hex")
  local headers = { ["Content-Type"] = "application/json" }
  for name, value in pairs(options.headers or {}) do headers[name] = value end
  headers[options.time_header or "X-Timestamp"] = stamp
  headers[options.signature_header or "X-Signature"] = (options.prefix or "") .. code
  return {
    body = body,
    headers = headers,
    moves_value = options.moves_value,
    nothing_done_on = options.nothing_done_on,
  }
end

return signing
