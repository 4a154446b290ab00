#pragma once
// What became of the versions of plugs in this process.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace patchbay::api {

/// Thread safe. Bounded: plugs are those that are configured.
class ReloadCounter {
 public:
  struct Counts {
    std::uint64_t swapped = 0;  ///< versions that came to serve
    std::uint64_t refused = 0;  ///< versions that did not
    bool is_behind = false;     ///< what serves is not what is wanted
  };

  void swapped(const std::string& plug) {
    const std::lock_guard lock(mutex_);
    ++counts_[plug].swapped;
    counts_[plug].is_behind = false;
  }
  void refused(const std::string& plug) {
    const std::lock_guard lock(mutex_);
    ++counts_[plug].refused;
    counts_[plug].is_behind = true;
  }
  /// What serves is what is wanted.
  void settled(const std::string& plug) {
    const std::lock_guard lock(mutex_);
    counts_[plug].is_behind = false;
  }
  /// By plug.
  std::map<std::string, Counts> counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Counts> counts_;
};

}  // namespace patchbay::api
