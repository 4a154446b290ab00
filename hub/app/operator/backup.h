#pragma once
// A store and its key ring in one file, and back.

#include <optional>
#include <string>

#include "hub/app/key_source.h"
#include "hub/app/operator/manifest.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/copy.h"

namespace patchbay::app {

/// Says what is being done, for people.
struct BackupSteps {
  std::function<void(const std::string& step)> begin;  ///< "copying the store"
  store::CopyProgress progress;
};

struct BackupOrder {
  std::string store_url;
  std::optional<crypto::KeyRing> keys;  ///< none: a backup without them
  Secret passphrase;                    ///< seals the keys; empty: they stand in the clear
  std::string file;
  /// Where the ring is read again once the store was copied: a rotation meanwhile may have sealed
  /// with a newer key. None: `keys` are all.
  KeySource key_source = {};
};

/// Writes a new file (0600): a tar of manifest, store and keys, whole or not at all. While it runs
/// a folder beside it takes a second copy. Hubs may be at work on the store. Errors: conflict (the
/// file exists), and what copy_store() says.
Result<BackupManifest> make_backup(const BackupOrder& order, const BackupSteps& steps);

struct RestoreOrder {
  std::string file;
  std::string store_url;
  Secret passphrase;
  /// Where the keys go when nothing is there yet; a ring that is there must cover them.
  std::string key_file;
  /// The keys that are configured otherwise (ENCRYPTION_KEY): must cover those of the backup.
  std::optional<crypto::KeyRing> keys;
  bool replaces = false;    ///< a store that is not empty is backed up beside `file`, then replaced
  std::string work_folder;  ///< for unpacking; empty: beside `file`
  Timestamp now;
};

struct RestoreReport {
  BackupManifest manifest;
  std::string replaced_backup;  ///< of what was there; empty: nothing was
  std::string key_file;         ///< that was written; empty: the keys were here
  std::int64_t doubted = 0;     ///< rewards that must be settled before anything is issued for them
};

/// Checks everything before it touches anything; then writes the keys, replaces the store in one
/// transaction, migrates it to this program's schema and marks what may have happened since the
/// backup (hub/loyalty/doubt.h).
/// Errors: corrupt (damaged), refused (newer schema, other dialect, not empty, keys missing),
/// conflict (a hub is at work on the store), invalid (passphrase), unavailable.
Result<RestoreReport> restore_backup(const RestoreOrder& order, const BackupSteps& steps);

}  // namespace patchbay::app
