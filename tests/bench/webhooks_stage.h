#pragma once
// A hub and a receiver of its webhooks, in this process, over real sockets.

#include <atomic>
#include <memory>
#include <optional>

#include "hub/app/hub.h"
#include "hub/store/batch.h"
#include "tests/bench/scratch_database.h"
#include "tests/bench/webhooks.h"

namespace patchbay::bench {

/// Answers 204 to everything but paths that begin with /hang, which it never answers. Counts.
class Receiver {
 public:
  Receiver();
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  std::uint16_t port() const { return server_->port(); }
  /// Requests that were answered.
  std::int64_t count() const { return count_; }
  /// Seconds, of the steady clock, at which event number n came first; 0: not yet.
  double came_at(std::size_t n) const { return arrivals_[n]; }
  /// The same of every request, in order; only once no more of them come.
  const std::vector<double>& all() const { return all_; }
  void forget();

  static constexpr std::size_t events_max = 200'000;

 private:
  Async<http::Response> take(http::Request request);

  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::atomic<std::int64_t> count_ = 0;
  std::vector<std::atomic<double>> arrivals_ = std::vector<std::atomic<double>>(events_max);
  std::vector<double> all_;  ///< written on the one loop
  std::unique_ptr<http::Server> server_;
};

double now_s();  ///< of the steady clock

/// The data of event number n, about as long as real ones, and the body that is delivered of it.
std::string event_data(std::size_t n);
std::string event_body(std::size_t n);

/// A hub on a new store, with so many endpoints at the receiver.
class Stage {
 public:
  struct Options {
    std::size_t endpoints = 1;
    bool one_hangs = false;  ///< one endpoint more, whose receiver never answers
  };
  Stage(const WebhookPlace& place, const Receiver& receiver, Options options);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  store::Store& store() { return hub_->store(); }
  /// Events [first, first + count) in transactions of a thousand.
  void add_events(std::size_t first, std::size_t count);
  /// One, by group commit as the hub's own hot paths do it; does not wait. `committed` gets the
  /// time.
  void add_event(std::size_t n, std::atomic<double>& committed);

 private:
  std::optional<ScratchDatabase> database_;
  std::unique_ptr<app::Hub> hub_;
  using Appends = store::Batch<std::size_t, std::monostate>;
  std::optional<Appends> appends_;
};

/// Blocks until it holds. Throws std::runtime_error after two minutes.
void wait_until(const std::function<bool()>& holds, const std::string& what);

}  // namespace patchbay::bench
