#include "hub/app/demo/report.h"

#include <sys/resource.h>

#include <boost/json.hpp>

#include "hub/http/json.h"
#include "hub/jobs/queue.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/rewards.h"
#include "hub/sync/order_feed.h"
#include "webhooks/delivery.h"

namespace patchbay::app {
namespace {

const OrganisationId demo_organisation = "demo";

/// What the rules know stands in the report, also where nothing happened.
void name_rows(const policy::Policy& policy, DemoReport& report) {
  for (const auto& tier : policy.tiers()) report.tiers[tier.id] = 0;
  for (const auto& milestone : policy.milestones()) {
    report.rewards_issued[milestone.reward.partner_kind] = 0;
    report.issued_at_partner[milestone.reward.partner_kind] = 0;
  }
}

void gather_store(store::Session& session, DemoReport& report) {
  const auto totals = loyalty::totals(session, demo_organisation);
  report.orders = totals.orders;
  report.customers = totals.customers;
  report.amount_minor = totals.amount_minor;
  report.points = totals.points;
  for (const auto& [tier, count] : totals.customers_by_tier) report.tiers[tier] = count;
  for (const auto& [key, count] : loyalty::count_rewards(session, demo_organisation)) {
    const auto& [kind, state] = key;
    // Those that were used or ran out since were issued all the same.
    const bool has_value = state == "issued" || state == "redeemed" || state == "expired";
    report.rewards_issued[kind] += has_value ? count : 0;
  }
  const auto exchanges = adapters::count_exchanges(session, demo_organisation);
  report.partner_calls = exchanges.calls;
  report.partner_retries = exchanges.retries;
  report.unknown_settled = loyalty::count_settled(session, demo_organisation);
  report.reconciled = loyalty::reconcile_counts(session, demo_organisation);
  report.webhooks_delivered = webhooks::count_delivered(session, demo_organisation);
  report.dead_letters = jobs::count(session).dead;
  report.rows_rejected = sync::count_rejects(session, demo_organisation);
}

/// A JSON object from one of the demo's own child processes.
Async<Result<boost::json::object>> get_object(Hub& hub, std::string url) {
  http::ClientRequest request;
  request.url = url;
  const auto exchange = co_await hub.client_here().send(std::move(request));
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    co_return unavailable(url + " does not answer: " + failure->message);
  auto json = parse_json(std::get<http::Response>(exchange).body);
  if (!json) co_return json.error().in(url);
  if (!json->is_object()) co_return invalid(url + " did not answer a JSON object");
  co_return std::move(json->as_object());
}

std::int64_t integer_at(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

std::int64_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * 1024;  // Linux counts in KiB
}

boost::json::object object_of(const std::map<std::string, std::int64_t>& numbers) {
  boost::json::object object;
  for (const auto& [name, number] : numbers) object[name] = number;
  return object;
}

}  // namespace

Async<Result<DemoReport>> gather_report(Hub& hub, std::string sandbox_url,
                                        std::string receiver_url) {
  DemoReport report;
  co_await hub.store().read([&hub, &report](store::Session& session) {
    name_rows(hub.policies().active(session, demo_organisation, system_clock().now()), report);
    gather_store(session, report);
  });

  const auto books = co_await get_object(hub, sandbox_url + "/_books");
  if (!books) co_return books.error();
  for (const auto& [partner, book] : *books) {
    const auto known = hub.registry().find(partner);
    if (known != nullptr && book.is_object())
      report.issued_at_partner[known->plug->manifest().kind] +=
          integer_at(book.as_object(), "issued");
  }
  const auto received = co_await get_object(hub, receiver_url + "/_book");
  if (!received) co_return received.error();
  report.webhooks_verified = integer_at(*received, "verified");
  report.rss_peak_bytes = peak_memory_bytes();
  co_return report;
}

std::string to_json(const DemoReport& report) {
  const boost::json::object object{{"orders", report.orders},
                                   {"customers", report.customers},
                                   {"amount_minor", report.amount_minor},
                                   {"points", report.points},
                                   {"tiers", object_of(report.tiers)},
                                   {"rewards_issued", object_of(report.rewards_issued)},
                                   {"issued_at_partner", object_of(report.issued_at_partner)},
                                   {"partner_calls", report.partner_calls},
                                   {"partner_retries", report.partner_retries},
                                   {"unknown_settled", report.unknown_settled},
                                   {"reconciled",
                                    {{"matched", report.reconciled.matched},
                                     {"missing_here", report.reconciled.missing_here},
                                     {"missing_there", report.reconciled.missing_there},
                                     {"different", report.reconciled.different}}},
                                   {"webhooks_delivered", report.webhooks_delivered},
                                   {"webhooks_verified", report.webhooks_verified},
                                   {"dead_letters", report.dead_letters},
                                   {"rows_rejected", report.rows_rejected},
                                   {"seconds", report.seconds},
                                   {"rss_peak_bytes", report.rss_peak_bytes}};
  return boost::json::serialize(object) + "\n";
}

}  // namespace patchbay::app
