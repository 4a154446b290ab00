#include "hub/access/credential_book.h"

namespace patchbay::access {
namespace {

std::shared_ptr<const http::Caller> caller_of(const Credential& one, bool is_signed) {
  auto caller = std::make_shared<http::Caller>();
  caller->credential = one.id;
  caller->lineage = one.lineage;
  caller->organisation = one.organisation;
  caller->actor = "api:" + one.id;
  caller->partner = one.partner;
  caller->customer = one.customer;
  caller->role = one.role;
  caller->scopes = one.scopes;
  caller->is_signed = is_signed;
  return caller;
}

}  // namespace

Result<KnownCredentialPtr> know(const StoredCredential& stored, const crypto::KeyRing& keys) {
  auto known = std::make_shared<KnownCredential>();
  known->credential = stored.credential;
  known->secret_hash = stored.secret_hash;
  auto secret = open_secret(stored, keys);
  if (!secret) return secret.error().in("credential " + stored.credential.id);
  known->secret = std::move(*secret);
  auto networks = http::Networks::parse_list(stored.credential.networks);
  if (!networks)
    return corrupt("credential " + stored.credential.id + ": " + networks.error().message);
  known->networks = std::move(*networks);
  known->bearer = caller_of(stored.credential, false);
  known->signer = caller_of(stored.credential, true);
  return KnownCredentialPtr(std::move(known));
}

}  // namespace patchbay::access
