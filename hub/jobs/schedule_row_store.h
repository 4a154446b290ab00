#pragma once
// A schedule as a row. Private to the room.

#include <optional>
#include <string>

#include "hub/jobs/schedule.h"
#include "hub/store/query.h"

namespace patchbay::jobs {

inline constexpr const char* schedule_columns =
    "organisation_id, id, definition, payload, origin, paused, next_at, due_at, created_at, "
    "updated_at";

/// The definition as it is stored: {"fields": {…}, "settings": {…}}.
std::string to_stored(const Definition& definition);
/// Errors: corrupt: not what to_stored() wrote, or its zone is not known any more.
Result<Definition> from_stored(const std::string& text);

/// Runs a SELECT of `schedule_columns` and calls `fn` for each row.
void each_schedule(store::Session& session, const std::string& sql, store::Params params,
                   const std::function<void(StoredSchedule)>& fn);

/// Decides and does what is due of one schedule, whose row is locked. Returns what was done and the
/// first occurrence that is not due yet.
struct Fired {
  std::size_t jobs = 0;
  std::optional<Timestamp> next;
};
Fired fire_schedule(store::Session& session, const Schedule& schedule, Timestamp now);

}  // namespace patchbay::jobs
