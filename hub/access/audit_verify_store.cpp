#include "hub/access/audit_verify.h"

#include "hub/access/audit_heads.h"
#include "hub/access/audit_rows.h"

namespace patchbay::access {
namespace {

using Kind = ChainFinding::Kind;

constexpr std::int64_t rows_per_progress = 1000;

/// Sum of what was read over all chains.
struct Reading {
  const ChainProgress& progress;
  std::int64_t done = 0;
  std::int64_t total = 0;

  void step() {
    if (++done % rows_per_progress == 0 && progress) progress(done, total);
  }
};

ChainReport verify_chain(store::Session& session, const crypto::KeyRing& keys,
                         const AuditHead& head, Reading& reading) {
  ChainCheck check(head.anchor);
  const auto sealed = check_head(head, keys);
  if (!sealed) check.report({Kind::head_forged, head.end.position, 0, sealed.error().message});
  // From the very first position: rows that retention has removed must not be there.
  each_chained_row(session, head.organisation, 0, INT64_MAX, [&](const AuditRow& row) {
    if (row.position > head.anchor.position) {
      check.add(row);
    } else {
      check.report({Kind::wrong_start, row.position, row.id,
                    "row " + std::to_string(row.id) + " at position " +
                        std::to_string(row.position) + " stands before the chain's beginning"});
    }
    reading.step();
  });
  check.finish(head.end);
  return {head.organisation,
          head.anchor,
          head.end,
          check.rows(),
          waiting_audit(session, head.organisation),
          check.findings(),
          check.findings_in_all()};
}

std::vector<OrganisationId> organisations_with_rows(
    store::Session& session, const std::optional<OrganisationId>& organisation) {
  std::vector<OrganisationId> found;
  store::query(session,
               "SELECT organisation_id FROM audit WHERE :is_all = 1 OR organisation_id = :one "
               "GROUP BY organisation_id ORDER BY organisation_id",
               {{"is_all", !organisation}, {"one", organisation.value_or("")}},
               [&](std::string each) { found.push_back(std::move(each)); });
  return found;
}

/// What stands for a chain that has rows but no head.
ChainReport without_head(store::Session& session, const OrganisationId& organisation) {
  ChainReport report;
  report.organisation = organisation;
  report.anchor = report.head = chain_begin();
  report.waiting = waiting_audit(session, organisation);
  ChainCheck check(chain_begin());
  each_chained_row(session, organisation, 0, INT64_MAX,
                   [&](const AuditRow& row) { check.add(row); });
  report.rows = check.rows();
  if (report.rows == 0) return report;  // new: nothing of it is chained yet
  check.finish(std::nullopt);
  check.report({Kind::chain_lost, 0, 0, "the head of this chain is missing, though it has rows"});
  report.findings = check.findings();
  report.findings_in_all = check.findings_in_all();
  return report;
}

/// The installation's own head says how many there are.
void compare_count(const std::vector<AuditHead>& heads, std::vector<ChainReport>& reports) {
  if (heads.empty() || reports.empty()) return;
  std::string message;
  if (!heads.front().organisation.empty())
    message = "the installation's own head is missing";
  else if (heads.front().chains != std::ssize(heads))
    message = "there are " + std::to_string(heads.size()) + " chains, but " +
              std::to_string(heads.front().chains) + " were begun: a whole chain was removed";
  if (message.empty()) return;
  reports.front().findings.push_back({Kind::chain_lost, 0, 0, message});
  ++reports.front().findings_in_all;
}

}  // namespace

std::vector<ChainReport> verify_chains(store::Session& session, const crypto::KeyRing& keys,
                                       const std::optional<OrganisationId>& organisation,
                                       const ChainProgress& progress) {
  Reading reading{progress};
  const auto heads = list_heads(session, organisation);
  for (const auto& head : heads) reading.total += head.end.position - head.anchor.position;
  std::vector<ChainReport> reports;
  for (const auto& head : heads) reports.push_back(verify_chain(session, keys, head, reading));
  for (const auto& each : organisations_with_rows(session, organisation)) {
    const bool is_known = std::any_of(heads.begin(), heads.end(),
                                      [&](const auto& head) { return head.organisation == each; });
    if (!is_known) reports.push_back(without_head(session, each));
  }
  std::sort(reports.begin(), reports.end(),
            [](const auto& a, const auto& b) { return a.organisation < b.organisation; });
  if (!organisation) compare_count(heads, reports);
  if (progress) progress(reading.done, reading.done);
  return reports;
}

}  // namespace patchbay::access
