#pragma once
// A schedule: when, which job, and what happens when runs meet or were missed.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/base/field.h"
#include "hub/base/organisation.h"
#include "hub/jobs/occurrences.h"

namespace patchbay::jobs {

/// A kind of job that may be scheduled, and the settings that a schedule gives it.
struct ScheduledKind {
  std::string name;  ///< "sync.orders"
  std::string help;
  std::vector<Field> settings;  ///< become the job's payload: integers as numbers, others as texts
};
using ScheduledKinds = std::vector<ScheduledKind>;

/// When the run before is not at its end.
enum class Overlap {
  skip,    ///< the new run does not happen; the history says so
  queue,   ///< the new run waits for its turn
  cancel,  ///< the older runs are called off; the new one starts when they have stopped
};
const char* name_of(Overlap overlap);

/// What becomes of runs that were missed because no hub ran or nothing might change (read-only).
enum class CatchUp { none, one, all };  ///< one: the newest; all: the newest `catch_up_max`
const char* name_of(CatchUp catch_up);

/// What a schedule says, checked. The texts are kept as they were given.
struct Definition {
  std::map<std::string, std::string> fields;    ///< by schedule_fields(), without defaults
  std::map<std::string, std::string> settings;  ///< of the job
  Pattern pattern;
  Zone zone;  ///< for showing times; UTC unless given
  std::string job;
  Overlap overlap = Overlap::skip;
  CatchUp catch_up = CatchUp::one;
  std::size_t catch_up_max = 0;
  Duration jitter{0};  ///< each run starts up to this much after its occurrence
};

/// The fields of a schedule beside its settings: job, and one of cron, every (with at, on) or
/// interval_seconds (with anchor); zone; jitter_seconds, overlap, catch_up, catch_up_max.
std::span<const Field> schedule_fields();

/// Errors: invalid, naming the field: unknown (with the nearest), a bad value, none or two of the
/// three forms, a field that belongs to another form. Says nothing of job and settings.
Result<Definition> read_definition(const std::map<std::string, std::string>& fields,
                                   const std::map<std::string, std::string>& settings);

/// The payload of the definition's job, as JSON.
/// Errors: invalid: no such kind (with the nearest), a setting that it lacks or does not know.
Result<std::string> payload_of(const Definition& definition, const ScheduledKinds& kinds);

/// Errors: invalid: not 1 to 100 of a-z, 0-9, '.', '-' and '_'.
Result<void> check_schedule_id(const std::string& id);

/// A stored schedule.
struct Schedule {
  OrganisationId organisation;
  std::string id;
  Definition definition;
  std::string payload;
  std::string origin;  ///< "config", "policy" or "api": where it is changed
  bool paused = false;
  std::optional<Timestamp> next_at;  ///< the next occurrence; none while paused
  std::optional<Timestamp> due_at;   ///< the same with its jitter
  Timestamp created_at, updated_at;
};

/// A row of the store: of one that cannot be read (its zone went from the machine, a newer program
/// wrote it) the reason, and what it takes to remove or replace it.
struct StoredSchedule {
  OrganisationId organisation;
  std::string id, origin;
  Result<Schedule> schedule;  ///< Errors: corrupt, naming the schedule
};

/// Whether both have the same occurrences: the forms, their fields and the zone are the same.
bool same_times(const Definition& a, const Definition& b);

/// When the run of an occurrence starts: the same on every hub, spread over the jitter.
Timestamp due_of(const OrganisationId& organisation, const std::string& id,
                 const Definition& definition, Timestamp occurrence);

}  // namespace patchbay::jobs
