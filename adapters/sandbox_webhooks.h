#pragma once
// The webhooks of a partner in the sandbox: on disk before anybody is answered, sent until the hub
// has taken them.

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/line_file.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/http/message.h"

namespace patchbay::adapters {

/// In thousandths of the webhooks; each by itself.
struct WebhookFaults {
  int repeat_permille = 0;  ///< sent once more after they were taken
  int late_permille = 0;    ///< held back until later ones were sent
  int forged_permille = 0;  ///< first sent with a signature of another secret
};
/// What befalls a webhook: decided by seed and id.
struct WebhookFate {
  bool is_repeated = false, is_late = false, is_forged = false;
};
WebhookFate fate_of(std::uint64_t seed, const WebhookFaults& faults, const std::string& id);

struct QueuedWebhook {
  std::string id;    ///< "whk_woolworths_7"
  std::string body;  ///< {"id", "type", "timestamp", "data"}
};

/// One file of JSON lines a partner, only ever appended to. Not thread safe.
class WebhookBook {
 public:
  /// Opens or makes the file; a torn last line is cut off. Errors: unavailable; corrupt.
  static Result<std::unique_ptr<WebhookBook>> open(const std::string& partner, std::string file);

  /// Queues {"type", "data"} with one write(2) and returns after it.
  /// Throws ErrorException: no type, or the file cannot be written.
  void add(const boost::json::object& event, Timestamp now);
  /// The hub took it: it is not sent again, in whatever life of the sandbox.
  void taken(const std::string& id);

  /// The oldest that were not taken, at most `limit`.
  std::vector<QueuedWebhook> waiting(std::size_t limit) const;
  std::int64_t queued() const { return queued_; }
  std::int64_t waiting_count() const { return static_cast<std::int64_t>(waiting_.size()); }

 private:
  explicit WebhookBook(std::string partner) : partner_(std::move(partner)) {}
  void write(const boost::json::object& line);
  void keep(const boost::json::object& line);

  std::string partner_;
  std::unique_ptr<LineFile> lines_;
  std::int64_t queued_ = 0;
  std::map<std::int64_t, QueuedWebhook> waiting_;  // by number
};

/// Standard Webhooks (v1); `secret` is whsec_….
http::Headers sign_webhook(const Secret& secret, const QueuedWebhook& webhook, Timestamp now);

}  // namespace patchbay::adapters
