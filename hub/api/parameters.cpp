#include "hub/api/parameters.h"

#include <algorithm>
#include <charconv>

#include "hub/base/text.h"
#include "hub/http/message.h"

namespace patchbay::api {
namespace {

/// Length of the UTF-8 sequence that begins here; 0 when it is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
  const unsigned second = byte(1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return length;
}

Error unknown_parameter(const std::string& name, std::initializer_list<std::string_view> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  std::string message = "unknown parameter \"" + name + "\"";
  if (const auto meant = nearest(name, names))
    return invalid(message + "; did you mean \"" + *meant + "\"?");
  return invalid(message + (names.empty() ? "; this route takes none"
                                          : "; this route takes " + join(names, ", ")));
}

}  // namespace

bool is_plain_text(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) return false;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = sequence_length(text);
    if (length == 0 || first < 0x20 || first == 0x7F) return false;
    text.remove_prefix(length);
  }
  return true;
}

Result<Parameters> Parameters::read(std::string_view query,
                                    std::initializer_list<std::string_view> known) {
  Parameters parameters;
  for (const auto part : split(query, '&')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = http::percent_decode(part.substr(0, equals));
    auto value = equals == std::string_view::npos ? std::string()
                                                  : http::percent_decode(part.substr(equals + 1));
    if (!is_plain_text(name)) return invalid("a parameter has a name that is not plain text");
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return unknown_parameter(name, known);
    }
    if (!is_plain_text(value)) {
      return invalid("parameter \"" + name + "\": it must be plain text of at most 200 bytes");
    }
    if (!parameters.values_.emplace(name, std::move(value)).second) {
      return invalid("parameter \"" + name + "\": it is given twice");
    }
  }
  return parameters;
}

const std::string& Parameters::text(const std::string& name) const {
  static const std::string none;
  const auto found = values_.find(name);
  return found == values_.end() ? none : found->second;
}

Result<std::int64_t> Parameters::integer(const std::string& name, std::int64_t otherwise,
                                         std::int64_t minimum, std::int64_t maximum) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return otherwise;
  const auto& value = found->second;
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failed != std::errc{} || end != value.data() + value.size() || number < minimum ||
      number > maximum) {
    return invalid("parameter \"" + name + "\": \"" + value + "\" is not a whole number from " +
                   std::to_string(minimum) + " to " + std::to_string(maximum));
  }
  return number;
}

}  // namespace patchbay::api
