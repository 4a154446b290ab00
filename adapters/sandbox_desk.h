#pragma once
// All that the sandbox decides, without sockets: who is asked, faults, rate, tokens, reports.

#include <map>
#include <memory>
#include <string>

#include "adapters/sandbox.h"
#include "adapters/sandbox_faults.h"
#include "adapters/sandbox_partner.h"

namespace patchbay::adapters {

struct SandboxAnswer {
  http::Response response;
  Duration delay{};  ///< before it is sent; what it tells is in the books already
};

/// Not thread safe: has a thread of its own in a running sandbox.
class SandboxDesk {
 public:
  /// Opens scripts and books of all partners. Errors: those of SandboxPartner::open; not_found: no
  /// folder with a sandbox.lua; unavailable: the books' folder.
  static Result<std::unique_ptr<SandboxDesk>> open(SandboxOptions options);

  SandboxAnswer answer(const http::Request& request, Timestamp now);

  /// Webhooks that were not taken, with their partner, a few of each.
  std::vector<std::pair<std::string, QueuedWebhook>> waiting_webhooks() const;
  void webhook_taken(const std::string& partner, const std::string& id);

 private:
  explicit SandboxDesk(const SandboxOptions& options);
  SandboxAnswer call(const std::string& id, SandboxPartner& partner, const http::Request& request,
                     const std::string& path, Timestamp now);
  http::Response totals() const;
  http::Response all_books(const std::string& partner) const;
  http::Response webhook_totals() const;
  http::Response write_reports(Timestamp now) const;

  http::Response busy(Timestamp now) const;

  Duration late_;
  Duration retry_after_;
  bool retry_after_as_date_;
  std::map<std::string, std::unique_ptr<SandboxPartner>> partners_;
  Faults faults_;
  CallRate rate_;
};

}  // namespace patchbay::adapters
