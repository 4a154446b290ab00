#include "hub/store/tool.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "hub/base/result.h"

namespace patchbay::store {
namespace {

constexpr int tick_ms = 200;

/// The end we read of a pipe, and the one the program writes to.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw ErrorException(
          unavailable(std::string("no pipe for a program: ") + std::strerror(errno)));
  }
  Pipe(const Pipe&) = delete;
  ~Pipe() {
    ::close(ends_[0]);
    close_writer();
  }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{};
};

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  void redirect(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> texts;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto name = text.substr(0, text.find('='));
    if (!name.starts_with("LC_") && !added.contains(std::string(name))) texts.emplace_back(text);
  }
  texts.emplace_back("LC_ALL=C.UTF-8");
  for (const auto& [name, value] : added) texts.push_back(name + "=" + value);
  return texts;
}

/// Reads what is there; false at the end.
bool read_some(int from, std::string& into) {
  std::array<char, 4096> buffer{};
  const auto count = ::read(from, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  into.append(buffer.data(), static_cast<std::size_t>(count));
  if (into.size() > output_bytes_max) into.resize(output_bytes_max);
  return true;
}

void read_both(const Pipe& output, const Pipe& error, ToolEnd& end,
               const std::function<void()>& tick) {
  std::array<pollfd, 2> waiting{pollfd{output.reader(), POLLIN, 0},
                                pollfd{error.reader(), POLLIN, 0}};
  const std::array<std::string*, 2> texts{&end.output, &end.error};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    const int ready = ::poll(waiting.data(), waiting.size(), tick_ms);
    if (tick) tick();
    if (ready <= 0) continue;
    for (std::size_t i = 0; i < waiting.size(); ++i)
      if (waiting[i].revents != 0 && !read_some(waiting[i].fd, *texts[i])) waiting[i].fd = -1;
  }
}

}  // namespace

ToolEnd run_tool(const std::vector<std::string>& command,
                 const std::map<std::string, std::string>& environment,
                 const std::function<void()>& tick) {
  Pipe output, error;
  FileActions actions;
  actions.redirect(output.writer(), STDOUT_FILENO);
  actions.redirect(error.writer(), STDERR_FILENO);
  std::vector<std::string> arguments = command;
  auto variables = environment_with(environment);
  auto argv = pointers(arguments);
  auto envp = pointers(variables);
  pid_t pid = -1;
  const int failed =
      ::posix_spawnp(&pid, argv[0], actions.get(), nullptr, argv.data(), envp.data());
  if (failed != 0)
    throw ErrorException(unavailable(
        command.front() + " cannot be run: " + std::strerror(failed) +
        ". Install PostgreSQL's client programs (Debian: apt-get install postgresql-client)."));
  output.close_writer();
  error.close_writer();
  ToolEnd end;
  read_both(output, error, end, tick);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  end.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return end;
}

}  // namespace patchbay::store
