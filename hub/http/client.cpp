#include "hub/http/client.h"

#include <boost/asio/post.hpp>

#include "hub/http/client_identity.h"
#include "hub/http/client_pool.h"
#include "hub/http/exchange.h"

namespace patchbay::http {
namespace {

std::string place_of(const Url& url) { return url.host + ":" + std::to_string(url.port); }

/// What the pool keeps connections by.
std::string origin_of(const Url& url, const ClientRequest& request) {
  const std::string origin = (url.tls ? "s " : "p ") + place_of(url);
  return request.identity ? origin + " " + std::to_string(request.identity->number()) : origin;
}

class PooledClient final : public Client {
 public:
  PooledClient(Executor loop, ClientOptions options)
      : loop_(std::move(loop)),
        response_bytes_max_(options.response_bytes_max),
        core_(std::make_shared<Core>(loop_, options)) {}

  // Sockets and timers belong to the loop: they are closed there. Requests that are still under
  // way keep the core alive until they end.
  ~PooledClient() override {
    boost::asio::post(loop_, [core = std::move(core_)] {});
  }

  Async<Exchange> send(ClientRequest request) override {
    return run(core_, std::move(request), response_bytes_max_);
  }

 private:
  struct Core {
    Core(const Executor& loop, const ClientOptions& options)
        : dialer(options.ca_file, options.refusal),
          pool(std::make_shared<ClientPool>(loop, options.connections_per_origin,
                                            options.idle_timeout)) {}
    Dialer dialer;
    std::shared_ptr<ClientPool> pool;
  };

  static Async<Exchange> run(std::shared_ptr<Core> core, ClientRequest request,
                             std::size_t response_bytes_max) {
    const auto deadline = deadline_after(request.timeout);
    const auto url = split_url(request.url);
    if (!url) co_return Failure{Stage::refused, false, url.error().message};
    const auto head = request_head(request, *url);
    if (!head) co_return Failure{Stage::refused, false, head.error().message};
    auto lease = co_await core->pool->acquire(origin_of(*url, request), deadline);
    if (!lease) {
      co_return Failure{Stage::connect, true, place_of(*url) + " had no free connection in time"};
    }
    for (;;) {
      const bool kept = lease->connection != nullptr;
      if (!kept) {
        auto dialed = co_await core->dialer.dial(*url, request.identity, deadline);
        if (auto* failed = std::get_if<Failure>(&dialed)) co_return std::move(*failed);
        lease->connection = std::move(std::get<0>(dialed));
      }
      lease->connection->watchdog.set(deadline);
      auto done = co_await exchange_over(*lease->connection, request, *head, response_bytes_max);
      // The peer had closed a kept connection: nothing was sent, so a new one may be tried.
      if (done.unsent && kept && !lease->connection->timed_out) {
        lease->connection.reset();
        continue;
      }
      lease->reusable = done.reusable && !lease->connection->timed_out;
      if (auto* failed = std::get_if<Failure>(&done.exchange)) {
        failed->message = place_of(*url) + " " + failed->message;
      }
      co_return std::move(done.exchange);
    }
  }

  Executor loop_;
  std::size_t response_bytes_max_;
  std::shared_ptr<Core> core_;
};

}  // namespace

const char* name_of(Stage stage) {
  switch (stage) {
    case Stage::refused: return "refused";
    case Stage::resolve: return "resolve";
    case Stage::connect: return "connect";
    case Stage::handshake: return "handshake";
    case Stage::sent: return "sent";
    case Stage::partly_received: return "partly_received";
  }
  return "unknown";
}

std::unique_ptr<Client> make_client(Executor loop, ClientOptions options) {
  return std::make_unique<PooledClient>(std::move(loop), std::move(options));
}

}  // namespace patchbay::http
