#include "hub/jobs/partner_limits.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "hub/base/log.h"
#include "hub/jobs/partner_desk.h"
#include "hub/jobs/partner_limits_store.h"
#include "hub/store/batch.h"

namespace patchbay::jobs {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds answer_wait_max{2};  // of the store
constexpr std::chrono::hours enter_wait_max{24};
constexpr Duration clock_step_min{1'000'000};  // more than an answer's way: the clock was set
constexpr Duration clock_drift{100};           // from answer to answer

/// A caller that waits for the store's answer, on its own loop.
struct Waiter {
  explicit Waiter(const Executor& loop) : timer(loop) {}
  boost::asio::steady_timer timer;
  bool is_answered = false;  // these two guarded by the desk's mutex
  Duration next_in{};        // no token was to be had: when to ask again
};
using Waiters = std::vector<std::shared_ptr<Waiter>>;

/// What callbacks of the store refer to: it outlives them.
struct Desks {
  explicit Desks(const Clock& clock) : machine(clock) {}

  struct Desk : PartnerDesk {
    Waiters waiters;
    bool is_asking = false;
  };
  using Key = std::pair<OrganisationId, std::string>;

  /// Now, by the database's clock as far as it is known. Under the mutex.
  Timestamp now() const { return machine.now() + ahead; }
  /// The database's clock, a moment ago: the answer that came fastest is the truest, and clocks
  /// drift.
  void set_clock(Timestamp database) {
    const Duration seen = database - machine.now();
    const bool is_step = ahead - seen > clock_step_min;
    ahead = is_step || !has_clock ? seen : std::max(seen, ahead - clock_drift);
    has_clock = true;
  }

  const Clock& machine;
  mutable std::mutex mutex;
  std::map<Key, Desk> all;  // one each partner that was called
  Duration ahead{0};        // of the database's clock
  bool has_clock = false;
  bool is_stopped = false;
};

class PartnerLimitsBody final : public PartnerLimits {
 public:
  PartnerLimitsBody(store::Store& store, const Clock& clock)
      : store_(store),
        desks_(std::make_shared<Desks>(clock)),
        asks_(std::in_place, store,
              [&clock](store::Session& session, std::span<const PartnerAsk> asks) {
                return answer_all(session, asks, clock);
              }),
        subscription_(store.subscribe(partner_limits_channel, [this] { refresh(); })) {}

  ~PartnerLimitsBody() override { PartnerLimitsBody::stop(); }
  void stop() override {
    {
      const std::lock_guard lock(desks_->mutex);
      desks_->is_stopped = true;
    }
    subscription_.reset();
    asks_.reset();
  }

  Async<std::optional<Go>> enter(OrganisationId organisation, std::string partner, PartnerPace pace,
                                 Duration wait_max) override {
    const Desks::Key key{std::move(organisation), std::move(partner)};
    const auto until = steady_clock::now() + std::min<Duration>(wait_max, enter_wait_max);
    const auto loop = co_await boost::asio::this_coro::executor;
    for (bool is_first = true;; is_first = false) {
      const auto left = std::chrono::duration_cast<Duration>(until - steady_clock::now());
      auto waiter = std::make_shared<Waiter>(loop);
      const DeskVerdict verdict = decide(key, pace, std::max(left, Duration(0)), waiter);
      const bool is_late = verdict.kind == DeskVerdict::Kind::ask && !is_first && left.count() <= 0;
      if (verdict.kind == DeskVerdict::Kind::no_room || is_late) co_return std::nullopt;
      if (verdict.kind == DeskVerdict::Kind::go) co_return verdict.go;
      co_await waiter->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
      const auto next_in = answer_for(key, waiter);
      if (!next_in) co_return store_is_silent();
      if (next_in->count() == 0) continue;
      if (*next_in > until - steady_clock::now()) co_return std::nullopt;
      co_await sleep_for(*next_in);
    }
  }

  void ended(const OrganisationId& organisation, const std::string& partner,
             const PartnerPace& pace, const Ended& ended) override {
    PartnerAsk ask{organisation, partner, pace, 0, ended, 0};
    {
      const std::lock_guard lock(desks_->mutex);
      if (desks_->is_stopped) return;
      auto& desk = desks_->all[{organisation, partner}];
      ask.failures = desk.breaker().failures;
      if (!desk.note(ended, pace.breaker, desks_->now())) return;
    }
    asks_->submit(ask, [desks = desks_, ask](std::exception_ptr failed, PartnerAnswer answer) {
      const std::lock_guard lock(desks->mutex);
      auto& desk = desks->all[{ask.organisation, ask.partner}];
      desk.noted(failed ? nullptr : &answer);
      log_line(failed ? LogLevel::error : LogLevel::warning, "partner.breaker",
               {{"partner", ask.partner},
                {"state", name_of(desk.breaker().state)},
                {"stored", failed ? "no" : "yes"}});
    });
  }

