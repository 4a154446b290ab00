#include "adapters/partner_health.h"

namespace patchbay::adapters {
namespace {

constexpr int too_many_requests = 429;
constexpr int server_error = 500;

std::string words_of(const ExchangeRow& row) {
  const std::string asked = row.method + " " + row.path;
  if (row.status == 0) return asked + " got no answer (it came as far as: " + row.stage + ")";
  return asked + " was answered " + std::to_string(row.status);
}

}  // namespace

bool is_failure(const ExchangeRow& row) {
  return row.status == 0 || row.status == too_many_requests || row.status >= server_error;
}

Beat beat_of(const ExchangeRow& row) {
  return {row.started_at, is_failure(row) ? words_of(row) : std::string()};
}

void PulseWindow::saw(Beat beat) {
  const std::int64_t number = beat.at.micros / slot_us;
  Slot& slot = slots_[static_cast<std::size_t>(number) % slots];
  if (number > slot.number) slot = {number, 0, 0};
  const bool failed = !beat.failure.empty();
  if (number == slot.number) {
    ++slot.calls;
    slot.failures += failed ? 1 : 0;
  }
  auto& last = failed ? last_.last_failure : last_.last_success;
  if (last && last->micros > beat.at.micros) return;
  last = beat.at;
  if (failed) last_.failure = std::move(beat.failure);
}

Pulse PulseWindow::at(Timestamp now) const {
  Pulse pulse = last_;
  const std::int64_t newest = now.micros / slot_us;
  for (const Slot& slot : slots_) {
    if (slot.number > newest || slot.number <= newest - static_cast<std::int64_t>(slots)) continue;
    pulse.calls += slot.calls;
    pulse.failures += slot.failures;
  }
  return pulse;
}

void PulseBook::saw(const ExchangeRow& row) {
  const std::pair key(row.organisation, row.partner);  // built before anybody has to wait
  Beat beat = beat_of(row);
  const std::lock_guard lock(mutex_);
  windows_[key].saw(std::move(beat));
}

Pulse PulseBook::at(const OrganisationId& organisation, const std::string& partner,
                    Timestamp now) const {
  const std::lock_guard lock(mutex_);
  const auto found = windows_.find({organisation, partner});
  return found == windows_.end() ? Pulse{} : found->second.at(now);
}

Availability availability(bool is_stopped, const jobs::Breaker& breaker, Timestamp now) {
  if (is_stopped) return {false, "an operator stopped it"};
  if (breaker.state == jobs::BreakerState::closed || breaker.open_until.micros <= now.micros)
    return {};
  const bool is_open = breaker.state == jobs::BreakerState::open;
  return {false, is_open ? "its breaker is open until " + to_rfc3339(breaker.open_until)
                         : "its breaker is half open and a probe is on its way"};
}

}  // namespace patchbay::adapters
