#pragma once
// What changed shape between a recorded answer and a live one: pure.

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace patchbay::adapters {

struct Drift {
  std::string what;   ///< "status", "header", "new field", "missing field", "type"
  std::string place;  ///< "vouchers[].code"
  std::string recorded, live;
};

/// Compares two replies of a case file. Values do not count, only statuses, fields and types; all
/// elements of an array are one shape, and of an array that is empty on one side nothing is said. A
/// field that is null on one side says nothing of its type.
std::vector<Drift> find_drift(const boost::json::object& recorded, const boost::json::object& live);

}  // namespace patchbay::adapters
