#include "hub/sync/jobs.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>

#include "hub/base/log.h"
#include "hub/jobs/recorded.h"
#include "hub/jobs/schedule_runs.h"
#include "hub/sync/order_feed.h"
#include "hub/sync/pull.h"
#include "hub/sync/reconcile.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::sync {
namespace {

/// A text of the payload; what is missing is empty, which no partner is called.
std::string text_of(const std::string& payload, const char* name) {
  boost::system::error_code failed;
  const auto value = boost::json::parse(payload, failed);
  if (failed || !value.is_object()) return {};
  const auto* found = value.get_object().if_contains(name);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

jobs::End end_of(const Error& error, const jobs::Job& job, const JobParts& parts) {
  if (error.kind != ErrorKind::unavailable) return jobs::Dead{error.message};
  const Timestamp now = parts.clock.now();
  jobs::Attempt attempt;
  attempt.number = job.attempt;
  attempt.now = now;
  attempt.why = error.message;
  const auto decision = jobs::decide_retry(parts.retry, attempt, parts.random);
  if (const auto* again = std::get_if<jobs::RetryAt>(&decision))
    return jobs::Again{again->at, error.message};
  return jobs::Dead{std::get<jobs::GiveUp>(decision).reason};
}

FeedOptions feed_of(const jobs::Job& job, const JobParts& parts) {
  FeedOptions feed;
  feed.organisation = job.organisation;
  feed.partner = text_of(job.payload, "partner");
  feed.rejects_file = parts.rejects_folder + "/" + feed.partner + ".csv";
  feed.after_commit = parts.after_commit;
  feed.in_transaction = [&job](store::Session& session, std::span<const loyalty::Order>) {
    if (jobs::is_cancelled(session, job)) throw jobs::RunCancelled();
  };
  return feed;
}

/// Blocks for a moment: on a store thread, not on a loop.
void make_folder(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed)
    throw ErrorException(unavailable(folder + ": cannot be made: " + failed.message() +
                                     "; correct paths.data or its rights"));
}

Async<jobs::End> pull_orders(JobParts parts, jobs::Job job) {
  co_await parts.store.read([&parts](store::Session&) { make_folder(parts.rejects_folder); });
  auto feed = feed_of(job, parts);
  const std::string partner = feed.partner;
  const auto done =
      co_await run_order_feed(parts.store, parts.caller, parts.registry, parts.policies,
                              parts.clock, parts.random, std::move(feed));
  if (!done) co_return end_of(done.error(), job, parts);
  log_line(LogLevel::info, "sync.orders",
           {{"partner", partner}, {"orders", done->orders}, {"rejected", done->rejected}});
  co_return jobs::Done{};
}

Async<jobs::End> pull_report(JobParts parts, jobs::Job job) {
  const std::string partner = text_of(job.payload, "partner");
  const auto counts = co_await reconcile_partner(
      parts.store, parts.caller, parts.registry, job.organisation, text_of(job.payload, "reader"),
      partner, text_of(job.payload, "path"), parts.clock, parts.random);
  if (!counts) co_return end_of(counts.error(), job, parts);
  if (parts.after_commit) parts.after_commit();
  log_line(LogLevel::info, "sync.report",
           {{"partner", partner},
            {"matched", counts->matched},
            {"missing_here", counts->missing_here},
            {"missing_there", counts->missing_there},
            {"different", counts->different}});
  co_return jobs::Done{};
}

Field setting(const char* name, const char* help) {
  return {name, FieldType::text, std::nullopt, help};
}

}  // namespace

jobs::ScheduledKinds scheduled_kinds() {
  return {{orders_kind,
           "pulls a partner's orders from where it stopped to their end",
           {setting("partner", "id of a partner that can pull_orders")}},
          {report_kind,
           "pulls a partner's report and reconciles",
           {setting("partner", "id of the partner whose rewards are compared"),
            setting("reader", "id of a partner that can pull_report"),
            {"path", FieldType::text, "", "where the reader finds the report"}}}};
}

Result<void> check_partners(const adapters::Registry& registry, const std::string& kind,
                            const std::string& payload) {
  const bool reports = kind == report_kind;
  if (kind != orders_kind && !reports) return {};
  const auto able = find_reader(registry, text_of(payload, reports ? "reader" : "partner"),
                                reports ? "pull_report" : "pull_orders");
  if (!able) return able.error();
  const std::string partner = text_of(payload, "partner");
  if (!registry.find(partner)) return not_found("partner \"" + partner + "\" is not configured");
  return {};
}

jobs::Handler make_order_sync(JobParts parts) {
  return [parts = std::move(parts)](jobs::Job job) { return pull_orders(parts, std::move(job)); };
}

jobs::Handler make_report_sync(JobParts parts) {
  return [parts = std::move(parts)](jobs::Job job) { return pull_report(parts, std::move(job)); };
}

}  // namespace patchbay::sync
