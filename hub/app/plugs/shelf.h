#pragma once
// Copies of the versions of plugs that were served, to go back to.

#include <optional>
#include <string>

#include "hub/app/plugs/version_files.h"

namespace patchbay::app {

/// Without a folder ("") it keeps nothing. A folder: <plug>/<stamp>/scripts/… or …/plugins/…. One
/// process at a time writes a version; a half-written one is never seen. Not thread safe.
class Shelf {
 public:
  static constexpr std::size_t versions_max = 20;  ///< of a plug; the oldest go

  explicit Shelf(std::string folder) : folder_(std::move(folder)) {}

  /// Keeps a version; one that is there is left as it is and counts as new. Errors: unavailable.
  Result<void> keep(const std::string& plug, const VersionFiles& files);
  /// Where a version can be loaded from, as a home; nothing when it is not here, or not whole.
  std::optional<Home> find(const std::string& plug, const std::string& stamp) const;

 private:
  void forget_oldest(const std::string& plug) const;

  std::string folder_;
};

}  // namespace patchbay::app
