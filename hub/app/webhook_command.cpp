#include <cstdio>

#include "hub/app/commands.h"
#include "hub/app/environment.h"
#include "hub/app/hiding.h"
#include "hub/app/signals.h"
#include "webhooks/listener.h"

namespace patchbay::app {

Result<void> run_webhook_listen(const ListenCommand& command) {
  hold_stop_signals();
  webhooks::ListenerOptions options;
  options.port = static_cast<std::uint16_t>(command.port);
  options.book_file = command.book_file;
  options.secret = Secret(environment_value("PATCHBAY_WEBHOOK_SECRET"));
  hide_secrets();
  if (options.secret.empty())
    return invalid("the receiver needs the endpoint's secret: set PATCHBAY_WEBHOOK_SECRET=whsec_…");

  const auto loops = http::start_loops(1);
  auto listener = webhooks::start_listener(*loops, std::move(options));
  if (!listener) return listener.error();
  std::printf("listening on %d\n", (*listener)->port());
  std::fflush(stdout);
  wait_for_stop_signal();
  return {};
}

}  // namespace patchbay::app
