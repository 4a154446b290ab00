#pragma once
// The kinds of partners and the JSON Schemas of their capabilities (adapters/kinds/*.json).

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::adapters {

struct Capability {
  std::string kind;
  std::string name;
  bool moves_value = false;
  bool reverses =
      false;  ///< takes back by our reference; request and result are those of a reversal
};

/// Null when the kind has no such capability. `find_issued` belongs to every kind that moves value.
const Capability* find_capability(const std::string& kind, const std::string& name);
std::vector<std::string> kind_names();
std::vector<std::string> capability_names(const std::string& kind);

/// Checks against the capability's schema, and that what it calls a currency is of three upper-case
/// letters (ISO 4217; currency_places.h). Errors: invalid, naming the JSON path.
Result<void> check_request(const Capability& capability, const boost::json::value& request);
Result<void> check_result(const Capability& capability, const boost::json::value& result);

/// Values of one side of a capability, for tests, templates and docs; at least one of each.
struct Examples {
  std::vector<boost::json::value> good;  ///< pass its check
  std::vector<boost::json::value> bad;   ///< do not
};
const Examples& request_examples(const Capability& capability);
const Examples& result_examples(const Capability& capability);

}  // namespace patchbay::adapters
