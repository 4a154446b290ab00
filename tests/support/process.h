#pragma once
// Runs the real program as a real process.

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace patchbay::test {

/// A running process with its output in files. Killed when it goes out of scope.
class Process {
 public:
  Process(std::vector<std::string> command,
          const std::map<std::string, std::string>& environment = {});
  Process(const Process&) = delete;
  ~Process();

  /// Waits; the exit code, or 128 + signal. -1 when `limit` passed first (the process goes on).
  int wait(std::chrono::milliseconds limit = std::chrono::seconds(120));
  void signal(int number);
  int pid() const { return pid_; }
  std::string standard_output() const;
  std::string standard_error() const;
  /// Waits until standard output holds `text`, and returns the line that does; empty when the
  /// process ended or 60 s passed before.
  std::string wait_for_line(const std::string& text);

 private:
  int pid_ = -1;
  int ended_ = -1;  ///< a descriptor that can be read when the process has ended
  int status_ = 0;
  std::string output_file_, error_file_;
};

/// Waits until a hub (of `serve` or `demo --serve`) says where it serves; empty when it does not.
std::string serving_at(Process& hub);
/// SIGTERM, after which a hub must end with 0 and in time.
void stop_in_good_order(Process& hub);

struct Finished {
  int code = 0;
  std::string output, error;
};
/// Runs a command to its end.
Finished run(const std::vector<std::string>& command,
             const std::map<std::string, std::string>& environment = {});

/// The program under test, and the root of the source tree.
std::string patchbay_binary();
std::string source_folder();

/// A folder of its own for one test, removed at the end.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  std::string path(const std::string& name = {}) const;

 private:
  std::string folder_;
};

}  // namespace patchbay::test
