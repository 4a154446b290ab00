-- What the server of @name@ does, for: patchbay sandbox @id@
-- books_add(row) writes a row before it returns, books_find(reference or key) gives rows,
-- book_number() is the number of the next row.

local function book(request)
  local wish = request.json or {}
  local key = request.headers["idempotency-key"]
  if not key or type(wish.reference) ~= "string" or math.type(wish.points) ~= "integer" then
    return { status = 422, json = { error = "invalid", message = "key, reference or amount" } }
  end
  local row = books_find(key)[1]
  if not row then
    row = {
      reference = wish.reference,
      key = key,
      amount_minor = wish.points,
      currency = "points",
      partner_reference = ("E%07d"):format(book_number()),
    }
    books_add(row)
  end
  return { status = 201, json = { entry_id = row.partner_reference } }
end

local function look_up(request)
  return { status = 200, json = { member = request.value, points = 150, tier = "gold" } }
end

return { routes = { ["POST /points"] = book, ["GET /members/{value}"] = look_up } }
