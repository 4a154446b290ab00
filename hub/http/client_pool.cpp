#include "hub/http/client_pool.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace patchbay::http {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t idle_connections_max = 512;  ///< of all origins of a loop

}  // namespace

/// A place in an origin's line. The place is given up when the coroutine that waits goes.
struct ClientPool::Waiter {
  Waiter(ClientPool& owner, std::string origin, Deadline deadline)
      : pool(owner), name(std::move(origin)), wake(owner.loop_, deadline) {
    pool.origins_[name].line.push_back(this);
  }
  ~Waiter() {
    if (!called) pool.origins_[name].line.remove(this);
    if (called && !taken) pool.give_back(name, nullptr);
  }

  ClientPool& pool;
  std::string name;
  boost::asio::steady_timer wake;
  bool called = false;  ///< a lease of another was handed over
  bool taken = false;
};

Lease::Lease(std::shared_ptr<ClientPool> pool, std::string origin)
    : pool_(std::move(pool)), origin_(std::move(origin)) {}

Lease::~Lease() {
  if (!pool_) return;
  if (!reusable) connection.reset();
  pool_->give_back(origin_, std::move(connection));
}

ClientPool::ClientPool(Executor loop, std::size_t connections_per_origin,
                       std::chrono::milliseconds idle_timeout)
    : loop_(std::move(loop)),
      leases_max_(std::max<std::size_t>(connections_per_origin, 1)),
      idle_timeout_(idle_timeout) {}

ClientPool::~ClientPool() = default;

Async<std::optional<Lease>> ClientPool::acquire(std::string name, Deadline deadline) {
  const auto self = shared_from_this();
  {
    auto& origin = origins_[name];
    if (origin.leases < leases_max_) {
      ++origin.leases;
      co_return lease_of(name, origin);
    }
  }
  Waiter waiter(*this, name, deadline);
  co_await waiter.wake.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  if (!waiter.called) co_return std::nullopt;
  waiter.taken = true;
  co_return lease_of(name, origins_[name]);
}

Lease ClientPool::lease_of(const std::string& name, Origin& origin) {
  Lease lease(shared_from_this(), name);
  const auto oldest = steady_clock::now() - idle_timeout_;
  while (!origin.idle.empty() && !lease.connection) {
    auto candidate = std::move(origin.idle.back());
    origin.idle.pop_back();
    --idle_count_;
    if (candidate->idle_since >= oldest && candidate->stream->is_quiet()) {
      lease.connection = std::move(candidate);
    }
  }
  return lease;
}

void ClientPool::give_back(const std::string& name, std::unique_ptr<ClientConnection> kept) {
  auto& origin = origins_[name];
  if (kept && idle_count_ < idle_connections_max) {
    kept->watchdog.clear();
    kept->idle_since = steady_clock::now();
    origin.idle.push_back(std::move(kept));
    ++idle_count_;
    if (!sweeping_) {
      sweeping_ = true;
      spawn(loop_, "http.client_sweep", sweep_until_empty(weak_from_this(), idle_timeout_));
    }
  }
  if (!origin.line.empty()) {
    Waiter* first = origin.line.front();
    origin.line.pop_front();
    first->called = true;
    first->wake.cancel();
    return;
  }
  --origin.leases;
  if (origin.leases == 0 && origin.idle.empty()) origins_.erase(name);
}

void ClientPool::sweep() {
  const auto oldest = steady_clock::now() - idle_timeout_;
  const auto is_old = [&](const auto& kept) { return kept->idle_since < oldest; };
  for (auto entry = origins_.begin(); entry != origins_.end();) {
    auto& origin = entry->second;
    idle_count_ -= std::erase_if(origin.idle, is_old);
    const bool unused = origin.leases == 0 && origin.idle.empty();
    entry = unused ? origins_.erase(entry) : std::next(entry);
  }
}

Async<void> ClientPool::sweep_until_empty(std::weak_ptr<ClientPool> weak, Duration pause) {
  for (;;) {
    co_await sleep_for(pause);
    const auto self = weak.lock();
    if (!self) co_return;
    self->sweep();
    if (self->idle_count_ == 0) {
      self->sweeping_ = false;
      co_return;
    }
  }
}

}  // namespace patchbay::http
