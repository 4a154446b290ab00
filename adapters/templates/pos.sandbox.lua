-- What the server of @name@ does, for: patchbay sandbox @id@
-- Each route takes the request (query, headers, json, value, now) and gives its answer.

local function orders(request)
  if request.query.after ~= "" then return { status = 200, json = { orders = array {} } } end
  local order = {
    id = "o1",
    customer = "42",
    ordered_at = request.now,
    amount_minor = 1995,
    currency = "AUD",
  }
  return { status = 200, json = { orders = { order }, next = "o1" } }
end

local function guest(request)
  if request.value == "nobody" then return { status = 404, json = { error = "no_guest" } } end
  return { status = 200, json = { guest = request.value } }
end

return { routes = { ["GET /orders"] = orders, ["GET /guests/{value}"] = guest } }
