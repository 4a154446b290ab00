#pragma once
// Which version of a plug is to be served: pure.

#include <string>

namespace patchbay::app {

/// What is known of one plug.
struct PlugView {
  std::string on_disk;  ///< stamp of its files now; empty: they cannot be read
  std::string serving;  ///< stamp
  std::string refused;  ///< stamp of what did not pass since an operator last asked; empty: none
  std::string wished;   ///< stamp an operator went back to; empty: as the files are
};

enum class PlugMove {
  stay,
  take_files,    ///< load what the files are now
  take_version,  ///< load the wished version
};

/// What did not pass is not tried again until its files change or an operator asks.
PlugMove decide(const PlugView& view);

}  // namespace patchbay::app
