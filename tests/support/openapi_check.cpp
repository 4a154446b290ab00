#include "tests/support/openapi_check.h"

#include <algorithm>

#include "hub/base/text.h"
#include "hub/http/json.h"
#include "tests/support/openapi_reader.h"

namespace patchbay {
namespace {

bool fits(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  return std::equal(wanted.begin(), wanted.end(), given.begin(), given.end(),
                    [](auto w, auto g) { return w.starts_with('{') ? !g.empty() : w == g; });
}

std::string media_type_of(std::string_view content_type) {
  return to_lower(trim(content_type.substr(0, content_type.find(';'))));
}

bool is_json(std::string_view media) {
  return media == "application/json" || media.ends_with("+json");
}

testing::AssertionResult check_body(const Schema& schema, const std::string& media,
                                    std::string_view body) {
  boost::json::value value(body);
  if (is_json(media)) {
    auto parsed = parse_json(body);
    if (!parsed) return testing::AssertionFailure() << parsed.error().message;
    value = std::move(*parsed);
  }
  if (auto valid = schema.check(value); !valid) {
    return testing::AssertionFailure() << valid.error().message << " in " << body;
  }
  return testing::AssertionSuccess();
}

}  // namespace

Result<OpenApiCheck> OpenApiCheck::read(std::string_view document) {
  auto parsed = parse_json(document);
  if (!parsed) return parsed.error().in("openapi.json");
  if (!parsed->is_object()) return invalid("openapi.json: must be an object");
  try {
    return Reader(parsed->get_object()).read();
  } catch (const ErrorException& e) {
    return e.error();
  } catch (const std::exception& e) {
    return invalid(std::string("openapi.json: ") + e.what());
  }
}

const OpenApiCheck::Operations* OpenApiCheck::find_path(std::string_view path) const {
  const Operations* found = nullptr;
  for (const auto& [pattern, operations] : paths_) {
    if (pattern == path) return &operations;
    if (fits(pattern, path)) found = &operations;
  }
  return found;
}

const OpenApiCheck::Responses* OpenApiCheck::find_responses(std::string_view method,
                                                            std::string_view path,
                                                            int status) const {
  const auto* operations = find_path(path.substr(0, path.find('?')));
  if (!operations) return &unmatched_;
  const auto found = operations->find(std::string(method == "HEAD" ? "GET" : method));
  if (found != operations->end()) return &found->second;
  // A method that the path does not know: every operation of it documents the refusal.
  if (status != 405 || operations->empty()) return nullptr;
  return &operations->begin()->second;
}

testing::AssertionResult OpenApiCheck::answer(std::string_view method, std::string_view path,
                                              int status, std::string_view content_type,
                                              std::string_view body) const {
  const auto failure = [&] {
    return testing::AssertionFailure() << method << " " << path << " -> " << status << ": ";
  };
  const auto* responses = find_responses(method, path, status);
  if (!responses) return failure() << "the method is not documented";
  const auto response = responses->find(std::to_string(status));
  if (response == responses->end()) return failure() << "the status is not documented";
  if (method == "HEAD") {
    if (!body.empty()) return failure() << "HEAD was answered with a body";
    return testing::AssertionSuccess();
  }
  const auto& contents = response->second;
  if (contents.empty()) {
    if (!body.empty()) return failure() << "a body is not documented";
    return testing::AssertionSuccess();
  }
  const auto media = media_type_of(content_type);
  const auto content = contents.find(media);
  if (content == contents.end()) return failure() << "\"" << media << "\" is not documented";
  auto checked = check_body(*content->second, media, body);
  if (!checked) return failure() << checked.message();
  return checked;
}

testing::AssertionResult OpenApiCheck::answer(const http::Request& request,
                                              const http::Response& response) const {
  return answer(request.method, request.target, response.status,
                response.headers.get("Content-Type"), response.body);
}

}  // namespace patchbay
