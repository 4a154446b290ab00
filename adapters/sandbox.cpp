#include "adapters/sandbox.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/sandbox_desk.h"
#include "hub/http/server.h"

namespace patchbay::adapters {
namespace {

class RunningSandbox final : public Sandbox {
 public:
  explicit RunningSandbox(std::unique_ptr<SandboxDesk> desk) : desk_(std::move(desk)) {}
  ~RunningSandbox() override {
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
  std::uint16_t port() const override { return server_->port(); }

 private:
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
};

}  // namespace

Result<std::unique_ptr<Sandbox>> start_sandbox(http::Loops& loops, SandboxOptions options) {
  const std::uint16_t port = options.port;
  auto desk = SandboxDesk::open(std::move(options));
  if (!desk) return desk.error();
  auto sandbox = std::make_unique<RunningSandbox>(std::move(*desk));
  if (auto listening = sandbox->listen(loops, port); !listening) return listening.error();
  return std::unique_ptr<Sandbox>(std::move(sandbox));
}

}  // namespace patchbay::adapters
