#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::adapters {

/// The text of a case file with one case more at its end; what stands there stays as it is laid
/// out. An empty `text` begins a new file. Pure.
/// Errors: invalid: the text is no list of cases; conflict: it has a case of that name.
Result<std::string> append_case(std::string_view text, const boost::json::object& added);

}  // namespace patchbay::adapters
