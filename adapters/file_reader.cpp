#include "adapters/file_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace patchbay::adapters {
namespace {

class OpenFile {
 public:
  // O_NONBLOCK: opening a pipe that nobody writes to must not hang; it is refused right after.
  explicit OpenFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

FileFailure failure(const std::string& path, const std::string& why) {
  return {path + " cannot be read: " + why};
}

}  // namespace

Reply read_file_chunk(const ReadFileStep& step) {
  const OpenFile file(step.path);
  struct stat about {};
  if (file.descriptor() < 0 || ::fstat(file.descriptor(), &about) != 0)
    return failure(step.path, std::strerror(errno));
  if (!S_ISREG(about.st_mode)) return failure(step.path, "it is not a file");
  const auto size = static_cast<std::uint64_t>(about.st_size);
  FileChunk chunk{std::string(), true, size};
  if (step.offset >= size) return chunk;
  chunk.bytes.resize(std::min<std::uint64_t>(step.length_max, size - step.offset));
  std::size_t filled = 0;
  while (filled < chunk.bytes.size()) {
    const auto got = ::pread(file.descriptor(), chunk.bytes.data() + filled,
                             chunk.bytes.size() - filled, static_cast<off_t>(step.offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(step.path, std::strerror(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  chunk.bytes.resize(filled);
  chunk.end_of_file = step.offset + filled >= size;
  return chunk;
}

}  // namespace patchbay::adapters
