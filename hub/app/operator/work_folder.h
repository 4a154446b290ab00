#pragma once
// A folder for what is in the making, gone with the object.

#include <string>

#include "hub/base/result.h"

namespace patchbay::app {

class WorkFolder {
 public:
  /// Makes `path` with a random ending, for its owner only. Throws ErrorException (unavailable).
  explicit WorkFolder(std::string path);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace patchbay::app
