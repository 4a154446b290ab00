#pragma once
// How a partner is: what came of the calls of the last minutes, and whether one would go out now.

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "adapters/exchange_store.h"
#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/jobs/breaker.h"

namespace patchbay::adapters {

/// The exchanges of this process with a partner.
struct Pulse {
  std::int64_t calls = 0;     ///< within pulse_window: requests that were tried
  std::int64_t failures = 0;  ///< of those: no answer, 429 or 5xx
  std::optional<Timestamp> last_success, last_failure;
  std::string failure = {};  ///< of the last one: "POST /vouchers was answered 503"
};

constexpr std::chrono::minutes pulse_window{5};

/// What a pulse takes of one exchange.
struct Beat {
  Timestamp at;
  std::string failure = {};  ///< empty: it shows none
};
Beat beat_of(const ExchangeRow& row);

/// Counts by slots of ten seconds. Not thread safe.
class PulseWindow {
 public:
  void saw(Beat beat);
  Pulse at(Timestamp now) const;

 private:
  static constexpr std::int64_t slot_us = 10'000'000;
  static constexpr std::size_t slots =
      static_cast<std::size_t>(std::chrono::microseconds(pulse_window).count() / slot_us);
  struct Slot {
    std::int64_t number = -1;  // since 1970
    std::int64_t calls = 0, failures = 0;
  };
  std::array<Slot, slots> slots_{};
  Pulse last_;  // without counts
};

/// Of all partners of a process. Thread safe.
class PulseBook {
 public:
  void saw(const ExchangeRow& row);
  Pulse at(const OrganisationId& organisation, const std::string& partner, Timestamp now) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<OrganisationId, std::string>, PulseWindow> windows_;
};

/// Whether an exchange shows a failure of the partner, as far as it can be blamed.
bool is_failure(const ExchangeRow& row);

/// Whether a call that moves value would go out now.
struct Availability {
  bool is_available = true;
  std::string why = {};  ///< not: for a person, after the partner's name
};
/// `is_stopped`: by an operator, whether for a while or as disabled.
Availability availability(bool is_stopped, const jobs::Breaker& breaker, Timestamp now);

}  // namespace patchbay::adapters
