#pragma once
// The commands of `patchbay` beside the demo. Each blocks until it is done or told to stop.

#include <functional>
#include <optional>
#include <string>

#include "hub/base/result.h"

namespace CLI {
class App;
}

namespace patchbay::app {

/// What a command line asks for. Whoever adds a command puts its work there when it was given.
using CommandJob = std::function<Result<void>()>;

struct ServeOptions {
  std::optional<std::string> config_file;
};
/// Runs the hub by its configuration until SIGINT or SIGTERM, then finishes what was accepted.
Result<void> run_serve(const ServeOptions& options);

/// `patchbay sandbox`. It prints "listening on PORT" when it is ready. The client credentials it
/// takes come from PATCHBAY_SANDBOX_CLIENT_ID and PATCHBAY_SANDBOX_CLIENT_SECRET, what it signs
/// webhooks with from PATCHBAY_SANDBOX_WEBHOOK_SECRET.
void add_sandbox_command(CLI::App& app, CommandJob& job);
/// `patchbay sandbox books`: what its partners issued.
void add_sandbox_books_command(CLI::App& group, CommandJob& job);

/// `patchbay lua`: what partner scripts can use, for people and editors.
void add_lua_command(CLI::App& app, CommandJob& job);

struct ListenCommand {
  std::string book_file = "webhooks.jsonl";
  int port = 0;
  std::string forward_url;  ///< empty: 204 is answered
};
/// Receives and verifies webhooks; prints "listening on PORT". The secret comes from
/// PATCHBAY_WEBHOOK_SECRET.
Result<void> run_webhook_listen(const ListenCommand& command);

struct SendCommand {
  std::string url, type;
  std::string data = "{}";  ///< JSON; "@FILE": of a file
  std::string id;           ///< empty: a new one
  bool json = false;
};
/// Signs one message with PATCHBAY_WEBHOOK_SECRET, sends it and prints the answer. Errors: refused:
/// the answer is no 2xx; unavailable: there was none.
Result<void> run_webhook_send(const SendCommand& command);

}  // namespace patchbay::app
