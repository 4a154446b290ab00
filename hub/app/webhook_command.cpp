#include <cstdio>

#include "hub/app/commands.h"
#include "hub/app/environment.h"
#include "hub/app/hiding.h"
#include "hub/app/loop_clients.h"
#include "hub/app/signals.h"
#include "hub/base/text.h"
#include "hub/http/url.h"
#include "webhooks/forward.h"
#include "webhooks/listener.h"

namespace patchbay::app {
namespace {

constexpr std::chrono::milliseconds forward_timeout{30'000};
constexpr std::size_t shown_bytes_max = 16 * 1024;

std::string header_of(const http::Request& request, const char* name) {
  return clean_text(request.headers.get(name), 200);
}

/// A message for a person at a terminal; from outside, so nothing in it may steer the terminal.
void print_message(const http::Request& request, const http::Response& answer) {
  std::printf("%s  %s  -> %d\n%s\n", to_rfc3339(system_clock().now()).c_str(),
              header_of(request, "webhook-id").c_str(), answer.status,
              clean_text(request.body, shown_bytes_max).c_str());
  std::fflush(stdout);
}

Async<http::Response> hand_on(const LoopClients& clients, std::string url, http::Request request) {
  auto& client = clients.here();
  auto answer = co_await webhooks::forward(client, std::move(url), request, forward_timeout);
  print_message(request, answer);
  co_return answer;
}

}  // namespace

Result<void> run_webhook_listen(const ListenCommand& command) {
  hold_stop_signals();
  webhooks::ListenerOptions options;
  options.port = static_cast<std::uint16_t>(command.port);
  options.book_file = command.book_file;
  options.secret = Secret(environment_value("PATCHBAY_WEBHOOK_SECRET"));
  hide_secrets();
  if (options.secret.empty())
    return invalid(
        "the receiver needs the endpoint's secret: set PATCHBAY_WEBHOOK_SECRET=whsec_…, or "
        "whpk_… where it signs v1a");
  if (!command.forward_url.empty())
    if (const auto url = http::split_url(command.forward_url); !url)
      return url.error().in("--forward");

  const auto loops = http::start_loops(1);
  auto clients = std::make_unique<LoopClients>(*loops, http::ClientOptions{});
  if (!command.forward_url.empty())
    options.answer = [&clients, url = command.forward_url](http::Request request) {
      return hand_on(*clients, url, std::move(request));
    };
  auto listener = webhooks::start_listener(*loops, std::move(options));
  if (!listener) return listener.error();
  std::printf("listening on %d\n", (*listener)->port());
  std::fflush(stdout);
  wait_for_stop_signal();
  listener->reset();
  loops->stop();
  clients.reset();
  return {};
}

}  // namespace patchbay::app
