#include "hub/access/audit_head.h"

#include "hub/crypto/sealed_context.h"

namespace patchbay::access {
namespace {

std::string context_of(const AuditHead& head) {
  return crypto::sealed_context("audit_heads", {head.organisation}, "seal");
}

std::string plain_of(const AuditHead& head) {
  return std::to_string(head.end.position) + ' ' + head.end.hash + ' ' +
         std::to_string(head.anchor.position) + ' ' + head.anchor.hash + ' ' +
         std::to_string(head.chains);
}

}  // namespace

void seal_head(AuditHead& head, const crypto::KeyRing& keys) {
  head.seal = keys.seal(plain_of(head), context_of(head));
}

Result<void> check_head(const AuditHead& head, const crypto::KeyRing& keys) {
  const auto sealed = keys.open(head.seal, context_of(head));
  if (!sealed) return sealed.error();
  if (sealed->reveal() == plain_of(head)) return {};
  return corrupt("the head says position " + std::to_string(head.end.position) +
                 ", but other values were sealed");
}

}  // namespace patchbay::access
