#pragma once
// Copies what a plugin hands out, as far as it makes sense.

#include <string>
#include <vector>

#include "adapters/sdk/border.h"
#include "hub/http/message.h"

namespace patchbay::adapters::native {

constexpr std::size_t text_bytes_max = 16 * 1024;         ///< methods, codes, messages, fields
constexpr std::size_t body_bytes_max = 64 * 1024 * 1024;  ///< bodies and results
constexpr std::size_t fields_max = 200;                   ///< header fields of one request
constexpr std::size_t statuses_max = 100;

/// Takes parts one by one and remembers the first that makes no sense: a null pointer with a size,
/// a size beyond its limit. Such a part is taken as empty.
class Taking {
 public:
  std::string text(const char* what, patchbay_bytes bytes, std::size_t bytes_max = text_bytes_max);
  http::Headers headers(const patchbay_pair* fields, std::size_t count);
  std::vector<int> statuses(const std::int32_t* numbers, std::size_t count);
  /// A time that the plugin names, of which nobody waits longer than a year.
  Duration time(const char* what, std::int64_t time_us);

  /// Empty when all made sense.
  const std::string& problem() const { return problem_; }

 private:
  bool usable(const char* what, const void* data, std::size_t size, std::size_t size_max);
  std::string problem_;
};

}  // namespace patchbay::adapters::native
