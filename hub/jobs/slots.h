#pragma once
// Which jobs a worker may take: free places by kind, and where more work may wait. Pure.

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "hub/jobs/queue.h"

namespace patchbay::jobs {

/// Not thread safe; the worker guards it.
class Slots {
 public:
  /// Asks for at most `claim_max` jobs of a kind at once.
  explicit Slots(std::size_t claim_max) : claim_max_(claim_max) {}
  void add_kind(const std::string& kind, std::size_t places) { kinds_[kind].places = places; }

  /// Kinds that have a free place and were not found empty since the last wake_all().
  std::vector<Want> wants() const;
  /// There may be work of every kind again.
  void wake_all();
  /// A claim for `want` gave `got` jobs: they take places; fewer than wanted means none is left.
  void claimed(const Want& want, std::size_t got);
  void ended(const std::string& kind) { --kinds_.at(kind).taken; }

 private:
  struct Kind {
    std::size_t places = 0;
    std::size_t taken = 0;
    bool may_have_more = true;
  };
  std::size_t claim_max_;
  std::map<std::string, Kind> kinds_;
};

}  // namespace patchbay::jobs
