-- What the server of @name@ does, for: patchbay sandbox @id@
-- Each route takes the request (query, headers, json, value, now) and gives its answer.

local function refer(request)
  local wish = request.json or {}
  if type(wish.reference) ~= "string" or type(wish.contact) ~= "string" then
    return { status = 422, json = { error = "invalid_referral", message = "reference, contact" } }
  end
  return { status = 201, json = { referral_id = "R" .. wish.reference, status = "accepted" } }
end

local function slots(request)
  local from = math.tointeger(tonumber(request.query.from)) or request.now
  return {
    status = 200,
    json = { slots = { { from = from, ["until"] = from + 3600000000, places = 3 } } },
  }
end

return { routes = { ["POST /referrals"] = refer, ["GET /slots"] = slots } }
