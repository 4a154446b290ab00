#include "hub/access/admission.h"

#include "hub/base/text.h"

namespace patchbay::access {
namespace {

constexpr std::string_view scheme = "bearer ";

/// What is compared with when there is no such key. Its secret is known to nobody.
KnownCredentialPtr make_nobody() {
  const KeyPair pair = new_key_pair(true);
  auto made = std::make_shared<KnownCredential>();
  made->credential.signing = Signing::optional;
  made->secret_hash = hash_of_secret(pair.secret.reveal());
  made->secret = pair.secret;
  return made;
}

Result<Admission> by_secret(const KnownCredential& known, std::string_view token) {
  if (!crypto::equal_in_constant_time(hash_of_secret(token), known.secret_hash))
    return refused("another secret");
  if (known.credential.signing == Signing::required)
    return refused("the credential's requests must be signed");
  return Admission{known.bearer, std::nullopt};
}

Result<Admission> by_signature(const KnownCredential& known, const http::Request& request,
                               Timestamp now) {
  const auto given = read_signature(request.headers);
  if (!given) return given.error();
  if (!*given) return refused("a public key without a signature");
  const auto right = check_signature(**given, known.secret, request, now);
  if (!right) return right.error();
  if (known.secret.empty()) return refused("the credential cannot sign");
  const bool is_weak = (*given)->scheme == SignatureScheme::timestamp_only;
  if (is_weak && !known.credential.allows_timestamp_signature)
    return refused("the credential may not sign the timestamp alone");
  return Admission{is_weak ? known.bearer : known.signer,
                   Admission::Signed{(*given)->scheme, *right, (*given)->at}};
}

}  // namespace

std::string_view bearer_token(const http::Headers& headers) {
  std::string_view found;
  bool seen = false;
  for (const auto& [name, value] : headers) {
    if (!equal_ignoring_case(name, "Authorization")) continue;
    if (std::exchange(seen, true)) return {};
    found = value;
  }
  if (found.size() <= scheme.size()) return {};
  if (!equal_ignoring_case(found.substr(0, scheme.size()), scheme)) return {};
  return trim(found.substr(scheme.size()));
}

Result<Admission> admit(const KnownCredentialPtr& known, std::string_view token,
                        const http::Request& request, Timestamp now) {
  static const KnownCredentialPtr nobody = make_nobody();
  const KnownCredential& one = known ? *known : *nobody;
  auto way_in = is_secret_key(token) ? by_secret(one, token) : by_signature(one, request, now);
  if (!known) return refused("no credential has this key");
  if (!way_in) return way_in;
  if (!one.credential.is_valid(now))
    return refused(one.credential.revoked_at ? "the credential is revoked"
                                             : "the credential has expired");
  if (!one.networks.empty() && !one.networks.contains(request.address))
    return refused("the address is not on the credential's list");
  return way_in;
}

}  // namespace patchbay::access
