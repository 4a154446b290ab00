#pragma once
// The commands of `patchbay` beside the demo. Each blocks until it is done or told to stop.

#include <optional>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::app {

struct ServeOptions {
  std::optional<std::string> config_file;
};
/// Runs the hub by its configuration until SIGINT or SIGTERM, then finishes what was accepted.
Result<void> run_serve(const ServeOptions& options);

struct SandboxCommand {
  std::vector<std::string> partners;  ///< empty: all that have a sandbox.lua
  std::string books_folder = "data/sandbox";
  int port = 0;
  std::uint64_t seed = 1;
  int error_rate_percent = 0;
  int timeout_after_commit_percent = 0;
  int cut_after_commit_percent = 0;
  std::int64_t late_ms = 1'000;
  std::int64_t retry_after_s = 0;
  bool retry_after_as_date = false;
  std::int64_t calls_per_second = 0;
  std::string webhooks_url;  ///< empty: the partners send none
  int webhook_repeat_percent = 0, webhook_late_percent = 0, webhook_forged_percent = 0;
};
/// Runs the partner sandbox; prints "listening on PORT" when it is ready. The client credentials it
/// takes come from PATCHBAY_SANDBOX_CLIENT_ID and PATCHBAY_SANDBOX_CLIENT_SECRET, what it signs
/// webhooks with from PATCHBAY_SANDBOX_WEBHOOK_SECRET.
Result<void> run_sandbox(const SandboxCommand& command);

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
