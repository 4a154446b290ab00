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
     "schema": {"type": "integer", "minimum": 0}}
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
          {"detail", row.detail}};
}

Async<http::Response> list(store::Store& store, OrganisationId organisation, std::string query) {
  const auto given = Parameters::read(query, {"limit", "before"});
  if (!given) co_return problem_of(given.error());
  const auto limit = given->integer("limit", limit_default, 1, limit_max);
  if (!limit) co_return problem_of(limit.error());
  const auto before = given->integer("before", 0, 0, INT64_MAX);
  if (!before) co_return problem_of(before.error());
  const auto rows = co_await store.read([&](store::Session& session) {
    return access::list_audit(session, organisation, *before, static_cast<std::size_t>(*limit));
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
