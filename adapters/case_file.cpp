#include "adapters/case_file.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/case_json.h"
#include "adapters/schema.h"
#include "hub/base/embedded.h"
#include "hub/http/json.h"

namespace patchbay::adapters {
namespace {

using boost::json::object;
using boost::json::value;

const Schema& schema_of_cases() {
  static const Schema schema =
      Schema::compile(boost::json::parse(embedded_cases().front().text)).value();
  return schema;
}

std::string text(const object& json, const char* key) {
  const auto* found = json.if_contains(key);
  return found ? std::string(found->as_string()) : std::string();
}

Result<Timestamp> now_of(const object& json) {
  const auto* now = json.if_contains("now");
  if (!now) return case_now;
  if (const auto* written = now->if_string()) return parse_timestamp(std::string_view(*written));
  return Timestamp{now->to_number<std::int64_t>()};
}

std::map<std::string, std::string> settings_of(const object& json) {
  std::map<std::string, std::string> settings;
  const auto* given = json.if_contains("settings");
  if (!given) return settings;
  for (const auto& [name, setting] : given->as_object()) {
    const auto* words = setting.if_string();
    settings[name] = words ? std::string(*words) : boost::json::serialize(setting);
  }
  return settings;
}

Result<std::vector<CaseTurn>> exchange_of(const object& json) {
  std::vector<CaseTurn> turns;
  const auto* exchange = json.if_contains("exchange");
  if (!exchange) return turns;
  for (const auto& turn : exchange->as_array()) {
    const auto* answer = turn.as_object().if_contains("reply");
    auto reply = reply_of_case(answer ? answer->as_object() : object());
    if (!reply) return reply.error().in(".exchange[" + std::to_string(turns.size()) + "].reply");
    turns.push_back({turn.at("expect").as_object(), std::move(*reply)});
  }
  return turns;
}

/// What a decoder is given: nothing is left open, so that a case gives the same for ever.
value webhook_of(const object& json, Timestamp now) {
  object webhook{{"type", json.at("type")},
                 {"id", text(json, "id")},
                 {"body", text(json, "body")},
                 {"json", nullptr},
                 {"received_at", now.micros}};
  if (const auto* content = json.if_contains("json")) {
    webhook["json"] = *content;
    if (!json.contains("body")) webhook["body"] = boost::json::serialize(*content);
  } else if (auto parsed = parse_json(text(json, "body"))) {
    webhook["json"] = std::move(*parsed);
  }
  if (const auto* at = json.if_contains("received_at")) webhook["received_at"] = *at;
  return webhook;
}

Result<Case> read_case(const object& json) {
  Case one;
  one.name = text(json, "name");
  one.capability = text(json, "capability");
  one.key = text(json, "key");
  one.settings = settings_of(json);
  const auto now = now_of(json);
  if (!now) return now.error().in(".now");
  one.now = *now;
  if (const auto* webhook = json.if_contains("webhook")) {
    one.capability = webhook_cases;
    one.webhook = webhook_of(webhook->as_object(), one.now);
    if (const auto* events = json.if_contains("events")) one.events = events->as_array();
    one.error = text(json, "error");
    if (one.events.has_value() == !one.error.empty())
      return invalid(": a webhook's case has either \"events\" or \"error\"");
    return one;
  }
  one.request = json.at("request");
  one.outcome = json.at("outcome").as_object();
  auto exchange = exchange_of(json);
  if (!exchange) return exchange.error();
  one.exchange = std::move(*exchange);
  return one;
}

Result<std::string> read_text(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return not_found(file + " cannot be read; is the path right?");
  std::string content(case_file_bytes_max + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(stream.gcount()));
  if (content.size() > case_file_bytes_max)
    return invalid(file + ": a file of cases has at most " + std::to_string(case_file_bytes_max) +
                   " bytes; split it");
  return content;
}

}  // namespace

Result<std::vector<Case>> parse_cases(const std::string& file, std::string_view content) {
  const auto json = parse_json(content);
  if (!json) return json.error().in(file);
  if (const auto fits = schema_of_cases().check(*json); !fits) return fits.error().in(file);
  std::vector<Case> cases;
  for (const auto& item : json->as_array()) {
    auto one = read_case(item.as_object());
    if (!one)
      return invalid(file + ": $[" + std::to_string(cases.size()) + "]" + one.error().message);
    one->file = file;
    cases.push_back(std::move(*one));
  }
  return cases;
}

Result<std::vector<Case>> read_case_file(const std::string& file) {
  const auto content = read_text(file);
  if (!content) return content.error();
  return parse_cases(file, *content);
}

Result<std::vector<Case>> read_cases(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/cases", none))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  std::vector<Case> all;
  for (const auto& file : files) {
    auto cases = read_case_file(file);
    if (!cases) return cases.error();
    std::move(cases->begin(), cases->end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace patchbay::adapters
