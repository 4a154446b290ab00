#include "hub/app/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "hub/app/home.h"

namespace patchbay::app {
namespace {

constexpr std::chrono::milliseconds start_limit{10'000};
constexpr std::chrono::milliseconds stop_limit{2'000};
constexpr std::string_view ready_words = "listening on ";

/// In the child, after fork: only calls that are safe there, then the program anew.
[[noreturn]] void become(const std::string& program, std::vector<char*>& arguments,
                         std::vector<char*>& environment, int output, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // the parent died before the line above
  ::dup2(output, STDOUT_FILENO);
  ::execve(program.c_str(), arguments.data(), environment.data());
  ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// The first line that arrives on `descriptor` before the limit; what came otherwise.
std::string first_line(int descriptor) {
  std::string text;
  const auto deadline = std::chrono::steady_clock::now() + start_limit;
  while (text.find('\n') == std::string::npos && text.size() < 4096) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd waiting{descriptor, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) break;
    std::array<char, 512> buffer{};
    const auto count = ::read(descriptor, buffer.data(), buffer.size());
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text.substr(0, text.find('\n'));
}

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& arguments,
                           const std::map<std::string, std::string>& environment) {
  std::array<int, 2> pipe_ends{};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return unavailable("no pipe for a child process");

  const std::string program = program_path();
  std::vector<std::string> argument_texts{program};
  argument_texts.insert(argument_texts.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment_texts;
  for (char** entry = environ; *entry != nullptr; ++entry) environment_texts.emplace_back(*entry);
  for (const auto& [name, value] : environment) environment_texts.push_back(name + "=" + value);
  auto argv = pointers(argument_texts);
  auto envp = pointers(environment_texts);

  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(program, argv, envp, pipe_ends[1], parent);
  ::close(pipe_ends[1]);
  Child child;
  child.pid_ = pid;
  child.output_ = pipe_ends[0];
  if (pid < 0) return unavailable("cannot start a child process of " + program);

  const std::string line = first_line(pipe_ends[0]);
  if (line.starts_with(ready_words)) child.port_ = std::atoi(line.c_str() + ready_words.size());
  if (child.port_ <= 0)
    return unavailable("\"patchbay " + arguments.front() +
                       "\" did not start: " + (line.empty() ? "see the lines above" : line));
  return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      port_(other.port_) {}

Child::~Child() {
  if (output_ >= 0) ::close(output_);
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + stop_limit;
  while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace patchbay::app
