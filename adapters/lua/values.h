#pragma once
// JSON on one side, Lua values on the other; numbers cross as integers only.

#include <boost/json/value.hpp>
#include <lua.hpp>

namespace patchbay::adapters::lua {

/// Pushes a JSON value. null is nil in an object (the field is absent) and `null` in an array; a
/// double is refused: parse_json gives such numbers as texts. Costs budget.
void push_json(lua_State* thread, const boost::json::value& value);

enum class Functions { refuse, skip };
/// `reveal` only for what goes into a request: there a secret becomes its text.
enum class Secrets { refuse, reveal };

/// The JSON form of the value at `index`. A table with positions 1..n is an array, one with names
/// an object, an empty one an object unless it was marked. Throws ErrorException, naming the place
/// inside the value, for floats, functions, secrets, mixed tables, more than 32 levels and more
/// than 8 MiB of text. Costs budget.
boost::json::value to_json(lua_State* thread, int index, Functions functions = Functions::refuse,
                           Secrets secrets = Secrets::refuse);
/// The length of the value's text.
std::size_t written_bytes(const boost::json::value& value);

/// Whether the value is a table that is a list: with positions, or marked as one.
bool is_list(lua_State* thread, int index);
/// Marks the table at the top as a list, so that it is one even when it is empty.
void mark_array(lua_State* thread);

}  // namespace patchbay::adapters::lua
