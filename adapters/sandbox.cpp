#include "adapters/sandbox.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/run_on.h"
#include "adapters/sandbox_desk.h"
#include "adapters/sandbox_sender.h"
#include "hub/http/rounds.h"
#include "hub/http/server.h"

namespace patchbay::adapters {
namespace {

class RunningSandbox final : public Sandbox {
 public:
  explicit RunningSandbox(std::unique_ptr<SandboxDesk> desk) : desk_(std::move(desk)) {}
  ~RunningSandbox() override {
    rounds_.reset();
    server_.reset();  // nobody hands in work any more
    thread_.join();
  }

  Result<void> listen(http::Loops& loops, std::uint16_t port) {
    http::ServerOptions options;
    options.port = port;
    auto server = http::start_server(
        loops, options, [this](http::Request request) { return handle(std::move(request)); });
    if (!server) return server.error();
    server_ = std::move(*server);
    return {};
  }
  void send_webhooks(http::Loops& loops, const SandboxOptions& options) {
    const auto loop = loops.next();
    client_ = http::make_client(loop, {});
    const WebhookSource source{[this] { return at_desk_waiting(); },
                               [this](std::string partner, std::string id) {
                                 return at_desk_taken(std::move(partner), std::move(id));
                               }};
    sender_ = std::make_unique<WebhookSender>(options, source, *client_);
    rounds_ = start_rounds(loop, "sandbox.webhooks", [this] { return sender_->round(); });
  }
  std::uint16_t port() const override { return server_->port(); }

 private:
  Async<std::vector<std::pair<std::string, QueuedWebhook>>> at_desk_waiting() {
    auto look = [this] { return desk_->waiting_webhooks(); };
    co_return co_await run_on(thread_, std::move(look));
  }
  Async<void> at_desk_taken(std::string partner, std::string id) {
    auto note = [this, &partner, &id] {
      desk_->webhook_taken(partner, id);
      return true;
    };
    co_await run_on(thread_, std::move(note));
  }

  /// Scripts and books have a thread of their own; a late answer sleeps on the loop.
  Async<http::Response> handle(http::Request request) {
    Async<SandboxAnswer> work = at_desk(std::move(request));
    SandboxAnswer answer = co_await boost::asio::co_spawn(thread_.get_executor(), std::move(work),
                                                          boost::asio::use_awaitable);
    if (answer.delay > Duration{}) co_await sleep_for(answer.delay);
    co_return std::move(answer.response);
  }
  Async<SandboxAnswer> at_desk(http::Request request) {
    co_return desk_->answer(request, system_clock().now());
  }

  std::unique_ptr<SandboxDesk> desk_;
  boost::asio::thread_pool thread_{1};
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<WebhookSender> sender_;
  std::unique_ptr<Rounds> rounds_;
};

}  // namespace

Result<std::unique_ptr<Sandbox>> start_sandbox(http::Loops& loops, SandboxOptions options) {
  const std::uint16_t port = options.port;
  auto desk = SandboxDesk::open(options);
  if (!desk) return desk.error();
  auto sandbox = std::make_unique<RunningSandbox>(std::move(*desk));
  if (auto listening = sandbox->listen(loops, port); !listening) return listening.error();
  if (!options.webhooks_url.empty()) sandbox->send_webhooks(loops, options);
  return std::unique_ptr<Sandbox>(std::move(sandbox));
}

}  // namespace patchbay::adapters
