#pragma once
// The shared part of the OpenAPI document. Private to the room.

#include <boost/json/object.hpp>
#include <string_view>

namespace patchbay::api {

/// The components object (schemas, responses, security schemes) as JSON.
std::string_view components_json();
/// More schemas, by name.
std::string_view credential_schemas_json();
std::string_view dead_letter_schemas_json();
std::string_view reward_schemas_json();
std::string_view schedule_schemas_json();
std::string_view link_schemas_json();
std::string_view webhook_schemas_json();
std::string_view progress_schemas_json();
std::string_view policy_schemas_json();
/// Those of lists: one member that holds all, or a page and `next`.
boost::json::object list_schemas();

}  // namespace patchbay::api
