#include "hub/api/body.h"

#include "hub/api/parameters.h"
#include "hub/base/log.h"
#include "hub/http/json.h"

namespace patchbay::api {
namespace {

constexpr std::size_t text_bytes_max = 500;

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::refused: return 403;
    case ErrorKind::unavailable: return 503;
    default: return 500;
  }
}

}  // namespace

Result<boost::json::value> read_body(const http::Request& request) {
  if (request.body.empty()) return boost::json::value(boost::json::object());
  auto body = parse_json(request.body);
  if (!body) return body.error().in("body");
  if (!body->is_object()) return invalid("body: it is not a JSON object");
  return body;
}

std::string read_text(adapters::StrictObject& fields, const char* key,
                      std::optional<std::string> default_value) {
  auto text = fields.text(key, std::move(default_value));
  if (is_plain_text(text, text_bytes_max)) return text;
  fields.fail(std::string("\"") + key + "\" must be plain text of at most " +
              std::to_string(text_bytes_max) + " bytes");
  return {};
}

std::string actor_of(const http::Request& request) { return request.caller->actor; }

http::Response problem_of(const Error& error) {
  const int status = status_of(error.kind);
  if (status == 500) {
    log_line(LogLevel::error, "api.defect", {{"error", error.message}});
    return http::problem(status, http::reason_of(status), "a defect of the hub; its log says more");
  }
  return http::problem(status, http::reason_of(status), error.message);
}

}  // namespace patchbay::api
