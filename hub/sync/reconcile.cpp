#include "hub/sync/reconcile.h"

#include "hub/base/failpoint.h"
#include "hub/sync/pull.h"
#include "hub/sync/report_lines.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::sync {
namespace {

constexpr std::int64_t lines_per_call = 2000;
constexpr std::size_t lines_max = 1'000'000;
/// For a partner that does not settle by report: a missing line never becomes proof.
constexpr Duration never = std::chrono::hours(24) * 365 * 100;
const jobs::RetryPolicy retry{5, std::chrono::milliseconds(200), std::chrono::seconds(5)};

Duration settle_after_of(const adapters::Partner& issuer) {
  for (const auto& settle : issuer.settle) {
    if (settle.way == adapters::SettleWay::report) return settle.settle_after;
  }
  return never;
}

/// Pulls the whole report, page by page.
Async<Result<loyalty::Report>> pull_report(PullParts parts, adapters::Call call, std::string issuer,
                                           std::string path) {
  loyalty::Report report;
  report.partner = std::move(issuer);
  std::string cursor;
  for (;;) {
    call.request =
        boost::json::object{{"path", path}, {"cursor", cursor}, {"limit", lines_per_call}};
    auto pulled = co_await pull(parts, call);
    if (pulled.error) co_return pulled.error->in(path);
    auto page = read_page(pulled.result);
    if (!page) co_return page.error().in(path);
    report.lines.insert(report.lines.end(), std::make_move_iterator(page->lines.begin()),
                        std::make_move_iterator(page->lines.end()));
    if (report.lines.size() > lines_max) {
      co_return invalid(path + ": the report has more than 1,000,000 lines; split it by period");
    }
    if (page->done) {
      report.complete = page->complete;
      report.as_of = page->as_of;
      co_return report;
    }
    if (page->cursor == cursor) {
      co_return invalid(path + ": partner \"" + call.partner->id +
                        "\" did not move the cursor though there is more; correct the plug");
    }
    cursor = std::move(page->cursor);
  }
}

}  // namespace

Async<Result<loyalty::ReconcileCounts>> reconcile_partner(
    store::Store& store, adapters::Caller& caller, const adapters::Registry& registry,
    const OrganisationId& organisation, const std::string& reader, const std::string& issuer,
    const std::string& report_path, const Clock& clock, Random& random) {
  const auto partner = find_reader(registry, reader, "pull_report");
  if (!partner) co_return partner.error();
  const auto issuing = registry.find(issuer);
  if (!issuing) co_return not_found("partner \"" + issuer + "\" is not configured");
  adapters::Call call;
  call.organisation = organisation;
  call.partner = *partner;
  call.capability = "pull_report";
  call.reference = "reconcile/" + issuer;
  PullParts parts{caller, clock, random, retry};
  const auto report = co_await pull_report(parts, std::move(call), issuer, report_path);
  if (!report) co_return report.error();
  const Duration settle_after = settle_after_of(*issuing);
  const auto counts = co_await store.write([&](store::Session& session) {
    auto done = loyalty::reconcile(session, organisation, *report, settle_after, clock, random);
    failpoint("sync.reconcile.before_commit");
    return done;
  });
  failpoint("sync.reconcile.committed");
  co_return counts;
}

}  // namespace patchbay::sync
