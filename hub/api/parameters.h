#pragma once
// Query parameters: known names only, each once, each checked. Private to the room.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::api {

/// Decoded values by name; a name that was not given has none.
class Parameters {
 public:
  /// Errors: invalid, naming the parameter: not one of `known` (with the nearest), given twice,
  /// longer than 200 bytes, not UTF-8, or with control characters.
  static Result<Parameters> read(std::string_view query,
                                 std::initializer_list<std::string_view> known);
  /// Empty when it was not given.
  const std::string& text(const std::string& name) const;
  /// Errors: invalid, naming the parameter and the limits.
  Result<std::int64_t> integer(const std::string& name, std::int64_t otherwise,
                               std::int64_t minimum, std::int64_t maximum) const;

 private:
  std::map<std::string, std::string> values_;
};

/// Whether a text from outside can be a value in the store: UTF-8 (RFC 3629), no control
/// characters, at most so many bytes.
bool is_plain_text(std::string_view text, std::size_t bytes_max = 200);

}  // namespace patchbay::api