  Breaker breaker(const OrganisationId& organisation, const std::string& partner) const override {
    const std::lock_guard lock(desks_->mutex);
    const auto found = desks_->all.find({organisation, partner});
    return found == desks_->all.end() ? Breaker{} : found->second.breaker();
  }

 private:
  static Go store_is_silent() {
    return {false, std::chrono::seconds(1), false, "the store does not answer for its limits"};
  }

  /// Decides, or lets the store be asked and the waiter wait.
  DeskVerdict decide(const Desks::Key& key, const PartnerPace& pace, Duration wait_max,
                     const std::shared_ptr<Waiter>& waiter) {
    std::optional<PartnerAsk> ask;
    DeskVerdict verdict;
    bool is_stale = false;
    {
      const std::lock_guard lock(desks_->mutex);
      auto& desk = desks_->all[key];
      const Timestamp now = desks_->now();
      verdict = desk.decide(pace, now, wait_max);
      is_stale = desk.is_stale(now);
      const bool must_wait = verdict.kind == DeskVerdict::Kind::ask;
      if (must_wait) {
        waiter->timer.expires_after(answer_wait_max);
        desk.waiters.push_back(waiter);
      }
      if ((must_wait || desk.is_low(pace, now)) && !std::exchange(desk.is_asking, true))
        ask =
            PartnerAsk{key.first, key.second, pace, desk.tokens_to_ask(pace, desk.waiters.size())};
    }
    if (ask) this->ask(*std::move(ask));
    if (is_stale) refresh();
    return verdict;
  }

  void ask(PartnerAsk ask) {
    const Desks::Key key{ask.organisation, ask.partner};
    asks_->submit(
        std::move(ask), [desks = desks_, key](std::exception_ptr failed, PartnerAnswer answer) {
          Waiters waiters;
          {
            const std::lock_guard lock(desks->mutex);
            auto& desk = desks->all[key];
            desk.is_asking = false;
            waiters = std::exchange(desk.waiters, {});
            if (!failed) {
              desks->set_clock(answer.now);
              desk.take_in(answer, waiters.size());
            }
            for (const auto& waiter : waiters) {
              waiter->is_answered = !failed;
              waiter->next_in = std::max(answer.next_in.value_or(Duration(0)), Duration(0));
            }
          }
          // On the waiter's own loop, where it has surely begun to wait by then.
          for (const auto& waiter : waiters)
            boost::asio::post(waiter->timer.get_executor(), [waiter] { waiter->timer.cancel(); });
        });
  }

  /// When to go on; nothing when the store gave no answer.
  std::optional<Duration> answer_for(const Desks::Key& key, const std::shared_ptr<Waiter>& waiter) {
    const std::lock_guard lock(desks_->mutex);
    if (waiter->is_answered) return waiter->next_in;
    std::erase(desks_->all[key].waiters, waiter);
    return std::nullopt;
  }

  /// Another hub changed a breaker, or somebody by hand.
  void refresh() {
    auto rows = std::make_shared<std::vector<PartnerHealth>>();
    store_.submit(
        store::Access::read,
        [rows](store::Session& session) { *rows = list_partner_health(session); },
        [rows, desks = desks_](std::exception_ptr failed) {
          if (failed) return;
          const std::lock_guard lock(desks->mutex);
          for (const auto& row : *rows)
            desks->all[{row.organisation, row.partner}].refresh(row.breaker, row.revision,
                                                                desks->now());
        });
  }

  store::Store& store_;
  const std::shared_ptr<Desks> desks_;
  /// Its destructor waits for what it submitted.
  std::optional<store::Batch<PartnerAsk, PartnerAnswer>> asks_;
  store::Store::Subscription subscription_;
};

}  // namespace

std::unique_ptr<PartnerLimits> make_partner_limits(store::Store& store, const Clock& clock) {
  return std::make_unique<PartnerLimitsBody>(store, clock);
}

}  // namespace patchbay::jobs
