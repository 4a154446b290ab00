#include "hub/api/webhook_caller.h"

#include "hub/api/body.h"
#include "hub/api/parameters.h"
#include "hub/base/text.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;

struct Reader {
  store::Store& store;
  const Clock& clock;
  WebhookRead read;
};

Async<Response> answer(std::shared_ptr<const Reader> self, Request request, PathValues path) {
  auto work = [&](store::Session& session) {
    return self->read(session, steerer_of(request, self->clock.now()), request, path);
  };
  const auto done = co_await self->store.read(work);
  if (!done) co_return problem_of(done.error());
  co_return *done;
}

}  // namespace

std::string endpoint_path(const std::string& rest) {
  return "/api/v1/webhooks/endpoints/{id}" + rest;
}

webhooks::Steerer steerer_of(const Request& request, Timestamp now, std::string reason) {
  const auto& caller = *request.caller;
  return {caller.organisation, caller.partner,  caller.actor,
          std::move(reason),   request.address, now};
}

Result<std::string> path_name(const PathValues& path, const char* name, const char* what) {
  const auto& value = path.at(name);
  if (is_plain_text(value)) return value;
  return not_found(std::string("there is no such ") + what);
}

std::string webhook_operation(const std::string& id, const std::string& summary,
                              const std::string& path, const std::string& parameters,
                              const std::string& more) {
  std::string all;
  for (const auto name : split(path, ' ')) {
    if (name.empty()) continue;
    all += std::string(all.empty() ? "" : ", ") + R"({"name": ")" + std::string(name) +
           R"(", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 200}})";
  }
  if (!parameters.empty()) all += (all.empty() ? "" : ", ") + parameters;
  return R"({"operationId": ")" + id + R"(", "summary": ")" + summary + R"(", "parameters": [)" +
         all + "], " + more + "}";
}

std::string one_answer(int status, const std::string& description, const std::string& component) {
  return R"("responses": {")" + std::to_string(status) + R"(": {"description": ")" + description +
         R"(", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/)" +
         component + R"("}}}}, "404": {"$ref": "#/components/responses/NotFound"}})";
}

http::Route webhook_read_route(const ApiParts& parts, std::string pattern, std::string operation,
                               WebhookRead read) {
  const auto self =
      std::make_shared<const Reader>(Reader{parts.store, parts.clock, std::move(read)});
  http::Route route{"GET", std::move(pattern), {}, true, std::move(operation), webhooks_read};
  route.handle = [self](const Request& request, const PathValues& path) {
    return answer(self, request, path);
  };
  return route;
}

http::Route webhook_change_route(const ApiParts& parts, std::string method, std::string pattern,
                                 std::string operation, Change change, bool keyed) {
  http::Route route{std::move(method),    std::move(pattern), {}, true,
                    std::move(operation), webhooks_write};
  if (keyed) route.idempotency = http::Idempotency::optional;
  return change_route(parts, std::move(route), std::move(change));
}

}  // namespace patchbay::api
