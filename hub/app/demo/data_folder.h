#pragma once
// The demo's data folder: its lock, its secrets, and what it belongs to.

#include <optional>
#include <string>

#include "hub/app/demo/options.h"
#include "hub/app/files.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"

namespace patchbay::app {

/// A data folder, a store and an input belong together for ever; other combinations are refused.
class DataFolder {
 public:
  /// Makes or opens the folder, takes its lock, makes what is missing (sample orders, admin token,
  /// key ring, secrets of the sandbox and the receiver; all files 0600), and checks the identity:
  /// run id, SHA-256 of the orders and store, in the folder and in the store.
  /// Errors: conflict (in use, or belongs to another store or input), not_found (orders file),
  /// unavailable (store is down, disk).
  static Result<DataFolder> open(const DemoOptions& options);

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  const std::string& orders_file() const { return orders_file_; }
  const std::string& store_url() const { return store_url_; }
  const std::string& run_id() const { return run_id_; }
  const Secret& admin_token() const { return admin_token_; }
  const Secret& webhook_secret() const { return webhook_secret_; }
  const Secret& partner_secret() const { return partner_secret_; }
  const crypto::KeyRing& keys() const { return *keys_; }

 private:
  explicit DataFolder(FileLock lock) : lock_(std::move(lock)) {}
  Result<void> prepare_secrets();
  Result<void> bind();

  FileLock lock_;
  std::string folder_, orders_file_, store_url_, run_id_;
  Secret admin_token_, webhook_secret_, partner_secret_;
  std::optional<crypto::KeyRing> keys_;
};

}  // namespace patchbay::app
