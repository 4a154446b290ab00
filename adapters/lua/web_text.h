#pragma once
// Paths and queries of requests, as a script writes them down. Pure.

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {

constexpr std::size_t path_bytes_max = 8'000;  ///< what a step may have (step_check.cpp)

/// "true", "12" or the text itself. Errors: invalid: nothing that a query, form or header holds.
Result<std::string> scalar_text(const std::string& what, const boost::json::value& value);

/// "a=1&b=x%20y", in order of name; a list gives its name once for each member. It is also
/// application/x-www-form-urlencoded (a blank as %20 is read everywhere).
Result<std::string> query_text(const boost::json::object& fields);
/// The fields of a query or form; one that stands there more than once is a list.
boost::json::object parse_query(std::string_view query);

/// Whether it can stand in a request: it starts with /, is escaped and at most 8 KiB long.
/// Errors: invalid.
Result<void> check_path(std::string_view path);

/// "/vouchers/{id}" with each name in braces replaced by its escaped field.
/// Errors: invalid: a name without a field, a field without a name, a field that is empty, "." or
/// ".." (it would make another path), a path that does not start with / or is not escaped.
Result<std::string> expand_path(std::string_view path, const boost::json::object& fields);

}  // namespace patchbay::adapters::lua
