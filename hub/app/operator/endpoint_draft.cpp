#include "hub/app/operator/endpoint_draft.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/app/files.h"
#include "hub/base/text.h"
#include "hub/http/json.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;

Result<json::object> read_object(const std::string& file) {
  if (file.empty()) return json::object();
  const auto text = read_file(file);
  if (!text) return text.error().in("--file");
  auto parsed = parse_json(*text);
  if (!parsed) return parsed.error().in(file);
  if (!parsed->is_object()) return invalid(file + ": it is not a JSON object");
  return std::move(parsed->get_object());
}

Result<void> add_headers(const std::vector<std::string>& headers, json::object& draft) {
  if (headers.empty()) return {};
  json::object all;
  for (const auto& line : headers) {
    const auto colon = line.find(':');
    if (colon == std::string::npos)
      return invalid("--header: \"" + clean_text(line, 60) + "\" is not of the form Name: value");
    all[trim(line.substr(0, colon))] = trim(std::string_view(line).substr(colon + 1));
  }
  draft["headers"] = std::move(all);
  return {};
}

}  // namespace

Result<http::Request> draft_request(const DraftFlags& flags) {
  auto draft = read_object(flags.file);
  if (!draft) return draft.error();
  for (const auto& [name, value] : {std::pair{"url", &flags.url},
                                    {"partner", &flags.partner},
                                    {"description", &flags.description},
                                    {"signing", &flags.signing}})
    if (!value->empty()) (*draft)[name] = *value;
  json::array types;
  for (const auto& type : flags.event_types) types.emplace_back(type);
  if (flags.all_events && !types.empty())
    return invalid("--all-events and --event contradict each other; give one of them");
  if (flags.all_events || !types.empty()) (*draft)["event_types"] = std::move(types);
  if (auto added = add_headers(flags.headers, *draft); !added) return added.error();
  http::Request request;
  request.body = json::serialize(*draft);
  return request;
}

}  // namespace patchbay::app
