#include "hub/access/credential_book.h"

#include <boost/asio/steady_timer.hpp>
#include <mutex>

#include "hub/access/credential_memory.h"
#include "hub/access/used_signatures.h"
#include "hub/base/log.h"
#include "hub/jobs/switches.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::access {
namespace {

/// More credentials in use within one `write_uses` than this are not all marked as used.
constexpr std::size_t uses_waiting_max = 100'000;

/// Signatures that are over may go in the same breath: this many at once, the rest later.
constexpr std::size_t purged_at_once_max = 10'000;

void write_uses(store::Session& session, const std::vector<Use>& uses, Timestamp now) {
  // In read-only mode nobody's last use is worth a change.
  if (!jobs::check_changes_allowed(session)) return;
  record_uses(session, uses);
  purge_signatures(session, now, purged_at_once_max);
}

/// Reads of the store that are under way keep it alive.
class Body final : public std::enable_shared_from_this<Body> {
 public:
  Body(store::Store& store, const Executor& loop, const crypto::KeyRing& keys, const Clock& clock,
       const BookOptions& options)
      : store_(store),
        keys_(keys),
        clock_(clock),
        options_(options),
        memory_(options),
        look_(std::in_place, loop),
        write_(std::in_place, loop) {}

  void start() {
    const std::lock_guard lock(mutex_);
    signals_ = store_.subscribe(credentials_channel, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->memory_.forget_all();
    });
    again(look_, options_.look_again, &Body::look);
    again(write_, options_.write_uses, &Body::write);
  }
  void stop() {
    store::Store::Subscription ended;
    {
      const std::lock_guard lock(mutex_);
      look_.reset();
      write_.reset();
      // Not ended under the mutex: a signal that is just being delivered waits for it.
      ended = std::move(signals_);
    }
    const auto uses = take_uses();
    if (uses.empty()) return;
    try {
      store_.run_blocking(store::Access::write, [&](store::Session& session) {
        write_uses(session, uses, clock_.now());
      });
    } catch (const std::exception& failed) {
      log_line(LogLevel::warning, "credentials.uses_not_written", {{"error", failed.what()}});
    }
  }

  Async<KnownCredentialPtr> find(std::string key) {
    const auto self = shared_from_this();
    if (auto remembered = memory_.find(key, clock_.now())) co_return std::move(*remembered);
    if (in_flight_.fetch_add(1) >= options_.lookups_max) {
      --in_flight_;
      throw ErrorException(unavailable("too many unknown keys are being looked up at once"));
    }
    const std::shared_ptr<void> landed(nullptr, [this](void*) { --in_flight_; });
    ++store_lookups_;
    const auto epoch = memory_.epoch();
    auto found = co_await store_.read([&](store::Session& session) {
      const auto stored = find_by_public_key(session, key);
      return stored ? know(*stored, keys_).value() : KnownCredentialPtr();
    });
    memory_.put(key, found, clock_.now(), epoch);
    co_return found;
  }

  void used(const KnownCredentialPtr& known, Timestamp at) {
    known->used_at = at.micros;
    if (known->use_noted.exchange(true)) return;
    const std::lock_guard lock(mutex_);
    if (uses_.size() < uses_waiting_max) uses_.push_back(known);
  }
  std::uint64_t store_lookups() const { return store_lookups_; }

 private:
  using Timer = std::optional<boost::asio::steady_timer>;

  void again(Timer& timer, std::chrono::milliseconds after, void (Body::*act)()) {
    if (!timer) return;
    timer->expires_after(after);
    timer->async_wait(
        [weak = weak_from_this(), &timer, after, act](const boost::system::error_code& cancelled) {
          const auto self = weak.lock();
          if (cancelled || !self) return;
          (self.get()->*act)();
          const std::lock_guard lock(self->mutex_);
          self->again(timer, after, act);
        });
  }

  void look() {
    auto changes = std::make_shared<std::int64_t>(0);
    store_.submit(
        store::Access::read,
        [changes](store::Session& session) { *changes = count_credential_changes(session); },
        [self = shared_from_this(), changes](const std::exception_ptr& failed) {
          // While the store is away entries end by their time.
          if (!failed && self->changes_.exchange(*changes) != *changes) self->memory_.forget_all();
        });
  }

  void write() {
    auto uses = std::make_shared<const std::vector<Use>>(take_uses());
    if (uses->empty()) return;
    store_.submit(
        store::Access::write,
        [uses, now = clock_.now()](store::Session& session) { write_uses(session, *uses, now); },
        [](const std::exception_ptr& failed) {
          if (failed) log_line(LogLevel::warning, "credentials.uses_not_written");
        });
  }

  std::vector<Use> take_uses() {
    std::vector<KnownCredentialPtr> noted;
    {
      const std::lock_guard lock(mutex_);
      noted.swap(uses_);
    }
    std::vector<Use> uses;
    for (const auto& known : noted) {
      known->use_noted = false;  // first: a use from now on is noted anew
      uses.push_back({known->credential.organisation, known->credential.id, {known->used_at}});
    }
    return uses;
  }

  store::Store& store_;
  const crypto::KeyRing keys_;
  const Clock& clock_;
  const BookOptions options_;
  CredentialMemory memory_;
  std::mutex mutex_;  ///< guards the timers, the subscription and the uses
  Timer look_, write_;
  store::Store::Subscription signals_;
  std::vector<KnownCredentialPtr> uses_;
  std::atomic<std::size_t> in_flight_ = 0;
  std::atomic<std::uint64_t> store_lookups_ = 0;
  std::atomic<std::int64_t> changes_ = -1;
};

class LiveBook final : public CredentialBook {
 public:
  explicit LiveBook(std::shared_ptr<Body> body) : body_(std::move(body)) { body_->start(); }
  ~LiveBook() override {
    if (!stopped_) body_->stop();
  }
  Async<KnownCredentialPtr> find(std::string key) override { return body_->find(std::move(key)); }
  void used(const KnownCredentialPtr& known, Timestamp at) override { body_->used(known, at); }
  void stop() override {
    if (!std::exchange(stopped_, true)) body_->stop();
  }
  std::uint64_t store_lookups() const override { return body_->store_lookups(); }

 private:
  std::shared_ptr<Body> body_;
  bool stopped_ = false;
};

}  // namespace

std::unique_ptr<CredentialBook> make_credential_book(store::Store& store, http::Loops& loops,
                                                     const crypto::KeyRing& keys,
                                                     const Clock& clock, BookOptions options) {
  return std::make_unique<LiveBook>(
      std::make_shared<Body>(store, loops.at(0), keys, clock, options));
}

}  // namespace patchbay::access
