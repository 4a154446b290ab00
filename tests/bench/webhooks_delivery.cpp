#include <algorithm>
#include <thread>

#include "tests/bench/webhooks_stage.h"
#include "tests/bench/wrk.h"

namespace patchbay::bench {
namespace {

constexpr std::size_t deliveries = 60'000;
constexpr std::size_t many = 1'000;
constexpr std::size_t latency_events = 10'000;
constexpr auto latency_step = std::chrono::milliseconds(1);
constexpr double p50_aim_ms = 10, p99_aim_ms = 50;
constexpr int pairs = 5;
constexpr std::size_t hung_events = 20;  ///< to each of the endpoints
constexpr double rate_aim = 1 / 0.9, p99_aim = 2;

/// Deliveries a second to so many endpoints.
double rate(const WebhookPlace& place, Receiver& receiver, std::size_t endpoints) {
  receiver.forget();
  Stage stage(place, receiver, {.endpoints = endpoints});
  const double start = now_s();
  stage.add_events(1, deliveries / endpoints);
  wait_until([&] { return receiver.count() >= static_cast<std::int64_t>(deliveries); },
             "all messages came");
  return deliveries / (now_s() - start);
}

double percentile(std::vector<double> values, std::size_t percent) {
  std::sort(values.begin(), values.end());
  return values.at((values.size() - 1) * percent / 100);
}

struct Run {
  double rate = 0, p99_s = 0;
};

/// Events to a thousand endpoints, with or without one more that hangs.
Run run_neighbours(const WebhookPlace& place, Receiver& receiver, bool one_hangs) {
  receiver.forget();
  Stage stage(place, receiver, {.endpoints = many - 1, .one_hangs = one_hangs});
  const double start = now_s();
  stage.add_events(1, hung_events);
  wait_until(
      [&] { return receiver.count() >= static_cast<std::int64_t>((many - 1) * hung_events); },
      "the messages of those that answer came");
  const double seconds = now_s() - start;
  return {static_cast<double>((many - 1) * hung_events) / seconds,
          percentile(receiver.all(), 99) - start};
}

}  // namespace

void measure_delivery(const WebhookPlace& place, std::vector<Measurement>& results) {
  Receiver receiver;
  const double limit = wrk_rate(place.folder, receiver.port(), event_body(123'456));
  results.push_back({"delivery_" + place.name(), rate(place, receiver, 1), "1/s", limit});
  results.push_back(
      {"delivery_thousand_" + place.name(), rate(place, receiver, many), "1/s", limit});
}

void measure_latency(const WebhookPlace& place, std::vector<Measurement>& results) {
  Receiver receiver;
  Stage stage(place, receiver, {});
  std::vector<std::atomic<double>> committed(latency_events + 1);
  auto next = std::chrono::steady_clock::now();
  for (std::size_t n = 1; n <= latency_events; ++n) {
    std::this_thread::sleep_until(next += latency_step);
    stage.add_event(n, committed[n]);
  }
  wait_until([&] { return receiver.count() >= static_cast<std::int64_t>(latency_events); },
             "all messages came");
  std::vector<double> ms;
  for (std::size_t n = 1; n <= latency_events; ++n)
    ms.push_back(1000 * (receiver.came_at(n) - committed[n]));
  results.push_back({"latency_p50_ms", percentile(ms, 50), "ms", p50_aim_ms});
  results.push_back({"latency_p99_ms", percentile(ms, 99), "ms", p99_aim_ms});
}

void measure_hung_neighbour(const WebhookPlace& place, std::vector<Measurement>& results) {
  Receiver receiver;
  std::vector<double> rates, p99s;
  for (int i = 0; i < pairs; ++i) {
    const auto without = run_neighbours(place, receiver, false);
    const auto with = run_neighbours(place, receiver, true);
    rates.push_back(without.rate / with.rate);
    p99s.push_back(with.p99_s / without.p99_s);
  }
  results.push_back({"hung_neighbour_rate_ratio", percentile(rates, 50), "times", rate_aim});
  results.push_back({"hung_neighbour_p99_ratio", percentile(p99s, 50), "times", p99_aim});
}

}  // namespace patchbay::bench
