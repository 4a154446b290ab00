#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace patchbay::adapters {

/// A step's path as it may be recorded: without the query, and with "*" for each segment that is a
/// text of the request (an account, a voucher code: P-30) other than our own "reference".
std::string recorded_path(std::string_view path, const boost::json::value& request);

}  // namespace patchbay::adapters
