#pragma once
// Members of a partner's answer, by path. Private to the room.

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace patchbay::oauth {

/// The member that "data.token" leads to; null when a step of it is missing or no object.
const boost::json::value* member_at(const boost::json::value& root, std::string_view path);

/// A text, or an integer or boolean as text; empty for everything else.
std::string text_of(const boost::json::value& value);

/// Whether an object in the text has two members of one name: readers differ on which one counts,
/// so nobody can say what such an answer means. False as well when it is no JSON.
bool repeats_a_name(std::string_view json);

}  // namespace patchbay::oauth
