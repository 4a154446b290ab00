#include "hub/app/operator/audit_report.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/app/operator/listing.h"

namespace patchbay::app {
namespace {

/// A hub that runs chains rows in less than a second.
constexpr Duration waiting_is_long{60'000'000};

boost::json::object to_json(const AuditReport& report) {
  boost::json::array findings;
  for (const auto& finding : report.findings)
    findings.push_back(boost::json::object{{"kind", access::name_of(finding.kind)},
                                           {"position", finding.position},
                                           {"id", finding.id},
                                           {"message", finding.message}});
  boost::json::object item{{"organisation", report.organisation},
                           {"ok", report.findings_in_all == 0},
                           {"rows", report.rows},
                           {"first_position", report.after + 1},
                           {"last_position", report.last.position},
                           {"last_hash", report.last.hash},
                           {"findings", std::move(findings)},
                           {"findings_in_all", report.findings_in_all}};
  if (report.waiting) {
    item["not_chained_yet"] = report.waiting->rows;
    if (report.waiting->oldest) item["oldest_not_chained"] = to_rfc3339(*report.waiting->oldest);
  }
  return item;
}

std::string name_of(const OrganisationId& organisation) {
  return organisation.empty() ? "(installation)" : organisation;
}

void print_table(const std::vector<AuditReport>& reports) {
  Listing listing{{"ORGANISATION", "ROWS", "POSITIONS", "NOT CHAINED YET", "RESULT", "LAST HASH"},
                  {},
                  {},
                  "there is no audit yet"};
  for (const auto& report : reports) {
    const std::string span = report.rows == 0 ? "-"
                                              : std::to_string(report.after + 1) + " to " +
                                                    std::to_string(report.last.position);
    listing.rows.push_back(
        {name_of(report.organisation), std::to_string(report.rows), span,
         report.waiting ? std::to_string(report.waiting->rows) : "-",
         report.findings_in_all == 0 ? "ok" : std::to_string(report.findings_in_all) + " findings",
         report.last.hash});
  }
  print(listing, false);
}

void print_findings(const AuditReport& report, Timestamp now) {
  for (const auto& finding : report.findings)
    std::printf("%s: %s: %s\n", name_of(report.organisation).c_str(), access::name_of(finding.kind),
                finding.message.c_str());
  const auto more = report.findings_in_all - std::ssize(report.findings);
  if (more > 0)
    std::printf("%s: and %lld more\n", name_of(report.organisation).c_str(),
                static_cast<long long>(more));
  if (report.waiting && report.waiting->oldest && now - *report.waiting->oldest > waiting_is_long)
    std::printf("%s: rows wait to be chained since %s; is a hub running?\n",
                name_of(report.organisation).c_str(), to_rfc3339(*report.waiting->oldest).c_str());
}

}  // namespace

Result<void> print_audit(const std::vector<AuditReport>& reports, bool json, Timestamp now) {
  std::int64_t findings = 0;
  for (const auto& report : reports) findings += report.findings_in_all;
  if (json) {
    boost::json::array chains;
    for (const auto& report : reports) chains.push_back(to_json(report));
    const boost::json::object all{{"ok", findings == 0}, {"chains", std::move(chains)}};
    std::puts(boost::json::serialize(all).c_str());
  } else {
    print_table(reports);
    for (const auto& report : reports) print_findings(report, now);
  }
  if (findings == 0) return {};
  return corrupt("the audit is not what was written: " + std::to_string(findings) +
                 (findings == 1 ? " finding" : " findings") + "; see docs/audit.md");
}

}  // namespace patchbay::app
