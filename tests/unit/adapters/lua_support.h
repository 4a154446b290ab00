#pragma once
// Writes scripts to scratch files and measures the CPU time of what they do.

#include <gtest/gtest.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace patchbay::adapters::lua {

/// A scratch folder that goes with the test.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = ::testing::TempDir() + "patchbay-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Writes a file and gives its path.
  std::string write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

/// Within how much CPU time of its thread a runaway script is gone.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double stopped_ms_max = 10'000;  // every access costs many: the stop itself is tested
constexpr bool is_slowed = true;
#else
constexpr double stopped_ms_max = 100;
constexpr bool is_slowed = false;
#endif

/// A runaway script meets whichever of its two budgets is used up first: with a sanitizer, which
/// slows every instruction and makes growing a block a copy, that may be the CPU time.
inline bool is_stopped_for(const std::string& message, const std::string& error) {
  if (message.find(error) != std::string::npos) return true;
  return (is_slowed || error == "instructions") && message.find("CPU time") != std::string::npos;
}

inline double thread_cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace patchbay::adapters::lua
