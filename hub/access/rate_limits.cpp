#include "hub/access/rate_limits.h"

#include <atomic>

#include "hub/access/rate_table.h"
#include "hub/http/rounds.h"
#include "hub/jobs/hubs.h"

namespace patchbay::access {
namespace {

constexpr std::size_t asks_max = 5'000;
constexpr std::size_t removed_max = 1'000;
constexpr Duration pause_shared{10'000};     // uses gather in it, so that one transaction has many
constexpr Duration rest_alone{1'000'000};    // one hub: the store is only told, for a restart
constexpr Duration rest_shared{200'000};     // leases that nobody uses are given back
constexpr Duration silent_after{2'000'000};  // the store is taken for away
constexpr Duration sweep_every{60'000'000};
constexpr Duration count_every{1'000'000};

std::int64_t reported_hubs(store::Session& session) {
  std::int64_t count = 0;
  for (const auto& hub : jobs::list_hubs(session))
    if (hub.state == jobs::HubState::running || hub.state == jobs::HubState::draining) ++count;
  return count;
}

std::int64_t steady_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<Duration>(now).count();
}

/// What a round and the requests share; a round that is under way keeps it alive.
struct Shared {
  explicit Shared(RateLimitsParts given)
      : parts(std::move(given)), table(parts.limits, parts.buckets_max) {
    if (!parts.count_hubs) parts.count_hubs = reported_hubs;
  }

  SliceTerms terms_of(std::size_t limit) const {
    // In read-only mode nothing can be charged: each hub counts for itself.
    if (is_frozen) return SliceTerms::alone();
    const auto terms = SliceTerms::among(hubs, parts.limits[limit].rate);
    return is_away() ? terms.without_store() : terms;
  }
  bool is_away() const {
    const auto asked = asked_at.load();
    return failed || (asked != 0 && steady_us() - asked > silent_after.count());
  }

  RateLimitsParts parts;
  RateTable table;
  std::atomic<std::int64_t> hubs = 1;
  std::atomic<std::int64_t> asked_at = 0;  ///< 0: nothing is under way
  std::atomic<bool> failed = false;
  std::atomic<bool> is_frozen = false;
  // The rounds' own.
  Timestamp swept_at;
  Timestamp counted_at;
};
using SharedState = std::shared_ptr<Shared>;

/// What a round does in the store besides its asks.
struct Chores {
  bool counts = false;
  bool sweeps = false;
};
struct Told {
  std::vector<SliceAnswer> answers;
  std::optional<std::int64_t> hubs;
};

Chores due_chores(Shared& shared, Timestamp now) {
  const auto is_due = [&](Timestamp& last, Duration every) {
    if (now - last < every) return false;
    last = now;
    return true;
  };
  return {is_due(shared.counted_at, count_every), is_due(shared.swept_at, sweep_every)};
}

Told tell(store::Session& session, const Shared& shared, std::span<const BucketAsk> asks,
          Chores chores) {
  const auto& parts = shared.parts;
  Told told;
  if (chores.counts) told.hubs = std::max<std::int64_t>(parts.count_hubs(session), 1);
  if (!asks.empty()) told.answers = answer_asks(session, parts.limits, asks, parts.clock);
  if (chores.sweeps) remove_full_buckets(session, removed_max, parts.clock);
  return told;
}

std::vector<BucketAsk> collect(Shared& shared) {
  return shared.table.collect([&](std::size_t limit) { return shared.terms_of(limit); }, asks_max,
                              shared.parts.clock.now());
}

/// Applies what the store said, or that it said nothing.
void finish(Shared& shared, std::span<const BucketAsk> asks, const std::optional<Told>& told) {
  shared.asked_at = 0;
  shared.failed = !told;
  if (told && told->hubs) shared.hubs = *told->hubs;
  const Timestamp now = shared.parts.clock.now();
  for (std::size_t i = 0; i < asks.size(); ++i) {
    if (told)
      shared.table.answered(asks[i], told->answers[i], now);
    else
      shared.table.unanswered(asks[i]);
  }
}

Async<Told> ask_store(SharedState shared, std::span<const BucketAsk> asks, Chores chores) {
  auto work = [&](store::Session& session) { return tell(session, *shared, asks, chores); };
  if (asks.empty() && !chores.sweeps) co_return co_await shared->parts.store.read(work);
  co_return co_await shared->parts.store.write(work);
}

/// Says how long to rest.
Async<Duration> tell_round(SharedState shared) {
  shared->is_frozen = !shared->parts.may_change();
  if (shared->is_frozen) co_return rest_alone;
  if (shared->hubs > 1) co_await sleep_for(pause_shared);
  const Duration rest = shared->hubs > 1 ? rest_shared : rest_alone;
  const auto asks = collect(*shared);
  const Chores chores = due_chores(*shared, shared->parts.clock.now());
  if (asks.empty() && !chores.counts && !chores.sweeps) co_return rest;
  std::optional<Told> told;
  std::exception_ptr failure;
  shared->asked_at = steady_us();
  try {
    told = co_await ask_store(shared, asks, chores);
  } catch (...) {
    failure = std::current_exception();
  }
  finish(*shared, asks, told);
  if (failure) std::rethrow_exception(failure);
  co_return rest;
}

class SharedRateLimits final : public RateLimits {
 public:
  explicit SharedRateLimits(RateLimitsParts parts)
      : shared_(std::make_shared<Shared>(std::move(parts))) {
    begin();
    rounds_ = start_rounds(shared_->parts.loops.next(), "rate_limits",
                           [shared = shared_] { return tell_round(shared); });
  }
  ~SharedRateLimits() override { SharedRateLimits::stop(); }

  const std::vector<RateLimit>& limits() const override { return shared_->parts.limits; }

  RateDecision use(std::size_t limit, const OrganisationId& organisation,
                   std::string_view subject) override {
    const auto decision = shared_->table.use(limit, organisation, subject, shared_->terms_of(limit),
                                             shared_->parts.clock.now());
    if (shared_->hubs > 1) wake();
    return decision;
  }
  RateDecision look_at(std::size_t limit, const OrganisationId& organisation,
                       std::string_view subject) override {
    return shared_->table.look_at(limit, organisation, subject, shared_->parts.clock.now());
  }

  void stop() override {
    std::unique_ptr<Rounds> rounds;
    {
      const std::lock_guard lock(mutex_);
      rounds = std::move(rounds_);
    }
    if (!rounds) return;
    rounds.reset();
    tell_the_rest();
  }

 private:
  void wake() {
    const std::lock_guard lock(mutex_);
    if (rounds_) rounds_->wake();
  }
  void begin() {
    auto& parts = shared_->parts;
    const auto known = parts.store.run_blocking(store::Access::read, [&](store::Session& session) {
      shared_->hubs = std::max<std::int64_t>(parts.count_hubs(session), 1);
      return read_buckets(session, parts.limits, parts.buckets_max / 2, parts.clock);
    });
    const Timestamp now = parts.clock.now();
    for (const auto& bucket : known) shared_->table.put(bucket.key, (now + bucket.full_in).micros);
  }

  /// A restart must not give anybody a fresh bucket.
  void tell_the_rest() {
    if (!shared_->parts.may_change()) return;
    for (auto asks = collect(*shared_); !asks.empty(); asks = collect(*shared_)) {
      std::optional<Told> told;
      try {
        told = shared_->parts.store.run_blocking(
            store::Access::write,
            [&](store::Session& session) { return tell(session, *shared_, asks, {}); });
      } catch (const std::exception&) {
        return;  // the rounds have told of the outage
      }
      finish(*shared_, asks, told);
    }
  }

  SharedState shared_;
  std::mutex mutex_;  ///< guards the pointer
  std::unique_ptr<Rounds> rounds_;
};

class NoRateLimits final : public RateLimits {
 public:
  const std::vector<RateLimit>& limits() const override { return none_; }
  RateDecision use(std::size_t, const OrganisationId&, std::string_view) override { return {}; }
  RateDecision look_at(std::size_t, const OrganisationId&, std::string_view) override { return {}; }
  void stop() override {}

 private:
  std::vector<RateLimit> none_;
};

}  // namespace

const char* name_of(Counted counted) {
  switch (counted) {
    case Counted::credential: return "credential";
    case Counted::organisation: return "organisation";
    case Counted::customer: return "customer";
    case Counted::address: return "address";
  }
  return "unknown";
}

std::vector<RateLimit> default_rate_limits() {
  const auto rate = [](std::string_view text) { return parse_rate(text).value(); };
  return {
      {"address", Counted::address, "", rate("6000/min burst 1000"), false},
      {refused_limit, Counted::address, "", rate("30/15min burst 10"), false},
      {"requests", Counted::credential, "", rate("1000/h burst 100"), true},
      {"partner_operations", Counted::organisation, "partners", rate("100/min"), true},
      {"reward_checks", Counted::customer, "reward_checks", rate("10/h"), true},
      {"code_checks", Counted::credential, "code_checks", rate("10/h burst 5"), true},
      {"code_checks_customer", Counted::customer, "code_checks", rate("5/15min"), false},
  };
}

std::unique_ptr<RateLimits> make_rate_limits(RateLimitsParts parts) {
  return std::make_unique<SharedRateLimits>(std::move(parts));
}

RateLimits& no_rate_limits() {
  static NoRateLimits none;
  return none;
}

}  // namespace patchbay::access
