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
  /// Errors: invalid: a keyword that valijson ignores or that crashes it (pattern, format, and all
  /// outside draft-07: prefixItems, unevaluatedProperties, dependentRequired, $dynamicRef), with
  /// its JSON path.
  static Result<Schema> compile(const boost::json::value& document);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// Errors: invalid, naming path and reason of up to three violations. A text or name that holds
  /// NUL is a violation everywhere: valijson would see only what stands before it.
  Result<void> check(const boost::json::value& value) const;

 private:
  struct Body;
  explicit Schema(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace patchbay
