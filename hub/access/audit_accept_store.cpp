#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit_heads.h"
#include "hub/access/audit_verify.h"
#include "hub/store/query.h"

namespace patchbay::access {
namespace {

constexpr std::size_t findings_told_max = 20;

std::string detail_of(const ChainReport& report) {
  boost::json::array findings;
  for (const auto& finding : report.findings)
    if (findings.size() < findings_told_max)
      findings.push_back(boost::json::object{{"kind", name_of(finding.kind)},
                                             {"position", finding.position},
                                             {"id", finding.id},
                                             {"message", finding.message}});
  return boost::json::serialize(
      boost::json::object{{"findings", report.findings_in_all}, {"first", std::move(findings)}});
}

ChainLink last_row(store::Session& session, const AuditHead& head) {
  ChainLink last = head.anchor;
  store::query(session,
               "SELECT position, hash FROM audit WHERE organisation_id = :organisation AND "
               "position > 0 ORDER BY position DESC LIMIT 1",
               {{"organisation", head.organisation}}, [&](std::int64_t position, std::string hash) {
                 last = {position, hash};
               });
  return last;
}

/// The head as it is, or a new one that is counted.
AuditHead take_head(store::Session& session, const crypto::KeyRing& keys,
                    const OrganisationId& organisation) {
  if (auto head = read_head(session, organisation, HeadLock::wait)) return std::move(*head);
  add_heads(session, keys, {organisation}).value();
  return read_head(session, organisation, HeadLock::wait).value();
}

}  // namespace

Result<void> accept_chain(store::Session& session, const crypto::KeyRing& keys, AuditEntry entry) {
  const auto reports = verify_chains(session, keys, entry.organisation, {});
  if (reports.empty())
    return not_found("there is no audit chain of organisation \"" + entry.organisation + "\"");
  auto head = take_head(session, keys, entry.organisation);
  const auto heads = store::query_value<std::int64_t>(session, "SELECT COUNT(*) FROM audit_heads");
  const bool counts_all = !entry.organisation.empty() || head.chains == heads.value_or(0);
  if (reports.front().findings.empty() && counts_all)
    return conflict("nothing is wrong with this audit chain; there is nothing to accept");
  head.end = last_row(session, head);
  if (entry.organisation.empty()) head.chains = heads.value_or(1);
  seal_head(head, keys);
  write_head(session, head);
  entry.action = "audit.accept";
  entry.subject = "audit";
  entry.detail = detail_of(reports.front());
  record(session, entry);
  return {};
}

}  // namespace patchbay::access
