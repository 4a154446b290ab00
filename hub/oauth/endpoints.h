#pragma once
// Where a partner's endpoints are: given, or discovered (RFC 8414). Private to the room.

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/http/client.h"
#include "hub/oauth/client_settings.h"

namespace patchbay::oauth {

constexpr std::size_t metadata_bytes_max = 256UL * 1024;
constexpr std::chrono::hours metadata_life{1};

struct Endpoints {
  std::string authorization, token, revocation;  ///< empty: there is none
  bool announces_iss = false;  ///< every authorization answer has `iss` (RFC 9207 section 3)
};

/// Where the issuer may describe itself: RFC 8414 section 3.1, then OpenID Connect Discovery.
/// Errors: invalid: not an https URL (http only to this machine), or with a query.
Result<std::vector<std::string>> metadata_urls(const std::string& issuer);

/// Reads the document strictly: the issuer is the one asked for, every endpoint https (http only on
/// this machine), S256 is supported if methods are named. Errors: invalid, naming the member.
Result<Endpoints> read_metadata(const std::string& issuer, const std::string& body);

enum class Wanted { token, authorization, revocation };

/// Thread safe.
class Discovery {
 public:
  explicit Discovery(const Clock& clock) : clock_(clock) {}
  /// What the settings give, with the rest from the issuer if there is one and the wanted one is
  /// not given; documents are kept for an hour. Errors: invalid (settings or document; also when
  /// the token or authorization endpoint that is wanted is nowhere), unavailable.
  Async<Result<Endpoints>> find(SharedSettings settings, Wanted wanted, http::Client& http);

 private:
  struct Known {
    Endpoints endpoints;
    Timestamp at;
  };
  Async<Result<Endpoints>> discover(std::string issuer, std::chrono::milliseconds timeout,
                                    http::Client& http);

  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;  ///< by issuer; as many as partners are configured
};

}  // namespace patchbay::oauth
