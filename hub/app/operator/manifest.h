#pragma once
// What a backup says about itself: manifest.json. Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/result.h"
#include "hub/store/copy.h"

namespace patchbay::app {

constexpr std::int64_t backup_format = 1;

/// Names of the parts.
constexpr const char* manifest_part = "manifest.json";
constexpr const char* keys_part = "keys";
constexpr const char* sealed_keys_part = "keys.sealed";  ///< under a passphrase
/// The manifest's own sum as sha256sum(1) checks it; the last part.
constexpr const char* sum_part = "manifest.sha256";
std::string store_part(store::Dialect dialect);  ///< "store.sqlite", "store.pgdump"

struct BackupManifest {
  Timestamp taken_at;
  store::StoreCopy store;
  std::vector<std::string> key_ids;           ///< newest last; empty: made without the keys
  std::map<std::string, std::string> sha256;  ///< of each part but the manifest and its sum
};

std::string to_json_text(const BackupManifest& manifest);
/// Errors: corrupt (not a manifest), refused (of a newer format).
Result<BackupManifest> read_manifest(std::string_view text);

}  // namespace patchbay::app
