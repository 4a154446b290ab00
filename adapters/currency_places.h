#pragma once
// Where a schema has a currency. What one is (three upper-case letters) it cannot say itself: our
// schemas have no patterns (schema.h).

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::adapters {

/// The places of {"$ref": "#/definitions/currency"} in a schema. Immutable, thread safe.
class CurrencyPlaces {
 public:
  /// Follows "properties", "items" and references of a schema that holds its "definitions".
  explicit CurrencyPlaces(const boost::json::object& schema);

  /// `value` fits the schema. Errors: invalid: a currency that is none, naming its JSON path.
  Result<void> check(const boost::json::value& value) const;

  struct Place {
    std::string member;  ///< of the object above; empty: each of a list
    bool is_currency = false;
    std::vector<Place> below;
  };

 private:
  std::vector<Place> places_;
};

}  // namespace patchbay::adapters
