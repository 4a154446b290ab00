#include "tests/support/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace patchbay::test {
namespace {

constexpr std::chrono::milliseconds look{5};
constexpr std::chrono::seconds stop_limit{40};

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string unique_name(const char* what) {
  static std::atomic<int> counter{0};
  return (std::filesystem::temp_directory_path() /
          ("patchbay-" + std::to_string(::getpid()) + "-" + what + std::to_string(++counter)))
      .string();
}

}  // namespace

Process::Process(std::vector<std::string> command,
                 const std::map<std::string, std::string>& environment)
    : output_file_(unique_name("out")), error_file_(unique_name("err")) {
  std::vector<char*> words;
  for (auto& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ != 0) {
    // glibc 2.36 declares pidfd_open without extern "C".
    ended_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    return;
  }
  ::unsetenv("PATCHBAY_SEED");  // the tests' own: the program would call it unknown
  // Nobody is called whom the system's certificates vouch for; to read them takes half of a start.
  ::setenv("SSL_CERT_FILE", "/dev/null", 0);
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  ::dup2(::open(output_file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
  ::dup2(::open(error_file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
  ::execv(words[0], words.data());
  ::_exit(126);
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(ended_);
  std::filesystem::remove(output_file_);
  std::filesystem::remove(error_file_);
}

int Process::wait(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (pid_ > 0 && ::waitpid(pid_, &status_, WNOHANG) == 0) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return -1;
    pollfd end{ended_, POLLIN, 0};
    ::poll(&end, 1, static_cast<int>(left.count()));
  }
  pid_ = -1;
  return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
}

void Process::signal(int number) {
  if (pid_ > 0) ::kill(pid_, number);
}

std::string Process::standard_output() const { return slurp(output_file_); }
std::string Process::standard_error() const { return slurp(error_file_); }

std::string Process::wait_for_line(const std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < deadline) {
    const bool ended = wait(look) != -1;
    const std::string output = standard_output();
    const auto at = output.find(text);
    const auto end = at == std::string::npos ? at : output.find('\n', at);
    if (end != std::string::npos) {
      const auto start = output.rfind('\n', at);
      return output.substr(start == std::string::npos ? 0 : start + 1, end - start - 1);
    }
    if (ended) return {};
  }
  return {};
}

std::string serving_at(Process& hub) {
  const std::string line = hub.wait_for_line("erving http://");  // the demo says "Serving"
  const auto start = line.find("http://");
  return start == std::string::npos ? "" : line.substr(start, line.find(';', start) - start);
}

void stop_in_good_order(Process& hub) {
  hub.signal(SIGTERM);
  EXPECT_EQ(hub.wait(stop_limit), 0) << hub.standard_error();
}

Finished run(const std::vector<std::string>& command,
             const std::map<std::string, std::string>& environment) {
  Process process(command, environment);
  Finished finished;
  finished.code = process.wait();
  finished.output = process.standard_output();
  finished.error = process.standard_error();
  return finished;
}

std::string patchbay_binary() { return PATCHBAY_BINARY; }
std::string source_folder() { return PATCHBAY_SOURCE_FOLDER; }

TempFolder::TempFolder() : folder_(unique_name("dir")) {
  std::filesystem::create_directories(folder_);
}
TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}
std::string TempFolder::path(const std::string& name) const {
  return name.empty() ? folder_ : folder_ + "/" + name;
}

}  // namespace patchbay::test
