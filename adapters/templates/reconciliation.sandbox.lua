-- What the server of @name@ does, for: patchbay sandbox @id@
-- Each route takes the request (query, headers, json, value, now) and gives its answer.

local function report(request)
  if request.query.after ~= "" then
    return { status = 200, json = { lines = array {}, as_of = request.now } }
  end
  local line = {
    reference = "rwd_1",
    amount_minor = 2000,
    currency = "AUD",
    partner_reference = "V1",
  }
  return { status = 200, json = { lines = { line }, next = "rwd_1", as_of = request.now } }
end

return { routes = { ["GET /reports/{value}"] = report } }
