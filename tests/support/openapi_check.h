#pragma once
// Every answer of the hub must be what /openapi.json says: tests hand them in here.
//
//   auto check = OpenApiCheck::read(openapi_text).value();
//   EXPECT_TRUE(check.answer("GET", "/healthz", 200, "application/json", body));

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/schema.h"
#include "hub/base/result.h"
#include "hub/http/message.h"

namespace patchbay {

/// An OpenAPI 3.1 document (draft-07 dialect) that was found sound, with all its schemas compiled.
class OpenApiCheck {
 public:
  /// Errors: invalid, naming the place: not OpenAPI 3.1, another dialect, a schema keyword that the
  /// validator does not support, a reference that finds nothing, a path parameter that is not
  /// declared, an operationId that is used twice, an operation without responses.
  static Result<OpenApiCheck> read(std::string_view document);

  /// Whether the document allows this answer. `path` may have a query; empty for a request that the
  /// server could not read. The failure says what differs.
  testing::AssertionResult answer(std::string_view method, std::string_view path, int status,
                                  std::string_view content_type, std::string_view body) const;
  testing::AssertionResult answer(const http::Request& request,
                                  const http::Response& response) const;

 private:
  /// Media type -> schema of the body; most share a few.
  using Contents = std::map<std::string, std::shared_ptr<const Schema>>;
  /// Status -> what it may hold.
  using Responses = std::map<std::string, Contents>;
  /// Upper-case method -> responses.
  using Operations = std::map<std::string, Responses>;
  class Reader;

  const Operations* find_path(std::string_view path) const;
  const Responses* find_responses(std::string_view method, std::string_view path, int status) const;

  std::map<std::string, Operations> paths_;
  Responses unmatched_;
};

}  // namespace patchbay
