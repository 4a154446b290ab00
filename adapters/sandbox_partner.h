#pragma once
// One partner of the sandbox: its script, its books, its tokens.

#include <map>
#include <memory>
#include <string>

#include "adapters/lua/script.h"
#include "adapters/sandbox.h"
#include "adapters/sandbox_books.h"
#include "hub/http/message.h"

namespace patchbay::adapters {

/// A request to one partner, with `path` behind the partner's name.
struct PartnerRequest {
  const http::Request& http;
  std::string path;
  boost::json::value json;  ///< null when there is no JSON body
  Timestamp now;
};

/// Not thread safe.
class SandboxPartner {
 public:
  /// Errors: those of load_script and Books::open.
  static Result<std::unique_ptr<SandboxPartner>> open(const std::string& id,
                                                      const SandboxOptions& options);

  /// POST /oauth/token: client credentials with HTTP Basic (RFC 6749 sections 2.3.1 and 4.4).
  http::Response grant_token(const http::Request& request, Timestamp now);
  /// Whether it has a token of ours. A script that returns auth = "own" looks at the requests
  /// itself: then any request passes.
  bool accepts_token(const http::Request& request, Timestamp now) const;
  /// Runs the script's route. Unknown routes get 404, an error in the script 500.
  http::Response answer(const PartnerRequest& request);

  const Books& books() const { return *books_; }
  WebhookBook& webhooks() { return *webhooks_; }
  const std::string& report_file() const { return report_file_; }

 private:
  SandboxPartner() = default;
  std::map<std::string, lua::HostFunction> host_functions();

  std::string client_id_, client_secret_, report_file_;
  std::uint64_t seed_ = 0;
  Timestamp now_;  // of the request that is being answered
  std::unique_ptr<Books> books_;
  std::unique_ptr<WebhookBook> webhooks_;
  bool sends_webhooks_ = false;
  bool checks_itself_ = false;
  std::unique_ptr<lua::Script> script_;
  std::map<std::string, Timestamp> tokens_;  // until when
};

}  // namespace patchbay::adapters
