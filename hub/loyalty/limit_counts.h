#pragma once
// What happened to customers lately, for limits on numbers and sums (hub/policy/limits.h).

#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/policy/limits.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// What happened to somebody, in order of time, with running sums: asking takes two searches.
class Happenings {
 public:
  /// Quick at the end, which is where things happen.
  void add(Timestamp at, std::int64_t minor);
  /// After `start`, up to and with `end`.
  std::int64_t number(Timestamp start, Timestamp end) const;
  /// INT64_MAX where it does not fit: more than any limit.
  std::int64_t sum(Timestamp start, Timestamp end) const;

 private:
  __extension__ using Wide = __int128;
  struct Happened {
    Timestamp at;
    std::int64_t minor = 0;
    Wide before = 0;  ///< of all that stand before it
  };
  std::size_t first_after(Timestamp at) const;
  Wide before(std::size_t index) const;

  std::vector<Happened> sorted_;
};

/// Counts orders by when they were paid, everything else by when the hub stored it.
class LimitCounts {
 public:
  /// `now`: when what is being decided happens. Throws ErrorException (internal): a limit of these
  /// counts a thing that no table here holds.
  LimitCounts(const policy::Policy& policy, std::initializer_list<policy::LimitOn> on,
              Timestamp now);

  /// No limit asks: nothing to read, to add or to tell.
  bool empty() const { return names_.empty(); }
  /// One query for each thing that is asked for, of orders those paid from the longest period
  /// before `first` up to `last`: the earliest and the latest moment that will be asked about.
  void read(store::Session& session, const OrganisationId& organisation,
            std::span<const std::string_view> customers, Timestamp first, Timestamp last);
  /// What was decided since: "orders" or "awards".
  void add(const std::string& thing, const std::string& customer, Timestamp at, std::int64_t minor);
  /// For Facts::counts: in the periods that end at `at` for orders, now for everything else.
  std::map<std::string, std::int64_t> of(const std::string& customer, Timestamp at) const;

 private:
  /// A name of hub/policy/limits.h, taken apart.
  struct Asked {
    std::string thing;  ///< "orders"
    std::string per;    ///< "day"
    bool sums = false;
  };
  /// From which moment on it counts: of orders before theirs, of all else before now.
  Timestamp start_of(const Asked& asked, Timestamp at) const;
  /// Until which: all else has none, since the clock of a hub that wrote one may be ahead.
  static Timestamp end_of(const std::string& thing, Timestamp at);

  const Timestamp now_;
  std::map<std::string, Asked> names_;
  std::map<std::string, std::map<std::string, Happenings>> happened_;  ///< by thing, customer
};

}  // namespace patchbay::loyalty
