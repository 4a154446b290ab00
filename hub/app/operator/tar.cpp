#include "hub/app/operator/tar.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "hub/app/operator/tar_header.h"
#include "hub/crypto/digest_stream.h"

namespace patchbay::app {
namespace {

constexpr std::size_t piece_bytes = 1024 * 1024;  // a multiple of the block
constexpr std::size_t parts_max = 16;

[[noreturn]] void fail(const std::string& file, const char* what) {
  const std::string text = file + " " + what + ": " + std::strerror(errno);
  throw ErrorException(errno == ENOENT ? not_found(text) : unavailable(text));
}

/// An open file.
class File {
 public:
  File(std::string path, int flags)
      : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail(path_, "cannot be opened");
  }
  File(const File&) = delete;
  ~File() { ::close(descriptor_); }

  std::int64_t size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail(path_, "cannot be read");
    return status.st_size;
  }
  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(path_, "cannot be written");
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  /// Fewer bytes than wanted only at the end.
  std::size_t read(char* to, std::size_t wanted) {
    std::size_t got = 0;
    while (got < wanted) {
      const auto count = ::read(descriptor_, to + got, wanted - got);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(path_, "cannot be read");
      if (count == 0) break;
      got += static_cast<std::size_t>(count);
    }
    return got;
  }
  void sync() {
    if (::fsync(descriptor_) != 0) fail(path_, "cannot be written");
  }

 private:
  std::string path_;
  int descriptor_;
};

std::size_t padding(std::int64_t bytes) {
  const auto rest = static_cast<std::size_t>(bytes) % tar_block_bytes;
  return rest == 0 ? 0 : tar_block_bytes - rest;
}

void pack(File& tar, const TarPart& part) {
  File source(part.file, O_RDONLY);
  const auto size = source.size();
  const auto header = to_block({part.name, size});
  tar.write({header.data(), header.size()});
  std::string piece(piece_bytes, '\0');
  std::int64_t packed = 0;
  while (const auto count = source.read(piece.data(), piece.size())) {
    tar.write({piece.data(), count});
    packed += static_cast<std::int64_t>(count);
  }
  if (packed != size)
    throw ErrorException(unavailable(part.file + " changed while it was packed; try again"));
  tar.write(std::string(padding(size), '\0'));
}

class Unpacker {
 public:
  Unpacker(const std::string& file, std::string folder)
      : file_(file), folder_(std::move(folder)), tar_(file, O_RDONLY), left_(tar_.size()) {}

  std::map<std::string, Unpacked> run() {
    std::map<std::string, Unpacked> parts;
    for (;;) {
      const auto block = next_block();
      if (block == TarBlock{}) break;
      const auto header = from_block(block);
      if (!header || parts.contains(header->name) || parts.size() == parts_max) damaged();
      parts[header->name] = unpack(*header);
    }
    if (next_block() != TarBlock{} || left_ != 0 || parts.empty()) damaged();
    return parts;
  }

 private:
  [[noreturn]] void damaged() const {
    throw ErrorException(
        corrupt(file_ +
                " is no backup, or it is damaged or cut short; nothing was touched. Fetch it again "
                "or use another one."));
  }

  TarBlock next_block() {
    TarBlock block{};
    take(block.data(), block.size());
    return block;
  }

  void take(char* to, std::size_t bytes) {
    left_ -= static_cast<std::int64_t>(bytes);
    if (left_ < 0 || tar_.read(to, bytes) != bytes) damaged();
  }

  Unpacked unpack(const TarHeader& header) {
    if (header.bytes > left_) damaged();  // before the disk is filled
    Unpacked part{folder_ + "/" + header.name, header.bytes, {}};
    File target(part.file, O_WRONLY | O_CREAT | O_EXCL);
    crypto::DigestStream digest;
    std::string piece(piece_bytes, '\0');
    for (auto rest = header.bytes; rest > 0;) {
      const auto count = static_cast<std::size_t>(
          std::min<std::int64_t>(rest, static_cast<std::int64_t>(piece_bytes)));
      take(piece.data(), count);
      const std::string_view bytes(piece.data(), count);
      digest.add(bytes);
      target.write(bytes);
      rest -= static_cast<std::int64_t>(count);
    }
    TarBlock rest{};
    take(rest.data(), padding(header.bytes));
    part.sha256 = crypto::to_hex(digest.finish());
    return part;
  }

  std::string file_, folder_;
  File tar_;
  std::int64_t left_;
};

}  // namespace

Result<void> write_tar(const std::string& file, const std::vector<TarPart>& parts) {
  try {
    File tar(file, O_WRONLY | O_CREAT | O_EXCL);
    for (const auto& part : parts) pack(tar, part);
    tar.write(std::string(2 * tar_block_bytes, '\0'));
    tar.sync();
    return {};
  } catch (const ErrorException& error) {
    return error.error();
  }
}

Result<std::map<std::string, Unpacked>> unpack_tar(const std::string& file,
                                                   const std::string& folder) {
  try {
    return Unpacker(file, folder).run();
  } catch (const ErrorException& error) {
    return error.error();
  }
}

}  // namespace patchbay::app
