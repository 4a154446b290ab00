#include "hub/app/plugs/file_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "hub/base/log.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                  IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_ONLYDIR;
constexpr const char* shared_folder = "lib";

/// What is behind the library's name; empty: no plugin.
std::string plug_of_library(const std::string& file) {
  return file.ends_with(".so") ? file.substr(0, file.size() - 3) : "";
}

}  // namespace

FileWatch::FileWatch(const Home& home)
    : home_(home),
      inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  add(home_.scripts, "");
  add(home_.plugins, "");
  watch_scripts();
}

FileWatch::~FileWatch() {
  if (inotify_ >= 0) ::close(inotify_);
  if (wake_ >= 0) ::close(wake_);
}

void FileWatch::watch_scripts() {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(home_.scripts, failed))
    if (entry.is_directory(failed))
      watch_folder(entry.path().string(), entry.path().filename().string());
}

void FileWatch::watch_folder(const std::string& folder, const std::string& plug) {
  add(folder, plug);
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failed))
    if (entry.is_directory(failed)) add(entry.path().string(), plug);
}

void FileWatch::add(const std::string& folder, const std::string& plug) {
  std::error_code failed;
  if (folder.empty() || !fs::is_directory(folder, failed)) return;
  const int watch = ::inotify_add_watch(inotify_, folder.c_str(), changes);
  if (watch >= 0) {
    folders_[watch] = {folder, plug};
    return;
  }
  if (std::exchange(is_blind_, true)) return;
  log_line(LogLevel::warning, "plugs.not_watched",
           {{"folder", folder},
            {"error", std::strerror(errno)},
            {"to_do", "raise fs.inotify.max_user_watches, or ask by: patchbay partner reload"}});
}

FileWatch::Seen FileWatch::wait(std::chrono::milliseconds limit) {
  std::array<pollfd, 2> waited{pollfd{inotify_, POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
  Seen seen;
  if (::poll(waited.data(), waited.size(), static_cast<int>(limit.count())) <= 0) return seen;
  seen.is_quiet = false;
  std::uint64_t count = 0;
  if (waited[1].revents != 0 && ::read(wake_, &count, sizeof count) < 0) return seen;
  if (waited[0].revents != 0) read_events(seen);
  return seen;
}

void FileWatch::read_events(Seen& seen) {
  alignas(inotify_event) std::array<char, 16 * 1024> buffer;
  for (;;) {
    const ssize_t bytes = ::read(inotify_, buffer.data(), buffer.size());
    if (bytes <= 0) return;
    for (ssize_t at = 0; at < bytes;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* given = buffer.data() + at + sizeof event;
      const std::string name(given, ::strnlen(given, event.len));
      at += static_cast<ssize_t>(sizeof event + event.len);
      if ((event.mask & IN_Q_OVERFLOW) != 0) seen.all = true;
      const auto found = folders_.find(event.wd);
      if (found == folders_.end()) continue;
      const Folder folder = found->second;
      if ((event.mask & IN_IGNORED) != 0) folders_.erase(found);
      const bool is_folder = (event.mask & IN_ISDIR) != 0;
      const bool is_of_scripts = folder.path == home_.scripts;
      const std::string plug = !folder.plug.empty() ? folder.plug
                               : is_of_scripts      ? name
                                                    : plug_of_library(name);
      if (is_folder && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0 &&
          (is_of_scripts || !folder.plug.empty()))
        watch_folder(folder.path + "/" + name, plug);
      if (plug == shared_folder && (is_of_scripts || !folder.plug.empty())) seen.all = true;
      if (!plug.empty()) seen.plugs.insert(plug);
    }
  }
}

void FileWatch::wake() const {
  const std::uint64_t one = 1;
  // A counter that is full wakes as well.
  if (::write(wake_, &one, sizeof one) < 0) return;
}

}  // namespace patchbay::app
