#include "adapters/native/taking.h"

#include "adapters/native/border_text.h"

namespace patchbay::adapters::native {
namespace {

constexpr std::int64_t time_us_max = 366LL * 24 * 3600 * 1'000'000;

}  // namespace

bool Taking::usable(const char* what, const void* data, std::size_t size, std::size_t size_max) {
  if (size == 0) return false;
  const bool fits = data != nullptr && size <= size_max;
  if (!fits && problem_.empty())
    problem_ = data == nullptr
                   ? std::string("it gave a size of ") + what + " but no pointer to it"
                   : std::string("it gave ") + std::to_string(size) + " for the size of " + what +
                         ", at most " + std::to_string(size_max) + " are taken";
  return fits;
}

std::string Taking::text(const char* what, patchbay_bytes bytes, std::size_t bytes_max) {
  return usable(what, bytes.data, bytes.size, bytes_max) ? text_of(bytes) : std::string();
}

http::Headers Taking::headers(const patchbay_pair* fields, std::size_t count) {
  http::Headers headers;
  if (!usable("the header fields", fields, count, fields_max)) return headers;
  for (std::size_t i = 0; i < count; ++i)
    headers.add(text("a header field's name", fields[i].name),
                text("a header field's value", fields[i].value));
  return headers;
}

std::vector<int> Taking::statuses(const std::int32_t* numbers, std::size_t count) {
  if (!usable("nothing_done_on", numbers, count, statuses_max)) return {};
  return {numbers, numbers + count};
}

Duration Taking::time(const char* what, std::int64_t time_us) {
  if ((time_us < 0 || time_us > time_us_max) && problem_.empty())
    problem_ = std::string("it gave ") + std::to_string(time_us) + " microseconds for " + what +
               "; between 0 and a year are taken";
  return Duration(problem_.empty() ? time_us : 0);
}

}  // namespace patchbay::adapters::native
