#pragma once
// Clean days: how long a person has held on, in whole dates of their own calendar (C-17, P-26).
// Pure: the store is progress_store.h.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/base/result.h"
#include "hub/jobs/zone.h"

namespace patchbay::loyalty {

/// A date on somebody's wall; no instant.
using LocalDay = std::chrono::local_days;

LocalDay local_day(Timestamp at, const jobs::Zone& zone);
/// Reads "2026-11-22". Errors: invalid, quoting the text.
Result<LocalDay> parse_day(std::string_view text);
std::string to_text(LocalDay day);  ///< "2026-11-22"

enum class ProgressKind { start, relapse, pause, resume };
const char* name_of(ProgressKind kind);
/// Errors: invalid, with the nearest.
Result<ProgressKind> parse_progress_kind(std::string_view name);

struct ProgressEvent {
  ProgressKind kind = ProgressKind::start;
  LocalDay on;
};

/// The current count. A relapse begins the next one; what was given before stays given.
struct Streak {
  std::int64_t number = 1;  ///< of the person's, from 1
  LocalDay since;           ///< day 0
  std::optional<LocalDay> paused_on;
  std::int64_t paused_days = 0;  ///< of pauses that are over; they do not count
  LocalDay last_on;              ///< of the last event

  bool operator==(const Streak&) const = default;
};

inline constexpr std::int64_t grace_days_max = 365;

/// Whole dates since the start, paused ones taken off; the first `grace_days` of each pause count
/// as if there were none. Never below zero, and never less tomorrow than today.
std::int64_t days_of(const Streak& streak, LocalDay today, std::int64_t grace_days);

/// The count after an event; `before` is nothing for a person who never started. A relapse on the
/// day of the start changes nothing but ends a pause. Errors: invalid: a date that is still to come
/// or before the last event's; conflict: what does not fit where the person stands.
Result<Streak> after(const std::optional<Streak>& before, const ProgressEvent& event,
                     LocalDay today, std::int64_t grace_days);

}  // namespace patchbay::loyalty
