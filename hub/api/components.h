#pragma once
// The shared part of the OpenAPI document. Private to the room.

#include <string_view>

namespace patchbay::api {

/// The components object (schemas, responses, security schemes) as JSON.
std::string_view components_json();

}  // namespace patchbay::api
