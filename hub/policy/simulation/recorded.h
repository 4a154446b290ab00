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

/// How a customer stands with their days: columns of customer_progress.
struct RecordedProgress {
  std::string zone;        ///< empty: the programme's
  std::int64_t since = 0;  ///< local date, days since 1970
  std::optional<std::int64_t> paused_on;
  std::int64_t paused_days = 0;
  struct Given {
    std::string milestone;
    Timestamp at;
  };
  std::vector<Given> given;  ///< before the period
};

/// A kept decision as it was stored, or a look at a customer's days at the end of the period.
struct RecordedRow {
  std::string customer;
  Timestamp at;
  std::string decision;  ///< id; empty: a look
  std::string facts, effects;
  std::optional<RecordedProgress> progress;  ///< of a look
};

/// One page, in order of customer and time, so that the look at a customer comes after the
/// decisions. `last` is the row before the page; null: the first page.
std::vector<RecordedRow> read_recorded(store::Session& session, const OrganisationId& organisation,
                                       const Period& period, const CustomerRange& range,
                                       const RecordedRow* last, std::size_t limit);
/// How many rows all pages have together, for progress bars.
std::int64_t count_recorded(store::Session& session, const OrganisationId& organisation,
                            const Period& period);
/// Two ranges of about as many decisions; one where there are too few to share.
std::vector<CustomerRange> share_customers(store::Session& session,
                                           const OrganisationId& organisation,
                                           const Period& period);

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
