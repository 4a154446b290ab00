#include "hub/access/audit_heads.h"
#include "hub/store/query.h"

namespace patchbay::access {
namespace {

constexpr const char* select_head =
    "SELECT organisation_id, position, hash, anchor_position, anchor_hash, chains, seal FROM "
    "audit_heads ";

std::vector<AuditHead> select(store::Session& session, const std::string& rest,
                              store::Params params) {
  std::vector<AuditHead> heads;
  const auto take = [&](std::string organisation, std::int64_t position, std::string hash,
                        std::int64_t anchor_position, std::string anchor_hash, std::int64_t chains,
                        std::string seal) {
    heads.push_back({std::move(organisation),
                     {position, std::move(hash)},
                     {anchor_position, std::move(anchor_hash)},
                     chains,
                     std::move(seal)});
  };
  store::query(session, select_head + rest, params, take);
  return heads;
}

/// Returns whether it was missing.
bool add_head(store::Session& session, const AuditHead& head) {
  return store::execute(session,
                        "INSERT INTO audit_heads (organisation_id, position, hash, "
                        "anchor_position, anchor_hash, chains, seal) VALUES (:organisation, "
                        ":position, :hash, :anchor_position, :anchor_hash, :chains, :seal) ON "
                        "CONFLICT (organisation_id) DO NOTHING",
                        {{"organisation", head.organisation},
                         {"position", head.end.position},
                         {"hash", head.end.hash},
                         {"anchor_position", head.anchor.position},
                         {"anchor_hash", head.anchor.hash},
                         {"chains", head.chains},
                         {"seal", head.seal}}) > 0;
}

AuditHead new_head(const OrganisationId& organisation, const crypto::KeyRing& keys) {
  AuditHead head;
  head.organisation = organisation;
  if (organisation.empty()) head.chains = 1;
  seal_head(head, keys);
  return head;
}

}  // namespace

std::optional<AuditHead> read_head(store::Session& session, const OrganisationId& organisation,
                                   HeadLock lock) {
  std::string rest = "WHERE organisation_id = :organisation";
  if (lock != HeadLock::none && session.is_postgresql()) rest += " FOR UPDATE";
  if (lock == HeadLock::skip && session.is_postgresql()) rest += " SKIP LOCKED";
  auto heads = select(session, rest, {{"organisation", organisation}});
  if (heads.empty()) return std::nullopt;
  return std::move(heads.front());
}

std::vector<AuditHead> list_heads(store::Session& session,
                                  const std::optional<OrganisationId>& organisation) {
  if (!organisation) return select(session, "ORDER BY organisation_id", {});
  return select(session, "WHERE organisation_id = :organisation",
                {{"organisation", *organisation}});
}

void write_head(store::Session& session, const AuditHead& head) {
  store::execute(session,
                 "UPDATE audit_heads SET position = :position, hash = :hash, anchor_position = "
                 ":anchor_position, anchor_hash = :anchor_hash, chains = :chains, seal = :seal "
                 "WHERE organisation_id = :organisation",
                 {{"position", head.end.position},
                  {"hash", head.end.hash},
                  {"anchor_position", head.anchor.position},
                  {"anchor_hash", head.anchor.hash},
                  {"chains", head.chains},
                  {"seal", head.seal},
                  {"organisation", head.organisation}});
}

Result<void> add_heads(store::Session& session, const crypto::KeyRing& keys,
                       const std::vector<OrganisationId>& organisations) {
  add_head(session, new_head("", keys));
  auto own = read_head(session, "", HeadLock::wait);
  if (const auto checked = check_head(own.value(), keys); !checked) return checked.error();
  const std::int64_t before = own->chains;
  for (const auto& organisation : organisations)
    if (!organisation.empty() && add_head(session, new_head(organisation, keys))) ++own->chains;
  if (own->chains == before) return {};
  seal_head(*own, keys);
  write_head(session, *own);
  return {};
}

}  // namespace patchbay::access
