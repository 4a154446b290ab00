#pragma once
// What was recorded of a period, in order of customers and time.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/organisation.h"
#include "hub/jobs/zone.h"
#include "hub/policy/facts.h"
#include "hub/store/session.h"

namespace patchbay::policy {

/// The facts of a decision as they were, and what came of them.
struct RecordedFact {
  Facts facts;
  std::vector<std::string> awarded;         ///< milestones that were given for it
  std::vector<std::string> earlier_streak;  ///< of facts.given: those before the streak began
};

/// Decisions by when they were made, half open.
struct Period {
  Timestamp from, until;
};

/// A range of customers in the database's own order, so that two threads can share the work.
struct CustomerRange {
  std::string after;                ///< exclusive; empty: from the first
  std::optional<std::string> upto;  ///< inclusive; none: to the last
};

/// How a customer stands with their days and points: columns of customer_progress and customers.
struct RecordedProgress {
  std::string zone;                   ///< empty: the programme's
  std::optional<std::int64_t> since;  ///< local date, days since 1970; none: no days
  std::optional<std::int64_t> paused_on;
  std::int64_t paused_days = 0;
  std::int64_t points = 0;  ///< earned in all
  struct Given {
    std::string milestone;
    Timestamp at;
  };
  std::vector<Given> given;  ///< before the period
};

/// A kept decision as it was stored, or a look at a customer at the end of the period.
struct RecordedRow {
  std::string customer;
  Timestamp at;
  std::string decision;  ///< id; empty: a look
  std::string facts, effects;
  std::optional<RecordedProgress> progress;  ///< of a look
};

/// Who is looked at besides those with days, as live: those who ever earned points, where a version
/// has milestones for them.
enum class Looks { days, days_and_points };

/// One page, in order of customer and time, so that the look at a customer comes after the
/// decisions. `last` is the row before the page; null: the first page.
std::vector<RecordedRow> read_recorded(store::Session& session, const OrganisationId& organisation,
                                       const Period& period, Looks looks,
                                       const CustomerRange& range, const RecordedRow* last,
                                       std::size_t limit);
/// How many rows all pages have together, for progress bars.
std::int64_t count_recorded(store::Session& session, const OrganisationId& organisation,
                            const Period& period, Looks looks);
/// Two ranges of about as many rows; one where there are too few to share.
std::vector<CustomerRange> share_customers(store::Session& session,
                                           const OrganisationId& organisation, const Period& period,
                                           Looks looks);

/// From rows to facts. Not thread safe: one for each thread.
class RecordedReader {
 public:
  /// Errors: invalid: no such zone.
  static Result<RecordedReader> make(const std::string& programme_zone);
  /// Errors: corrupt, naming the decision; a look: invalid, naming the customer's zone.
  Result<RecordedFact> read(const RecordedRow& row);

 private:
  explicit RecordedReader(const jobs::Zone& zone) : programme_zone_(zone) {}
  Result<RecordedFact> look(const RecordedRow& row);

  jobs::Zone programme_zone_;
  std::map<std::string, jobs::Zone> zones_;
};

}  // namespace patchbay::policy
