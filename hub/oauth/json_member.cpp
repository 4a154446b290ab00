#include "hub/oauth/json_member.h"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <set>
#include <vector>

namespace patchbay::oauth {
namespace {

namespace json = boost::json;
using json::error_code;
using Text = json::string_view;

/// Keeps the names of the objects that are open. Stops at the first one that comes twice.
struct NameHandler {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  std::vector<std::set<std::string>> open{};
  std::string name{};
  bool repeated = false;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open.emplace_back(), true; }
  bool on_object_end(std::size_t, error_code&) { return open.pop_back(), true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(Text part, std::size_t, error_code&) {
    return name.append(part.data(), part.size()), true;
  }
  bool on_key(Text part, std::size_t, error_code& error) {
    name.append(part.data(), part.size());
    repeated = !open.back().insert(std::exchange(name, {})).second;
    if (repeated) error = json::error::extra_data;
    return !repeated;
  }
  bool on_string_part(Text, std::size_t, error_code&) { return true; }
  bool on_string(Text, std::size_t, error_code&) { return true; }
  bool on_number_part(Text, error_code&) { return true; }
  bool on_int64(std::int64_t, Text, error_code&) { return true; }
  bool on_uint64(std::uint64_t, Text, error_code&) { return true; }
  bool on_double(double, Text, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(Text, error_code&) { return true; }
  bool on_comment(Text, error_code&) { return true; }
};

}  // namespace

const json::value* member_at(const json::value& root, std::string_view path) {
  const json::value* at = &root;
  while (at != nullptr) {
    const auto dot = path.find('.');
    const auto* object = at->if_object();
    at = object != nullptr ? object->if_contains(path.substr(0, dot)) : nullptr;
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  return at;
}

std::string text_of(const json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (value.is_int64() || value.is_uint64() || value.is_bool()) return json::serialize(value);
  return {};
}

bool repeats_a_name(std::string_view text) {
  json::basic_parser<NameHandler> parser(json::parse_options{});
  error_code error;
  parser.write_some(false, text.data(), text.size(), error);
  return parser.handler().repeated;
}

}  // namespace patchbay::oauth
