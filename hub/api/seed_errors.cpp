#include "hub/api/seed_errors.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/parameters.h"
#include "hub/base/id.h"
#include "hub/crypto/system_random.h"

namespace patchbay::api {

namespace json = boost::json;

bool is_seed_path(std::string_view path) {
  return path.starts_with("/api/") && !path.starts_with("/api/v1/");
}

http::Response in_seed_form(http::Response response, std::string_view request_id, Timestamp now) {
  if (response.headers.get("Content-Type") != "application/problem+json") return response;
  const auto problem = json::parse(response.body).as_object();
  const bool usable = !request_id.empty() && is_plain_text(request_id);
  const std::string id =
      usable ? std::string(request_id) : new_id("req", system_clock(), crypto::system_random());
  const json::object error{
      {"type", problem.at("code")},
      {"message", problem.at("detail")},
      {"details", json::object{{"status", problem.at("status")}, {"problem", problem.at("type")}}},
      {"timestamp", to_rfc3339(now)},
      {"requestId", id}};
  response.body = json::serialize(json::object{{"error", error}});
  response.headers.set("Content-Type", "application/json");
  return response;
}

}  // namespace patchbay::api
