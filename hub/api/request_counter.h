#pragma once
// How many requests were answered, by route and status.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace patchbay::api {

/// Thread safe. Bounded: route patterns and statuses are few.
class RequestCounter {
 public:
  using Counts = std::map<std::pair<std::string, int>, std::uint64_t>;

  /// `route` is a pattern of the route table, or "unmatched".
  void count(const std::string& route, int status) {
    const std::lock_guard lock(mutex_);
    ++counts_[{route, status}];
  }
  Counts counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  Counts counts_;
};

}  // namespace patchbay::api
