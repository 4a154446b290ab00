#pragma once
// Message authentication codes as partners want them: HMAC over a choice of hashes, as text.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "hub/crypto/partner_digest.h"

struct evp_mac_ctx_st;

namespace patchbay::crypto {

using MacHash = PartnerDigest;
enum class MacText { hex_lower, hex_upper, base64 };

/// HMAC (RFC 2104) of `text`. MD5 and SHA-1 are for partners whose interface asks for them: as
/// MACs they hold (RFC 6151 section 2.3, RFC 6194 section 3.3), but nothing of ours uses them.
std::string hmac_text(MacHash hash, std::string_view key, std::string_view text, MacText form);

/// A key of HMAC that is prepared once for many messages. Immutable, thread safe; copies share it.
class MacKey {
 public:
  MacKey(MacHash hash, std::string_view key);
  /// The code's bytes, over the concatenation of `parts`.
  std::string code(std::span<const std::string_view> parts) const;

 private:
  std::shared_ptr<const evp_mac_ctx_st> prepared_;
};

}  // namespace patchbay::crypto
