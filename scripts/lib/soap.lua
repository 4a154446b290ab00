-- SOAP 1.1 and 1.2 over call:post.
--
--   local soap = require "soap"
--   local answer = soap.call(call, "/services/vouchers", {
--     action = "urn:vouchers/Issue",
--     body = { "v:Issue", ["xmlns:v"] = "urn:vouchers", { "v:Amount", "20.00" } },
--     moves_value = true,
--   })
--   local code = xml.text(answer, "Code")
--
-- Gives the first element of the answer's Body. A fault ends the call: `rejected` with the
-- partner's own words when the fault blames us (Client, Sender); else with what the hub makes of
-- the answer. Options: action, body, header (an element), version ("1.1" without it, or "1.2"),
-- and those of call:post.

local soap = {}

local namespaces = {
  ["1.1"] = "http://schemas.xmlsoap.org/soap/envelope/",
  ["1.2"] = "http://www.w3.org/2003/05/soap-envelope",
}

local function envelope(options, namespace)
  local document = { "soap:Envelope", ["xmlns:soap"] = namespace }
  if options.header then document[2] = { "soap:Header", options.header } end
  document[#document + 1] = { "soap:Body", options.body }
  return document
end

local function headers(options, version)
  local fields = {}
  for name, value in pairs(options.headers or {}) do fields[name] = value end
  local action = options.action or ""
  if version == "1.1" then
    fields["Content-Type"] = "text/xml; charset=utf-8"
    fields.SOAPAction = '"' .. action .. '"'
  else
    fields["Content-Type"] = 'application/soap+xml; charset=utf-8; action="' .. action .. '"'
  end
  return fields
end

--- The code without its prefix, the words, and whether the fault blames the caller.
function soap.fault(body)
  local fault = xml.find(body, "Fault")
  if not fault then return nil end
  local code = xml.text(fault, "faultcode") or xml.text(fault, "Code/Value") or "Fault"
  local words = xml.text(fault, "faultstring") or xml.text(fault, "Reason/Text") or "a SOAP fault"
  code = code:match("([^:]+)$") or code
  return code, words, code:find("^Client") ~= nil or code == "Sender"
end

function soap.call(call, path, options)
  local version = options.version or "1.1"
  local namespace = namespaces[version] or error("soap: version is \"1.1\" or \"1.2\"", 2)
  local reply = call:post(path, {
    path = options.path,
    query = options.query,
    headers = headers(options, version),
    xml = envelope(options, namespace),
    moves_value = options.moves_value,
    nothing_done_on = options.nothing_done_on,
  })
  if reply.failed then error(reply.outcome) end
  local is_read, document = pcall(xml.decode, reply.body)
  local body = is_read and xml.find(document, "Body")
  if not body then error(reply.outcome) end
  local code, words, is_ours = soap.fault(body)
  if is_ours then error(rejected("soap_" .. code:lower():gsub("[^a-z0-9]", "_"), words)) end
  if code then error(reply.outcome) end
  reply:expect(200)
  return body[2]
end

return soap
