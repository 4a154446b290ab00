#include "hub/api/exposition.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>

namespace patchbay::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::vector<ClientMetric::Label>;

/// A family under construction. Prometheus knows doubles only: exact to 2^53.
class Family {
 public:
  Family(MetricType type, std::string name, std::string help) {
    family_.type = type;
    family_.name = std::move(name);
    family_.help = std::move(help);
  }
  template <class Number>
  Family& add(Number value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    const auto number = static_cast<double>(value);
    if (family_.type == MetricType::Counter)
      metric.counter.value = number;
    else
      metric.gauge.value = number;
    family_.metric.push_back(std::move(metric));
    return *this;
  }
  operator MetricFamily() && { return std::move(family_); }

 private:
  MetricFamily family_;
};

Family counter(std::string name, std::string help) {
  return {MetricType::Counter, std::move(name), std::move(help)};
}
Family gauge(std::string name, std::string help) {
  return {MetricType::Gauge, std::move(name), std::move(help)};
}

Labels state(const char* name) { return {{"state", name}}; }
Labels end(const char* name) { return {{"end", name}}; }

void add_waiting_orders(std::vector<MetricFamily>& families, const loyalty::WaitingCount& waiting,
                        Timestamp now) {
  auto orders = gauge("patchbay_waiting_orders",
                      "Orders kept until the rules can decide about them, since a rule failed");
  families.push_back(std::move(orders.add(waiting.orders)));
  auto age = gauge("patchbay_waiting_orders_oldest_seconds",
                   "How long the first of them has waited; 0: none waits");
  const auto waited = waiting.oldest_since ? now - *waiting.oldest_since : Duration(0);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(waited).count();
  families.push_back(std::move(age.add(std::max<std::int64_t>(0, seconds))));
}

void add_store(std::vector<MetricFamily>& families, const StoreNumbers& numbers) {
  auto jobs = gauge("patchbay_jobs", "Jobs in the store, by state");
  jobs.add(numbers.jobs.ready, state("ready")).add(numbers.jobs.leased, state("leased"));
  jobs.add(numbers.jobs.done, state("done")).add(numbers.jobs.dead, state("dead"));
  families.push_back(std::move(jobs));
  auto waiting = gauge("patchbay_events_waiting", "Events that wait for fan-out");
  families.push_back(std::move(waiting.add(numbers.events_waiting)));
}

void add_partners(std::vector<MetricFamily>& families,
                  const std::vector<jobs::PartnerHealth>& partners) {
  auto open = gauge("patchbay_partner_breaker_open",
                    "0: calls pass; 1: none does; 0.5: a probe is on its way");
  auto trips =
      counter("patchbay_partner_breaker_trips_total", "How often it opened, over all hubs");
  for (const auto& [organisation, partner, breaker, revision, trips_ever] : partners) {
    const Labels labels{{"organisation", organisation}, {"partner", partner}};
    const bool is_half_open = breaker.state == jobs::BreakerState::half_open;
    const double is_open = breaker.state == jobs::BreakerState::open ? 1 : 0;
    open.add(is_half_open ? 0.5 : is_open, labels);
    trips.add(trips_ever, labels);
  }
  families.push_back(std::move(open));
  families.push_back(std::move(trips));
}

void add_worker(std::vector<MetricFamily>& families, const jobs::WorkerStats& stats) {
  auto claimed = counter("patchbay_worker_claimed_total", "Jobs this process has claimed");
  families.push_back(std::move(claimed.add(stats.claimed)));
  auto ended = counter("patchbay_worker_runs_total", "Runs of jobs in this process, by their end");
  ended.add(stats.done, end("done")).add(stats.again, end("again")).add(stats.dead, end("dead"));
  families.push_back(std::move(ended));
}

void add_intake(std::vector<MetricFamily>& families,
                const std::map<std::string, webhooks::IntakeCounts>& intake) {
  auto received = counter("patchbay_webhooks_received_total",
                          "Webhooks of partners in this process, by what became of them");
  for (const auto& [partner, counts] : intake) {
    received.add(counts.accepted, {{"partner", partner}, {"result", "accepted"}});
    received.add(counts.repeated, {{"partner", partner}, {"result", "repeated"}});
    received.add(counts.refused, {{"partner", partner}, {"result", "refused"}});
  }
  families.push_back(std::move(received));
}

void add_plugs(std::vector<MetricFamily>& families, const Snapshot& snapshot) {
  auto reloads = counter("patchbay_plug_reloads_total",
                         "Later versions of plugs in this process, by what became of them");
  auto behind = gauge("patchbay_plug_behind",
                      "1: what serves of the plug is not what its files or an operator want");
  for (const auto& [plug, counts] : snapshot.reloads) {
    reloads.add(counts.swapped, {{"plug", plug}, {"result", "swapped"}});
    reloads.add(counts.refused, {{"plug", plug}, {"result", "refused"}});
    behind.add(counts.is_behind ? 1 : 0, {{"plug", plug}});
  }
  families.push_back(std::move(reloads));
  families.push_back(std::move(behind));
  auto images = gauge("patchbay_native_images",
                      "Libraries of native plugs that this process has mapped, old versions too");
  families.push_back(std::move(images.add(snapshot.native_images)));
}

void add_requests(std::vector<MetricFamily>& families, const RequestCounter::Counts& counts) {
  auto requests = counter("patchbay_http_requests_total", "Requests answered by route and status");
  for (const auto& [key, count] : counts) {
    requests.add(count, {{"route", key.first}, {"status", std::to_string(key.second)}});
  }
  families.push_back(std::move(requests));
}

}  // namespace

std::string to_prometheus(const Snapshot& snapshot) {
  std::vector<MetricFamily> families;
  auto up = gauge("patchbay_store_up", "1 when the store answered this scrape");
  families.push_back(std::move(up.add(snapshot.store ? 1 : 0)));
  if (snapshot.store) add_store(families, *snapshot.store);
  if (snapshot.store) add_partners(families, snapshot.store->partners);
  if (snapshot.store)
    add_waiting_orders(families, snapshot.store->waiting_orders, snapshot.taken_at);
  add_worker(families, snapshot.worker);
  add_requests(families, snapshot.requests);
  add_intake(families, snapshot.intake);
  add_plugs(families, snapshot);
  auto memory = gauge("process_resident_memory_bytes", "Resident memory size in bytes");
  families.push_back(std::move(memory.add(snapshot.resident_bytes)));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace patchbay::api
