#include "hub/http/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "hub/http/listener.h"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds empty_look{2};
/// After the cut, connections need only a moment to notice; a handler that hangs may need for ever.
constexpr std::chrono::milliseconds cut_limit{1'000};

Async<bool> wait_until_empty(std::shared_ptr<Listener> listener, Deadline deadline) {
  while (!listener->is_empty() && std::chrono::steady_clock::now() < deadline)
    co_await sleep_for(empty_look);
  co_return listener->is_empty();
}

/// Ends softly, waits, cuts what is left. On the listener's loop.
Async<void> wind_down(std::shared_ptr<Listener> listener, std::chrono::milliseconds limit) {
  listener->end_softly();
  const bool ended = co_await wait_until_empty(listener, deadline_after(limit));
  if (ended) co_return;
  listener->cut();
  co_await wait_until_empty(listener, deadline_after(cut_limit));
}

class LoopServer final : public Server {
 public:
  LoopServer(Loops& loops, const asio::ip::tcp::endpoint& wanted, ServerShare share)
      : loops_(loops), share_(std::make_shared<const ServerShare>(std::move(share))) {
    auto endpoint = wanted;
    const auto share_of_loop =
        std::max<std::size_t>(share_->options.connections_max / loops.size(), 1);
    for (std::size_t i = 0; i < loops.size(); ++i) {
      listeners_.push_back(
          std::make_shared<Listener>(loops.at(i), endpoint, i == 0, share_, share_of_loop));
      endpoint.port(listeners_.back()->port());
    }
    port_ = endpoint.port();
    for (std::size_t i = 0; i < loops.size(); ++i)
      spawn(loops.at(i), "http.listener", listeners_[i]->run());
  }
  ~LoopServer() override { LoopServer::stop(std::chrono::milliseconds(0)); }

  std::uint16_t port() const override { return port_; }
  std::string url() const override {
    const auto& host = share_->options.host;
    const bool six = host.find(':') != std::string::npos;
    return std::string(share_->tls ? "https://" : "http://") + (six ? "[" + host + "]" : host) +
           ":" + std::to_string(port_);
  }

  void stop(std::chrono::milliseconds limit) override {
    std::vector<std::future<void>> ended;
    for (std::size_t i = 0; i < listeners_.size(); ++i)
      ended.push_back(
          asio::co_spawn(loops_.at(i), wind_down(listeners_[i], limit), asio::use_future));
    listeners_.clear();
    // Loops that were stopped before never run this; a margin over the limits ends the wait.
    const auto margin = limit + cut_limit + std::chrono::milliseconds(500);
    const auto deadline = std::chrono::steady_clock::now() + margin;
    for (auto& end : ended) end.wait_until(deadline);
  }

 private:
  Loops& loops_;
  std::shared_ptr<const ServerShare> share_;
  std::vector<std::shared_ptr<Listener>> listeners_;
  std::uint16_t port_ = 0;
};

}  // namespace

Result<std::unique_ptr<Server>> start_server(Loops& loops, ServerOptions options, Handler handler) {
  ErrorCode error;
  const auto address = asio::ip::make_address(
      options.host == "localhost" ? std::string("127.0.0.1") : options.host, error);
  if (error) return invalid("\"" + options.host + "\" is not an IP address to listen on");
  ServerShare share{std::move(options), std::move(handler), nullptr};
  if (!share.options.tls_certificate_file.empty()) {
    auto tls = make_server_tls(share.options.tls_certificate_file, share.options.tls_key_file);
    if (!tls) return tls.error();
    if (const auto& ca_file = share.options.tls_client_ca_file; !ca_file.empty())
      if (auto demanded = demand_client_certificate(**tls, ca_file); !demanded)
        return demanded.error();
    share.tls = std::move(*tls);
  }
  const asio::ip::tcp::endpoint endpoint(address, share.options.port);
  const std::string place = share.options.host + ":" + std::to_string(share.options.port);
  try {
    return std::unique_ptr<Server>(std::make_unique<LoopServer>(loops, endpoint, std::move(share)));
  } catch (const boost::system::system_error& failed) {
    return unavailable("cannot listen on " + place + ": " + failed.code().message() +
                       "; is the port in use?");
  }
}

}  // namespace patchbay::http
