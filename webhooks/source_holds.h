#pragma once
// Endpoints that are to be left alone for a while. Private to the room.

#include <atomic>
#include <map>
#include <mutex>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"

namespace patchbay::webhooks {

/// Of this process; thread safe. Asked for every source of every claim, so it is cheap while
/// nobody is held.
class SourceHolds {
 public:
  explicit SourceHolds(const Clock& clock) : clock_(clock) {}
  /// The longest wish counts. Beyond the limit nothing is kept: the jobs say it themselves.
  void hold(const OrganisationId& organisation, const std::string& endpoint, Duration wait);
  /// How long still; zero: not at all.
  Duration left(const OrganisationId& organisation, const std::string& endpoint);

 private:
  static constexpr std::size_t held_max = 100'000;

  const Clock& clock_;
  std::atomic<std::size_t> count_{0};
  std::mutex mutex_;
  std::map<std::pair<OrganisationId, std::string>, Timestamp> until_;
};

}  // namespace patchbay::webhooks
