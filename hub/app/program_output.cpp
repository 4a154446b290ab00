#include "hub/app/program_output.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include "hub/base/text.h"

namespace patchbay::app {
namespace {

constexpr std::size_t complaint_bytes_max = 500;

struct Pipe {
  int read_end = -1, write_end = -1;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
      throw ErrorException(unavailable("there is no pipe for another program"));
    read_end = ends[0];
    write_end = ends[1];
  }
  Pipe(const Pipe&) = delete;
  ~Pipe() {
    ::close(read_end);
    close_write_end();
  }
  void close_write_end() {
    if (write_end >= 0) ::close(write_end);
    write_end = -1;
  }
};

/// Its own process group and no signal held back; the pipes as its output.
class Start {
 public:
  Start(const Pipe& output, const Pipe& complaints) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output.write_end, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, complaints.write_end, STDERR_FILENO);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  Start(const Start&) = delete;
  ~Start() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  int run(pid_t& pid, const std::vector<std::string>& words) const {
    std::vector<std::string> copies = words;
    std::vector<char*> arguments;
    for (auto& word : copies) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    return ::posix_spawn(&pid, words.front().c_str(), &actions_, &attributes_, arguments.data(),
                         environ);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// Reads what is there now; false at the end of the stream.
bool read_some(int descriptor, std::string& text, std::size_t bytes_max) {
  std::array<char, 4096> buffer{};
  const auto count = ::read(descriptor, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  const auto room = bytes_max - std::min(bytes_max, text.size());
  text.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
  explicit_bzero(buffer.data(), buffer.size());
  return true;
}

/// Both streams until both are closed, and the process until it has ended. Returns why it stopped
/// before, or nothing.
std::string follow(const Pipe& out, const Pipe& err, int process, std::string& output,
                   std::string& complaints, const ProgramLimits& limits) {
  const auto end = std::chrono::steady_clock::now() + limits.time;
  std::array<pollfd, 3> watched{pollfd{out.read_end, POLLIN, 0}, pollfd{err.read_end, POLLIN, 0},
                                pollfd{process, POLLIN, 0}};
  const auto is_open = [](const pollfd& one) { return one.fd >= 0; };
  while (std::any_of(watched.begin(), watched.end(), is_open)) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    const int ready = left.count() <= 0
                          ? 0
                          : ::poll(watched.data(), watched.size(), static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return "it did not end within " + std::to_string(limits.time.count()) + " ms";
    if (watched[0].revents != 0 && !read_some(out.read_end, output, limits.output_bytes + 1))
      watched[0].fd = -1;
    if (watched[1].revents != 0 && !read_some(err.read_end, complaints, complaint_bytes_max))
      watched[1].fd = -1;
    if (watched[2].revents != 0) watched[2].fd = -1;
    if (output.size() > limits.output_bytes)
      return "it wrote more than " + std::to_string(limits.output_bytes) + " bytes";
  }
  return "";
}

/// Waits for its end. Returns how it failed, or nothing.
std::string wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status)) + " ended it";
  if (WEXITSTATUS(status) != 0) return "it ended with code " + std::to_string(WEXITSTATUS(status));
  return "";
}

}  // namespace

Result<Secret> output_of(const std::vector<std::string>& words, const ProgramLimits& limits) {
  if (words.empty() || !words.front().starts_with('/'))
    return invalid("a command begins with the absolute path of a program");
  const auto fail = [&](const std::string& why, const std::string& complaints) {
    const std::string said(trim(clean_text(complaints, complaint_bytes_max)));
    return unavailable("command " + words.front() + ": " + why +
                       (said.empty() ? "" : "; it says: " + said));
  };
  Pipe out;
  Pipe err;
  pid_t pid = -1;
  if (const int failed = Start(out, err).run(pid, words); failed != 0)
    return fail(std::string("it cannot be started: ") + std::strerror(failed), "");
  out.close_write_end();
  err.close_write_end();
  std::string output;
  output.reserve(limits.output_bytes + 1);  // so that no copy is left behind by growing
  std::string complaints;
  // A descriptor of the process: readable once it has ended (Linux 5.3).
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  auto why = follow(out, err, process, output, complaints, limits);
  if (process >= 0) ::close(process);
  Secret result(std::move(output));
  // What it started may have outlived it.
  ::kill(-pid, SIGKILL);
  const auto ended = wait_for(pid);
  if (why.empty()) why = ended;
  if (!why.empty()) return fail(why, complaints);
  return result;
}

}  // namespace patchbay::app
