#pragma once
// JSON without floating point: what the hub reads by the same rule, a plugin must not change.

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace patchbay::sdk {
namespace detail {

/// Builds the value as Boost's own handler does, but a number that is not an integer keeps its text
/// and becomes a string: a double would change 39.55.
struct ExactNumbers {
  using Text = boost::json::string_view;
  using Error = boost::json::error_code;
  static constexpr std::size_t max_object_size = boost::json::object::max_size();
  static constexpr std::size_t max_array_size = boost::json::array::max_size();
  static constexpr std::size_t max_key_size = boost::json::string::max_size();
  static constexpr std::size_t max_string_size = boost::json::string::max_size();

  boost::json::value_stack stack;

  bool on_document_begin(Error&) { return stack.reset(), true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return true; }
  bool on_object_end(std::size_t n, Error&) { return stack.push_object(n), true; }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t n, Error&) { return stack.push_array(n), true; }
  bool on_key_part(Text part, std::size_t, Error&) { return stack.push_chars(part), true; }
  bool on_key(Text key, std::size_t, Error&) { return stack.push_key(key), true; }
  bool on_string_part(Text part, std::size_t, Error&) { return stack.push_chars(part), true; }
  bool on_string(Text text, std::size_t, Error&) { return stack.push_string(text), true; }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t number, Text, Error&) { return stack.push_int64(number), true; }
  bool on_uint64(std::uint64_t number, Text, Error&) { return stack.push_uint64(number), true; }
  bool on_double(double, Text text, Error&) { return stack.push_string(text), true; }
  bool on_bool(bool flag, Error&) { return stack.push_bool(flag), true; }
  bool on_null(Error&) { return stack.push_null(), true; }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }
};

}  // namespace detail

/// Parses one JSON text; 39.55 comes back as the string "39.55".
/// Throws std::invalid_argument when it is none.
inline boost::json::value parse_json(std::string_view text) {
  boost::json::basic_parser<detail::ExactNumbers> parser{boost::json::parse_options()};
  boost::json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error || used < text.size())
    throw std::invalid_argument("JSON cannot be read at byte " + std::to_string(used));
  return parser.handler().stack.release();
}

}  // namespace patchbay::sdk
