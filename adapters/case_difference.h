#pragma once
#include <boost/json/object.hpp>
#include <string>

namespace patchbay::adapters {

constexpr std::size_t difference_lines_max = 40;

/// How `actual` differs from what a case expects, for people: for each value that differs its path
/// with "-" and what is expected and "+" and what is. Members of the outermost object and of
/// "headers" (whose names compare without case) that are not expected do not count; anywhere below
/// they do. Empty: as expected. Pure.
std::string case_difference(const boost::json::object& expected, const boost::json::object& actual);

}  // namespace patchbay::adapters
