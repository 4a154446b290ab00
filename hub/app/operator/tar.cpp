#include "hub/app/operator/tar.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "hub/crypto/digest_stream.h"

namespace patchbay::app {
namespace {

constexpr std::size_t piece_bytes = 1024 * 1024;
/// Files are padded to whole records (POSIX: 20 blocks), so that a cut shows in the size.
constexpr int record_bytes = 10'240;
constexpr std::size_t parts_max = 16;
constexpr int owner_only = 0600;

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

/// An open file.
class File {
 public:
  File(const std::string& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, owner_only)) {
    if (descriptor_ >= 0) return;
    const std::string text = path + " cannot be opened: " + std::strerror(errno);
    throw ErrorException(errno == ENOENT ? not_found(text) : unavailable(text));
  }
  File(const File&) = delete;
  ~File() { ::close(descriptor_); }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

void expect(bool done, archive* tar, const std::string& file) {
  if (done) return;
  const char* why = archive_error_string(tar);
  throw ErrorException(
      unavailable(file + " cannot be written: " + (why ? why : std::strerror(errno))));
}

void pack(archive* tar, const std::string& file, const TarPart& part) {
  std::ifstream source(part.file, std::ios::binary);
  std::error_code failed;
  const auto size = std::filesystem::file_size(part.file, failed);
  if (!source || failed) throw ErrorException(not_found(part.file + " cannot be read"));
  const Entry entry(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), part.name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), owner_only);
  expect(archive_write_header(tar, entry.get()) == ARCHIVE_OK, tar, file);
  std::string piece(piece_bytes, '\0');
  std::uintmax_t packed = 0;
  while (source.read(piece.data(), static_cast<std::streamsize>(piece.size())),
         source.gcount() > 0) {
    const auto count = source.gcount();
    expect(archive_write_data(tar, piece.data(), static_cast<std::size_t>(count)) == count, tar,
           file);
    packed += static_cast<std::uintmax_t>(count);
  }
  if (packed != size)
    throw ErrorException(unavailable(part.file + " changed while it was packed; try again"));
}

[[noreturn]] void damaged(const std::string& file) {
  throw ErrorException(
      corrupt(file +
              " is no backup, or it is damaged or cut short; nothing was touched. Fetch it again "
              "or use another one."));
}

/// What write_tar() writes: a plain file whose name leads into no other folder.
bool is_plain(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  const bool is_file = archive_entry_filetype(entry) == AE_IFREG && !archive_entry_hardlink(entry);
  return is_file && name && *name != '\0' && *name != '.' && !std::strchr(name, '/');
}

Unpacked unpack(archive* tar, const std::string& file, const std::string& path,
                std::int64_t bytes) {
  std::ofstream target(path, std::ios::binary);
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  crypto::DigestStream digest;
  std::string piece(piece_bytes, '\0');
  std::int64_t unpacked = 0;
  for (;;) {
    const auto count = archive_read_data(tar, piece.data(), piece.size());
    if (count < 0) damaged(file);
    if (count == 0) break;
    const std::string_view read(piece.data(), static_cast<std::size_t>(count));
    digest.add(read);
    target.write(read.data(), count);
    unpacked += count;
  }
  if (!target.flush()) throw ErrorException(unavailable(path + " cannot be written"));
  if (unpacked != bytes) damaged(file);
  return {path, bytes, crypto::to_hex(digest.finish())};
}

void write_parts(const std::string& file, const std::vector<TarPart>& parts) {
  const File target(file, O_WRONLY | O_CREAT | O_EXCL);
  const Writer tar(archive_write_new(), archive_write_free);
  // ustar with extensions only where it must: parts of 8 GiB and more.
  archive_write_set_format_pax_restricted(tar.get());
  archive_write_set_bytes_per_block(tar.get(), record_bytes);
  archive_write_set_bytes_in_last_block(tar.get(), record_bytes);
  expect(archive_write_open_fd(tar.get(), target.descriptor()) == ARCHIVE_OK, tar.get(), file);
  for (const auto& part : parts) pack(tar.get(), file, part);
  expect(archive_write_close(tar.get()) == ARCHIVE_OK, tar.get(), file);
  expect(::fsync(target.descriptor()) == 0, tar.get(), file);
}

std::map<std::string, Unpacked> unpack_parts(const std::string& file, const std::string& folder) {
  const File source(file, O_RDONLY);
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file));
  const Reader tar(archive_read_new(), archive_read_free);
  archive_read_support_format_tar(tar.get());
  if (size % record_bytes != 0 ||
      archive_read_open_fd(tar.get(), source.descriptor(), piece_bytes) != ARCHIVE_OK)
    damaged(file);
  std::map<std::string, Unpacked> parts;
  for (;;) {
    archive_entry* entry = nullptr;
    const int found = archive_read_next_header(tar.get(), &entry);
    if (found == ARCHIVE_EOF) break;
    if (found != ARCHIVE_OK || !is_plain(entry) || parts.size() == parts_max) damaged(file);
    const std::string name = archive_entry_pathname(entry);
    const std::int64_t bytes = archive_entry_size(entry);
    // Before the disk is filled: a part is no longer than the file.
    if (parts.contains(name) || bytes < 0 || bytes > size) damaged(file);
    parts[name] = unpack(tar.get(), file, folder + "/" + name, bytes);
  }
  if (parts.empty()) damaged(file);
  return parts;
}

}  // namespace

Result<void> write_tar(const std::string& file, const std::vector<TarPart>& parts) {
  try {
    write_parts(file, parts);
    return {};
  } catch (const ErrorException& error) {
    return error.error();
  }
}

Result<std::map<std::string, Unpacked>> unpack_tar(const std::string& file,
                                                   const std::string& folder) {
  try {
    return unpack_parts(file, folder);
  } catch (const ErrorException& error) {
    return error.error();
  }
}

}  // namespace patchbay::app
