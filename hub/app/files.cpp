#include "hub/app/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "hub/crypto/digest.h"

namespace patchbay::app {
namespace {

Error file_error(const std::string& path, const char* what) {
  const Error error = errno == ENOENT ? not_found("") : unavailable("");
  return {error.kind, path + ": " + what + ": " + std::strerror(errno)};
}

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const File file(std::fopen(path.c_str(), "rbe"));
  if (!file) return file_error(path, "cannot be read");
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const auto count = std::fread(buffer.data(), 1, buffer.size(), file.get());
    text.append(buffer.data(), count);
    if (count < buffer.size()) break;
  }
  if (std::ferror(file.get()) != 0) return file_error(path, "cannot be read");
  return text;
}

Result<void> write_file(const std::string& path, const std::string& text) {
  const std::string beside = path + ".tmp";
  const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_error(beside, "cannot be written");
  std::size_t written = 0;
  while (written < text.size()) {
    const auto count = ::write(descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    written += static_cast<std::size_t>(count);
  }
  const bool synced = written == text.size() && ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!synced || std::rename(beside.c_str(), path.c_str()) != 0)
    return file_error(path, "cannot be written");
  return {};
}

Result<std::string> hash_file(const std::string& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  return crypto::to_hex(crypto::sha256(*text));
}

Result<FileLock> FileLock::take(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_error(path, "cannot be opened");
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return FileLock(descriptor);
  ::close(descriptor);
  return conflict(path + ": another patchbay process uses this folder; stop it first");
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace patchbay::app
