-- What the server of @name@ does, for: patchbay sandbox @id@
-- Each route takes the request (query, headers, json, value, now) and gives its answer.

local function send(request)
  local wish = request.json or {}
  if type(wish.to) ~= "string" or type(wish.text) ~= "string" then
    return { status = 422, json = { error = "invalid_message", message = "to and text" } }
  end
  return { status = 202, json = { message_id = "M" .. request.headers["idempotency-key"] } }
end

return { routes = { ["POST /messages"] = send } }
