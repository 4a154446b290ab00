#include "hub/api/parameters.h"

#include <algorithm>
#include <charconv>

#include "hub/base/text.h"
#include "hub/http/message.h"

namespace patchbay::api {
namespace {

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
    const std::size_t length = character_bytes(text);
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
