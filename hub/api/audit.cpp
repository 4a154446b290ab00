#include "hub/access/audit.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;

constexpr const char* operation = R"({
  "operationId": "listAudit",
  "summary": "Who did what, when and why, the newest first, page by page",
  "parameters": [
    {"name": "limit", "in": "query", "description": "entries a page",
     "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
    {"name": "before", "in": "query", "description": "`next` of the page before",
     "schema": {"type": "integer", "minimum": 0}},
    {"name": "actor", "in": "query", "description": "only what this one did",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "action", "in": "query", "description": "only this, as switch.throw",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "subject", "in": "query", "description": "only what was done to this",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "from", "in": "query", "description": "the first moment, RFC 3339 or a day",
     "schema": {"type": "string", "maxLength": 40}},
    {"name": "to", "in": "query", "description": "the moment after the last",
     "schema": {"type": "string", "maxLength": 40}}
  ],
  "responses": {
    "200": {
      "description": "A page; `next` is null on the last one",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AuditList"}}}
    }
  }
})";

boost::json::object to_json(const access::AuditRow& row) {
  return {{"id", row.id},         {"at", to_rfc3339(row.at)}, {"actor", row.actor},
          {"action", row.action}, {"subject", row.subject},   {"reason", row.reason},
          {"detail", row.detail}, {"address", row.address},   {"before", row.before},
          {"after", row.after},   {"position", row.position}, {"hash", row.hash}};
}

Result<Timestamp> time_of(const Parameters& given, const std::string& name) {
  const auto& text = given.text(name);
  if (text.empty()) return Timestamp{0};
  const auto time = parse_timestamp(text);
  if (!time) return time.error().in("parameter \"" + name + "\"");
  return *time;
}

Result<access::AuditFilter> filter_of(const Parameters& given) {
  const auto from = time_of(given, "from");
  if (!from) return from.error();
  const auto to = time_of(given, "to");
  if (!to) return to.error();
  return access::AuditFilter{given.text("actor"), given.text("action"), given.text("subject"),
                             *from, *to};
}

Async<http::Response> list(store::Store& store, OrganisationId organisation, std::string query) {
  const auto given =
      Parameters::read(query, {"limit", "before", "actor", "action", "subject", "from", "to"});
  if (!given) co_return problem_of(given.error());
  const auto limit = given->integer("limit", limit_default, 1, limit_max);
  if (!limit) co_return problem_of(limit.error());
  const auto before = given->integer("before", 0, 0, INT64_MAX);
  if (!before) co_return problem_of(before.error());
  const auto filter = filter_of(*given);
  if (!filter) co_return problem_of(filter.error());
  const auto rows = co_await store.read([&](store::Session& session) {
    return access::list_audit(session, organisation, *before, static_cast<std::size_t>(*limit),
                              *filter);
  });
  boost::json::array entries;
  for (const auto& row : rows) entries.push_back(to_json(row));
  boost::json::value next;
  if (std::ssize(rows) == *limit) next = rows.back().id;
  const boost::json::object page{{"entries", std::move(entries)}, {"next", std::move(next)}};
  co_return http::json_response(200, boost::json::serialize(page));
}

}  // namespace

http::Route audit_route(const ApiParts& parts) {
  return {"GET",
          "/api/v1/audit",
          [&store = parts.store](const http::Request& request, const auto&) {
            return list(store, request.caller->organisation, std::string(request.query()));
          },
          true,
          operation,
          "audit:read"};
}

}  // namespace patchbay::api
