#include "hub/app/demo/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace patchbay::app {
namespace {

constexpr int bar_width = 30;
constexpr std::chrono::milliseconds redraw_terminal{100};
constexpr std::chrono::milliseconds redraw_plain{5'000};

}  // namespace

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::phase(const std::string& name) {
  const std::lock_guard lock(mutex_);
  phase_ = name;
  drawn_ = std::chrono::steady_clock::now();
  if (!terminal_) std::fprintf(stderr, "%s …\n", name.c_str());
}

void Progress::update(std::int64_t done, std::int64_t total, const std::string& detail) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < (terminal_ ? redraw_terminal : redraw_plain)) return;
  drawn_ = now;
  draw(done, total, detail);
}

void Progress::draw(std::int64_t done, std::int64_t total, const std::string& detail) {
  if (!terminal_) {
    std::fprintf(stderr, "%s: %s\n", phase_.c_str(), detail.c_str());
    return;
  }
  std::string bar;
  if (total > 0) {
    const auto filled =
        static_cast<int>(std::clamp<std::int64_t>(done * bar_width / total, 0, bar_width));
    bar = " [" + std::string(static_cast<std::size_t>(filled), '#') +
          std::string(static_cast<std::size_t>(bar_width - filled), '.') + "]";
  }
  std::fprintf(stderr, "\r\033[K%s%s %s", phase_.c_str(), bar.c_str(), detail.c_str());
  std::fflush(stderr);
}

void Progress::finish(const std::string& detail) {
  const std::lock_guard lock(mutex_);
  std::fprintf(stderr, "%s%s: %s\n", terminal_ ? "\r\033[K" : "", phase_.c_str(), detail.c_str());
}

}  // namespace patchbay::app
