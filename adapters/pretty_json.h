#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace patchbay::adapters {

/// JSON as a person writes it: two spaces a level, and on one line what fits into 98 columns.
/// Members keep their order. Ends with a line end.
std::string pretty_json(const boost::json::value& json);

}  // namespace patchbay::adapters
