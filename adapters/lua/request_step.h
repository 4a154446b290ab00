#pragma once
// What a script writes down for call:get and its kin, as one HTTP step.

#include <lua.hpp>
#include <string>
#include <vector>

#include "adapters/step.h"

namespace patchbay::adapters::lua {

struct WrittenRequest {
  HttpStep step;
  std::vector<int> nothing_done_on;  ///< statuses that prove "not done"
};

/// Reads path and options at these places of the stack; no options at an index without a value.
/// Secrets become their text here and nowhere before. Costs budget and output.
/// Throws ErrorException: an option that is unknown (with the nearest) or of a wrong type, a path
/// that does not fit, a header that HTTP does not allow, two bodies.
WrittenRequest read_request(lua_State* thread, const std::string& method, int path, int options);

}  // namespace patchbay::adapters::lua
