#pragma once
// Which jobs a worker takes next: places by kind and source, in turn, and where more may wait.
// Pure.

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/jobs/leases.h"

namespace patchbay::jobs {

/// What to claim of a kind, and what is left out.
struct Plan {
  std::string kind;
  std::vector<Want> wants;            ///< one a source
  std::optional<Duration> next = {};  ///< of what is not due yet or held: when to look again
  bool is_short = false;              ///< there was due work without a free place
  bool is_partial = false;            ///< there is due work that comes after a want
  std::optional<Cursor> rest = {};    ///< the list ended at its limit: where it goes on
};

/// A source with what waits in it.
struct Candidate {
  Waiting waiting;
  Duration hold{0};        ///< not to be claimed now: look again after this
  std::size_t places = 0;  ///< that it may fill; 0: as its kind says
};

/// Not thread safe; the worker guards it.
class Slots {
 public:
  /// Asks for at most `claim_max` jobs of a kind at once.
  explicit Slots(std::size_t claim_max) : claim_max_(claim_max) {}
  /// `source_places` of them at most for one source.
  void add_kind(const std::string& kind, std::size_t places, std::size_t source_places);

  /// Where to look for work: the kinds that have a free place and were not found empty since the
  /// last wake_all().
  std::vector<Cursor> hungry() const;
  /// Shares the free places of a kind between the sources that have work that is due, beginning
  /// after the one that was served last; within a source the highest priority goes first.
  /// `candidates` are in order; `limit` is how many were asked for.
  Plan plan(const std::string& kind, std::span<const Candidate> candidates,
            std::size_t limit) const;

  /// There may be work of every kind again.
  void wake_all();
  /// What a plan's claim gave. Returns when to look again for what is not due yet: only after the
  /// last of a kind's sources, since there is more to look at now before that.
  std::optional<Duration> claimed(const Plan& plan, std::span<const Job> jobs);
  void ended(const Source& source);

 private:
  struct Kind {
    std::size_t places = 0, source_places = 0, taken = 0;
    bool may_have_more = true;
    bool waits_for_place = false;
    bool has_ended = false;  ///< a run, since the last claim came back
    Source last_served;
    // Of the walk through the sources, which may take several looks.
    Cursor cursor;
    bool found_more = false, found_short = false;
    std::optional<Duration> next;
  };
  std::size_t free_places(const Kind& kind, const Candidate& candidate) const;

  std::size_t claim_max_;
  std::map<std::string, Kind> kinds_;
  std::map<Source, std::size_t> taken_;
};

}  // namespace patchbay::jobs
