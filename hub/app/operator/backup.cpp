#include "hub/app/operator/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "hub/app/files.h"
#include "hub/app/operator/tar.h"
#include "hub/app/operator/work_folder.h"
#include "hub/crypto/digest_stream.h"
#include "hub/crypto/passphrase.h"

namespace patchbay::app {
namespace {

constexpr std::size_t piece_bytes = 1024 * 1024;

void require(const Result<void>& done) { done.value(); }

/// As hash_file, for files that do not fit into memory.
std::string sha256_of(const std::string& file) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(std::fopen(file.c_str(), "rbe"),
                                                         std::fclose);
  if (!opened) throw ErrorException(unavailable(file + " cannot be read"));
  crypto::DigestStream digest;
  std::string piece(piece_bytes, '\0');
  while (const auto count = std::fread(piece.data(), 1, piece.size(), opened.get()))
    digest.add({piece.data(), count});
  if (std::ferror(opened.get()) != 0) throw ErrorException(unavailable(file + " cannot be read"));
  return crypto::to_hex(digest.finish());
}

/// Renames without ever replacing a file that another backup made meanwhile, durably.
void put_in_place(const std::string& from, const std::string& to) {
  const bool linked = ::link(from.c_str(), to.c_str()) == 0;
  // Not every file system can link.
  const bool placed = linked || (errno == EPERM && std::rename(from.c_str(), to.c_str()) == 0);
  if (!placed) throw ErrorException(conflict(to + " cannot be made: " + std::strerror(errno)));
  auto folder = std::filesystem::path(to).parent_path();
  if (folder.empty()) folder = ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// The parts of a backup, as they come into being in a folder.
class Parts {
 public:
  explicit Parts(const std::string& file) : folder_(file) {}

  std::string path(const std::string& name) const { return folder_.path(name); }
  void add(BackupManifest& manifest, const std::string& name) {
    manifest.sha256[name] = sha256_of(path(name));
    parts_.push_back({name, path(name)});
  }
  void add_keys(BackupManifest& manifest, const BackupOrder& order) {
    if (!order.keys) return;
    // Keys from before the copy and from after it: one may have been retired, one added meanwhile.
    const auto keys = order.key_source.kind == KeySource::Kind::none
                          ? *order.keys
                          : order.keys->with(read_ring(order.key_source).value());
    manifest.key_ids = keys.ids();
    const Secret lines = keys.lines();
    const bool sealed = !order.passphrase.empty();
    const std::string name = sealed ? sealed_keys_part : keys_part;
    require(write_file(path(name),
                       sealed ? crypto::seal_with_passphrase(lines.reveal(), order.passphrase)
                              : std::string(lines.reveal())));
    add(manifest, name);
  }
  void pack(const BackupManifest& manifest, const std::string& file) {
    const auto text = to_json_text(manifest);
    require(write_file(path(manifest_part), text));
    require(write_file(path(sum_part),
                       crypto::to_hex(crypto::sha256(text)) + "  " + manifest_part + "\n"));
    parts_.insert(parts_.begin(), {manifest_part, path(manifest_part)});
    parts_.push_back({sum_part, path(sum_part)});
    require(write_tar(path("backup"), parts_));
    put_in_place(path("backup"), file);
  }

 private:
  WorkFolder folder_;
  std::vector<TarPart> parts_;
};

}  // namespace

Result<BackupManifest> make_backup(const BackupOrder& order, const BackupSteps& steps) {
  std::error_code ignored;
  if (std::filesystem::exists(order.file, ignored))
    return conflict(order.file + " exists already; name a new file");
  try {
    Parts parts(order.file);
    BackupManifest manifest;
    manifest.taken_at = system_clock().now();
    const auto dialect =
        order.store_url.starts_with("sqlite") ? store::Dialect::sqlite : store::Dialect::postgresql;
    const auto name = store_part(dialect);
    steps.begin("copying the store");
    auto copy = store::copy_store(order.store_url, parts.path(name), steps.progress);
    if (!copy) return copy.error();
    manifest.store = std::move(*copy);
    steps.begin("packing");
    parts.add(manifest, name);
    parts.add_keys(manifest, order);
    parts.pack(manifest, order.file);
    return manifest;
  } catch (const ErrorException& error) {
    return error.error();
  }
}

}  // namespace patchbay::app
