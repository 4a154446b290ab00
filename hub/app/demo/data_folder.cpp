#include "hub/app/demo/data_folder.h"

#include <filesystem>

#include "hub/app/demo/identity.h"
#include "hub/app/demo/sample.h"
#include "hub/base/id.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "webhooks/standard.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

/// The secret kept in `file`, made by `make` the first time.
template <class Make>
Result<Secret> kept_secret(const std::string& file, Make make) {
  if (!fs::exists(file)) {
    const Secret made = make();
    if (auto written = write_file(file, std::string(made.reveal()) + "\n"); !written)
      return written.error();
  }
  auto text = read_file(file);
  if (!text) return text.error();
  return Secret(std::string(trim(*text)));
}

}  // namespace

Result<DataFolder> DataFolder::open(const DemoOptions& options) {
  std::error_code failed;
  fs::create_directories(options.data_folder, failed);
  if (failed) return unavailable(options.data_folder + ": cannot be made: " + failed.message());
  auto lock = FileLock::take(options.data_folder + "/lock");
  if (!lock) return lock.error();

  DataFolder data(std::move(*lock));
  data.folder_ = fs::absolute(options.data_folder).string();
  data.orders_file_ = options.orders_file;
  if (data.orders_file_.empty()) {
    data.orders_file_ = data.path("sample_orders.csv");
    if (auto written = write_file(data.orders_file_, sample_orders()); !written)
      return written.error();
  }
  data.orders_file_ = fs::absolute(data.orders_file_).string();
  data.store_url_ =
      options.store_url.empty() ? "sqlite://" + data.path("patchbay.db") : options.store_url;
  if (auto prepared = data.prepare_secrets(); !prepared) return prepared.error();
  if (auto bound = data.bind(); !bound) return bound.error();
  return data;
}

Result<void> DataFolder::prepare_secrets() {
  auto admin = kept_secret(path("admin.token"), [] { return crypto::random_hex(32); });
  if (!admin) return admin.error();
  auto webhook = kept_secret(path("webhook.secret"), [] { return webhooks::new_secret(); });
  if (!webhook) return webhook.error();
  auto partner = kept_secret(path("partner.secret"), [] { return crypto::random_hex(24); });
  if (!partner) return partner.error();
  admin_token_ = std::move(*admin);
  webhook_secret_ = std::move(*webhook);
  partner_secret_ = std::move(*partner);

  auto key = kept_secret(
      path("keys"), [] { return Secret("k1 " + std::string(crypto::random_hex(32).reveal())); });
  if (!key) return key.error();
  auto ring = crypto::KeyRing::parse(key->reveal());
  if (!ring) return ring.error().in(path("keys"));
  keys_ = std::move(*ring);
  return {};
}

Result<void> DataFolder::bind() {
  auto hash = hash_file(orders_file_);
  if (!hash) return hash.error();
  const std::string fresh_id = new_id("run", system_clock(), crypto::system_random());
  auto bound = bind_identity(path("identity.json"), {fresh_id, *hash, store_url_});
  if (!bound) return bound.error();
  run_id_ = bound->run_id;
  return {};
}

}  // namespace patchbay::app
