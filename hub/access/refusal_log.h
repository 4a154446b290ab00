#pragma once
// The security log of requests that were not let in.

#include <mutex>
#include <string_view>

#include "hub/access/two_generations.h"
#include "hub/base/clock.h"

namespace patchbay::access {

/// Thread safe. Writes at most `lines_per_second` lines and says how many it left out, so that
/// whoever guesses keys cannot fill the disk.
class RefusalLog {
 public:
  static constexpr int lines_per_second = 20;

  /// `credential` is an id, or empty; never a key.
  void refused(std::string_view reason, std::string_view credential, std::string_view address,
               std::string_view route, Timestamp now);

 private:
  std::mutex mutex_;
  std::int64_t second_ = 0;
  int lines_ = 0;
  std::int64_t left_out_ = 0;
};

/// Says of each credential once an hour that it signs the timestamp alone (C-04). Thread safe.
class WeakSignatureLog {
 public:
  static constexpr std::chrono::hours once_in{1};
  static constexpr std::size_t credentials_max = 1'000;

  void used(const std::string& credential, const std::string& partner, Timestamp now);

 private:
  std::mutex mutex_;
  TwoGenerations<Timestamp> said_{credentials_max};
};

}  // namespace patchbay::access
