#include <filesystem>

#include "hub/app/files.h"
#include "hub/app/operator/backup.h"
#include "hub/app/operator/tar.h"
#include "hub/app/operator/work_folder.h"
#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/passphrase.h"
#include "hub/loyalty/doubt.h"
#include "hub/store/store.h"

namespace patchbay::app {
namespace {

template <class T>
T take(Result<T> result) {
  return std::move(result).value();
}

/// An unpacked backup whose every sum is right.
struct Opened {
  BackupManifest manifest;
  std::map<std::string, Unpacked> parts;
};

Opened open_backup(const std::string& file, const std::string& folder) {
  Opened opened;
  opened.parts = take(unpack_tar(file, folder));
  const Error damaged =
      corrupt(file + " is damaged: a part is missing or has another sum; nothing was touched");
  for (const auto* name : {manifest_part, sum_part})
    if (!opened.parts.contains(name)) throw ErrorException(damaged);
  const auto& sum = opened.parts.at(manifest_part).sha256;
  if (take(read_file(opened.parts.at(sum_part).file)) != sum + "  " + manifest_part + "\n")
    throw ErrorException(damaged);
  opened.manifest = take(read_manifest(take(read_file(opened.parts.at(manifest_part).file))));
  const auto& sums = opened.manifest.sha256;
  if (opened.parts.size() != sums.size() + 2) throw ErrorException(damaged);
  for (const auto& [name, wanted] : sums) {
    const auto part = opened.parts.find(name);
    if (part == opened.parts.end() || part->second.sha256 != wanted) throw ErrorException(damaged);
  }
  if (!sums.contains(store_part(opened.manifest.store.dialect))) throw ErrorException(damaged);
  return opened;
}

/// The keys of the backup; none when it was made without.
std::optional<crypto::KeyRing> keys_of(const Opened& opened, const Secret& passphrase) {
  const auto plain = opened.parts.find(keys_part);
  if (plain != opened.parts.end())
    return take(crypto::KeyRing::parse(take(read_file(plain->second.file))));
  const auto sealed = opened.parts.find(sealed_keys_part);
  if (sealed == opened.parts.end()) return std::nullopt;
  if (passphrase.empty())
    throw ErrorException(
        invalid("the keys in the backup are sealed; name the file of their passphrase by "
                "--passphrase-file"));
  const auto lines = crypto::open_with_passphrase(take(read_file(sealed->second.file)), passphrase);
  if (!lines) throw ErrorException(lines.error().in("the backup's keys"));
  return take(crypto::KeyRing::parse(lines->reveal()));
}

/// Whether the keys must be written, to order.key_file.
bool must_write_keys(const RestoreOrder& order, const crypto::KeyRing& needed) {
  if (!order.key_file.empty() && !std::filesystem::exists(order.key_file)) return true;
  auto here = order.keys;
  if (!order.key_file.empty()) here = take(crypto::KeyRing::parse(take(read_file(order.key_file))));
  if (here && here->covers(needed)) return false;
  const auto ids = needed.ids();
  throw ErrorException(
      refused("the backup's values are sealed with the keys " + join(ids, ", ") +
              (here ? ", which the configured key ring does not have"
                    : ", and no place for them is configured") +
              "; name a new file for them by --key-file, and set security.key_file to it"));
}

void check_fit(const RestoreOrder& order, const BackupManifest& manifest,
               const store::Place& place) {
  const auto& copy = manifest.store;
  const auto dialect = place.found.dialect;
  if (copy.dialect != dialect)
    throw ErrorException(refused(std::string("the backup is of a ") + store::name_of(copy.dialect) +
                                 " store and cannot go into a " + store::name_of(dialect) +
                                 " one; give --store a URL of its kind"));
  if (copy.version > store::known_version())
    throw ErrorException(refused("the backup has schema " + std::to_string(copy.version) +
                                 ", newer than this program's " +
                                 std::to_string(store::known_version()) +
                                 "; restore it with the program that made it, or a newer one"));
  if (!place.is_empty && !order.replaces)
    throw ErrorException(
        refused("the store is not empty; restore into a new one, or say --replace: then it is "
                "backed up first and replaced"));
  if (place.is_in_use)
    throw ErrorException(
        conflict("a hub is at work on the store; stop every hub that uses it, then restore"));
}

/// Where the backup of what is replaced goes: beside the one that is restored.
std::string name_beside(const RestoreOrder& order) {
  return order.file + ".replaced-" + std::to_string(order.now.micros / 1'000'000);
}

/// Opened as a hub would: migrated, and what may have happened since the backup marked.
std::int64_t make_safe(const RestoreOrder& order, const BackupManifest& manifest) {
  auto store = take(store::open_store({.url = order.store_url, .reader_threads = 1}));
  return store->run_blocking(store::Access::write, [&](store::Session& session) {
    return loyalty::doubt_open_rewards(
        session, "restored from the backup of " + to_rfc3339(manifest.taken_at));
  });
}

RestoreReport restore(const RestoreOrder& order, const BackupSteps& steps) {
  steps.begin("unpacking and checking");
  const WorkFolder folder(order.work_folder.empty() ? order.file + ".restore"
                                                    : order.work_folder + "/patchbay-restore");
  const auto opened = open_backup(order.file, folder.folder());
  RestoreReport report{opened.manifest, {}, {}, 0};
  const auto place = take(store::look_at(order.store_url));
  check_fit(order, opened.manifest, place);
  const auto keys = keys_of(opened, order.passphrase);
  const bool writes_keys = keys && must_write_keys(order, *keys);
  if (!place.is_empty) {
    report.replaced_backup = name_beside(order);
    steps.begin("backing up what is there to " + report.replaced_backup);
    take(make_backup({order.store_url, order.keys, order.passphrase, report.replaced_backup},
                     steps));
  }
  if (writes_keys) {
    report.key_file = order.key_file;
    write_file(order.key_file, std::string(keys->lines().reveal())).value();
  }
  steps.begin("restoring the store");
  const auto& part = opened.parts.at(store_part(opened.manifest.store.dialect));
  const auto done =
      store::put_back(order.store_url, part.file, opened.manifest.store, steps.progress);
  if (!done) {
    std::error_code ignored;
    if (writes_keys) std::filesystem::remove(order.key_file, ignored);
    throw ErrorException(done.error());
  }
  steps.begin("marking what may have happened since");
  report.doubted = make_safe(order, opened.manifest);
  return report;
}

}  // namespace

Result<RestoreReport> restore_backup(const RestoreOrder& order, const BackupSteps& steps) {
  try {
    return restore(order, steps);
  } catch (const ErrorException& error) {
    return error.error();
  }
}

}  // namespace patchbay::app
