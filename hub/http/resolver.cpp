#include "hub/http/resolver.h"

#include <netdb.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/basic_endpoint.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <mutex>
#include <thread>

namespace patchbay::http {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr std::size_t lookups_max = 16;
constexpr std::size_t names_kept_max = 4096;
constexpr std::size_t addresses_max = 16;
constexpr std::chrono::seconds answer_life{30};
constexpr std::chrono::seconds refusal_life{1};

/// A coroutine that waits for a name. The lookup's thread may only touch it under the lock and
/// while it is in the list, because its loop may be gone later.
struct Waiter {
  explicit Waiter(const Executor& loop, Deadline deadline)
      : executor(loop), wake(loop, deadline), answer{{}, {}, true} {}
  Executor executor;
  asio::steady_timer wake;
  Resolver::Answer answer;
};

struct Name {
  Resolver::Answer answer;
  steady_clock::time_point valid_until{};
  bool looking_up = false;
  std::list<std::shared_ptr<Waiter>> waiters;
};

/// Shared with the threads, which may outlive everything else while a name hangs.
struct Names {
  std::mutex mutex;
  std::map<std::string, Name> known;
  std::size_t lookups = 0;
};

Resolver::Answer look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (failed != 0) return {{}, ::gai_strerror(failed), false};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Resolver::Answer answer;
  for (const auto* info = found; info; info = info->ai_next) {
    if (answer.addresses.size() == addresses_max) break;
    asio::ip::tcp::endpoint endpoint;
    if (info->ai_addrlen > endpoint.capacity()) continue;
    std::copy_n(reinterpret_cast<const char*>(info->ai_addr), info->ai_addrlen,
                reinterpret_cast<char*>(endpoint.data()));
    answer.addresses.push_back(endpoint.address());
  }
  if (answer.addresses.empty()) answer.error = "the name has no address";
  return answer;
}

void run_lookup(const std::shared_ptr<Names>& names, const std::string& host) {
  const auto answer = look_up(host);
  const std::lock_guard lock(names->mutex);
  --names->lookups;
  auto& name = names->known[host];
  name.looking_up = false;
  name.answer = answer;
  name.valid_until = steady_clock::now() + (answer.error.empty() ? answer_life : refusal_life);
  for (const auto& waiter : name.waiters) {
    asio::post(waiter->executor, [waiter, answer] {
      waiter->answer = answer;
      waiter->wake.cancel();
    });
  }
  name.waiters.clear();
}

/// Takes the waiter out of the list when its coroutine ends in any way.
struct Enlisted {
  std::shared_ptr<Names> names;
  std::string host;
  std::shared_ptr<Waiter> waiter;
  ~Enlisted() {
    const std::lock_guard lock(names->mutex);
    const auto found = names->known.find(host);
    if (found != names->known.end()) found->second.waiters.remove(waiter);
  }
};

class SystemResolver final : public Resolver {
 public:
  Async<Answer> resolve(std::string host, Deadline deadline) override {
    ErrorCode not_an_address;
    const auto literal = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) co_return Answer{{literal}, {}, false};
    const auto loop = co_await asio::this_coro::executor;
    const auto waiter = std::make_shared<Waiter>(loop, deadline);
    const Enlisted enlisted{names_, host, waiter};
    if (auto known = known_or_enlist(host, waiter)) co_return std::move(*known);
    co_await waiter->wake.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return waiter->answer;
  }

 private:
  using ErrorCode = boost::system::error_code;

  std::optional<Answer> known_or_enlist(const std::string& host,
                                        const std::shared_ptr<Waiter>& waiter) {
    const std::lock_guard lock(names_->mutex);
    if (names_->known.size() >= names_kept_max) forget_old();
    auto& name = names_->known[host];
    if (steady_clock::now() < name.valid_until) return name.answer;
    if (!name.looking_up) {
      if (names_->lookups >= lookups_max) {
        return Answer{{}, "too many other names are being looked up", false};
      }
      ++names_->lookups;
      name.looking_up = true;
      std::thread(run_lookup, names_, host).detach();
    }
    name.waiters.push_back(waiter);
    return {};
  }

  void forget_old() {
    std::erase_if(names_->known, [now = steady_clock::now()](const auto& entry) {
      return !entry.second.looking_up && entry.second.valid_until <= now;
    });
  }

  std::shared_ptr<Names> names_ = std::make_shared<Names>();
};

}  // namespace

std::shared_ptr<Resolver> system_resolver() {
  static const std::shared_ptr<Resolver> one = std::make_shared<SystemResolver>();
  return one;
}

}  // namespace patchbay::http
