#include "adapters/pretty_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace patchbay::adapters {
namespace {

constexpr std::size_t columns_max = 98;
constexpr std::size_t outer_levels = 2;  // the list of a file and its entries are never one line

using boost::json::value;

/// Everything on one line, with blanks behind commas and colons.
std::string one_line(const value& json) {
  std::string text;
  if (const auto* array = json.if_array()) {
    for (const auto& item : *array) text += (text.empty() ? "" : ", ") + one_line(item);
    return "[" + text + "]";
  }
  const auto* object = json.if_object();
  if (!object) return boost::json::serialize(json);
  for (const auto& [name, member] : *object)
    text += (text.empty() ? "" : ", ") + boost::json::serialize(boost::json::string(name)) + ": " +
            one_line(member);
  return "{" + text + "}";
}

bool is_empty(const value& json) {
  return json.is_array() ? json.get_array().empty()
                         : !json.is_object() || json.get_object().empty();
}

/// `used`: columns of the line before the value.
std::string laid_out(const value& json, std::size_t level, std::size_t used) {
  std::string line = one_line(json);
  const bool is_outer = level < outer_levels && !is_empty(json);
  if (is_empty(json) || (!is_outer && used + line.size() <= columns_max)) return line;
  const std::string indent((level + 1) * 2, ' '), closing(level * 2, ' ');
  std::string text;
  if (const auto* array = json.if_array()) {
    for (const auto& item : *array)
      text += (text.empty() ? "" : ",\n") + indent + laid_out(item, level + 1, indent.size());
    return "[\n" + text + "\n" + closing + "]";
  }
  for (const auto& [name, member] : json.get_object()) {
    const std::string head = indent + boost::json::serialize(boost::json::string(name)) + ": ";
    text += (text.empty() ? "" : ",\n") + head + laid_out(member, level + 1, head.size());
  }
  return "{\n" + text + "\n" + closing + "}";
}

}  // namespace

std::string pretty_json(const value& json) { return laid_out(json, 0, 0) + "\n"; }

}  // namespace patchbay::adapters
