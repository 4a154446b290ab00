#pragma once
// JSON Schema, draft-07, by valijson; unsupported keywords are refused.

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay {

/// A compiled schema. Immutable, thread safe.
class Schema {
 public:
  /// `document` is the schema; "$ref": "#/…" resolve inside it.
  /// Errors: invalid: a keyword that valijson ignores or that crashes it (prefixItems,
  /// unevaluatedProperties, dependentRequired, $dynamicRef, pattern, format), with its JSON path.
  static Result<Schema> compile(const boost::json::value& document);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// Errors: invalid, naming path and reason of up to three violations.
  Result<void> check(const boost::json::value& value) const;

 private:
  struct Body;
  explicit Schema(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace patchbay
