#pragma once
// The JSON Schemas of capabilities as documents, for people: checking is kinds.h's.

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace patchbay::adapters {

struct SchemaField {
  std::string name;
  std::string type;   ///< "text", "whole number", "list of …", "one of a, b"
  std::string notes;  ///< limits and description, for people; may be empty
  bool required = false;
};

/// The fields of a capability's request or result, required ones first, in the schema's order.
/// Empty: there is no such capability.
std::vector<SchemaField> request_fields(const std::string& kind, const std::string& capability);
std::vector<SchemaField> result_fields(const std::string& kind, const std::string& capability);

}  // namespace patchbay::adapters
