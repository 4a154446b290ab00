#pragma once
// XML as a tree of elements (Poco XML): no document type, no entities but the five, no includes.

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {

constexpr std::size_t xml_depth_max = 64;
/// Elements, attributes and texts: more would not fit into a script's memory as tables either.
constexpr std::size_t xml_nodes_max = 20'000;

/// Names as they are written, prefix and all; an xmlns is an attribute like others.
struct XmlElement {
  using Node = std::variant<std::string, XmlElement>;
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<Node> content;  ///< texts and elements in order
};

/// The root element. Blanks between elements are left out; comments and instructions are too.
/// Errors: invalid: not well-formed (with the line), a document type, limits above.
Result<XmlElement> read_xml(std::string_view text);
/// A whole document in UTF-8 with its declaration.
/// Errors: invalid: a name that XML does not allow, a control character, bytes that are not UTF-8.
Result<std::string> write_xml(const XmlElement& root);

}  // namespace patchbay::adapters::lua
