#pragma once
// Where people stand with their clean days, in the store. All in the caller's transaction.

#include <span>
#include <string>
#include <vector>

#include "hub/base/organisation.h"
#include "hub/loyalty/progress.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

struct PersonProgress {
  std::string customer;
  std::string zone;  ///< IANA; empty: the programme's
  std::int64_t grace_days = 0;
  Streak streak;
  std::string check_problem;            ///< the rules could not be asked; empty: they could
  std::optional<Timestamp> problem_at;  ///< since when

  bool operator==(const PersonProgress&) const = default;
};

std::optional<PersonProgress> find_progress(store::Session& session,
                                            const OrganisationId& organisation,
                                            const std::string& customer);
/// A page in order of customer, those after `after`.
std::vector<PersonProgress> list_progress(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& after, std::size_t limit);

/// What is told of a person.
struct ProgressNews {
  std::string customer;
  ProgressKind kind = ProgressKind::start;
  std::optional<LocalDay> on;              ///< nothing: today, where the person lives
  std::optional<std::string> zone;         ///< nothing: as it was
  std::optional<std::int64_t> grace_days;  ///< nothing: as it was
  std::string actor;                       ///< "api:admin"
};
/// Stores the event and what follows from it. `programme_zone` is for people without a zone of
/// their own. Errors: invalid: no such zone; as after() says.
Result<PersonProgress> record_progress(store::Session& session, const OrganisationId& organisation,
                                       const ProgressNews& news, const std::string& programme_zone,
                                       Timestamp now);

/// The person's zone. Errors: corrupt: the machine does not know it any more.
Result<jobs::Zone> zone_of(const PersonProgress& person, const std::string& programme_zone);

/// Why the rules could not be asked of these people, or that they could (an empty problem). The
/// first time of a row of them is kept.
struct CheckResult {
  std::string customer, problem;
};
void note_checks(store::Session& session, const OrganisationId& organisation,
                 std::span<const CheckResult> results, Timestamp now);

}  // namespace patchbay::loyalty
