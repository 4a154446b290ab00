#include "adapters/case_json.h"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/http/json.h"

namespace patchbay::adapters {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::array<std::string_view, 8> fleeting_headers{
    "connection", "content-length", "date",       "keep-alive",
    "server",     "set-cookie",     "user-agent", "transfer-encoding"};

bool is_text(std::string_view bytes) { return clean_text(bytes, bytes.size()) == bytes; }

bool is_json(const http::Headers& headers) {
  return to_lower(headers.get("content-type")).find("json") != std::string::npos;
}

/// The JSON of a body, where a case can hold it: not with numbers that only their text keeps.
std::optional<value> exact_json(std::string_view body) {
  boost::json::error_code failed;
  const value plain = boost::json::parse(body, failed);
  if (failed) return std::nullopt;
  const auto exact = parse_json(body);
  if (!exact || !(*exact == plain)) return std::nullopt;
  return plain;
}

void put_body(object& into, std::string_view body) {
  if (is_text(body))
    into["body"] = body;
  else
    into["body_base64"] = crypto::to_base64(std::as_bytes(std::span(body)));
}

/// Headers and body; a Content-Type of JSON goes without saying.
void put_content(object& into, const http::Headers& headers, const std::string& body) {
  const auto json = is_json(headers) ? exact_json(body) : std::nullopt;
  object kept;
  for (const auto& [name, text] : headers) {
    const std::string key = to_lower(name);
    const bool is_implied = json && key == "content-type" && text == "application/json";
    const bool is_fleeting =
        std::find(fleeting_headers.begin(), fleeting_headers.end(), key) != fleeting_headers.end();
    if (!is_implied && !is_fleeting) kept[name] = text;
  }
  if (!kept.empty()) into["headers"] = std::move(kept);
  if (json)
    into["json"] = *json;
  else if (!body.empty())
    put_body(into, body);
}

/// "body" or "body_base64".
Result<std::string> body_of(const object& json) {
  if (const auto* body = json.if_contains("body")) return std::string(body->as_string());
  if (const auto* bytes = json.if_contains("body_base64"))
    return crypto::from_base64(std::string_view(bytes->as_string()));
  return std::string();
}

bool flag(const object& json, const char* key) {
  const auto* found = json.if_contains(key);
  return found && found->as_bool();
}

std::string text(const object& json, const char* key) {
  const auto* found = json.if_contains(key);
  return found ? std::string(found->as_string()) : std::string();
}

http::Stage stage_named(std::string_view name) {
  for (const auto stage : {http::Stage::refused, http::Stage::resolve, http::Stage::connect,
                           http::Stage::handshake, http::Stage::sent})
    if (name == http::name_of(stage)) return stage;
  return http::Stage::partly_received;
}

Result<Reply> response_of(const object& json) {
  http::Response response;
  response.status = json.at("status").to_number<int>();
  if (const auto* headers = json.if_contains("headers"))
    for (const auto& header : headers->as_object())
      response.headers.add(header.key(), std::string(header.value().as_string()));
  auto body = body_of(json);
  if (!body) return body.error();
  response.body = std::move(*body);
  if (const auto* content = json.if_contains("json")) {
    if (!response.headers.has("Content-Type"))
      response.headers.add("Content-Type", "application/json");
    response.body = boost::json::serialize(*content);
  }
  return Reply(http::Exchange(std::move(response)));
}

Result<Reply> chunk_of(const object& json) {
  auto bytes = body_of(json);
  if (!bytes) return bytes.error();
  FileChunk chunk{std::move(*bytes), flag(json, "end_of_file"), 0};
  const auto* size = json.if_contains("file_size");
  chunk.file_size = size ? size->to_number<std::uint64_t>() : chunk.bytes.size();
  return Reply(std::move(chunk));
}

struct ReplyWriter {
  object operator()(const Begin&) const { return {}; }
  object operator()(const Waited&) const { return {}; }
  object operator()(const FileFailure& failure) const {
    return {{"file_failure", failure.message}};
  }
  object operator()(const FileChunk& chunk) const {
    object json{{"end_of_file", chunk.end_of_file}, {"file_size", chunk.file_size}};
    put_body(json, chunk.bytes);
    return {{"chunk", std::move(json)}};
  }
  object operator()(const http::Exchange& exchange) const {
    if (const auto* failure = std::get_if<http::Failure>(&exchange))
      return {{"failure", object{{"stage", http::name_of(failure->stage)},
                                 {"timed_out", failure->timed_out},
                                 {"message", failure->message}}}};
    const auto& response = std::get<http::Response>(exchange);
    object json{{"status", response.status}};
    put_content(json, response.headers, response.body);
    return {{"response", std::move(json)}};
  }
};

}  // namespace

object case_step(const Step& step) {
  if (const auto* read = std::get_if<ReadFileStep>(&step))
    return {{"read_file", read->path}, {"offset", read->offset}, {"length_max", read->length_max}};
  if (const auto* wait = std::get_if<WaitStep>(&step))
    return {
        {"wait_ms", std::chrono::duration_cast<std::chrono::milliseconds>(wait->length).count()}};
  const auto& http = std::get<HttpStep>(step);
  object json{{"method", http.method}, {"path", http.path}, {"moves_value", http.moves_value}};
  put_content(json, http.headers, http.body);
  return json;
}

object case_reply(const Reply& reply) { return std::visit(ReplyWriter(), reply); }

object case_outcome(const Outcome& outcome) {
  object json{{"kind", name_of(outcome.kind)}};
  if (outcome.kind == OutcomeKind::succeeded) json["result"] = outcome.result;
  if (!outcome.code.empty()) json["code"] = outcome.code;
  if (!outcome.message.empty()) json["message"] = outcome.message;
  if (outcome.retry_after)
    json["retry_after_ms"] =
        std::chrono::duration_cast<std::chrono::milliseconds>(*outcome.retry_after).count();
  return json;
}

Result<Reply> reply_of_case(const object& json) {
  if (const auto* response = json.if_contains("response"))
    return response_of(response->as_object());
  if (const auto* chunk = json.if_contains("chunk")) return chunk_of(chunk->as_object());
  if (json.contains("file_failure")) return Reply(FileFailure{text(json, "file_failure")});
  const auto* failure = json.if_contains("failure");
  if (!failure) return Reply(Waited{});
  const auto& how = failure->as_object();
  return Reply(http::Exchange(http::Failure{stage_named(text(how, "stage")), flag(how, "timed_out"),
                                            text(how, "message")}));
}

}  // namespace patchbay::adapters
