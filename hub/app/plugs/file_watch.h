#pragma once
// Tells which plugs' files changed (inotify).

#include <chrono>
#include <map>
#include <set>
#include <string>

#include "hub/app/home.h"

namespace patchbay::app {

/// Watches scripts/<plug>/ with its folders, scripts/lib and plugins/. Used by one thread, but for
/// wake(). Where the kernel gives no watch (its limit, another file system), changes are not seen:
/// it is logged, and operators can still ask for a look.
class FileWatch {
 public:
  explicit FileWatch(const Home& home);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  struct Seen {
    std::set<std::string> plugs;  ///< whose files changed
    bool all = false;             ///< any may have: the kernel lost count, or scripts/lib changed
    bool is_quiet = true;         ///< nothing happened in the time waited
  };
  /// Waits for changes, at most so long. Changes come as they happen: whoever writes several files
  /// is heard several times.
  Seen wait(std::chrono::milliseconds limit);
  /// Ends a wait that is going on, or the next. Thread safe.
  void wake() const;

 private:
  void watch_scripts();
  void watch_folder(const std::string& folder, const std::string& plug);
  void add(const std::string& folder, const std::string& plug);
  void read_events(Seen& seen);

  const Home home_;
  int inotify_ = -1, wake_ = -1;
  struct Folder {
    std::string path;
    std::string plug;  ///< whose it is; empty: of many
  };
  std::map<int, Folder> folders_;  ///< by watch descriptor
  bool is_blind_ = false;
};

}  // namespace patchbay::app
