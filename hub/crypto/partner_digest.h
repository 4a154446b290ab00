#pragma once
// Plain digests as partners' interfaces ask for them (OpenSSL).

#include <string>
#include <string_view>

struct evp_md_st;

namespace patchbay::crypto {

/// MD5 and SHA-1 are broken for signatures (RFC 6151, RFC 6194): nothing of ours uses them.
enum class PartnerDigest { md5, sha1, sha256, sha384, sha512 };

/// OpenSSL's name for it; never null.
const evp_md_st* algorithm_of(PartnerDigest kind);

/// The digest's bytes.
std::string partner_digest(PartnerDigest kind, std::string_view text);

}  // namespace patchbay::crypto
