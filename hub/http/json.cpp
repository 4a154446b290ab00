#include "hub/http/json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <limits>

namespace patchbay {
namespace {

namespace json = boost::json;
using json::error_code;
using Text = json::string_view;

constexpr std::size_t depth_max = 32;

/// Builds the value as Boost's own handler does, but for numbers that are not integers: their
/// text becomes a string, because a double would change it.
struct ExactHandler {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  json::value_stack stack;

  bool on_document_begin(error_code&) {
    stack.reset();
    return true;
  }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t n, error_code&) { return stack.push_object(n), true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t n, error_code&) { return stack.push_array(n), true; }
  bool on_key_part(Text s, std::size_t, error_code&) { return stack.push_chars(s), true; }
  bool on_key(Text s, std::size_t, error_code&) { return stack.push_key(s), true; }
  bool on_string_part(Text s, std::size_t, error_code&) { return stack.push_chars(s), true; }
  bool on_string(Text s, std::size_t, error_code&) { return stack.push_string(s), true; }
  bool on_number_part(Text, error_code&) { return true; }
  bool on_int64(std::int64_t i, Text, error_code&) { return stack.push_int64(i), true; }
  bool on_uint64(std::uint64_t u, Text, error_code&) { return stack.push_uint64(u), true; }
  /// The text is whole: the parser gets the document in one piece.
  bool on_double(double, Text text, error_code&) { return stack.push_string(text), true; }
  bool on_bool(bool b, error_code&) { return stack.push_bool(b), true; }
  bool on_null(error_code&) { return stack.push_null(), true; }
  bool on_comment_part(Text, error_code&) { return true; }
  bool on_comment(Text, error_code&) { return true; }
};

Error bad_json(std::size_t byte, const std::string& why) {
  return invalid("JSON cannot be read at byte " + std::to_string(byte) + ": " + why);
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = depth_max;
  json::basic_parser<ExactHandler> parser(options);
  error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error == json::error::too_deep) {
    return bad_json(used, "nested deeper than " + std::to_string(depth_max) + " levels");
  }
  if (error) return bad_json(used, error.message());
  if (used < text.size()) return bad_json(used, "more text after the end of the value");
  return parser.handler().stack.release();
}

}  // namespace patchbay
