#include "hub/access/audit_chain.h"

#include "hub/crypto/digest.h"

namespace patchbay::access {
namespace {

constexpr std::string_view version = "patchbay-audit-v1";
constexpr std::size_t hash_length = 64;

/// D. J. Bernstein's netstring: no two lists of texts have the same one.
void add(std::string& to, std::string_view text) {
  to.append(std::to_string(text.size())).append(1, ':').append(text).append(1, ',');
}

}  // namespace

ChainLink chain_begin() { return {0, std::string(hash_length, '0')}; }

std::string chain_hash(const AuditRow& row, std::string_view previous_hash) {
  std::string text;
  add(text, version);
  add(text, previous_hash);
  add(text, std::to_string(row.position));
  add(text, std::to_string(row.id));
  add(text, row.organisation);
  add(text, std::to_string(row.at.micros));
  for (const auto* field : {&row.actor, &row.action, &row.subject, &row.reason, &row.detail,
                            &row.address, &row.before, &row.after})
    add(text, *field);
  return crypto::to_hex(crypto::sha256(text));
}

void chain(AuditRow& row, ChainLink& last) {
  row.position = last.position + 1;
  row.hash = chain_hash(row, last.hash);
  last = {row.position, row.hash};
}

const char* name_of(ChainFinding::Kind kind) {
  using Kind = ChainFinding::Kind;
  switch (kind) {
    case Kind::changed: return "changed";
    case Kind::missing: return "missing";
    case Kind::reordered: return "reordered";
    case Kind::tail_cut: return "tail_cut";
    case Kind::head_forged: return "head_forged";
    case Kind::wrong_start: return "wrong_start";
    case Kind::chain_lost: return "chain_lost";
  }
  return "unknown";
}

}  // namespace patchbay::access
